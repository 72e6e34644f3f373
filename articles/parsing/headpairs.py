"""What two lines of one headline say of each other: a kicker set under its title, and how sure the parts are."""

from __future__ import annotations

from itertools import pairwise
from math import exp

from articles.parsing.bodies import Body
from articles.parsing.headlines import Headline
from articles.parsing.kickers import SERIES, Said, kicker_odds
from articles.parsing.likeness import Cohesion

_CLEAR = 1.0  # odds of a kicker
_WITH_KICKER = 2  # lines of a title and its kicker
_NO_TELLING, _TOLD = 0.4, 0.58  # a confidence


def settle_pairs(heads: list[Headline], bodies: list[Body], cohesion: Cohesion) -> None:
    """Turn kickers set under their titles round, and make the parts of each headline no surer than its lines are."""
    said = Said(bodies, cohesion)
    for group in heads:
        _kicker_beneath(group, said)
        _doubt_parts(group, said)


def _kicker_beneath(group: Headline, said: Said) -> None:
    """The line under a title that names a series is the title's kicker."""
    lines = group.units
    if len(lines) != _WITH_KICKER:
        return
    first, second = (line.folded.strip() for line in lines)
    odds = kicker_odds(second, first, said) if SERIES.search(second) and not SERIES.search(first) else 0.0
    if odds > max(_CLEAR, kicker_odds(first, second, said)):
        group.title, group.kicker, group.subtitle = lines[:1], lines[1:], []


def _doubt_parts(group: Headline, said: Said) -> None:
    """A kicker and its title, or two lines of one title, are no surer than what the two lines say of each other."""
    pairs = [(one, two, -1.0) for one, two in pairwise(group.title)]
    pairs += [(group.kicker[-1], group.title[0], 1.0)] if group.kicker and group.title else []
    for one, two, sign in pairs:
        likely = 1 / (1 + exp(-sign * kicker_odds(one.folded, two.folded, said)))
        for unit in (one, two):
            unit.confidence = min(unit.confidence, round(_NO_TELLING + _TOLD * likely, 3))
