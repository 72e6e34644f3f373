"""Columns that extraction printed side by side on one line: cut at the gutters, and read one leg after the other.

A gutter is a place at which no line of a stretch has text while most have text on both sides of it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from articles.parsing.forms import label_text
from articles.parsing.glyphs import fold, solid
from articles.parsing.structure import Line

_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_FEWEST = 4  # lines with text on both sides that show a gutter
_MOST_COLUMNS = 400
_AHEAD = 40  # lines in which the legs' right ends show
_LEG = 6.0  # characters that a leg's lines have in the mean; cells of a table have less
_HALF = 0.5


@dataclass(slots=True)
class Strip:
    """One source line as it stands on the page: its parts, and the columns that each begins and ends at."""

    line: Line
    parts: list[tuple[int, int]]  # offsets into the line's text
    columns: list[tuple[int, int]]

    def open_at(self, column: int) -> bool:
        """True when no text of the line stands at a column or right before it."""
        return all(end < column or start >= column for start, end in self.columns)

    def beside(self, column: int) -> bool:
        """True when text stands on both sides of a column."""
        return self.columns[0][1] < column <= self.columns[-1][0]


def unlay(lines: list[Line]) -> list[Line]:
    """The lines in reading order, those of several legs cut in their parts; as they are where there is no gutter."""
    if sum(1 for line in lines if _GAP.search(line.text)) < _FEWEST:
        return lines
    readings = [_read([_strip(line, wide) for line in lines]) for wide in (1, 2)]
    return max(readings, key=len)


def _strip(line: Line, wide: int) -> Strip:
    """A line's parts with their columns, a Han character ``wide`` columns wide."""
    cuts = [0, *(place for match in _GAP.finditer(line.text) for place in match.span()), len(line.text)]
    parts = list(zip(cuts[::2], cuts[1::2], strict=True))
    at = [line.indent]
    for char in line.text:
        at.append(at[-1] + (wide if unicodedata.east_asian_width(char) in "WFA" else 1))
    return Strip(line, parts, [(at[start], at[end]) for start, end in parts])


def _read(strips: list[Strip]) -> list[Line]:
    out: list[Line] = []
    at = 0
    while at < len(strips):
        end, gutters = _stretch(strips, at) if len(strips[at].parts) > 1 else (at + 1, [])
        out.extend(_legs(strips[at:end], gutters) if gutters else [strip.line for strip in strips[at:end]])
        at = end
    return out


def _stretch(strips: list[Strip], at: int) -> tuple[int, list[int]]:
    """(the place after the lines set in legs that begin at ``at``, the first column after each gutter)."""
    first = strips[at]
    reach = min(_MOST_COLUMNS, max(strip.columns[-1][0] for strip in strips[at : at + _AHEAD])) + 1
    support = {column: int(first.beside(column)) for column in range(1, reach) if first.open_at(column)}
    begun = {start for start, _ in first.columns}
    end = at + 1
    while end < len(strips) and support:
        strip = strips[end]
        fresh = {column: count + strip.beside(column) for column, count in support.items() if strip.open_at(column)}
        if _ends(strip, begun, support, fresh):
            break
        support = fresh
        begun.update(start for start, _ in strip.columns)
        end += 1
    most = max(support.values(), default=0)
    shown = {column for column, count in support.items() if count >= max(_FEWEST, _HALF * most)}
    gutters = sorted(column for column in shown if column + 1 not in shown)
    return (end, gutters) if gutters and _is_text(strips[at:end], gutters) else (at + 1, [])


def _ends(strip: Strip, begun: set[int], support: dict[int, int], fresh: dict[int, int]) -> bool:
    """True for a line that does not go on in the legs: it crosses a gutter, or opens something else."""
    shown = {column for column, count in support.items() if count >= _FEWEST}
    crossed = any(
        column + 1 not in shown and not any(other in fresh for other in _around(column, shown)) for column in shown
    )
    if not fresh or crossed:
        return True
    start, end = strip.parts[0]
    if shown and label_text(fold(strip.line.text[start:end])) is not None:
        return True
    left = strip.columns[0][0]
    return len(strip.parts) == 1 and (strip.line.gap_before > 0 or not any(abs(left - other) <= 1 for other in begun))


def _around(column: int, shown: set[int]) -> list[int]:
    """The columns of the one gutter that ends at ``column``."""
    found = []
    while column in shown:
        found.append(column)
        column -= 1
    return found


def _is_text(strips: list[Strip], gutters: list[int]) -> bool:
    """True when the legs hold lines of text, at least two of them, and not a table's cells."""
    sizes: list[list[int]] = [[] for _ in range(len(gutters) + 1)]
    for strip in strips:
        for (start, end), (column, _) in zip(strip.parts, strip.columns, strict=True):
            sizes[_leg(column, gutters)].append(solid(strip.line.text[start:end]))
    means = sorted((sum(leg) / len(leg) for leg in sizes if leg), reverse=True)
    return len(means) > 1 and means[0] >= 1.5 * _LEG and means[1] >= _LEG


def _legs(strips: list[Strip], gutters: list[int]) -> list[Line]:
    """The parts of a stretch of lines, leg by leg."""
    legs: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    begun = [column for strip in strips for column, _ in strip.columns]
    lefts = [min((column for column in begun if _leg(column, gutters) == at), default=0) for at in range(len(legs))]
    for strip in strips:
        held: dict[int, list[int]] = {}
        for place, (column, _) in enumerate(strip.columns):
            held.setdefault(_leg(column, gutters), []).append(place)
        for at, places in held.items():
            start, end = strip.parts[places[0]][0], strip.parts[places[-1]][1]
            legs[at].append(
                replace(
                    strip.line,
                    text=strip.line.text[start:end],
                    start=strip.line.start + start,
                    end=strip.line.start + end,
                    indent=strip.columns[places[0]][0] - lefts[at],
                )
            )
    return [line for leg in legs for line in leg]


def _leg(column: int, gutters: list[int]) -> int:
    return sum(gutter <= column for gutter in gutters)
