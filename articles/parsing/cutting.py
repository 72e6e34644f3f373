"""Printed lines that extraction cut in several at quotation marks, told by what fills the column together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from articles.parsing.forms import HEADING_NUMBER, is_icon
from articles.parsing.glyphs import is_spread

_OPENS = '“‘"'
_MOST_PARTS = 6  # of one printed line
_MOST_RUN = 40  # lines looked at together
_AROUND = 10  # lines on either side that show the column's width
_SPREAD = 1.3  # twice the square of how far a full line is off its column's width,
_STEADY = 0.8  # and where marks are as wide as characters
_SHORT = 3.0  # a line that stops in a sentence, far from the column's edge
_LAST = 0.4  # a line that ends a sentence there
_INDENT = 2.0
_OVER = 1.2  # how much wider than its column a line may come out
_NARROWEST = 8.0
_RIVAL = 0.6  # of the lines that show the likeliest column, so many show the other
_FULL = 1.0  # a line whose first sentence has ended is filled by what was cut off, or that is another paragraph
_JOIN = 0.15  # what a cut costs in the middle of a sentence,
_AFTER_A_SENTENCE = 0.3  # and after one, where a paragraph may as well begin
_MARKS = "”’）》，。、；：！？"
_SENTENCE = re.compile("[，。：；、！？]")


class Cut(Protocol):
    """What is looked at of a line: its reading copy, its width, whether it ends a sentence."""

    folded: str
    text: str
    width: float
    terminal: bool


def printed_lines(rows: Sequence[Cut], *, steady: bool) -> list[tuple[int, int]]:
    """The stretches of ``rows`` that were one printed line each, in order; most are single.

    ``steady``: marks are as wide as characters, but for two that meet.
    """
    stretches: list[tuple[int, int]] = []
    at = 0
    while at < len(rows):
        end = at + 1
        while end < len(rows) and end - at < _MOST_RUN and _may_go_on(rows[end - 1], rows[end]):
            end += 1
        if at and HEADING_NUMBER.match(rows[at - 1].folded) and rows[at].width < _NARROWEST:
            end = at + 1  # a heading's second line
        stretches += _divide(rows, at, end, steady) if end > at + 1 else [(at, end)]
        at = end
    return stretches


def _may_go_on(before: Cut, row: Cut) -> bool:
    """True where a printed line may have been cut: before a quotation mark, outside headings and labels."""
    head = HEADING_NUMBER.match(before.folded) or is_icon(before.folded[0]) or " " in before.folded.strip()
    return row.folded[0] in _OPENS and not head and not is_spread(row.text)


def _divide(rows: Sequence[Cut], start: int, end: int, steady: bool) -> list[tuple[int, int]]:
    """The cheapest way to take rows ``start`` to ``end`` for printed lines of one column."""
    whole = "".join(row.folded for row in rows[start:end])
    above = rows[max(0, start - 2) : start]
    running = bool(above) and not above[-1].terminal and any(_SENTENCE.search(row.folded) for row in above)
    single = [(at, at + 1) for at in range(start, end)]
    if not running and not _SENTENCE.search(whole):
        return single  # lines of a headline
    found = [_cheapest(rows, start, end, measure, steady) for measure in _measures(rows, start, end)]
    return min(found, key=lambda pair: pair[0])[1] if found else single


def _measures(rows: Sequence[Cut], start: int, end: int) -> list[float]:
    """The widths that most lines around have: one column's, or two where it changes."""
    around = [row.width for row in [*rows[max(0, start - _AROUND) : start], *rows[end : end + _AROUND]]]
    counts = Counter(round(value * 2) / 2 for value in around if value >= _NARROWEST)
    votes = {value: counts[value] + 0.5 * (counts[value - 0.5] + counts[value + 0.5]) for value in counts}
    most = max(votes.values(), default=0.0)
    return [value for value in votes if counts[value] > 1 and votes[value] >= _RIVAL * most]


def _cheapest(
    rows: Sequence[Cut], start: int, end: int, measure: float, steady: bool
) -> tuple[float, list[tuple[int, int]]]:
    best: list[tuple[float, int]] = [(0.0, start)]
    for stop in range(start + 1, end + 1):
        options = []
        for begin in range(max(start, stop - _MOST_PARTS), stop):
            cost = _cost(rows, begin, stop, measure, steady)
            options.append((best[begin - start][0] + cost, begin))
        best.append(min(options))
    lines: list[tuple[int, int]] = []
    at = end
    while at > start:
        begin = best[at - start][1]
        lines.append((begin, at))
        at = begin
    return best[-1][0], lines[::-1]


def _cost(rows: Sequence[Cut], begin: int, stop: int, measure: float, steady: bool) -> float:
    """How badly rows ``begin`` to ``stop`` go for one printed line of a column."""
    part = rows[begin:stop]
    meeting = sum(row.folded.rstrip()[-1] in _MARKS for row in part[:-1])
    missing = measure - sum(row.width for row in part) + (0.5 * meeting if steady else 0.0)
    if missing < -_OVER:
        return 20.0 if len(part) > 1 else _SHORT
    spread = _STEADY if steady else _SPREAD
    cost = min(missing * missing / spread, _SHORT)
    if begin == 0 or rows[begin - 1].terminal:
        cost = min(cost, (missing - _INDENT) ** 2 / spread)
    if part[-1].terminal:
        cost = min(cost, _LAST)
    if any(row.terminal for row in part[:-1]) and abs(missing) > _FULL:
        cost += _SHORT
    return cost + sum(_AFTER_A_SENTENCE if row.terminal else _JOIN for row in part[:-1])
