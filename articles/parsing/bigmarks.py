"""Quotations lifted out between two big quotation marks, each of which is a line of its own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from articles.parsing.glyphs import solid, width

QUOTED = "两个单独成行的引号之间的几行"
_OPENS, _CLOSES = frozenset("“‘❝„"), frozenset("”’❞")
_MOST_ROWS = 8
_SIZES = (8, 110)  # characters
_AROUND = 6
_NARROW = 0.9  # of the text around


def between_marks(lines: Sequence[str]) -> list[tuple[int, int]]:
    """The stretches of folded lines, the marks with them, that are quotations set between big marks."""
    marks = [(at, line.strip()) for at, line in enumerate(lines) if line.strip() in _OPENS | _CLOSES]
    found = []
    for (start, first), (end, last) in itertools.pairwise(marks):
        inside = lines[start + 1 : end]
        size = sum(solid(line) for line in inside)
        if first in _OPENS and last in _CLOSES and 0 < len(inside) <= _MOST_ROWS and _SIZES[0] <= size <= _SIZES[1]:
            around = [*lines[max(0, start - _AROUND) : start], *lines[end + 1 : end + 1 + _AROUND]]
            widest = max((width(line) for line in around), default=0.0)
            if max(width(line) for line in inside) <= _NARROW * widest:
                found.append((start, end + 1))
    return found
