"""The body of an article as text that one can type, and back, without losing block ids.

The notation (docs/body-notation.md explains it to editors):

- each line is a paragraph; blank lines only separate; a ``\\`` at a line's end continues the paragraph
- ``## `` heading (``### `` one level lower), ``> `` quotation, ``- `` list, ``+ `` numbered list, ``（注）`` note
- ``[表 1]``, ``[图 1]``, ``[观点 1]`` or ``[观点 1-3]`` alone in a line: the place of a table, a picture, statements
- a ``\\`` before a line's first character takes it literally

What the text does not show (ids, bold, links, tables) is taken over from the previous blocks: unchanged
lines keep their block as it was, changed ones keep the id of the block they are most like.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Block = dict[str, Any]

HEADING = re.compile(r"^[#＃]{2,4}(?=[^#＃]|$)\s?(.*)$", re.S)
PREFIXES = (("> ", "quote"), ("＞", "quote"), ("- ", "list"), ("+ ", "list"), ("（注）", "note"))
PLACE = re.compile(r"^[\[［【]\s*(表|图|观点)\s*(\d{1,4})\s*(?:[-–—~～至]\s*(\d{1,4})\s*)?[\]］】]$")
PLACE_KINDS = {"表": "table", "图": "image", "观点": "statement"}
PLACE_WORDS = {kind: word for word, kind in PLACE_KINDS.items()}
ALIKE = 0.5  # a changed line at least this like an old block keeps its id
PAIRS_COMPARED = 4_000  # beyond that, changed lines are matched in order only
ALIGNED = 4_000  # characters; longer texts are compared by their letters alone, as aligning takes their square


class NotationError(ValueError):
    """The text names a table or picture that is not there; the message is a Chinese sentence."""


def blocks_to_notation(blocks: Sequence[Block]) -> str:
    """The text that stands for ``blocks``. Statements that end the body need no line and get none."""
    pieces = _pieces(blocks)
    while pieces and pieces[-1].kind == "statement":
        pieces.pop()
    return "\n\n".join(piece.text for piece in pieces if piece.text.strip())


def notation_to_blocks(
    text: str,
    previous: Sequence[Block] = (),
    *,
    statements: Sequence[str] | None = None,
    new_id: Callable[[], str] = lambda: "b" + secrets.token_hex(4),
) -> list[Block]:
    """The blocks that ``text`` stands for, with the ids and hidden parts of ``previous`` where they fit.

    ``statements`` are the statements' public ids in their order now; those that the text does not place
    follow at the end. None means: those of ``previous``. Raises NotationError.
    """
    if statements is None:
        statements = [block["statement"] for block in previous if block["kind"] == "statement"]
    before = [piece for piece in _pieces(previous) if piece.kind != "statement" and piece.text.strip()]
    after = list(_read(text.replace("\r\n", "\n").replace("\r", "\n")))
    origin = _match(before, after)
    speakers = _Speakers(statements, previous, new_id)
    blocks: list[Block] = []
    for number, piece in enumerate(after):
        if piece.kind == "statement":
            blocks += speakers.take(piece.first, piece.last)
        elif number in origin:
            blocks.append(_merge(before[origin[number]], piece))
        elif piece.kind in PLACE_WORDS:
            raise NotationError(_place_problem(piece, before))
        else:
            blocks.append(_fresh(piece, new_id))
    return _with_own_ids(blocks + speakers.take(1, len(statements)), new_id)


class _Speakers:
    """Hands out the blocks of the statements, each once, with the id that it had before."""

    def __init__(self, keys: Sequence[str], previous: Sequence[Block], new_id: Callable[[], str]) -> None:
        self.keys, self.new_id = keys, new_id
        self.before = {block["statement"]: block["id"] for block in previous if block["kind"] == "statement"}
        self.placed: set[str] = set()

    def take(self, first: int, last: int) -> list[Block]:
        """Those of the numbers ``first`` to ``last`` that have no place yet."""
        wanted = [key for key in self.keys[first - 1 : last] if key not in self.placed]
        self.placed.update(wanted)
        return [{"id": self.before.get(key) or self.new_id(), "kind": "statement", "statement": key} for key in wanted]


# --- writing -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Piece:
    """One block, or a run of statements, with its lines in the notation."""

    kind: str
    text: str
    blocks: list[Block]
    content: str | list[str] = ""
    level: int = 2
    ordered: bool = False
    first: int = 0
    last: int = 0


def _pieces(blocks: Sequence[Block]) -> list[_Piece]:
    pieces: list[_Piece] = []
    counts = {"table": 0, "image": 0, "statement": 0}
    for block in blocks:
        kind = str(block["kind"])
        if kind in counts:
            counts[kind] += 1
            last = pieces[-1] if pieces else None
            if kind == "statement" and last is not None and last.kind == kind:
                last.blocks.append(block)
                last.last = counts[kind]
                last.text = f"[观点 {last.first}-{last.last}]"
                continue
            text = f"[{PLACE_WORDS[kind]} {counts[kind]}]"
            pieces.append(_Piece(kind, text, [block], first=counts[kind], last=counts[kind]))
        else:
            pieces.append(
                _Piece(kind, _lines_of(block), [block], content=block.get("text") or block.get("items") or "")
            )
    return pieces


def _lines_of(block: Block) -> str:
    match str(block["kind"]):
        case "heading":
            level = block.get("level")
            return "#" * (level if level in (3, 4) else 2) + " " + _joined(block["text"])
        case "quote":
            return "\n".join(f"> {line}" for line in block["text"].split("\n"))
        case "list":
            mark = "+" if block.get("ordered") else "-"
            return "\n".join(f"{mark} {_joined(item)}" for item in block["items"])
        case "note":
            return "（注）" + _joined(block["text"])
    text = _joined(block["text"])
    return "\\" + text if text.startswith("\\") or _kind_of(text.split("\n")[0]) != "paragraph" else text


def _joined(text: str) -> str:
    """The text in one paragraph's lines: inner line ends become a continuation, closing ``\\`` are doubled."""
    lines = [re.sub(r"\\+$", lambda run: run[0] * 2, line) for line in text.split("\n")]
    return "\\\n".join(lines)


# --- reading -----------------------------------------------------------------------------------------


def _kind_of(line: str) -> str:
    if PLACE.match(line.strip()):
        return "place"
    if HEADING.match(line):
        return "heading"
    return next((kind for prefix, kind in PREFIXES if line.startswith(prefix) or line == prefix.strip()), "paragraph")


def _read(text: str) -> Iterator[_Piece]:
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        kind = _kind_of(line)
        if not line.strip():
            at += 1
        elif kind == "place":
            yield _place(line.strip())
            at += 1
        elif kind == "quote":
            start = at
            while at < len(lines) and _kind_of(lines[at]) == "quote":
                at += 1
            content = "\n".join(re.sub(r"^(> ?|＞)", "", each) for each in lines[start:at])
            yield _Piece("quote", "\n".join(lines[start:at]), [], content=content)
        elif kind == "list":
            piece, at = _list(lines, at)
            yield piece
        else:
            start = at
            level = max(2, len(line) - len(line.lstrip("#＃"))) if kind == "heading" else 2
            content, at = _continued(lines, at, _without_mark(line, kind))
            yield _Piece(kind, "\n".join(lines[start:at]), [], content=content, level=level)


def _without_mark(line: str, kind: str) -> str:
    if kind == "heading":
        return re.sub(r"^[#＃]{2,4}\s?", "", line, count=1)
    if kind == "note":
        return line.removeprefix("（注）")
    return line[1:] if line.startswith("\\") else line


def _continued(lines: list[str], at: int, first: str) -> tuple[str, int]:
    """The paragraph that begins with ``first`` in line ``at``, and the line after it."""
    parts, line = [], first
    while True:
        run = len(line) - len(line.rstrip("\\"))
        body = line[: len(line) - run] + "\\" * (run // 2)
        parts.append(body)
        at += 1
        if run % 2 == 0 or at >= len(lines):
            return "\n".join(parts), at
        line = lines[at]


def _list(lines: list[str], at: int) -> tuple[_Piece, int]:
    start, mark, items = at, lines[at][0], []
    while at < len(lines) and _kind_of(lines[at]) == "list" and lines[at][0] == mark:
        item, at = _continued(lines, at, lines[at][2:])
        items.append(item)
    return _Piece("list", "\n".join(lines[start:at]), [], content=items, ordered=mark == "+"), at


def _place(line: str) -> _Piece:
    word, start, end = PLACE.findall(line)[0]
    kind, first, last = PLACE_KINDS[word], int(start), int(end or start)
    text = f"[{word} {first}]" if last == first else f"[{word} {first}-{last}]"
    return _Piece(kind, text, [], first=max(1, first), last=last)


# --- matching ----------------------------------------------------------------------------------------


def _match(before: list[_Piece], after: list[_Piece]) -> dict[int, int]:
    """Which old piece each new one continues: new index → old index, each old one at most once."""
    origin: dict[int, int] = {}
    regions: list[tuple[range, range]] = []
    # autojunk stays on: a thousand equal lines would take a million steps; what it misses is found below
    opcodes = SequenceMatcher(None, [p.text for p in before], [p.text for p in after]).get_opcodes()
    for tag, i1, i2, j1, j2 in opcodes:
        if tag == "equal":
            origin.update(zip(range(j1, j2), range(i1, i2), strict=True))
        elif tag == "replace":
            regions.append((range(i1, i2), range(j1, j2)))
    matched = set(origin.values())
    free = [i for i in range(len(before)) if i not in matched]
    moved: dict[str, list[int]] = {}
    for i in free:
        moved.setdefault(before[i].text, []).append(i)
    for j, piece in enumerate(after):
        if j not in origin and moved.get(piece.text):
            origin[j] = moved[piece.text].pop(0)
    for old, new in regions:
        taken = set(origin.values())
        _match_changed(before, after, [i for i in old if i not in taken], [j for j in new if j not in origin], origin)
    return origin


def _match_changed(
    before: list[_Piece], after: list[_Piece], old: list[int], new: list[int], origin: dict[int, int]
) -> None:
    """Pairs changed pieces with the old ones they are most like."""
    pairs = ((i, j) for i in old for j in new) if len(old) * len(new) <= PAIRS_COMPARED else zip(old, new, strict=False)
    scored = []
    for i, j in pairs:
        if not (_has_words(before[i]) and _has_words(after[j])):
            continue
        ratio = _likeness(_words(before[i]), _words(after[j]))
        if ratio >= ALIKE:
            scored.append((-ratio, j, i))
    taken: set[int] = set()
    for _, j, i in sorted(scored):
        if j not in origin and i not in taken:
            origin[j] = i
            taken.add(i)


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or (quick := matcher.quick_ratio()) < ALIKE:
        return 0.0
    return quick if len(one) + len(other) > ALIGNED else matcher.ratio()


def _has_words(piece: _Piece) -> bool:
    return piece.kind not in PLACE_WORDS


def _words(piece: _Piece) -> str:
    return piece.content if isinstance(piece.content, str) else "\n".join(piece.content)


# --- building ----------------------------------------------------------------------------------------


def _merge(old: _Piece, new: _Piece) -> Block:
    """The old block as it was when the line is the same; else its id with the new words."""
    block = old.blocks[0]
    if old.text == new.text:
        return dict(block)
    fresh = _fresh(new, lambda: str(block["id"]))
    marks = block.get("marks")
    if marks and "text" in fresh and "text" in block and (moved := _moved_marks(marks, block["text"], fresh["text"])):
        fresh["marks"] = moved
    return fresh


def _moved_marks(marks: list[dict[str, Any]], before: str, after: str) -> list[dict[str, Any]]:
    """The marks where their words stand now; a mark whose words are gone goes with them."""
    where = _positions(before, after)
    moved = []
    for mark in marks:
        kept = [where[at] for at in range(mark["start"], mark["end"]) if at in where]
        if kept:
            moved.append({**mark, "start": kept[0], "end": kept[-1] + 1})
    return moved


def _positions(before: str, after: str) -> dict[int, int]:
    """Where each kept character stands now. What opens and closes both alike is not aligned at all."""
    shortest = min(len(before), len(after))
    head = next((k for k in range(shortest) if before[k] != after[k]), shortest)
    tail = next((k for k in range(shortest - head) if before[-1 - k] != after[-1 - k]), shortest - head)
    where = {at: at for at in range(head)}
    where |= {len(before) - 1 - k: len(after) - 1 - k for k in range(tail)}
    one, other = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(one) + len(other) <= ALIGNED:
        for a, b, size in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
            where |= {head + a + k: head + b + k for k in range(size)}
    return where


def _fresh(piece: _Piece, new_id: Callable[[], str]) -> Block:
    block: Block = {"id": new_id(), "kind": piece.kind}
    if piece.kind == "list":
        items = [item.strip() for item in piece.content if item.strip()]
        return block | {"items": items, "ordered": piece.ordered}
    block["text"] = str(piece.content).strip()
    if piece.kind == "heading" and piece.level > 2:
        block["level"] = piece.level
    return block


def _with_own_ids(blocks: list[Block], new_id: Callable[[], str]) -> list[Block]:
    """Drops empty blocks; a new id that happens to be taken is drawn again."""
    seen: set[str] = set()
    result = []
    for block in blocks:
        if block.get("text") == "" or block.get("items") == []:
            continue
        while block["id"] in seen:
            block["id"] = new_id()
        seen.add(block["id"])
        result.append(block)
    return result


def _place_problem(piece: _Piece, before: list[_Piece]) -> str:
    count = sum(old.kind == piece.kind for old in before)
    word = PLACE_WORDS[piece.kind]
    if count == 0:
        return f"正文里写了“{piece.text}”，但这篇稿件没有{word}。请删去这一行。"
    if piece.first <= count:
        return f"正文里“{piece.text}”写了两次，只能有一处。"
    return f"正文里写了“{piece.text}”，但这篇稿件只有 {count} 个{word}。"
