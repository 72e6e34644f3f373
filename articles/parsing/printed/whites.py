"""White and rules on a page: what parts lines that stand together from others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from articles.parsing.printed.letters import Rule
from articles.parsing.printed.lines import Line

LARGE = 1.25  # times the text's size: a headline
_HEAD_SHARE = 0.7  # of a headline's size, for the white under it
_RUNNING = 4.0  # times the text's size: what two lines of a text share
_STRONG = 2.4  # times the text's size: white across that parts more than two paragraphs
_RULED = 0.9  # of a part's width or height: a rule through it
_MOST_GUTTERS = 12
_GUTTER = 0.7  # times the text's size
_NARROW = 8.0  # times the text's size: cells of a table


class Span(NamedTuple):
    low: float
    high: float

    @property
    def size(self) -> float:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all parts of the page share."""

    text: float  # the size of most letters
    rules: Sequence[Rule]


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


def gutters(lines: list[Line], sheet: Sheet) -> list[Span]:
    """White that goes down between two sides."""
    down = gaps([(line.left, line.right) for line in lines], _GUTTER * sheet.text)
    if len(down) > _MOST_GUTTERS:
        down = sorted(sorted(down, key=lambda span: -span.size)[:_MOST_GUTTERS])
    return [span for span in down if not is_table(span, lines, sheet)]


def is_strong(span: Span, lines: list[Line], sheet: Sheet) -> bool:
    """True when white across is wider than between two paragraphs, or than under a headline of that size."""
    over = [line.size for line in lines if span.low - 0.5 * sheet.text < line.base <= span.low]
    return span.size > _STRONG * max(sheet.text, _HEAD_SHARE * max(over))


def is_leading(span: Span, lines: list[Line], sheet: Sheet) -> bool:
    """True when somewhere the white across is no more than what parts two lines of a text."""
    over = [line for line in lines if span.low - sheet.text < line.base <= span.low]
    under = [line for line in lines if span.high <= line.top < span.high + sheet.text]
    return any(
        after.top - line.base < sheet.text
        and min(line.right, after.right) - max(line.left, after.left) > _RUNNING * sheet.text
        and not has_head([line, after], sheet)
        for line in over
        for after in under
    )


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
    sides = [[line for line in lines if (line.right <= span.low + 0.1) == is_left] for is_left in (True, False)]
    for side, other in (sides, reversed(sides)):
        if any(line.width >= _NARROW * sheet.text or line.size >= LARGE * sheet.text for line in side):
            continue
        bases = sorted(line.base for line in other)
        if all(_has_near(bases, line.base, 0.5 * line.size) for line in side):
            return True
    return False


def _has_near(values: list[float], value: float, reach: float) -> bool:
    at = bisect_right(values, value - reach)
    return at < len(values) and values[at] < value + reach


def has_head(lines: list[Line], sheet: Sheet) -> bool:
    return any(line.size > LARGE * sheet.text for line in lines)
