"""Bodies that run on into each other because their headlines stand elsewhere: all first, all last.

Headlines and texts come in the same order nearly always. The paragraphs are dealt out to the headlines in
that order so that they share the most words; a cut must also lie where the text turns to something else.
"""

from __future__ import annotations

from dataclasses import dataclass

from articles.parsing.bodies import Body
from articles.parsing.boundaries import topic_score
from articles.parsing.forms import turn_label
from articles.parsing.glyphs import solid
from articles.parsing.headlines import Headline
from articles.parsing.likeness import Cohesion
from articles.parsing.speakers import closes
from articles.parsing.structure import Role
from articles.parsing.units import Unit

_MOST_HEADLINES = 16
_MOST_UNITS = 400
_LEAST = 60  # characters that a text of its own has
_CUT = 2.0  # what a cut costs where the form shows none
_SKIP = 0.8  # a headline without a text
_UNTITLED = 0.8  # a text without a headline
_HIT = 3.0
_TURN = 0.6  # a cut lies where the topic changes at least this much


@dataclass(slots=True)
class Stream:
    """The units of all bodies in order; ``cuts`` says what it costs to begin a new text before each."""

    units: list[Unit]
    cuts: list[float | None]  # None: not here; 0: another body begins
    hits: list[list[float]]  # by headline, by unit


def split_streams(units: list[Unit], bodies: list[Body], headlines: list[Headline]) -> list[Body]:
    """The bodies, cut where there are more headlines than bodies and the words say which is whose."""
    titled = [group for group in headlines if 4 <= solid(group.title_text) <= 60]
    total = sum(len(body.units) for body in bodies)
    if not bodies or not len(bodies) < len(titled) <= _MOST_HEADLINES or total > _MOST_UNITS:
        return bodies
    stream = _stream(bodies, titled)
    begins = _deal(stream, len(titled))
    return _cut(units, bodies, stream, begins)


def _stream(bodies: list[Body], titled: list[Headline]) -> Stream:
    run = [unit for body in bodies for unit in body.units]
    cohesion = Cohesion([unit.text for unit in run if unit.role is Role.PARAGRAPH])
    cuts: list[float | None] = []
    for body in bodies:
        turns = body.turn_names()
        for at, unit in enumerate(body.units):
            cuts.append(_cut_cost(body, at, unit, turns, cohesion) if at else 0.0)
    hits = [[_HIT * cohesion.covered(group.text, unit.text) for unit in run] for group in titled]
    return Stream(run, cuts, hits)


def _cut_cost(body: Body, at: int, unit: Unit, turns: set[str], cohesion: Cohesion) -> float | None:
    before = body.units[at - 1]
    after_words = before.role is Role.PARAGRAPH or (before.role is Role.SPEAKER and closes(before.folded))
    if unit.role is not Role.PARAGRAPH or not after_words or before.ends_mid or unit.begins_mid:
        return None
    label = turn_label(unit.folded)
    if label is not None and label[0] in turns:
        return None
    turn = topic_score(body.units[:at], body.units[at:], cohesion)
    apart = abs(before.measure - unit.measure) > 1.2
    if turn < (0.0 if apart else _TURN):
        return None
    return _CUT - turn - (0.8 if apart else 0.0)


def _deal(stream: Stream, count: int) -> list[int]:
    """The places where a new text begins, on the cheapest way to deal the units to the headlines.

    A state is twice the number of headlines used so far, plus one while the text has none.
    """
    states = 2 * count + 2
    costs = [1e9] * states
    costs[0] = 0.0
    back: list[list[int]] = []
    for at in range(len(stream.units)):
        cut = stream.cuts[at]
        fresh, step = ([1e9] * states, list(range(states))) if cut == 0.0 else (list(costs), list(range(states)))
        if cut is not None:
            _begin(costs, cut, fresh, step)
        for state in range(2, states, 2):
            fresh[state] -= stream.hits[state // 2 - 1][at]
        costs = fresh
        back.append(step)
    state = min(range(states), key=lambda s: costs[s] + _SKIP * (count - s // 2))
    begins: list[int] = []
    for at in range(len(stream.units) - 1, -1, -1):
        before = back[at][state]
        if before != state or stream.cuts[at] == 0.0:
            begins.append(at)
        state = before
    return begins[::-1]


def _begin(costs: list[float], cut: float, fresh: list[float], step: list[int]) -> None:
    """Begin a new text: under a later headline, or under none."""
    for old, cost in enumerate(costs):
        used = old // 2
        for new in range(2 * used + 1, len(costs)):
            skipped = max(0, new // 2 - used - 1) if new % 2 == 0 else new // 2 - used
            total = cost + cut + _SKIP * skipped + (_UNTITLED if new % 2 else 0.0)
            if total < fresh[new]:
                fresh[new], step[new] = total, old


def _cut(units: list[Unit], bodies: list[Body], stream: Stream, begins: list[int]) -> list[Body]:
    places = {id(unit): place for place, unit in enumerate(units)}
    firsts = {id(stream.units[at]) for at in begins}
    out: list[Body] = []
    for body in bodies:
        part: Body | None = None
        for unit in body.units:
            long = part is not None and part.size >= _LEAST
            if part is None or (id(unit) in firsts and long):
                part = Body(start=places[id(unit)])
                out.append(part)
            part.take(unit, places[id(unit)])
    return out
