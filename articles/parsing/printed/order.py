"""Printed lines in the order in which they are read.

A page is cut where white, or a printed rule, goes through: into bands one under the other, and these into articles and
legs side by side. White that goes down beside a headline parts no articles as long as what stands beyond begins under
the headline: then the headline is cut off first, and its legs follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from articles.parsing.printed.letters import Rule
from articles.parsing.printed.lines import Line

_LARGE = 1.25  # times the text's size: a headline
_STRONG = 2.4  # times the text's size: white across that parts more than two paragraphs
_RULED = 0.9  # of a part's width or height: a rule through it
_GUTTER = 0.7  # times the text's size
_TURN = 3.0
_NEAR = 3.0  # times the text's size: a leg stands so near the white beside it
_HEAD_LINES = 3  # of plain size over the text: label, subtitle, byline
_APART = 1.6  # times the text's size: white that no two lines of a text leave
_ASIDE = 1.5  # times the text's size: a headline stands so near the middle of its legs
_CELL = 12.0  # times its size: the widest cell of a table
_NARROW = 8.0  # times the text's size: cells of a table
_BEGINS = 4.0  # times the text's size: so far down something begins
_EDGE = 0.09  # of the page's height
_PAGE_NAME = 6  # letters of a page's number or name, which may be set large
_FEW = 60  # letters in a row at the page's edge


class Span(NamedTuple):
    low: float
    high: float

    @property
    def size(self) -> float:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Cut:
    """Parts the lines in two: those before ``span``, and those behind it."""

    span: Span
    is_down: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all parts of the page share."""

    text: float  # the size of most letters
    rules: Sequence[Rule]


def in_order(lines: Sequence[Line], rules: Sequence[Rule], *, height: float) -> list[list[Line]]:
    """The lines in reading order, in groups that stand together."""
    if not lines:
        return []
    sheet = Sheet(text_size(lines), rules)
    head, body, foot = at_edges(list(lines), height, sheet)
    return [*rows_in(head), *parts_of(body, sheet), *rows_in(foot)]


def text_size(lines: Sequence[Line]) -> float:
    return median(letter.size for line in lines for letter in line.letters)


def at_edges(lines: list[Line], height: float, sheet: Sheet) -> tuple[list[Line], list[Line], list[Line]]:
    """(head, rest, foot): the first and the last row of the page, if they stand at its edges and say little."""
    first, last = min(lines, key=lambda line: line.base), max(lines, key=lambda line: line.base)
    head = [line for line in lines if line.base - line.size * 0.6 <= first.base]
    foot = [line for line in lines if line.base + line.size * 0.6 >= last.base]
    for row, is_near in ((head, first.base < _EDGE * height), (foot, last.base > (1 - _EDGE) * height)):
        rest = [line for line in lines if line not in row]
        says_little = sum(len(line.letters) for line in row) <= _FEW
        is_headline = any(line.size > _LARGE * sheet.text and len(line.letters) > _PAGE_NAME for line in row)
        if not rest or is_headline or not says_little or not (is_near or is_ruled_off(row, rest, lines, sheet)):
            row.clear()
    return head, [line for line in lines if line not in head and line not in foot], foot


def is_ruled_off(row: list[Line], rest: list[Line], lines: list[Line], sheet: Sheet) -> bool:
    """True when a rule as wide as the page parts a row at its edge from the rest."""
    is_first = min(line.top for line in row) < min(line.top for line in rest)
    over, under = (row, rest) if is_first else (rest, row)
    return is_ruled(Span(max(line.base for line in over), min(line.top for line in under)), lines, sheet)


def rows_in(lines: list[Line]) -> list[list[Line]]:
    return [[line] for line in sorted(lines, key=lambda line: line.left)]


def parts_of(lines: list[Line], sheet: Sheet) -> list[list[Line]]:
    """The lines in order, cut as often as there is white that goes through."""
    if len(lines) < 2:
        return [lines] if lines else []
    cut = best_cut(lines, sheet)
    if cut is None:
        return [by_rows(lines)]
    middle = (cut.span.low + cut.span.high) / 2
    before = [line for line in lines if (line.left + line.right if cut.is_down else line.top + line.base) < 2 * middle]
    after = [line for line in lines if line not in before]
    return [*parts_of(before, sheet), *parts_of(after, sheet)] if before and after else [by_rows(lines)]


def by_rows(lines: list[Line]) -> list[Line]:
    """The lines from above; short ones side by side, the cells of a table, are made one."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: (each.base, each.left)):
        if rows and line.top < rows[-1][0].base - 0.5 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in one_of(sorted(row, key=lambda each: each.left))]


def one_of(row: list[Line]) -> list[Line]:
    if len(row) == 1 or any(line.more or line.width > _CELL * line.size for line in row):
        return row
    whole = Line([letter for line in row for letter in line.letters])
    whole.text = "  ".join(line.text for line in row)
    return [whole]


def best_cut(lines: list[Line], sheet: Sheet) -> Cut | None:
    """Between bands, then between what stands side by side, then under a headline, then the widest white across."""
    beside = gutters(lines, sheet)
    ruled = [span for span in beside if is_ruled_down(span, lines, sheet) and hanging(span, lines, sheet) is None]
    if ruled:
        return Cut(ruled[0], is_down=True)
    across = gaps([(line.top, line.base) for line in lines], 0.05 * sheet.text)
    strong = [span for span in across if span.size > _STRONG * sheet.text or is_ruled(span, lines, sheet)]
    if strong:
        return Cut(max(strong, key=lambda span: span.size), is_down=False)
    parted = [span for span in beside if hanging(span, lines, sheet) is None]
    if parted:
        return Cut(max(parted, key=lambda span: span.size), is_down=True)
    for span in across:
        if has_twins([line for line in lines if line.top >= span.high], sheet):
            return Cut(span, is_down=False)
    for span in beside:
        top = hanging(span, lines, sheet)
        under = [each for each in across if top is not None and abs(each.high - top) < sheet.text]
        if under:
            return Cut(under[0], is_down=False)
    if across and len(across) + 1 < len(lines):  # else each line stands for itself
        return Cut(max(across, key=lambda span: span.size * turning(span, lines, sheet)), is_down=False)
    return None


def turning(span: Span, lines: list[Line], sheet: Sheet) -> float:
    """What white across counts for: more where one line meets several side by side, a headline its legs."""
    over = [line.base for line in lines if line.base <= span.low]
    under = [line.top for line in lines if line.top >= span.high]
    near = 0.5 * sheet.text
    rows = sum(base > max(over) - near for base in over), sum(top < min(under) + near for top in under)
    return _TURN if min(rows) == 1 < max(rows) else 1.0


def gutters(lines: list[Line], sheet: Sheet) -> list[Span]:
    """White that goes down between two sides."""
    down = gaps([(line.left, line.right) for line in lines], _GUTTER * sheet.text)
    return [span for span in down if not is_table(span, lines, sheet)]


def has_twins(lines: list[Line], sheet: Sheet) -> bool:
    """True when the lines begin with two heads side by side; a headline may be missing where it was drawn."""
    top = min((line.top for line in lines), default=0.0)
    begin = [line for line in lines if line.top < top + _BEGINS * sheet.text]
    for span in gutters(lines, sheet) if has_head(begin, sheet) else []:
        sides = [[line for line in begin if (line.right <= span.low + 0.1) == is_left] for is_left in (True, False)]
        is_level = all(any(line.top < top + 0.5 * line.size for line in side) for side in sides)
        if (is_level or all(has_head(side, sheet) for side in sides)) and hanging(span, lines, sheet) is None:
            return True
    return False


def gaps(spans: list[tuple[float, float]], least: float) -> list[Span]:
    """The white between spans, at least so wide."""
    found = []
    spans = sorted(spans)
    end = spans[0][1]
    for low, high in spans[1:]:
        if low - end >= least:
            found.append(Span(end, low))
        end = max(end, high)
    return found


def is_ruled(span: Span, lines: list[Line], sheet: Sheet) -> bool:
    """True when a rule, in one piece or in several, goes through the white across from edge to edge."""
    pieces = [
        Span(rule.left, rule.right) for rule in sheet.rules if span.low - 1 <= rule.top <= rule.bottom <= span.high + 1
    ]
    return covers(pieces, Span(min(line.left for line in lines), max(line.right for line in lines)))


def is_ruled_down(span: Span, lines: list[Line], sheet: Sheet) -> bool:
    """The same of white that goes down."""
    pieces = [
        Span(rule.top, rule.bottom) for rule in sheet.rules if span.low - 1 <= rule.left <= rule.right <= span.high + 1
    ]
    return covers(pieces, Span(min(line.top for line in lines), max(line.base for line in lines)))


def covers(pieces: list[Span], whole: Span) -> bool:
    """True when the pieces together are nearly as long as the whole."""
    length, end = 0.0, whole.low
    for low, high in sorted(pieces):
        length += max(0.0, min(high, whole.high) - max(low, end))
        end = max(end, high)
    return length >= _RULED * whole.size


def is_table(span: Span, lines: list[Line], sheet: Sheet) -> bool:
    """True when a side is nothing but short words, each on one line with something beyond the white."""
    for is_left in (True, False):
        side = [line for line in lines if (line.right <= span.low + 0.1) == is_left]
        bases = [line.base for line in lines if (line.right <= span.low + 0.1) != is_left]
        short = all(line.width < _NARROW * sheet.text and line.size < _LARGE * sheet.text for line in side)
        if short and all(any(abs(line.base - base) < 0.5 * line.size for base in bases) for line in side):
            return True
    return False


def hanging(span: Span, lines: list[Line], sheet: Sheet) -> float | None:
    """Where a leg beside the white begins under a headline that stands beyond it; None when each side is for itself.

    Such a leg has no headline of its own, and begins where the leg on the other side of the white does.
    """
    sides = [[line for line in lines if (line.right <= span.low + 0.1) == is_left] for is_left in (True, False)]
    legs = [beside(sides[0], span.low, sheet), beside(sides[1], span.high, sheet)]
    for own, other in ((0, 1), (1, 0)):
        top = start_of(legs[own], sheet)
        if has_head([line for line in legs[own] if line.top < top + _BEGINS * sheet.text], sheet):
            continue
        over = [line for line in legs[other] if line.base < top + 0.5 * sheet.text and not has_head([line], sheet)]
        is_level = len(over) <= _HEAD_LINES and any(abs(line.top - top) < 0.5 * sheet.text for line in legs[other])
        if is_level and is_under(sides[own], sides[other], top, sheet):
            return top
    return None


def is_under(own: list[Line], other: list[Line], top: float, sheet: Sheet) -> bool:
    """True when what begins at ``top`` belongs under the head that stands over it beyond the white."""
    over, head = ([line for line in side if line.base < top + 0.5 * sheet.text] for side in (own, other))
    own_large, large = ([line for line in lines if has_head([line], sheet)] for lines in (over, head))
    if not head or fits(own_large, own, sheet):
        return False
    if not own_large:  # a byline, perhaps, under a headline that was drawn
        is_whole = any(aside([line], own) < _ASIDE * sheet.text for line in over)
        return not is_whole and (bool(large) or fits([*over, *head], own + other, sheet))
    level = [line for line in own if abs(line.top - top) < 0.5 * sheet.text]
    return any(fits(large, [*other, line], sheet) for line in level)


def fits(heads: list[Line], lines: list[Line], sheet: Sheet) -> bool:
    """True when the heads stand in the middle over the lines, or begin where they do."""
    if not heads:
        return False
    left = abs(min(line.left for line in heads) - min(line.left for line in lines))
    return min(left, aside(heads, lines)) < _ASIDE * sheet.text


def aside(few: list[Line], lines: list[Line]) -> float:
    """How far the middle of the few is from the middle of all."""
    middles = [(min(each.left for each in of) + max(each.right for each in of)) / 2 for of in (few, lines)]
    return abs(middles[0] - middles[1])


def beside(side: list[Line], edge: float, sheet: Sheet) -> list[Line]:
    """The leg of a side that stands at the white."""
    near = [line for line in side if min(abs(line.left - edge), abs(line.right - edge)) < _NEAR * sheet.text] or side
    low, high = min(line.left for line in near), max(line.right for line in near)
    return [line for line in side if line.left < high and line.right > low]


def start_of(leg: list[Line], sheet: Sheet) -> float:
    """Where a leg's text begins: under a label that stands far over it."""
    first = sorted(leg, key=lambda line: line.top)[: _HEAD_LINES + 1]
    tops = [after.top for line, after in pairwise(first) if after.top - line.base > _APART * sheet.text]
    return tops[-1] if tops else first[0].top


def has_head(lines: list[Line], sheet: Sheet) -> bool:
    return any(line.size > _LARGE * sheet.text for line in lines)
