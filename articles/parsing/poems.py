"""Poems: runs of short lines that neither end in a full stop nor fill a column, under or over a name."""

from __future__ import annotations

import re

from articles.parsing.glyphs import solid
from articles.parsing.layout import FREE
from articles.parsing.structure import Role
from articles.parsing.units import Unit

_FEWEST = 6
_HEAD = 4  # so early a bare name is no line of the poem
_LONGEST = 18
_USUAL = 13  # no longer are they on the average
_LABEL = 4  # characters of most column labels
REASON = "短行成组，不断句，像诗"
_PROSE = re.compile(r"[。；：]|^——|^[■●◆▲□◎○【]|^\d")


def find_poems(units: list[Unit]) -> None:
    """Give the lines of poems the role of paragraphs, one each; the headline under them is left alone."""
    at = 0
    while at < len(units):
        end = at
        while end < len(units) and _is_verse(units[end]):
            end += 1
            if units[end - 1].role is Role.BYLINE and end - at < _HEAD:
                at = end  # a name under a title: the verse begins after it
        if end - at >= _FEWEST:
            first, last = _verses(units, at, end)
            lines = units[first:last]
            if last - first >= _FEWEST - 1 and sum(solid(unit.text) for unit in lines) <= _USUAL * len(lines):
                for unit in lines:
                    unit.role, unit.reason, unit.confidence, unit.measure = Role.PARAGRAPH, REASON, 0.7, FREE
        at = max(end, at + 1)


def _is_verse(unit: Unit) -> bool:
    """A short line without prose's marks; a bare name may be a line of a poem too."""
    if unit.role is Role.BYLINE:
        return unit.confidence < 0.9 and " " not in unit.folded.strip()
    short = 2 <= solid(unit.text) <= _LONGEST and len(unit.spans) == 1
    return unit.role is None and short and not _PROSE.search(unit.folded)


def _verses(units: list[Unit], at: int, end: int) -> tuple[int, int]:
    """The part of a run that is the poem: after the name over it, before the headline that follows."""
    before = units[at - 1].role if at else None
    after = units[end].role if end < len(units) else None
    if before is Role.BYLINE:
        return at, end - _head_size(units, end, after)
    closed = after is Role.BYLINE and (end + 1 >= len(units) or units[end + 1].role is not Role.PARAGRAPH)
    if before is Role.COLUMN and closed:
        return at + 1, end
    return at, at


def _head_size(units: list[Unit], end: int, after: Role | None) -> int:
    """How many lines before ``end`` head the next article: a title over a byline, and a label over it."""
    if after not in (Role.BYLINE, Role.PARAGRAPH, Role.EDITOR_NOTE):
        return 0
    label = units[end - 2]
    return 2 if solid(label.text) == _LABEL and "，" not in label.folded else 1
