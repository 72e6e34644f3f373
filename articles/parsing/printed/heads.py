"""Headlines and the legs under them: whether what stands on both sides of white belongs to one article."""

from __future__ import annotations

from itertools import pairwise

from articles.parsing.printed.lines import Line
from articles.parsing.printed.whites import Sheet, Span, gutters, has_head

_HEAD_ROOM = 8.0  # times the text's size: in which a headline stands over its text
_NEAR = 3.0  # times the text's size: a leg stands so near the white beside it
_HEAD_LINES = 3  # of plain size over the text: label, subtitle, byline
_APART = 1.6  # times the text's size: white that no two lines of a text leave
_ASIDE = 1.5  # times the text's size: a headline stands so near the middle of its legs
BEGINS = 4.0  # times the text's size: so far down something begins


def has_twins(lines: list[Line], sheet: Sheet, *, within: Span | None = None) -> bool:
    """True when the lines begin with two heads side by side; a headline may be missing where it was drawn.

    ``within``: the white that is to part them; else any.
    """
    top = min((line.top for line in lines), default=0.0)
    begin = [line for line in lines if line.top < top + BEGINS * sheet.text]
    whites = [within] if within else gutters(lines, sheet)
    for span in whites if has_head(begin, sheet) else []:
        sides = [[line for line in begin if (line.right <= span.low + 0.1) == is_left] for is_left in (True, False)]
        is_level = all(any(line.top < top + 0.5 * line.size for line in side) for side in sides)
        if (is_level or all(has_head(side, sheet) for side in sides)) and hanging(span, lines, sheet) is None:
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
        if has_head([line for line in legs[own] if line.top < top + BEGINS * sheet.text], sheet):
            continue
        over = [line for line in legs[other] if line.base < top + 0.5 * sheet.text and not has_head([line], sheet)]
        is_level = len(over) <= _HEAD_LINES and any(abs(line.top - top) < 0.5 * sheet.text for line in legs[other])
        if is_level and is_under(sides[own], sides[other], top, sheet):
            return top
    return None


def is_bridged(span: Span, lines: list[Line], sheet: Sheet) -> bool:
    """True when farther down legs on both sides begin level under a headline that stands on one side alone."""
    sides = [[line for line in lines if (line.right <= span.low + 0.1) == is_left] for is_left in (True, False)]
    starts = [starts_in(beside(side, edge, sheet), sheet) for side, edge in zip(sides, span, strict=True)]
    for own, other in ((0, 1), (1, 0)):
        for top in starts[own]:
            window = Span(top - _HEAD_ROOM * sheet.text, top)
            heads = [
                any(window.low < line.base <= top and has_head([line], sheet) for line in sides[at])
                for at in (own, other)
            ]
            if heads == [False, True] and any(abs(top - each) < 0.5 * sheet.text for each in starts[other]):
                return True
    return False


def starts_in(leg: list[Line], sheet: Sheet) -> list[float]:
    """Where in a leg text of plain size begins after white."""
    rows = sorted(leg, key=lambda line: line.top)
    return [
        after.top
        for line, after in pairwise(rows)
        if after.top - line.base > _APART * sheet.text and not has_head([after], sheet)
    ]


def start_of(leg: list[Line], sheet: Sheet) -> float:
    """Where a leg's text begins: under a label that stands far over it."""
    first = sorted(leg, key=lambda line: line.top)[: _HEAD_LINES + 1]
    tops = [after.top for line, after in pairwise(first) if after.top - line.base > _APART * sheet.text]
    return tops[-1] if tops else first[0].top


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
