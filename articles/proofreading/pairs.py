"""Marks that come in pairs: balance across paragraphs, nesting, direction (GB/T 15834-2011, 4.8, 4.9, 4.15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from articles.proofreading.characters import CHINESE_NUMERALS
from articles.proofreading.document import RUNNING, Block, Document, Lexicon
from articles.proofreading.registry import Hit, Measure, Rule, check
from articles.proofreading.standards import PUNCTUATION

UNPAIRED = Rule("unpaired-mark", "标点不成对", f"{PUNCTUATION}4.8、4.9、4.15", Measure.PUNCTUATION)
REVERSED = Rule("reversed-quotes", "引号方向", f"{PUNCTUATION}4.8", Measure.PUNCTUATION)
NESTED = Rule("nested-marks", "引号、书名号层次", f"{PUNCTUATION}4.8.3.2、4.15", Measure.PUNCTUATION)
SINGLE = Rule("outer-single-quotes", "外层用了单引号", f"{PUNCTUATION}4.8.3.2", Measure.PUNCTUATION)
CONTINUED = Rule("continued-quotation", "跨段引文", f"{PUNCTUATION}4.8.3.4", Measure.PUNCTUATION)

CLOSER = {
    "“": "”",
    "‘": "’",
    "《": "》",
    "〈": "〉",
    "（": "）",
    "【": "】",
    "〔": "〕",
    "「": "」",
    "『": "』",
    "［": "］",
}
OPENER = {closer: opener for opener, closer in CLOSER.items()}
NAMES = {"“": "引号", "‘": "单引号", "《": "书名号", "〈": "单书名号"}
INNER = {"“": ("‘", "’"), "《": ("〈", "〉")}
HALF = str.maketrans("()", "（）")
MARK = re.compile(f"[{re.escape(''.join({*CLOSER, *OPENER}))}()]")
# 1） or （a） at the head of an item: the closing bracket stands alone by custom
ITEM = re.compile(rf"(?:^|[，。；：、！？\s“])[0-9a-zA-Z{CHINESE_NUMERALS}]{{1,3}}$")
LONG_QUOTATION = 40  # a quotation that runs over paragraphs has longer parts than a quoted term
AFTER_QUOTATION = 30  # what may follow its end in the last paragraph
REVERSED_REACH = 60


class Mark(NamedTuple):
    sign: str
    at: int


class Pair(NamedTuple):
    opener: Mark
    end: int
    outer: tuple[Mark, ...]


@dataclass(slots=True)
class Scan:
    """The marks of one paragraph."""

    block: Block
    start: int
    end: int
    pairs: list[Pair] = field(default_factory=list)
    opened: list[Mark] = field(default_factory=list)
    closed: list[Mark] = field(default_factory=list)  # closing marks without an opening one

    @property
    def open_quotation(self) -> Mark | None:
        """The quotation that runs on into the next paragraph, if that is all that is open."""
        return self.opened[0] if len(self.opened) == 1 and self.opened[0].sign == "“" and not self.closed else None

    @property
    def continues(self) -> bool:
        """True when the paragraph may be the next part of a quotation begun before it."""
        text = self.block.text[self.start : self.end]
        first = self.start + len(text) - len(text.lstrip())
        if not self.block.text.startswith("“", first):
            return False
        for pair in self.pairs:
            if pair.opener.at == first:
                return pair.end - first >= LONG_QUOTATION or self.end - pair.end <= AFTER_QUOTATION
        return True


@check(UNPAIRED, REVERSED, NESTED, SINGLE, CONTINUED)
def paired_marks(document: Document, lexicon: Lexicon) -> Iterator[Hit]:
    for run in _runs(document):
        scans = [scan(block, start, end) for block, start, end in run]
        for place, each in enumerate(scans):
            follower = scans[place + 1] if place + 1 < len(scans) else None
            yield from _across(each, follower)
            yield from _unpaired(each)
            yield from _layers(each)


def _runs(document: Document) -> Iterator[list[tuple[Block, int, int]]]:
    """Paragraphs over which a quotation may run on. Other blocks stand by themselves."""
    running = []
    for block in document.blocks:
        spans = [(block, start, end) for start, end in block.paragraphs()]
        if block.kind in RUNNING:
            running += spans
        elif block.is_title:
            yield [(block, 0, len(block.text))]
        else:
            yield spans
    yield running


def scan(block: Block, start: int, end: int) -> Scan:
    found = Scan(block, start, end)
    stack: list[Mark] = []
    for match in MARK.finditer(block.text, start, end):
        mark = Mark(match.group().translate(HALF), match.start())
        if mark.sign in CLOSER:
            stack.append(mark)
        elif not _is_apostrophe(block.text, mark, stack):
            _close(found, stack, mark)
    found.opened += stack
    found.opened.sort(key=lambda mark: mark.at)
    return found


def _close(found: Scan, stack: list[Mark], mark: Mark) -> None:
    wanted = OPENER[mark.sign]
    # Looking a few levels down is enough, and keeps a run of opening marks linear.
    depth = next((depth for depth in range(1, min(len(stack), 6) + 1) if stack[-depth].sign == wanted), None)
    if depth is not None:
        found.opened += stack[len(stack) - depth + 1 :]
        del stack[len(stack) - depth + 1 :]
        opener = stack.pop()
        found.pairs.append(Pair(opener, mark.at, tuple(stack[-6:])))
    elif mark.sign != "）" or not ITEM.search(found.block.text[max(found.start, mark.at - 4) : mark.at]):
        found.closed.append(mark)


def _is_apostrophe(text: str, mark: Mark, stack: list[Mark]) -> bool:
    before = text[mark.at - 1 : mark.at]
    return mark.sign == "’" and before.isascii() and before.isalnum() and not any(one.sign == "‘" for one in stack[-2:])


def _across(this: Scan, follower: Scan | None) -> Iterator[Hit]:
    """Settles a quotation left open at the paragraph's end; what is wrong with it is reported here."""
    quotation = this.open_quotation
    if quotation is None or follower is None:
        return
    if follower.continues:
        this.opened.clear()
        return
    if len(follower.closed) == 1 and follower.closed[0].sign == "”" and not follower.opened:
        this.opened.clear()
        follower.closed.clear()
        hint = "引文跨段时，接续的每一段段首都要加前引号。"
        first = follower.start
        text = follower.block.text
        yield Hit(CONTINUED, follower.block, first, first + 1, hint, f"“{text[first]}")


def _unpaired(this: Scan) -> Iterator[Hit]:
    settled: set[int] = set()
    first: Mark | None = None
    for second in sorted(
        (mark for mark in (*this.closed, *this.opened) if mark.sign in "“”"), key=lambda mark: mark.at
    ):
        reaches = first is not None and second.at - first.at <= REVERSED_REACH
        if first is None or not reaches:
            first = second
            continue
        if (first.sign, second.sign) != ("“", "”"):
            settled |= {first.at, second.at}
            yield _reversed(this, first, second)
        first = None
    this.closed = [mark for mark in this.closed if mark.at not in settled]
    this.opened = [mark for mark in this.opened if mark.at not in settled]
    for mark in this.opened:
        name = NAMES.get(mark.sign, "括号")
        yield Hit(UNPAIRED, this.block, mark.at, mark.at + 1, f"前{name}没有配对的后{name}。")
    for mark in this.closed:
        name = NAMES.get(OPENER[mark.sign], "括号")
        yield Hit(UNPAIRED, this.block, mark.at, mark.at + 1, f"后{name}没有配对的前{name}。")


def _reversed(this: Scan, first: Mark, second: Mark) -> Hit:
    """Two quotation marks that would be a pair, were they not ”…“, “…“ or ”…”."""
    if first.sign == second.sign:
        wrong, right = (second, "”") if first.sign == "“" else (first, "“")
        return Hit(REVERSED, this.block, wrong.at, wrong.at + 1, f"引号方向有误，此处应为{right}。", right)
    words = this.block.text[first.at + 1 : second.at]
    return Hit(REVERSED, this.block, first.at, second.at + 1, "前后引号用反了。", f"“{words}”")


def _layers(this: Scan) -> Iterator[Hit]:
    unclosed = {mark.at for mark in this.opened}
    text = this.block.text
    for opener, end, outer in this.pairs:
        inner = INNER.get(opener.sign)
        around = [mark for mark in outer if mark.sign in ("“‘" if opener.sign in "“‘" else "《〈")]
        if inner and around and around[-1].sign == opener.sign and around[-1].at not in unclosed:
            hint = f"{NAMES[opener.sign]}之中再用{NAMES[opener.sign]}，里层应为{inner[0]}{inner[1]}。"
            yield Hit(NESTED, this.block, opener.at, end + 1, hint, inner[0] + text[opener.at + 1 : end] + inner[1])
        if opener.sign == "‘" and not around:
            hint = "单引号只用于双引号之中，外层应为“”。"
            yield Hit(SINGLE, this.block, opener.at, end + 1, hint, f"“{text[opener.at + 1 : end]}”")
