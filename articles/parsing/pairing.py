"""Joins bodies that a change of measure cut in two: text that runs round a picture or a quote is set narrower there.

Bylines and notes on the author go in pairs. A body that a byline opens and nothing closes, followed
by one that a note closes and nothing opens, is one article.
"""

from __future__ import annotations

import re

from articles.parsing.bodies import Body, take_headings
from articles.parsing.structure import Role
from articles.parsing.units import Unit

_CLOSERS = frozenset({Role.AUTHOR_NOTE, Role.COMPILER, Role.JUMP})
_OPENERS = frozenset({Role.BYLINE, Role.COLUMN, Role.EDITOR_NOTE})
_NAMES = re.compile(
    r"^[（［【(\[]?作者(?!单位|简介|系|为|均)[：:]?((?:[\u3400-\u9fff·]{2,8}、)*[\u3400-\u9fff·]{2,4})(?:单位|分别|系|为|，|,|：)"
)
_MOST_LINES = 1  # a headline over another text is rarely a single plain line without a byline


def pair_bodies(units: list[Unit], bodies: list[Body]) -> list[Body]:
    """The bodies with such halves joined; lines between the halves become headings."""
    joined: list[Body] = []
    for number, body in enumerate(bodies):
        stop = bodies[number + 1].start if number + 1 < len(bodies) else len(units)
        if joined and _halves(units, joined, body, stop):
            first = joined[-1]
            take_headings(first, units[first.end + 1 : body.start])
            for unit in body.units:
                first.take(unit, body.end)
        else:
            joined.append(body)
    return joined


def _halves(units: list[Unit], joined: list[Body], body: Body, stop: int) -> bool:
    first = joined[-1]
    between = units[first.end + 1 : body.start]
    before = units[joined[-2].end + 1 if len(joined) > 1 else 0 : first.start]
    lines = [unit for unit in between if unit.role is None]
    plain = all(unit.role is None or unit.role is Role.PULL_QUOTE for unit in between)
    if not plain or len(lines) > _MOST_LINES or any(unit.folded.startswith("——") for unit in lines):
        return False
    note = _closing(units[body.end + 1 : stop])
    if note is None or first.speakers or body.speakers or not before or before[-1].role is not Role.BYLINE:
        return False
    return _may_be_of(note, before[-1])


def _closing(after: list[Unit]) -> Unit | None:
    """The note that is the first thing after a body, or None."""
    for unit in after:
        if unit.role in _CLOSERS:
            return unit
        if unit.role is None or unit.role in _OPENERS:
            return None
    return None


def _may_be_of(note: Unit, byline: Unit) -> bool:
    """False when the note names persons, and none of them stands in the byline."""
    named = _NAMES.match(note.folded)
    if named is None:
        return True
    printed = byline.folded.replace(" ", "")
    return any(name in printed for name in named[1].split("、"))
