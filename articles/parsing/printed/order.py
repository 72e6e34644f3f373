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

from articles.parsing.printed.heads import BEGINS, hanging, has_twins, is_bridged
from articles.parsing.printed.letters import Rule
from articles.parsing.printed.lines import Line
from articles.parsing.printed.whites import (
    LARGE,
    Sheet,
    Span,
    gaps,
    gutters,
    has_head,
    is_leading,
    is_ruled,
    is_ruled_down,
    is_strong,
)

_TURN = 3.0
_DEEPEST = 300  # cuts one in the other
_UNDER = 1.0  # times the text's size: white under an article
_CELL = 12.0  # times its size: the widest cell of a table, and the widest white between two
_EDGE = 0.09  # of the page's height
_PAGE_NAME = 6  # letters of a page's number or name, which may be set large
_FEW = 60  # letters in a row at the page's edge


@dataclass(frozen=True, slots=True)
class Cut:
    """Parts the lines in two: those before ``span``, and those behind it."""

    span: Span
    is_down: bool


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
        is_headline = any(line.size > LARGE * sheet.text and len(line.letters) > _PAGE_NAME for line in row)
        white = white_beside(row, rest) if rest else Span(0, 0)
        is_apart = (is_near and white.size > _UNDER * sheet.text) or is_ruled(white, lines, sheet)
        if is_headline or not says_little or not is_apart:
            row.clear()
    return head, [line for line in lines if line not in head and line not in foot], foot


def white_beside(row: list[Line], rest: list[Line]) -> Span:
    """The white between a row at the page's edge and the rest."""
    is_first = min(line.top for line in row) < min(line.top for line in rest)
    over, under = (row, rest) if is_first else (rest, row)
    return Span(max(line.base for line in over), min(line.top for line in under))


def rows_in(lines: list[Line]) -> list[list[Line]]:
    return [[line] for line in sorted(lines, key=lambda line: line.left)]


def parts_of(lines: list[Line], sheet: Sheet, depth: int = 0) -> list[list[Line]]:
    """The lines in order, cut as often as there is white that goes through."""
    if len(lines) < 2:
        return [lines] if lines else []
    halves = cut_in_two(lines, sheet) if depth < _DEEPEST else None
    if halves is None:
        return [by_rows(lines)]
    return [part for half in halves for part in parts_of(half, sheet, depth + 1)]


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
    is_near = all(after.left - line.right < _CELL * line.size for line, after in pairwise(row))
    if len(row) == 1 or not is_near or any(line.more or line.width > _CELL * line.size for line in row):
        return row
    whole = Line([letter for line in row for letter in line.letters])
    whole.text = "  ".join(line.text for line in row)
    return [whole]


def cut_in_two(lines: list[Line], sheet: Sheet) -> tuple[list[Line], list[Line]] | None:
    """The lines before and behind the best cut; None where there is none."""
    cut = sure_cut(lines, sheet)
    if cut is None:
        corner = corner_of(lines, sheet)
        if corner is not None:
            return corner
        cut = possible_cut(lines, sheet)
    if cut is None:
        return None
    twice = cut.span.low + cut.span.high
    before = [line for line in lines if (line.left + line.right if cut.is_down else line.top + line.base) < twice]
    kept = set(map(id, before))
    after = [line for line in lines if id(line) not in kept]
    return (before, after) if before and after else None


def sure_cut(lines: list[Line], sheet: Sheet) -> Cut | None:
    """Between bands, then between what stands side by side, then over two heads side by side."""
    beside = gutters(lines, sheet)
    ruled = [span for span in beside if is_ruled_down(span, lines, sheet) and hanging(span, lines, sheet) is None]
    if ruled:
        return Cut(ruled[0], is_down=True)
    across = gaps([(line.top, line.base) for line in lines], 0.05 * sheet.text)
    strong = [span for span in across if is_strong(span, lines, sheet) or is_ruled(span, lines, sheet)]
    if strong:
        return Cut(max(strong, key=lambda span: span.size), is_down=False)
    parted = [
        span
        for span in beside
        if hanging(span, lines, sheet) is None
        and not is_bridged(span, lines, sheet)
        and not is_crossed(span, lines, sheet)
    ]
    if parted:
        return Cut(max(parted, key=lambda span: span.size), is_down=True)
    for span in across:
        if not is_leading(span, lines, sheet) and has_twins([line for line in lines if line.top >= span.high], sheet):
            return Cut(span, is_down=False)
    return None


def is_crossed(span: Span, lines: list[Line], sheet: Sheet) -> bool:
    """True when a rule between the lines goes across white that goes down: over a quote, perhaps, that is short."""
    top, end = min(line.top for line in lines) + sheet.text, max(line.base for line in lines) - sheet.text
    return any(
        rule.left < span.low - 1 and rule.right > span.high + 1 and rule.bottom - rule.top < 3 and top < rule.top < end
        for rule in sheet.rules
    )


def possible_cut(lines: list[Line], sheet: Sheet) -> Cut | None:
    """Under a headline, else where the white across is widest."""
    across = gaps([(line.top, line.base) for line in lines], 0.05 * sheet.text)
    for span in gutters(lines, sheet):
        top = hanging(span, lines, sheet)
        under = [each for each in across if top is not None and abs(each.high - top) < sheet.text]
        if under:
            return Cut(under[0], is_down=False)
    if across and len(across) + 1 < len(lines):  # else each line stands for itself
        return Cut(max(across, key=lambda span: span.size * turning(span, lines, sheet)), is_down=False)
    return None


def corner_of(lines: list[Line], sheet: Sheet) -> tuple[list[Line], list[Line]] | None:
    """Cut off an article in an upper corner, under which another one reaches farther than it does.

    There white goes down beside the article and across under it, but neither goes through.
    """
    top = min(line.top for line in lines) + BEGINS * sheet.text
    for head in sorted(
        (line for line in lines if line.top > top and has_head([line], sheet)), key=lambda line: line.top
    ):
        over = [line for line in lines if line.base < head.top]
        for span in gutters(over, sheet):
            if hanging(span, over, sheet) is not None or not has_twins(over, sheet, within=span):
                continue
            for is_left in (True, False):
                corner = [line for line in over if (line.right <= span.low + 0.1) == is_left]
                corner = down_to(head.top, corner, lines, sheet)
                rest = [line for line in lines if line not in corner]
                if corner and rest:
                    return (corner, rest) if is_left else (rest, corner)
    return None


def down_to(end: float, corner: list[Line], lines: list[Line], sheet: Sheet) -> list[Line]:
    """The lines of the corner over the widest white shortly over ``end``: under it a label may stand over a headline."""
    left, right = min(line.left for line in corner), max(line.right for line in corner)
    near = [line for line in lines if line.left < right and line.right > left]
    whites = gaps([(line.top, line.base) for line in near], _UNDER * sheet.text)
    whites = [span for span in whites if end - BEGINS * sheet.text < span.high <= end + 0.1]
    if not whites:
        return []
    under = max(whites, key=lambda span: span.size)
    return [line for line in corner if line.base <= under.low + 0.1]


def turning(span: Span, lines: list[Line], sheet: Sheet) -> float:
    """What white across counts for: more where one line meets several side by side, a headline its legs."""
    over = [line.base for line in lines if line.base <= span.low]
    under = [line.top for line in lines if line.top >= span.high]
    last, first = max(over) - 0.5 * sheet.text, min(under) + 0.5 * sheet.text
    rows = sum(base > last for base in over), sum(top < first for top in under)
    return _TURN if min(rows) == 1 < max(rows) else 1.0
