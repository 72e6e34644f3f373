"""Rows and column widths: which printed rows belong to which measure of type.

A *row* is one visual line; extraction may have cut it in several source lines at a quotation mark.
Each row is given the column width ("measure") that it was most probably set to, or FREE where rows
stand for themselves (headlines, or text with one line a paragraph).
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from operator import add
from typing import NamedTuple

from articles.parsing.bigmarks import QUOTED, between_marks
from articles.parsing.cutting import joined_halves, printed_lines
from articles.parsing.forms import Form, is_newspaper, page_line, recognise
from articles.parsing.furniture import glued_head
from articles.parsing.glyphs import CLOSING, TERMINAL, fold, measures, width
from articles.parsing.scanning import scan
from articles.parsing.seams import seam
from articles.parsing.signatures import closes_signature
from articles.parsing.structure import Line, Role

FREE = 0.0
_SWITCH = 4.0
_NEAR_SWITCH = 1.6
_MAX_MEASURE = 60.0
_MOST_MEASURES = 28  # widths that a page's columns may have
_FAR = 5.0  # so far from a measure a row is a last line, or does not fit
_TORN = 0.5  # what a word cut between two rows weighs against their standing for themselves
_WIDE = 26.0  # wider than most columns: a line that ends its sentence there is likely a whole paragraph
_PAIR = re.compile(r"[”’）》】〉，。、；：！？](?=[“‘（《【〈”’）》】〉，。、；：])|[“‘（《【〈](?=[“‘（《【〈])")
_FULL = 6  # characters of a row that tells how wide a mark is
_TELL = 12  # pairs of rows
_AS_GOOD = 1.02
_FEW = 6  # rows that may look alike by chance
_SIGNED = re.compile(r"[。！？…”’]\s*（[^（）。]{2,30}）\s*$")  # who said or wrote it, after the words
_LATIN = re.compile(r"[a-z]{2,} [A-Za-z]+\.$")  # a sentence in another language
_OPENING = frozenset("“‘（《【〈")
_CUT_BEFORE = frozenset('”’"，。、；：！？,.;:!?」』')
_CUTS = 3  # lines that begin with a closing mark: the source's lines were cut there
_PAPERS = (
    "日报",
    "晚报",
    "晨报",
    "时报",
    "早报",
    "周报",
    "商报",
    "导报",
)  # no words that a row of text ends with alone
_AFTER_A_SENTENCE = 0.91  # a note on the author without brackets that is no part of the sentence before
_END = 3
_EDGE = 10  # rows at either end of the source among which page heads and feet stand


class Marks(NamedTuple):
    """How wide a page sets punctuation marks: one by itself, and one that follows upon another."""

    alone: float
    after: float


_WHOLE = (Marks(1.0, 1.0), Marks(1.0, 0.5))
_MARKS = (Marks(0.5, 0.5), Marks(0.65, 0.65), Marks(0.8, 0.8), *_WHOLE)


@dataclass(slots=True)
class Row:
    """One visual line: the source lines it was cut into, its folded text and its measures."""

    lines: list[Line]
    folded: str
    full: int
    marks: int
    half: int
    gap: int
    indent: int
    width: float = 0.0
    spread: float = 0.6
    measure: float = FREE
    hint: Form | None = None
    text: str = field(default="")
    turn: bool = False  # opens a turn of an interview
    terminal: bool = False  # ends a sentence
    pairs: int = 0  # marks that follow upon another
    torn: float = 0.0  # how surely a word is cut between the row and the next
    slack: float = 0.0  # what the row had to leave empty: the next row's first characters could not be parted

    def __post_init__(self) -> None:
        self.terminal = ends_sentence(self.folded)

    @property
    def missing(self) -> float:
        """How much of the measure the row leaves empty, in characters."""
        return self.measure - self.width

    def short_of(self, measure: float) -> float:
        """How much of a measure a full row leaves empty, what it had to leave aside."""
        missing = measure - self.width
        return max(0.0, missing - self.slack) if missing > 0 else missing


def ends_sentence(folded: str) -> bool:
    """True when folded text ends with a sentence's end, closing quotes and brackets aside."""
    text = folded.rstrip().rstrip('”’）》】" ')
    return bool(text) and (
        text[-1] in TERMINAL
        or bool(_LATIN.search(text))
        or (folded.rstrip()[-1] == "）" and bool(_SIGNED.search(folded)))
    )


def make_rows(lines: list[Line]) -> tuple[list[Row], Marks]:
    """(rows, width of punctuation marks): lines joined where one visual line was cut apart."""
    rows = _merge_closing(_merge_quoted([_row([line]) for line in lines]))
    cut = sum(1 for row in rows if any(line.text.lstrip()[:1] in _CUT_BEFORE for line in row.lines[1:])) >= _CUTS
    mark = _mark_width(rows)
    mark = _WHOLE[1] if cut and mark == _WHOLE[0] else mark  # cut where marks that meet are squeezed
    for row in rows:
        _set_width(row, mark)
    rows = _merge_halves(rows, mark, cut=cut)
    for place, row in enumerate(rows):
        edge = place < _EDGE or place >= len(rows) - _EDGE
        paper = (edge or row.folded.strip()[-2:] in _PAPERS) and is_newspaper(row.folded)
        end = place < _END or place >= len(rows) - _END
        head = (
            page_line(row.folded, edge=edge) or paper or (edge and scan(row.folded)) or (end and glued_head(row.folded))
        )
        if row.hint is None:
            row.hint = Form(Role.FURNITURE, 0.95, "版面信息") if head else recognise(row.folded)
        row.terminal = row.terminal or closes_signature([other.folded for other in rows[max(0, place - 2) : place + 1]])
        if row.hint is not None and row.hint.role is Role.AUTHOR_NOTE and place and rows[place - 1].terminal:
            row.hint = replace(row.hint, confidence=max(row.hint.confidence, _AFTER_A_SENTENCE))
    return rows, mark


def _row(lines: list[Line]) -> Row:
    text = "".join(line.text for line in lines)
    folded = "".join(fold(line.text) for line in lines)
    full, marks, half = measures(text)
    row = Row(lines, folded, full, marks, half, lines[0].gap_before, lines[0].indent, text=text)
    row.pairs = len(_PAIR.findall(folded))
    return row


_UNPARTED = re.compile(r"[“‘（《【〈]*(?:[A-Za-z\d.,%％‰]+|.)[”’）》】〉，。、；：！？,;:!?…—]*")


def set_slack(rows: list[Row]) -> None:
    """What each row had to leave empty, because the next row's first characters cannot be parted."""
    for row, after in itertools.pairwise(rows):
        first = _UNPARTED.match(after.folded.strip())
        row.slack = max(0.0, width(first[0]) - 1.0) if first and not row.terminal else 0.0


def _set_torn(rows: list[Row]) -> None:
    for row, after in itertools.pairwise(rows):
        running = not row.terminal and row.hint is None and after.hint is None
        row.torn = max(0.0, seam(row.folded, after.folded)) if running else 0.0


def merge_rows(rows: list[Row], mark: Marks, hint: Form | None) -> Row:
    """Several rows as one that has the form ``hint``."""
    merged = _row([line for row in rows for line in row.lines])
    _set_width(merged, mark)
    merged.width = max(row.width for row in rows)  # it shows the column like any of them
    merged.hint = hint
    return merged


def _set_width(row: Row, mark: Marks) -> None:
    row.width = row.full + mark.alone * (row.marks - row.pairs) + mark.after * row.pairs + 0.5 * row.half
    steady = mark.alone == 1.0  # nothing is squeezed: rows are as wide as their characters
    row.spread = min((0.5 + 0.08 * row.marks if steady else 0.55 + 0.13 * row.marks) + 0.02 * row.half, 1.3)


def _merge_quoted(rows: list[Row]) -> list[Row]:
    """The rows with each quotation between two marks that stand alone made one row, as wide as its lines."""
    stretches = between_marks([row.folded for row in rows])
    for start, end in reversed(stretches):
        quoted = _row([line for row in rows[start:end] for line in row.lines])
        quoted.hint = Form(Role.PULL_QUOTE, 0.92, QUOTED)
        rows[start:end] = [quoted]
    return rows


def _merge_closing(rows: list[Row]) -> list[Row]:
    """No printed line begins with a closing mark, or ends with an opening one: such lines are parts of one."""
    merged: list[Row] = []
    for row in rows:
        closing = row.folded[0] in CLOSING or row.folded.strip() == '"'
        opened = bool(merged) and merged[-1].folded.rstrip()[-1] in _OPENING
        if merged and merged[-1].hint is None and (closing or opened) and len(merged[-1].lines) < 8:
            merged[-1] = _row([*merged[-1].lines, *row.lines])
        else:
            merged.append(row)
    return merged


def _merge_halves(rows: list[Row], mark: Marks, *, cut: bool) -> list[Row]:
    """Join short lines, cut before opening quotation marks, that fill one measure together."""
    stretches = printed_lines(rows, steady=mark.alone == 1.0) if cut else joined_halves(rows)
    merged: list[Row] = []
    for at, end in stretches:
        if end > at + 1:
            merged.append(_row([line for row in rows[at:end] for line in row.lines]))
            _set_width(merged[-1], mark)
        else:
            merged.append(rows[at])
    return merged


def _mark_width(rows: list[Row]) -> Marks:
    """The width of punctuation marks that makes neighbouring full lines most alike; a whole character's if it is as good."""
    set_slack(rows)
    pairs = [
        (first, second)
        for first, second in itertools.pairwise(rows)
        if not first.terminal and min(first.full, second.full) >= _FULL
    ]
    if len(pairs) < _TELL:
        return _MARKS[0]
    apart = [_apart(first, second) for first, second in pairs]
    unlike = {mark: _unlike(apart, mark) for mark in _MARKS}
    best = min(_MARKS, key=unlike.__getitem__)
    whole = min(_WHOLE, key=unlike.__getitem__)
    return whole if unlike[whole] <= unlike[best] * _AS_GOOD else best


def _apart(first: Row, second: Row) -> tuple[float, int, int, float, float]:
    """How two rows differ: in characters, in marks by themselves and after marks, and what each had to leave empty."""
    full = first.full - second.full + 0.5 * (first.half - second.half)
    after = first.pairs - second.pairs
    return full, first.marks - second.marks - after, after, first.slack, second.slack


def _unlike(apart: list[tuple[float, int, int, float, float]], mark: Marks) -> float:
    """How different rows are in width, up to one character each, what they had to leave empty set aside."""
    total = 0.0
    for full, alone, after, left, right in apart:
        wide = full + mark.alone * alone + mark.after * after
        least = abs(wide)
        if left or right:
            least = min(least, abs(wide + left), abs(wide - right), abs(wide + left - right))
        total += min(least, 1.0)
    return total


def _row_costs(row: Row, widths: list[float], kept: dict[tuple[float | bool, ...], list[float]]) -> list[float]:
    """How badly a row fits each measure as a full, a first or a last line; ``widths`` ascend from FREE.

    ``kept``: what was found out for rows alike.
    """
    key = (row.width, row.slack, row.spread, row.terminal, row.hint is not None)
    if key not in kept:
        kept[key] = _fit_costs(row, widths)
    return [_free_cost(row), *kept[key]]


def _fit_costs(row: Row, widths: list[float]) -> list[float]:
    """The costs of all measures but FREE."""
    terminal, scale = row.terminal, 1 / (row.spread * row.spread * 2)
    last = 1.3 if terminal else 2.6
    hinted = row.hint is not None
    far = min(last, 0.9) if hinted else last
    own, slack = row.width, row.slack
    low, high = bisect_left(widths, own - _FAR, 1), bisect_right(widths, own + _FAR, 1)
    costs = [6.0] * (low - 1)
    for measure in widths[low:high]:
        missing = measure - own
        full = max(0.0, missing - slack) if missing > 0 else missing
        # Few full lines end a sentence; where all do, they are paragraphs and show no measure.
        best = full * full * scale + (0.6 if terminal and measure > _WIDE else 0.0)
        first = (missing - 2) * (missing - 2) * scale + 0.7
        if first < best:
            best = first
        if missing > 0.8 and last < best:
            best = last
        if hinted and missing > -1 and best > 0.9:
            best = 0.9
        costs.append(best if best < 6.0 else 6.0)
    return [*costs, *([far] * (len(widths) - high))]


def _free_cost(row: Row) -> float:
    """How badly a row goes for one that stands for itself."""
    return _alone_cost(row) + _TORN * row.torn


def _alone_cost(row: Row) -> float:
    if row.terminal:
        return 1.0 if row.width > _WIDE else 1.5
    return 1.5 if row.width < 22 or row.hint is not None else 3.2


def set_measures(rows: list[Row]) -> None:
    """Give each row its measure: the cheapest path over the candidate widths, changes costing extra."""
    if not rows:
        return
    set_slack(rows)
    _set_torn(rows)
    found = Counter(round(row.width * 2) / 2 for row in rows if 7.5 <= row.width <= _MAX_MEASURE)
    near_counts = {value: count + found[value - 0.5] + found[value + 0.5] for value, count in found.items()}
    common = sorted((v for v, count in near_counts.items() if count >= 2), key=lambda v: (-near_counts[v], v))[
        :_MOST_MEASURES
    ]
    candidates = [FREE, *sorted(common)]
    places = {value: place for place, value in enumerate(candidates)}
    near = [
        [places[other] for other in candidates if other != FREE and 0 < abs(other - value) <= 1.5]
        if value != FREE
        else []
        for value in candidates
    ]
    kept: dict[tuple[float | bool, ...], list[float]] = {}
    costs = _row_costs(rows[0], candidates, kept)
    back: list[list[int]] = []
    for row in rows[1:]:
        own = _row_costs(row, candidates, kept)
        least = min(costs)
        cheapest = costs.index(least)
        capped = least + _SWITCH  # no place costs more: the row may leave the cheapest measure
        step, fresh, live = [cheapest] * len(costs), [capped] * len(costs), []
        for place, cost in enumerate(costs):
            if cost <= capped:
                step[place], fresh[place] = place, cost
                if cost + _NEAR_SWITCH < capped:
                    live.append(place)
        for other in live:
            moved = costs[other] + _NEAR_SWITCH
            for place in near[other]:
                if moved < fresh[place]:
                    fresh[place], step[place] = moved, other
        fresh = list(map(add, fresh, own))
        costs = fresh
        back.append(step)
    place = min(range(len(candidates)), key=costs.__getitem__)
    for position in range(len(rows) - 1, -1, -1):
        rows[position].measure = candidates[place]
        if position:
            place = back[position - 1][place]
    _free_few(rows)


def _free_few(rows: list[Row]) -> None:
    """A measure shows in full rows: a few rows of which hardly one is full stand for themselves."""
    runs = [list(run) for _, run in itertools.groupby(rows, key=lambda row: row.measure)]
    measures = [FREE, *(run[0].measure for run in runs), FREE]
    for at, run in enumerate(runs):
        full = sum(1 for row in run if abs(row.missing) <= 0.8 and not row.terminal and row.hint is None)
        strange = all(abs(measures[at + 1] - other) > 3 for other in (measures[at], measures[at + 2]) if other != FREE)
        if measures[at + 1] != FREE and strange and len(run) <= _FEW and full < 2:
            for row in run:
                row.measure = FREE
