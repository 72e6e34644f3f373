"""Rows to units: where paragraphs begin and end, and which rows stand alone (headings, headlines).

Each row gets one of six states; the cheapest path over a page is found with the usual dynamic
programme, and the distance to the second-best reading of a row gives the confidence.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from operator import add

from articles.parsing.forms import (
    DATELINE,
    HEADING_NUMBER,
    LIST_HEAD,
    PARAGRAPH_HEAD,
    SALUTATION,
    SIDES,
    Form,
    is_icon,
    turn_label,
)
from articles.parsing.glyphs import CLOSING, is_spread
from articles.parsing.layout import FREE, Row
from articles.parsing.seams import seam
from articles.parsing.structure import Role


class Place(IntEnum):
    """What a row is in the flow of text."""

    FIRST = 0
    MIDDLE = 1
    LAST = 2
    SINGLE = 3
    DISPLAY = 4
    FORM = 5


_INF = 1e6
_SHORT_LINE = 8  # 本报讯 alone on its line
_SHORT, _ENDED = 4.0, 7.0  # a sentence's end in so short a row is hardly inside a paragraph
_A_FEW = 6  # characters that end a paragraph rather than are one
_HANGING = "，。、；：！？"
_HUNG = 0.4  # what it costs to take a mark for one that hangs
_FIGURE = re.compile(
    r"(?:\d[\d，.]*\s?(?:[%％]|[\u4e00-\u9fff]{1,3})|\d{1,3}(?:，\d{3})+)\s+[\u4e00-\u9fff]{4}"
)  # opens one of a list of figures
_FIGURED, _FULL_ROW = 0.8, 1.5
_LIKELY = 0.9  # a form's confidence
_CLOSES_WITHIN = re.compile("[^“”]{1,12}”[，。：；、]")
_NO_DISPLAY = 5.0  # for what opens a report, a turn, an item
_HALVES = re.compile(r"[\u4e00-\u9fff“”]{4,14} [\u4e00-\u9fff“”]{4,14}$")  # a banner or a headline
_PARTED = 1.5  # what a space between them costs in running text
_MARKED = 3.0  # no sentence goes on with an icon
_BODY = (Place.FIRST, Place.MIDDLE, Place.LAST, Place.SINGLE)
# A form that can stand nowhere but where it says.
_FIRM = frozenset(
    {Role.JUMP, Role.COMPILER, Role.AUTHOR_NOTE, Role.EDITOR_NOTE, Role.CAPTION, Role.BOX, Role.COLUMN, Role.FURNITURE}
)
_FEW, _NARROW, _APART = 3, 0.75, 2.5  # rows of a block that stands apart, how wide at most, and what that tells


@dataclass(slots=True, frozen=True)
class Habits:
    """What this source does about paragraphs: indents kept, blank lines only between paragraphs."""

    indents: bool = False
    usual: int = 0  # the indent that begins a paragraph, in half-width columns
    gaps: bool = False
    lift: float = 0.0  # log odds of a blank line at a paragraph's start against inside a sentence
    blocks: bool = False  # blank lines between blocks of lines, wherever the extraction broke off


def habits(rows: list[Row]) -> Habits:
    """Look at the whole source once: which white space means something in it."""
    plain = [row for row in rows if row.hint is None and row.width >= 8]
    counts = Counter(row.indent for row in plain if row.indent)
    usual = counts.most_common(1)[0][0] if counts else 0
    indented = [row for row in plain if usual and abs(row.indent - usual) <= 1]
    indents = len(indented) >= 3 and 0.03 * len(plain) <= len(indented)
    if indents:
        at_start = sum(
            1 for row, before in _pairs(rows) if row.indent and (before.terminal or before.hint or before.width < 20)
        )
        indents = at_start >= 0.7 * sum(1 for row, _ in _pairs(rows) if row.indent)
    after_gap = [before for row, before in _pairs(rows) if row.gap and before.hint is None and before.width >= 8]
    closed = sum(1 for before in after_gap if before.terminal)
    inside = sum(1 for row, before in _pairs(rows) if not row.gap and not before.terminal and before.width >= 8)
    gaps = len(after_gap) >= 3 and closed >= 0.8 * len(after_gap) and inside >= len(after_gap)
    ended = [row.gap > 0 for row, before in _pairs(rows) if before.terminal and before.missing > 1.5]
    running = [row.gap > 0 for row, before in _pairs(rows) if not before.terminal and before.measure != FREE]
    lift = math.log((sum(ended) + 1) / (len(ended) + 2)) - math.log((sum(running) + 1) / (len(running) + 2))
    share = sum(1 for row, _ in _pairs(rows) if row.gap) / max(1, len(rows) - 1)
    return Habits(indents=indents, usual=usual, gaps=gaps, lift=max(0.0, lift), blocks=not gaps and 0.04 < share < 0.6)


def _pairs(rows: list[Row]) -> list[tuple[Row, Row]]:
    return [(second, first) for first, second in itertools.pairwise(rows)]


def is_firm(form: Form | None) -> bool:
    """True for a form that no neighbour can talk out of what it says."""
    if form is None:
        return False
    if form.role is Role.BYLINE:
        return form.confidence >= 0.93
    if form.role is Role.AUTHOR_NOTE:
        return form.confidence >= 0.9
    if form.role is Role.PULL_QUOTE:
        return form.confidence >= 0.85
    if form.role is Role.SPEAKER:
        return form.confidence >= 0.7
    if form.role in (Role.PARAGRAPH, Role.HEADING):
        return True  # verse
    return form.role in _FIRM and form.confidence >= 0.8


def _own_costs(row: Row, custom: Habits) -> list[float]:
    """The cost of each place for one row, its neighbours left out."""
    if is_firm(row.hint):
        return [20.0, 20.0, 20.0, 20.0, 20.0, 0.0]
    missing, squared = row.missing, row.spread * row.spread * 2
    head = bool(PARAGRAPH_HEAD.match(row.folded)) or turn_label(row.folded) is not None
    closing = row.folded[0] in CLOSING
    if row.measure == FREE:
        first, middle, last = 4.0, 4.5, 3.0 + (0.0 if row.terminal else 3.0)
        single = 0.2 if row.terminal else (2.5 if row.width < 24 else 0.8)
        if row.terminal and row.width < _A_FEW:
            last, single = last - 1.5, single + 1.5
    else:
        first = min((missing - 2) ** 2 / squared, 5.0) if missing > -0.9 else 5.0
        middle = min(row.short_of(row.measure) ** 2 / squared, _ENDED if row.terminal and missing > _SHORT else 5.0)
        last = (0.6 if row.terminal else 4.5 if not row.folded.endswith("：") else 2.0) + (
            0.0 if missing > -0.9 else 4.0
        )
        single = 1.4 + (0.0 if row.terminal else 4.0) + (0.0 if missing > 1.2 else 4.0)
        if row.folded.rstrip()[-1] in _HANGING:  # a mark at the line's end may hang over the column's edge
            first = min(first, (missing - 1) ** 2 / squared + _HUNG)
            middle = min(middle, (missing + 1) ** 2 / squared + _HUNG)
    if figure := _opens_figures(row):
        first, middle, last = min(first, _FIGURED), middle + _FIGURED, last + _FIGURED
    apart = _apart_cost(row.folded.strip())
    middle, last = middle + apart, last + apart
    if head:
        first, single, middle, last = first - 0.8, single - 0.8, middle + 0.6, last + 1.0
    if row.folded.rstrip()[-1] in "：！" and SALUTATION.match(row.folded):
        return [8.0, 8.0, 8.0, 0.0, 4.0, _INF]
    if row.turn:
        middle, last = middle + 7.0, last + 7.0
    if closing:
        first, single = first + 6, single + 6
    if custom.indents:
        right = abs(row.indent - custom.usual) <= 1
        bonus = -1.5 if right else 3.0
        first, single = first + bonus, single + (bonus if right else 1.0)
        middle, last = middle + (5.0 if row.indent else 0.0), last + (5.0 if row.indent else 0.0)
    news = row.full > _SHORT_LINE and bool(DATELINE.match(row.folded))
    if news:
        first, middle, last = min(first, 1.0) - 0.8, middle + 2.0, last + 2.0
    return [
        first,
        middle,
        last,
        single,
        _display_cost(row, closing) + (_NO_DISPLAY if news or figure or row.turn else 0.0),
        _form_cost(row.hint),
    ]


def _form_cost(hint: Form | None) -> float:
    if hint is None:
        return _INF
    return 0.0 if hint.confidence >= _LIKELY else 0.8 + 8 * (_LIKELY - hint.confidence)


def _opens_figures(row: Row) -> bool:
    """True for a full row that opens one of a list of figures, which needs no indent."""
    full = row.measure != FREE and row.missing < _FULL_ROW and not row.terminal
    return full and bool(_FIGURE.match(row.folded)) and not HEADING_NUMBER.match(row.folded)


def _apart_cost(text: str) -> float:
    """How badly a row goes for one inside a sentence by its form: two halves set apart, an icon before it."""
    if is_icon(text[0]) and text[0] not in SIDES:
        return _MARKED
    return _PARTED if _HALVES.match(text) else 0.0


def _display_cost(row: Row, closing: bool) -> float:
    """How little a row looks like a heading or headline."""
    cost = 1.2 if row.measure != FREE else 0.4
    text = row.folded
    if row.terminal:
        cost += 3.0 if text.rstrip("”’）").endswith("。") else 0.9
    cost += 3.0 * text.count("。") + min(1.1 * text.count("，"), 2.5) + 2.0 * text.count("；")
    if text.rstrip()[-1] in "，、；：":
        cost += 2.5
    if row.measure != FREE and abs(row.missing) < 1.0:
        cost += 1.6
    if row.width > 34:
        cost += 2.5
    if row.measure != FREE and row.width > 0.5 * row.measure and row.width >= 6 and is_spread(row.text):
        cost += 2.5  # stretched to fill the column
    if closing:
        cost += 2.0
    if HEADING_NUMBER.match(text) and not row.terminal:
        cost -= 1.6
    return cost


Table = Sequence[Sequence[float]]


@lru_cache(maxsize=64)
def _usual_moves(end: float, label: str) -> tuple[Table, Table]:
    """The costs of going from each place to each where a full line ends its paragraph at cost ``end``, and by place gone to.

    ``label``: the row before is a column label, in a source with blank lines between blocks (``blocks``) or without.
    """
    after_full = (end, 0.0, 0.7, end, end + 0.3, end)
    after_end = (0.2, 5.0, 5.0, 0.6, 0.7, 0.2)
    after_display = (0.3, 4.0, 5.0, 0.6, 0.9, 0.4)
    first = (end + 1.0, 0.0, 0.7, end + 1.0, end + 1.0, end + 0.5)
    after_form = (0.2, 2.2, 3.0, 0.6, 0.7, 0.2)
    if label:
        after_form = (1.6, 2.5 if label == "blocks" else 4.5, 4.0, 1.6, 0.0, 0.2)
    table = (first, after_full, after_end, after_end, after_display, after_form)
    return table, tuple(zip(*table, strict=True))


def _moves(before: Row, row: Row, custom: Habits) -> tuple[Table, Table]:
    """Costs of going from each place of ``before`` to each place of ``row``, and the same by place gone to."""
    closed = before.terminal
    end = 0.9 if closed else 6.0  # a full line that ends its paragraph
    if custom.blocks and row.gap and not closed:
        end = 3.6
    if LIST_HEAD.match(row.folded) and before.folded.rstrip()[-1] in "；：":
        end = min(end, 1.0)
    colon = before.folded.endswith("：")
    if colon and not closed:
        end = 3.0
    labelled = before.hint is not None and before.hint.role is Role.COLUMN
    usual = _usual_moves(end, ("blocks" if custom.blocks else "plain") if labelled else "")
    apart = abs(before.measure - row.measure) > 1.6 and FREE not in (before.measure, row.measure)
    cut = 0.5 * max(0.0, seam(before.folded, row.folded)) if not closed else 0.0
    lifted = custom.lift > 0.4 and closed and row.gap
    if not (apart or cut or lifted or custom.gaps):
        return usual
    table = [list(line) for line in usual[0]]
    if apart:
        for place in (Place.FIRST, Place.MIDDLE):
            table[place][Place.MIDDLE] += 2.0
    if cut:
        _charge_cut_word(table, cut)
    if lifted:
        bonus = min(1.2, 0.6 * custom.lift)
        for left, line in enumerate(table):
            times = 2 if left in (Place.LAST, Place.SINGLE) else 1  # a blank line tells most where a paragraph ended
            line[Place.FIRST] -= times * bonus
            line[Place.SINGLE] -= times * bonus
    if custom.gaps:
        for place in (Place.FIRST, Place.MIDDLE):
            inside, out = (2.5, 0.0) if row.gap else (0.0, 2.0)
            table[place] = [
                cost + (inside if to in (Place.MIDDLE, Place.LAST) else out) for to, cost in enumerate(table[place])
            ]
    return table, list(zip(*table, strict=True))


def _charge_cut_word(table: list[list[float]], cut: float) -> None:
    """Charge what would end a paragraph, or part a line that stands alone from text, where a word goes on in the next row."""
    for line in (table[Place.FIRST], table[Place.MIDDLE]):
        for to in (Place.FIRST, Place.SINGLE, Place.DISPLAY):
            line[to] += cut
    for to in (Place.FIRST, Place.SINGLE):
        table[Place.DISPLAY][to] += cut


def _first_in_the_next_measure(rows: list[Row], own: list[list[float]]) -> None:
    """A paragraph's first row may be counted to a measure as wide as itself: the row after it tells."""
    for at, (row, after) in enumerate(itertools.pairwise(rows)):
        if row.measure != FREE and 0.8 < after.measure - row.measure <= 2.6 and not is_firm(row.hint):
            missing = after.measure - row.width
            own[at][Place.FIRST] = min(own[at][Place.FIRST], (missing - 2) ** 2 / (2 * row.spread**2) + 0.3)


def _quoted_across(rows: list[Row], own: list[list[float]]) -> None:
    """A row whose last quotation the next row closes in the middle of a sentence does not stand alone."""
    for at, (row, after) in enumerate(itertools.pairwise(rows)):
        if row.folded.count("“") > row.folded.count("”") and _CLOSES_WITHIN.match(after.folded):
            own[at][Place.DISPLAY] += _NO_DISPLAY


def _set_apart(rows: list[Row], own: list[list[float]]) -> None:
    """A few short lines between two blank lines, where those part blocks, are hardly a sentence that goes on."""
    starts = [at for at, row in enumerate(rows) if row.gap]
    for start, end in itertools.pairwise([*starts, len(rows)]):
        column = rows[start - 1].measure if start else FREE
        block = rows[start:end]
        if column == FREE or len(block) > _FEW:
            continue
        if all(row.hint is None and not row.terminal and row.width < _NARROW * column for row in block):
            for costs in own[start:end]:
                costs[Place.MIDDLE] += _APART
                costs[Place.LAST] += _APART


def place_rows(rows: list[Row], custom: Habits) -> tuple[list[Place], list[float]]:
    """The place of each row on the cheapest path, and how sure each is (0 to 1)."""
    if not rows:
        return [], []
    own = [_own_costs(row, custom) for row in rows]
    _first_in_the_next_measure(rows, own)
    _quoted_across(rows, own)
    if custom.blocks:
        _set_apart(rows, own)
    moves = [_moves(first, second, custom) for first, second in itertools.pairwise(rows)]
    start = [0.3, 3.0, 5.0, 0.6, 0.4, 0.2]
    forward = [[cost + start[place] for place, cost in enumerate(own[0])]]
    for costs, (_, columns) in zip(own[1:], moves, strict=True):
        latest = forward[-1]
        forward.append([cost + min(map(add, latest, ways)) for cost, ways in zip(costs, columns, strict=True)])
    backward = [[0.0] * 6 for _ in rows]
    for position in range(len(moves) - 1, -1, -1):
        later = list(map(add, backward[position + 1], own[position + 1]))
        backward[position] = [min(map(add, ways, later)) for ways in moves[position][0]]
    places, sure = [], []
    for ahead, behind in zip(forward, backward, strict=True):
        totals = [ahead[place] + behind[place] for place in range(6)]
        best = min(range(6), key=totals.__getitem__)
        kind = _kind(best)
        rival = min((total for place, total in enumerate(totals) if _kind(place) != kind), default=_INF)
        places.append(Place(best))
        sure.append(min(0.99, 0.5 + 0.12 * (rival - totals[best])))
    return places, sure


def _kind(place: int) -> int:
    """Begins a unit, continues one, stands alone, or is a form: what an editor would be asked about."""
    return {0: 0, 1: 1, 2: 1, 3: 0, 4: 2, 5: 3}[place]
