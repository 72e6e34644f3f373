"""Titles of two neighbouring articles that extraction put on one line: the words of either are said in other paragraphs."""

from __future__ import annotations

from articles.parsing.glyphs import solid
from articles.parsing.likeness import Cohesion
from articles.parsing.structure import Role
from articles.parsing.units import Unit, split_unit

TITLES_REASON = "一行上的两个题目"
_SHORTEST = 6  # characters of a title
_SAID = 0.35  # so much of a title its text says at least
_TOGETHER = 0.35  # of what is said of the one, in paragraphs that say the other too
_MOST = 60  # lines looked at


def part_titles(units: list[Unit], cohesion: Cohesion) -> None:
    """Cut in two each line of two halves that speak of different stretches of the page."""
    lines = [unit for unit in units if unit.role is None and len(unit.spans) == 1 and _halves(unit)][:_MOST]
    texts = [unit.text for unit in units if unit.role is Role.PARAGRAPH] if lines else []
    for unit in lines:
        first, second = _halves(unit)
        if _apart(first, second, texts, cohesion):
            cut = split_unit(unit, solid(first))
            at = next(place for place, other in enumerate(units) if other is unit)
            for part in cut or ():
                part.reason, part.confidence = TITLES_REASON, 0.7
            units[at : at + 1] = cut or [unit]


def _halves(unit: Unit) -> tuple[str, ...]:
    """The two halves of a line that a space parts; () for other lines."""
    words = unit.folded.split()
    return tuple(words) if len(words) == 2 and min(map(solid, words)) >= _SHORTEST and "——" not in unit.folded else ()


def _apart(first: str, second: str, texts: list[str], cohesion: Cohesion) -> bool:
    """True when both halves are said on the page, each in paragraphs that hardly say anything of the other."""
    said = [(cohesion.covered(first, text), cohesion.covered(second, text)) for text in texts]
    one, two = (sum(pair[side] for pair in said) for side in (0, 1))
    if min(max((pair[side] for pair in said), default=0.0) for side in (0, 1)) < _SAID:
        return False
    return sum(min(pair) for pair in said) <= _TOGETHER * min(one, two)
