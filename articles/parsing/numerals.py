"""Numbers that stand alone: a heading's number on a line of its own, and which part of a serial a page prints."""

from __future__ import annotations

import re

from articles.parsing.cutting import usual_width
from articles.parsing.layout import Marks, Row, merge_rows
from articles.parsing.structure import Form, Role

_NUMERAL = re.compile(
    r"(?:Part\s?)?0?(\d{1,2})[.、．]?|([一二三四五六七八九十]{1,2})、?|（([一二三四五六七八九十]{1,2})）"
)
_DIGITS = "一二三四五六七八九十"
_FEWEST = 2  # numbers in a row, from one on
_HEADING = 20  # characters
_NARROW = 0.8  # of the text under it
_ROWS = 8
_PART = re.compile("[①-⑳㉑-㉟⑴-⒇]")


def join_numerals(rows: list[Row], mark: Marks) -> list[Row]:
    """The rows with each number that counts headings, alone on its line, made one row with the heading under it."""
    _mark_parts(rows)
    places = _counted(rows)
    out: list[Row] = []
    at = 0
    while at < len(rows):
        if at in places and _is_heading(rows, at + 1):
            out.append(merge_rows(rows[at : at + 2], mark, None))
            out[-1].width = rows[at + 1].width
            at += 2
            continue
        if at in places:
            rows[at].hint = None
        out.append(rows[at])
        at += 1
    return out


def _counted(rows: list[Row]) -> set[int]:
    """The places of bare numbers that count one, two, three over the page."""
    found: list[int] = []
    chains: list[list[int]] = []
    for at, row in enumerate(rows):
        number = _value(row.folded.strip())
        if number == len(found) + 1 and (not found or at > found[-1] + _FEWEST):
            found.append(at)
        elif number == 1:
            chains.append(found)
            found = [at]
    return {at for chain in [*chains, found] if len(chain) >= _FEWEST for at in chain}


def _value(text: str) -> int:
    match = _NUMERAL.fullmatch(text)
    if match is None:
        return 0
    if match[1]:
        return int(match[1])
    word = match[2] or match[3]
    return _DIGITS.index(word) + 1 if len(word) == 1 else 10 + _DIGITS.index(word[1]) + 1 if word[0] == "十" else 0


def _is_heading(rows: list[Row], at: int) -> bool:
    """True for a short row without a sentence's end, narrower than the text under it."""
    if at >= len(rows):
        return False
    row = rows[at]
    short = row.hint is None and not row.terminal and row.full <= _HEADING and not re.search("[。；]", row.folded)
    under = [other.width for other in rows[at + 1 : at + 1 + _ROWS] if other.hint is None]
    return short and len(under) > 1 and row.width <= _NARROW * usual_width(under)


def _mark_parts(rows: list[Row]) -> None:
    """A circled figure alone on its line says which part of a serial is printed."""
    for row in rows:
        if row.hint is None and _PART.fullmatch(row.folded.strip()):
            row.hint = Form(Role.FURNITURE, 0.85, "连载的次序")
