"""The body's notation: how each block is written as text that one can type, and how such text is read.

docs/body-notation.md explains it to editors; ``static/articles/desk/notation.js`` is the same in the browser, and
``tests/data/notation.json`` holds both to one set of cases. What is written here is read back without a loss:

- each line is a paragraph; blank lines only separate; a ``\\`` at a line's end continues the paragraph
- ``## `` heading (``### `` one level lower), ``> `` quotation, ``- `` list, ``+ `` numbered list, ``（注）`` note
- ``**strong**``, ``__emphasis__``, ``[words](address)`` inside of all these (articles/text/inline.py)
- ``| cell | cell |`` a table's row; a second line ``|---|---|`` makes the first one the head
- ``[图 id | caption | credit]`` a picture; ``[观点 1]`` or ``[观点 1-3]`` the place of statements
- ``[表 1]``, ``[图 1]`` the table or picture of that number in the body as it was before
- a ``\\`` before a line's first character, or before one that would begin a mark, takes it literally
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from articles.text.inline import SPACES, Mark, Words, joined, read_line, written_lines

Block = dict[str, Any]

OPENING = frozenset("#＃>＞-+（|[［【")  # a line that begins with anything else is a paragraph
HEADING = re.compile(r"([#＃]{2,4})(?![#＃])[ \u3000]?")
PREFIXES = (("> ", "quote"), ("＞", "quote"), ("- ", "list"), ("+ ", "list"), ("（注）", "note"))
PLACE = re.compile(
    r"[\[［【][ \u3000]*(表|图|观点)[ \u3000]*([0-9]{1,4})[ \u3000]*(?:[-–—~～至][ \u3000]*([0-9]{1,4})[ \u3000]*)?[\]］】]"
)
PICTURE = re.compile(
    r"[\[［【][ \u3000]*图[ \u3000]*(?![0-9]{1,4}[ |\]］】])([0-9A-Za-z_-]{1,16})[ \u3000]*(?:\|(.*))?[\]］】]"
)
PLACE_KINDS = {"表": "table", "图": "image", "观点": "statement"}
PLACE_WORDS = {kind: word for word, kind in PLACE_KINDS.items()}
PICTURE_ID = re.compile(r"(?![0-9]{1,4}$)[0-9A-Za-z_-]{1,16}")
RULE_CELL = re.compile(r":?-{2,}:?")


@dataclass(slots=True)
class Piece:
    """One block, or the place of one or several, with its lines. ``block`` has no id; places have no block."""

    kind: str
    text: str
    block: Block | None = None
    words: Words = field(default_factory=Words)
    first: int = 0
    last: int = 0


# --- writing -----------------------------------------------------------------------------------------


def written(block: Block) -> str:
    """The lines that stand for a block other than a statement; empty for a picture whose id cannot be written."""
    match str(block["kind"]):
        case "heading":
            level = block.get("level")
            return "#" * (level if level in (3, 4) else 2) + " " + _lines(block)
        case "quote":
            return "\n".join(f"> {line}" for line in written_lines(block["text"], block.get("marks") or []))
        case "list":
            return _list(block)
        case "note":
            return "（注）" + _lines(block)
        case "table":
            return _table(block)
        case "image":
            return _picture(block)
    text = _lines(block)
    return "\\" + text if kind_of(text.split("\n", 1)[0]) != "paragraph" else text


def _lines(block: Block) -> str:
    return "\\\n".join(written_lines(block["text"], block.get("marks") or []))


def _list(block: Block) -> str:
    marks, items, at = block.get("marks") or [], [], 0
    for item in block["items"]:
        items.append("\\\n".join(written_lines(item, marks, at)))
        at += len(item) + 1
    return "\n".join(f"{'+' if block.get('ordered') else '-'} {item}" for item in items)


def _table(block: Block) -> str:
    marks, lines, at = block.get("marks") or [], [], 0
    for row in block["rows"]:
        line = "|" if not row else "| "
        for cell in row:
            line += f"{_cell(cell, marks, at)} | "
            at += len(cell) + 1
        at += not row
        lines.append(line.rstrip(" "))
    if block.get("head") and lines:
        lines.insert(1, "|" + "---|" * max(1, len(block["rows"][0])))
    return "\n".join(lines)


def _cell(text: str, marks: Sequence[Mark], at: int) -> str:
    cell = "\\/".join(line.replace("|", "\\|") for line in written_lines(text, marks, at))
    return cell.replace("-", "\\-", 1) if RULE_CELL.fullmatch(cell) else cell


def _caption(text: str) -> str:
    """A caption's signs are all its own: it has no marks."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\/")


def _picture(block: Block) -> str:
    if not PICTURE_ID.fullmatch(block["image"]):
        return ""
    parts = [block.get("caption", ""), block.get("credit", "")]
    while parts and not parts[-1]:
        parts.pop()
    return f"[图 {block['image']}" + "".join(f" | {_caption(part)}" for part in parts) + "]"


# --- reading -----------------------------------------------------------------------------------------


def kind_of(line: str) -> str:
    """What a line begins: a block's kind, or ``place``."""
    if line[:1] not in OPENING and line[:1] not in SPACES:
        return "paragraph"
    bare = line.strip(SPACES)
    if bare[:1] in ("[", "［", "【") and bare:
        if PLACE.fullmatch(bare):
            return "place"
        if PICTURE.fullmatch(bare):
            return "image"
    if line[:1] == "|":
        return "table"
    if HEADING.match(line):
        return "heading"
    return next((kind for prefix, kind in PREFIXES if line.startswith(prefix) or line == prefix.strip()), "paragraph")


def read(text: str) -> Iterator[Piece]:
    """The pieces that a text stands for, in order. Line ends must be ``\\n``; nothing is ever refused."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip(SPACES):
            at += 1
            continue
        kind, start = kind_of(line), at
        if kind in ("place", "image"):
            bare = line.strip(SPACES)
            piece = _place(bare) if kind == "place" else _image(bare, starts[at] + line.index(bare))
            at += 1
        elif kind == "table":
            while at < len(lines) and lines[at][:1] == "|":
                at += 1
            piece = _rows(lines[start:at], starts[start:at])
        elif kind == "quote":
            while at < len(lines) and kind_of(lines[at]) == "quote":
                at += 1
            spans = [(lines[n], 2 if lines[n][:2] == "> " else 1, starts[n]) for n in range(start, at)]
            piece = _text_piece("quote", spans)
        elif kind == "list":
            piece, at = _items(lines, starts, at)
        else:
            at = _end_of(lines, at)
            piece = _continued(kind, lines[start:at], starts[start:at])
        piece.text = piece.text or "\n".join(lines[start:at])
        yield piece


def _text_piece(kind: str, spans: Sequence[tuple[str, int, int]], **more: Any) -> Piece:
    """``spans``: the lines, from which column they are words, and where they begin in the text."""
    words = joined([read_line(line, column, start) for line, column, start in spans]).stripped()
    block: Block = {"kind": kind, "text": words.text, **more}
    if words.marks:
        block["marks"] = words.marks
    return Piece(kind, "", block, words)


def _end_of(lines: Sequence[str], at: int) -> int:
    """The line after the paragraph or item that begins in line ``at``."""
    while _goes_on(lines[at]) and at + 1 < len(lines):
        at += 1
    return at + 1


def _goes_on(line: str) -> bool:
    return line[-1:] == "\\" and (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _without_end(line: str) -> str:
    return line[:-1] if _goes_on(line) else line


def _continued(kind: str, lines: Sequence[str], starts: Sequence[int]) -> Piece:
    first, more = lines[0], {}
    column = 0
    if kind == "heading" and (found := HEADING.match(first)):
        column = found.end()
        if len(found[1]) > 2:
            more["level"] = len(found[1])
    elif kind == "note":
        column = len("（注）")
    elif first[:1] == "\\" and first[1:2] not in ("\\", "*", "_", "[", "]") and len(first) > 1:
        column = 1
    spans = [(_without_end(line), 0 if n else column, starts[n]) for n, line in enumerate(lines)]
    return _text_piece(kind, spans, **more)


def _items(lines: Sequence[str], starts: Sequence[int], at: int) -> tuple[Piece, int]:
    mark, items = lines[at][0], []
    while at < len(lines) and lines[at][:1] == mark and kind_of(lines[at]) == "list":
        end = _end_of(lines, at)
        items.append(joined([read_line(_without_end(lines[n]), 0 if n > at else 2, starts[n]) for n in range(at, end)]))
        at = end
    kept = [item for item in (each.stripped() for each in items) if item.text]
    words = joined(kept) if kept else Words()
    block = {"kind": "list", "items": [item.text for item in kept], "ordered": mark == "+"}
    return Piece("list", "", _marked(block, words), words), at


def _marked(block: Block, words: Words) -> Block:
    return block | {"marks": words.marks} if words.marks else block


def _rows(lines: Sequence[str], starts: Sequence[int]) -> Piece:
    rows = [
        [_read_cell(line, *span, start) for span in _cells(line)] for line, start in zip(lines, starts, strict=True)
    ]
    is_headed = len(lines) > 1 and _is_rule(lines[1])
    if is_headed:
        del rows[1]
    between = "".join("\t" * (len(row) - 1) + "\n" for row in rows)
    words = joined([cell for row in rows for cell in row or [Words()]], between)
    block = {"kind": "table", "rows": [[cell.text for cell in row] for row in rows], "head": is_headed}
    return Piece("table", "", _marked(block, words), words)


def _is_rule(line: str) -> bool:
    cells = [cell.strip(SPACES) for cell in line.rstrip(SPACES).removeprefix("|").removesuffix("|").split("|")]
    return all(RULE_CELL.fullmatch(cell) for cell in cells)


def _cells(line: str) -> list[tuple[int, int]]:
    """Where the cells of a row begin and end."""
    ends = [found.start() for found in re.finditer(r"\\.|\|", line) if found[0] == "|"] + [len(line)]
    spans = [(left + 1, right) for left, right in pairwise(ends)]
    return [(left, right) for left, right in spans if right < len(line) or line[left:].strip(SPACES)]


def _read_cell(line: str, left: int, right: int, start: int) -> Words:
    """A cell's words: ``\\|``, ``\\-`` and ``\\/`` (a line's end) are signs of its own, the others those of any line."""
    found = []
    for raw in _cell_lines(line, left, right, start, pair="\\\\"):
        words = read_line(raw.text, 0, 0)
        found.append(Words(words.text, [raw.at[n] for n in words.at], words.marks))
    return joined(found).stripped()


def _cell_lines(line: str, left: int, right: int, start: int, *, pair: str) -> list[Words]:
    """The lines of a cell, its own signs read; two ``\\`` are left as ``pair``."""
    text, lines, n = "", list[Words](), left
    at: list[int] = []
    while n < right:
        sign = line[n : n + 2] if n + 1 < right else line[n]
        if sign == "\\/":
            lines.append(Words(text, at))
            text, at = "", []
        else:
            known = sign in ("\\\\", "\\|", "\\-")
            words = (pair if sign[1] == "\\" else sign[1]) if known else sign[0]
            text += words
            at += range(start + n + known + 1 - len(words), start + n + known + 1)
            sign = sign if known else sign[0]
        n += len(sign)
    return [*lines, Words(text, at)]


def _place(line: str) -> Piece:
    word, start, end = PLACE.findall(line)[0]
    kind, first, last = PLACE_KINDS[word], int(start), int(end or start)
    text = f"[{word} {first}]" if last == first else f"[{word} {first}-{last}]"
    return Piece(kind, text, None, first=max(1, first), last=last)


def _image(line: str, start: int) -> Piece:
    """A picture; its words are those of its caption."""
    found = PICTURE.fullmatch(line)
    assert found  # noqa: S101 - the kind of this line was told by it
    block: Block = {"kind": "image", "image": found[1]}
    line = f"|{found[2]}|" if found[2] is not None else ""
    spans = _cells(line) if line else []
    cells = [joined(_cell_lines(line, *span, start + found.start(2) - 1, pair="\\")).stripped() for span in spans]
    parts = [cell.text for cell in cells]
    for name, part in zip(("caption", "credit"), [*parts[:1], " ".join(parts[1:])], strict=False):
        if part:
            block[name] = part
    return Piece("image", "", block, cells[0] if cells else Words())
