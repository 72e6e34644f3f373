"""The body's notation: how each block is written as text that one can type, and how such text is read.

docs/body-notation.md explains it to editors; ``static/articles/desk/notation.js`` is the same in the browser, and
``tests/data/notation.json`` holds both to one set of cases. What is written here is read back without a loss:

- each line is a paragraph; blank lines only separate; a ``\\`` at a line's end continues the paragraph
- ``## `` heading (``### `` one level lower), ``> `` quotation, ``- `` list, ``+ `` numbered list, ``（注）`` note
- ``**strong**``, ``__emphasis__``, ``[words](address)`` inside of paragraphs, headings, quotations and notes
- ``| cell | cell |`` a table's row; a second line ``|---|---|`` makes the first one the head
- ``[图 id | caption | credit]`` a picture; ``[观点 1]`` or ``[观点 1-3]`` the place of statements
- ``[表 1]``, ``[图 1]`` the table or picture of that number in the body as it was before
- a ``\\`` before a line's first character, or before one that would begin a mark, takes it literally
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

Block = dict[str, Any]
Mark = dict[str, Any]

SPACES = " \t\n\r\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
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

SIGNS = {"**": "strong", "__": "em"}
ADDRESS = r"(?:https?://(?![/?#])|mailto:|/(?!/))(?:\\[\\()]|[^\\()\s])+"
LINK = re.compile(r"\[((?:\\.|[^\\\[\]])+)\]\((" + ADDRESS + r")\)")
TOKEN = re.compile(r"\\[\\*_\[\]]|\*+|_+|\[")
MARKED = re.compile(r"[\\*_\[]")  # without any of these a line is its own words
UNSAFE = re.compile(r"\\|\*\*|__|\]\(")  # without any of these, and without marks, words are written as they are


@dataclass(slots=True)
class Words:
    """Words, the place in the text that each of their characters was read from, and their marks."""

    text: str = ""
    at: Sequence[int] = ()
    marks: list[Mark] = field(default_factory=list)

    def stripped(self) -> Words:
        """Without the white space about them."""
        text = self.text.lstrip(SPACES)
        gone = len(self.text) - len(text)
        text = text.rstrip(SPACES)
        if len(text) == len(self.text):
            return self
        moved = [
            {**mark, "start": max(0, mark["start"] - gone), "end": min(len(text), mark["end"] - gone)}
            for mark in self.marks
        ]
        kept = [mark for mark in moved if mark["start"] < mark["end"]]
        return Words(text, self.at[gone : gone + len(text)], kept)


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
            return "\n".join(f"> {line}" for line in _inline(block["text"], block.get("marks") or []))
        case "list":
            mark = "+" if block.get("ordered") else "-"
            return "\n".join(f"{mark} " + "\\\n".join(_plain(item).split("\n")) for item in block["items"])
        case "note":
            return "（注）" + _lines(block)
        case "table":
            return _table(block)
        case "image":
            return _picture(block)
    text = _lines(block)
    return "\\" + text if kind_of(text.split("\n", 1)[0]) != "paragraph" else text


def _lines(block: Block) -> str:
    return "\\\n".join(_inline(block["text"], block.get("marks") or []))


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\")


def _inline(text: str, marks: Sequence[Mark]) -> list[str]:
    """The lines of a text with its marks; a mark over several lines is written in each."""
    lines, at = [], 0
    for line in text.split("\n"):
        end = at + len(line)
        own = [mark for mark in marks if mark["start"] < end and mark["end"] > at]
        lines.append(_signed(line, own, at) if own or UNSAFE.search(line) else line)
        at = end + 1
    return lines


def _signed(line: str, marks: Sequence[Mark], offset: int) -> str:
    """One line with the signs of its marks: a link holds strong, which holds emphasis."""
    styles = [["", "", ""] for _ in range(len(line) + 1)]
    for mark in marks:
        level = ("link", "strong", "em").index(mark["kind"])
        value = mark.get("href", "") if level == 0 else ("", "**", "__")[level]
        for at in range(max(0, mark["start"] - offset), min(len(line), mark["end"] - offset)):
            styles[at][level] = value
    out: list[str] = []
    now = ["", "", ""]
    for at, style in enumerate(styles):
        if style != now:
            level = next(n for n in range(3) if style[n] != now[n])
            for n in (2, 1, 0):
                if n >= level and now[n]:
                    out.append(now[n] if n else f"]({_address(now[0])})")
            for n in range(level, 3):
                if style[n]:
                    out.append(style[n] if n else "[")
            now = style
        if at < len(line):
            out.append(_literal(line, at, style, styles[at + 1], out[-1][-1:] if out else ""))
    return "".join(out)


def _literal(line: str, at: int, style: list[str], following: list[str], before: str) -> str:
    """A character that must not be taken for a sign."""
    sign = line[at]
    after = line[at + 1 : at + 2]
    if sign == "\\" or (sign in "[]" and style[0]) or (sign == "]" and after == "("):
        return "\\" + sign
    if sign in "*_":
        is_near = sign in (before, after) or (following != style and sign * 2 in (*following, *style))
        return "\\" + sign if is_near else sign
    return sign


def _address(href: str) -> str:
    return re.sub(r"[\\()]", r"\\\g<0>", re.sub(r"\s", lambda found: quote(found[0]), href))


def _table(block: Block) -> str:
    lines = ["| " + "".join(f"{_cell(cell)} | " for cell in row).rstrip(" ") if row else "|" for row in block["rows"]]
    if block.get("head") and lines:
        lines.insert(1, "|" + "---|" * max(1, len(block["rows"][0])))
    return "\n".join(lines)


def _cell(text: str) -> str:
    cell = _plain(text).replace("|", "\\|").replace("\n", "\\/")
    return cell.replace("-", "\\-", 1) if RULE_CELL.fullmatch(cell) else cell


def _picture(block: Block) -> str:
    if not PICTURE_ID.fullmatch(block["image"]):
        return ""
    parts = [block.get("caption", ""), block.get("credit", "")]
    while parts and not parts[-1]:
        parts.pop()
    return f"[图 {block['image']}" + "".join(f" | {_cell(part)}" for part in parts) + "]"


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
    words = _joined([_read_inline(line, column, start) for line, column, start in spans]).stripped()
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


def _joined(lines: Sequence[Words]) -> Words:
    if len(lines) == 1:
        return lines[0]
    text, marks, at = "", list[Mark](), list[int]()
    for n, line in enumerate(lines):
        if n:
            text += "\n"
            at.append(at[-1] + 1 if at else 0)
        marks += [{**mark, "start": mark["start"] + len(text), "end": mark["end"] + len(text)} for mark in line.marks]
        at += line.at
        text += line.text
    return Words(text, at, marks)


def _read_inline(line: str, column: int, start: int) -> Words:
    """The words of a line from ``column`` on, with their marks."""
    if not MARKED.search(line, column):
        return Words(line[column:], range(start + column, start + len(line)))
    tokens = _tokens(line, column)
    for sign in SIGNS:
        numbers = [n for n, token in enumerate(tokens) if token[0] == sign]
        if len(numbers) % 2:  # one that nothing closes is no mark
            tokens[numbers[-1]] = ("", sign, tokens[numbers[-1]][2])
    text, at, marks = "", list[int](), list[Mark]()
    opened: dict[str, int] = {}
    for name, value, place in tokens:
        if not name:
            text += value
            at += range(start + place, start + place + len(value))
        elif name == "[" or (name in SIGNS and name not in opened):
            opened[name] = len(text)
        else:
            begun = opened.pop("[" if name == "]" else name)
            mark: Mark = {"start": begun, "end": len(text), "kind": "link" if name == "]" else SIGNS[name]}
            marks += [mark | {"href": value} if name == "]" else mark] if begun < len(text) else []
    return Words(text, at, _in_order(marks))


def _tokens(line: str, column: int) -> list[tuple[str, str, int]]:
    """(name, value, place): words have no name; a link opens by ``[`` and closes by ``]`` with its address."""
    tokens: list[tuple[str, str, int]] = []
    link: re.Match[str] | None = None
    at = column
    while at < len(line):
        if link and at == link.end(1):
            tokens.append(("]", re.sub(r"\\([\\()])", r"\1", link[2]), at))
            at, link = link.end(), None
            continue
        limit = link.end(1) if link else len(line)
        found = TOKEN.search(line, at, limit)
        until = found.start() if found else limit
        if until > at:
            tokens.append(("", line[at:until], at))
        if not found:
            at = limit
            continue
        sign, at = found[0], found.end()
        if sign[0] == "\\":
            tokens.append(("", sign[1], until + 1))
        elif sign in SIGNS:
            tokens.append((sign, sign, until))
        elif sign == "[" and link is None and (link := LINK.match(line, until)):
            tokens.append(("[", "", until))
        else:
            tokens.append(("", sign, until))
    if link:
        tokens.append(("]", re.sub(r"\\([\\()])", r"\1", link[2]), at))
    return tokens


def _in_order(marks: list[Mark]) -> list[Mark]:
    """Sorted; what stands in pieces on both sides of a link's edge is one mark again."""
    order = {"link": 0, "strong": 1, "em": 2}
    joined: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (order[mark["kind"]], mark["start"])):
        last = joined[-1] if joined else None
        if last and last["end"] == mark["start"] and {**mark, "start": 0, "end": 0} == {**last, "start": 0, "end": 0}:
            last["end"] = mark["end"]
        else:
            joined.append(mark)
    return sorted(joined, key=lambda mark: (mark["start"], -mark["end"], order[mark["kind"]]))


def _items(lines: Sequence[str], starts: Sequence[int], at: int) -> tuple[Piece, int]:
    mark, items = lines[at][0], []
    while at < len(lines) and lines[at][:1] == mark and kind_of(lines[at]) == "list":
        end = _end_of(lines, at)
        spans = [_unescaped(_without_end(lines[n]), 0 if n > at else 2, starts[n], "\\") for n in range(at, end)]
        items.append(_joined(spans).stripped())
        at = end
    kept = [item for item in items if item.text]
    block = {"kind": "list", "items": [item.text for item in kept], "ordered": mark == "+"}
    return Piece("list", "", block, _joined(kept) if kept else Words()), at


def _unescaped(line: str, column: int, start: int, signs: str) -> Words:
    """Words in which ``\\`` takes only one of ``signs`` literally; ``\\/`` is a line's end where it is one of them."""
    if "\\" not in line[column:]:
        return Words(line[column:], range(start + column, start + len(line)))
    text, at, n = "", [], column
    while n < len(line):
        if line[n] == "\\" and line[n + 1 : n + 2] in signs and n + 1 < len(line):
            n += 1
            text += "\n" if line[n] == "/" else line[n]
        else:
            text += line[n]
        at.append(start + n)
        n += 1
    return Words(text, at)


def _rows(lines: Sequence[str], starts: Sequence[int]) -> Piece:
    rows = [_cells(line, start) for line, start in zip(lines, starts, strict=True)]
    is_headed = len(lines) > 1 and _is_rule(lines[1])
    if is_headed:
        del rows[1]
    texts = [[cell.text for cell in row] for row in rows]
    words, at = "\n".join("\t".join(row) for row in texts), list[int]()
    for row in rows:
        for cell in row:
            at += cell.at
            at.append(at[-1] + 1 if at else 0)  # the sign between two cells or rows
        if not row:
            at.append(at[-1] if at else 0)
    return Piece("table", "", {"kind": "table", "rows": texts, "head": is_headed}, Words(words, at[: len(words)]))


def _is_rule(line: str) -> bool:
    cells = [cell.strip(SPACES) for cell in line.rstrip(SPACES).removeprefix("|").removesuffix("|").split("|")]
    return all(RULE_CELL.fullmatch(cell) for cell in cells)


def _cells(line: str, start: int) -> list[Words]:
    ends = [found.start() for found in re.finditer(r"\\.|\|", line) if found[0] == "|"] + [len(line)]
    cells = []
    for n in range(len(ends) - 1):
        left, right = ends[n] + 1, ends[n + 1]
        if right < len(line) or line[left:].strip(SPACES):
            cells.append(_unescaped(line[:right], left, start, "\\|/-").stripped())
    return cells


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
    cells = _cells(f"|{found[2]}|", start + found.start(2) - 1) if found[2] is not None else []
    parts = [cell.text for cell in cells]
    for name, part in zip(("caption", "credit"), [*parts[:1], " ".join(parts[1:])], strict=False):
        if part:
            block[name] = part
    return Piece("image", "", block, cells[0] if cells else Words())
