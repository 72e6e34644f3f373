"""The signs of the body's notation within a line: strong, emphasis and links, written and read back.

Both directions of ``notation.py``'s ``**strong**``, ``__emphasis__``, ``[words](address)`` and of the ``\\`` that takes
one of their signs literally. ``static/articles/desk/notation.js`` is the same in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

Mark = dict[str, Any]

SPACES = " \t\n\r\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
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


# --- writing -----------------------------------------------------------------------------------------


def written_lines(text: str, marks: Sequence[Mark], at: int = 0) -> list[str]:
    """The lines of a text with its marks; a mark over several lines is written in each.

    ``at`` is where the text begins among the characters that ``marks`` count.
    """
    lines = []
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


# --- reading -----------------------------------------------------------------------------------------


def read_line(line: str, column: int, start: int) -> Words:
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


def joined(lines: Sequence[Words], between: str = "") -> Words:
    """Lines, items or cells as one text; the n-th character of ``between`` stands behind the n-th, else a line's end."""
    if len(lines) == 1:
        return lines[0]
    text, marks, at = "", list[Mark](), list[int]()
    for n, line in enumerate(lines):
        if n:
            text += between[n - 1] if between else "\n"
            at.append(at[-1] + 1 if at else 0)
        marks += [{**mark, "start": mark["start"] + len(text), "end": mark["end"] + len(text)} for mark in line.marks]
        at += line.at
        text += line.text
    return Words(text, at, marks)
