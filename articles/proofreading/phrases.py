"""Near misses of what the editors approved: set formulations, document titles, names (edit distance 1–2).

A phrase with k edits still holds one of its k + 1 pieces whole, so the pieces are looked up in a table
while the text is read once; only where one is found are the words aligned.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from articles.proofreading.characters import CHINESE_NUMERALS, HAN
from articles.proofreading.document import Block, Document, Lexicon
from articles.proofreading.likeness import alike, distance
from articles.proofreading.registry import Hit, Measure, Rule, check
from articles.text.diff import diff

PHRASE = Rule("near-phrase", "与固定提法不一致", "编辑部核定的固定提法", Measure.CHARACTERS)
TITLE = Rule("near-document-title", "与文件名称不一致", "编辑部核定的文件名称", Measure.CHARACTERS)
NAME = Rule("near-name", "与已知名称只差一字", "编辑部核定的人名、机构名", Measure.CHARACTERS)
STANDING = Rule("near-standing-name", "与国名、机关名只差一字", "宪法所载的国名、机关名", Measure.CHARACTERS)

STANDING_NAMES = (
    "中华人民共和国", "中国共产党", "中国人民解放军", "中国人民政治协商会议", "全国人民代表大会", "中央军事委员会", "最高人民法院",
    "最高人民检察院",
)  # fmt: skip
SHORTEST = 4  # a shorter phrase has too many lawful neighbours
LOOSE = 8  # from here on any edit is a miss; below, only one that looks or sounds the same
TWO_EDITS = 10  # from here on two edits are still a miss
IN_TITLE = re.compile(r"《([^《》〈〉\n]{2,80})》")
NUMBERED = re.compile(f"[0-9{CHINESE_NUMERALS}]")
WORD = re.compile(f"[{HAN}]")

Pieces = dict[str, list[tuple[str, int]]]


def _allowed(phrase: str) -> int:
    return 2 if len(phrase) >= TWO_EDITS else 1


def _pieces(phrases: Iterable[str]) -> Pieces:
    """Every piece of every phrase: piece → (phrase, where the piece begins in it)."""
    table: Pieces = defaultdict(list)
    for phrase in phrases:
        # A swap across a border breaks two pieces, so long phrases have one to spare.
        parts = _allowed(phrase) + (2 if len(phrase) >= 2 * (_allowed(phrase) + 2) else 1)
        bounds = [round(part * len(phrase) / parts) for part in range(parts + 1)]
        for start, end in pairwise(bounds):
            table[phrase[start:end]].append((phrase, start))
    return dict(table)


@lru_cache(maxsize=8)
def _table(phrases: tuple[str, ...], shortest: int) -> tuple[Pieces, tuple[int, ...]]:
    table = _pieces(sorted({phrase for phrase in phrases if len(phrase) >= shortest}))
    return table, tuple(sorted({len(piece) for piece in table}))


@check(TITLE)
def document_titles(document: Document, lexicon: Lexicon) -> Iterator[Hit]:
    approved = frozenset(title.strip("《》") for title in lexicon.titles)
    table, sizes = _table(tuple(sorted(approved)), SHORTEST)
    for block in document.blocks:
        for match in IN_TITLE.finditer(block.text) if approved else ():
            written = match.group(1)
            if written not in approved and (meant := _same_title(written, table, sizes)):
                hint = f"与核定的文件名称“{meant}”不一致，请核对。"
                yield Hit(TITLE, block, *match.span(1), hint, meant)


def _same_title(written: str, table: Pieces, sizes: tuple[int, ...]) -> str | None:
    candidates = {
        phrase
        for size in sizes
        for at in range(len(written) - size + 1)
        for phrase, _ in table.get(written[at : at + size], ())
    }
    for phrase in sorted(candidates):
        if distance(written, phrase, _allowed(phrase)) <= _allowed(phrase):
            edits = _changes(written, phrase)
            # Another year or number makes another document, not a slip.
            if not any(NUMBERED.search(old + new) for old, new in edits) and _title_slip(phrase, edits):
                return phrase
    return None


def _title_slip(phrase: str, edits: list[tuple[str, str]]) -> bool:
    return len(phrase) >= LOOSE or all(_mistaken(old, new) for old, new in edits)


@check(PHRASE, NAME, STANDING)
def near_misses(document: Document, lexicon: Lexicon) -> Iterator[Hit]:
    approved = frozenset((*lexicon.phrases, *lexicon.names, *lexicon.titles, *STANDING_NAMES))
    for rule, phrases in ((PHRASE, lexicon.phrases), (NAME, lexicon.names), (STANDING, STANDING_NAMES)):
        table, sizes = _table(tuple(phrases), SHORTEST - 1 if rule is NAME else SHORTEST)
        for block in document.blocks if table else ():
            yield from _misses(rule, block, table, sizes, approved)


def _misses(rule: Rule, block: Block, table: Pieces, sizes: tuple[int, ...], approved: frozenset[str]) -> Iterator[Hit]:
    taken: dict[str, int] = {}  # phrase → end of what was last looked at
    text = block.text
    for at in range(len(text)):
        for size in sizes:
            for phrase, offset in table.get(text[at : at + size], ()):
                if at < taken.get(phrase, 0):
                    continue
                span = _align(text, phrase, at - offset)
                if span is None:
                    continue
                taken[phrase] = span[1]
                written = text[slice(*span)]
                if written != phrase and not _is_approved(text, span, approved) and _is_miss(rule, written, phrase):
                    yield Hit(rule, block, *span, f"与核定的“{phrase}”不一致，请核对。", phrase)


def _align(text: str, phrase: str, start: int) -> tuple[int, int] | None:
    """The stretch of text about ``start`` that is closest to the phrase, if it is close enough."""
    limit = _allowed(phrase)
    best: tuple[int, int, int, int] | None = None
    for first in range(max(0, start - limit), min(len(text), start + limit + 1)):
        for length in range(len(phrase) - limit, len(phrase) + limit + 1):
            written = text[first : first + length]
            if len(written) < length or not _may_be(written, phrase):
                continue
            edits = distance(written, phrase, limit)
            if edits <= limit and (best is None or (edits, abs(length - len(phrase))) < best[:2]):
                best = (edits, abs(length - len(phrase)), first, first + length)
    return best[2:] if best else None


def _may_be(written: str, phrase: str) -> bool:
    """A miss begins or ends like the phrase: 产品质量发展 is no 高质量发展 without its first character."""
    return written[0] == phrase[0] or written[-1] == phrase[-1]


def _is_approved(text: str, span: tuple[int, int], approved: frozenset[str]) -> bool:
    """True when the words are, or are part of, another approved phrase."""
    start, end = span
    written = text[start:end]
    for phrase in approved:
        if written in phrase or phrase[0] in written:
            at = text.find(phrase, max(0, start - len(phrase)), end + len(phrase))
            if at >= 0 and at <= start and end <= at + len(phrase):
                return True
    return False


def _changes(written: str, phrase: str) -> list[tuple[str, str]]:
    return [(written[slice(*edit.a)], phrase[slice(*edit.b)]) for edit in diff(written, phrase) if edit.op != "equal"]


def _is_miss(rule: Rule, written: str, phrase: str) -> bool:
    edits = _changes(written, phrase)
    if any(NUMBERED.search(old + new) for old, new in edits) or not all(map(WORD.match, written)):
        return False
    if rule is NAME and len(phrase) < SHORTEST:
        return written[0] == phrase[0] and len(written) == len(phrase) and all(_mistaken(*edit) for edit in edits)
    if sorted(written) == sorted(phrase):
        return True
    if len(phrase) < LOOSE or rule is STANDING:
        return len(written) == len(phrase) and all(_mistaken(*edit) for edit in edits)
    first, last = diff(written, phrase)[0], diff(written, phrase)[-1]
    return all(
        edit.op == "equal" or _mistaken(written[slice(*edit.a)], phrase[slice(*edit.b)]) for edit in (first, last)
    )


def _mistaken(old: str, new: str) -> bool:
    """True when the characters look or sound like the right ones."""
    return len(old) == len(new) and all(alike(one, other) for one, other in zip(old, new, strict=True))
