"""Quotations lifted out between two big quotation marks, each a line of its own or set off by a space."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from articles.parsing.glyphs import solid, width

QUOTED = "两个单独成行的引号之间的几行"
_OPENS, _CLOSES = frozenset("“‘❝„"), frozenset("”’❞")
_OPENING = re.compile(r"[“‘❝„]\s+\S+(\s+[”’❞])?")  # set off from the words, which have no spaces
_CLOSING = re.compile(r"([“‘❝„]\s+)?\S+\s+[”’❞]")
_MOST_ROWS = 8
_SIZES = (8, 110)  # characters
_AROUND = 6
_NARROW = 0.9  # of the text around


def between_marks(lines: Sequence[str]) -> list[tuple[int, int]]:
    """The stretches of folded lines, the marks with them, that are quotations set between big marks."""
    marks = [(at, line.strip()) for at, line in enumerate(lines) if line.strip() in _OPENS | _CLOSES]
    found = _set_off(lines)
    for (start, first), (end, last) in itertools.pairwise(marks):
        inside = lines[start + 1 : end]
        size = sum(solid(line) for line in inside)
        if first in _OPENS and last in _CLOSES and 0 < len(inside) <= _MOST_ROWS and _SIZES[0] <= size <= _SIZES[1]:
            around = [*lines[max(0, start - _AROUND) : start], *lines[end + 1 : end + 1 + _AROUND]]
            widest = max((width(line) for line in around), default=0.0)
            if max(width(line) for line in inside) <= _NARROW * widest:
                found.append((start, end + 1))
    return sorted(found)


def _set_off(lines: Sequence[str]) -> list[tuple[int, int]]:
    """The quotations whose marks stand on their first and last line, a space between mark and words."""
    found = []
    for start, line in enumerate(lines):
        if not _OPENING.fullmatch(line.strip()):
            continue
        near = lines[start : start + _MOST_ROWS]
        rows = next((at + 1 for at, row in enumerate(near) if _CLOSING.fullmatch(row.strip())), 0)
        whole = "".join(near[:rows])
        if sum(char in _OPENS | _CLOSES for char in whole) == 2 and _SIZES[0] <= solid(whole) <= _SIZES[1]:
            found.append((start, start + rows))
    return found
