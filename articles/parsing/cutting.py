"""Printed lines that extraction cut in several at quotation marks, told by what fills the column together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from articles.parsing.forms import HEADING_NUMBER, is_icon, label_text, page_line
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
_MOST_HALVES = 5  # parts of one printed line in a source whose lines were hardly ever cut
_FEW_CHARACTERS = 3.0
_FILLS, _FIRST_FILLS = 1.1, 0.9  # how far from the column's width their sum may be
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


def joined_halves(rows: Sequence[Cut]) -> list[tuple[int, int]]:
    """The printed lines of a source whose lines were hardly ever cut."""
    widths = [row.width for row in rows]
    stretches: list[tuple[int, int]] = []
    at = 0
    while at < len(rows):
        stretches.append((at, _halves_end(rows, widths, at)))
        at = stretches[-1][1]
    return stretches


def _halves_end(rows: Sequence[Cut], widths: list[float], at: int) -> int:
    """The place after the parts of one printed line that begin at ``at``."""
    first = rows[at]
    if at + 1 >= len(rows) or rows[at + 1].folded[0] not in "“‘":
        return at + 1
    if label_text(first.folded) or is_icon(first.folded[0]) or first.folded[0] == "（" or page_line(first.folded):
        return at + 1
    around = widths[max(0, at - 8) : at + 10]
    widthsnear = [usual_width(around)]
    total, best = first.width, at + 1
    for end in range(at + 1, min(len(rows), at + _MOST_HALVES)):
        row = rows[end]
        if row.folded[0] not in "“‘" or is_spread(row.text):
            break
        total += row.width
        if end == at + 2:  # three parts: they must fill what several rows around fill
            widthsnear = [width for width in set(around) if sum(abs(width - other) <= 0.6 for other in around) >= 3]
        for measure in widthsnear:
            short = max(widths[at : end + 1]) < measure - 2.4
            fresh = not at or rows[at - 1].terminal or rows[at - 1].width < measure - 4
            begins = fresh and first.width >= _FEW_CHARACTERS and end == at + 1
            stops = first.terminal and _stops(rows[end + 1 : end + 2], measure)
            fills = abs(total - measure) <= _FILLS or (begins and abs(total - measure + _INDENT) <= _FIRST_FILLS)
            if measure >= _NARROWEST and short and not stops and fills:
                best = end + 1
    return best


def _stops(after: Sequence[Cut], measure: float) -> bool:
    """True where no sentence goes on: a short row that ends none follows, a name under a headline."""
    return bool(after) and not after[0].terminal and after[0].width < measure / 2


def usual_width(widths: list[float]) -> float:
    """The commonest width (to the half character), the larger of two as common; 0 for none."""
    counts = Counter([round(value * 2) for value in widths])
    near = {half + step for half in counts for step in (-1, 0, 1)}
    votes = {half: 2 * counts[half] + counts[half - 1] + counts[half + 1] for half in near}
    return max(votes, key=lambda half: (votes[half], half)) / 2 if votes else 0.0
