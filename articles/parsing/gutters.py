"""Columns that extraction printed side by side on one line: cut at the gutters, and read one leg after the other.

A gutter is a place at which no line of a stretch has text while most have text on both sides of it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise

from articles.parsing.forms import label_text, page_line
from articles.parsing.glyphs import fold, solid
from articles.parsing.structure import Line

_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_SINGLE = re.compile(r"(?<=[\u4e00-\u9fff，。、；：！？”’）》]) (?=[\u4e00-\u9fff“‘（《])")
_AROUND = 8  # lines in which the gutter shows that a single space stands for
_LEAST_LEG = 8  # characters on either side of it
_INDENT = 5  # columns that a paragraph's first line is set in
_FEWEST = 4  # lines with text on both sides that show a gutter
_MOST_COLUMNS = 400
_AHEAD = 40  # lines in which the legs' right ends show
_LEG = 6.0  # characters that a leg's lines have in the mean; cells of a table have less
_HALF = 0.5
_HEADS = 8  # lines in which titles over neighbouring texts stand, not all as high
_DEEPEST = 3  # legs within legs
_LABEL = re.compile(r"[\u4e00-\u9fff]{2,6}|[\u4e00-\u9fff](?: [\u4e00-\u9fff]){1,3}")
_PROSE = 11  # characters that the parts of rows of prose have in the mean; lines of verse have less


@dataclass(slots=True)
class Strip:
    """One source line as it stands on the page: its parts, and the columns that each begins and ends at."""

    line: Line
    parts: list[tuple[int, int]]  # offsets into the line's text
    columns: list[tuple[int, int]]
    wide: int = 1  # columns that a Han character takes
    gaps: dict[int, int] | None = None  # for ``gap_to``

    def wide_to(self, start: int, end: int) -> int:
        """How many columns a part of the line's text takes."""
        text = self.line.text[start:end]
        return sum(self.wide if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)

    def gap_to(self, column: int) -> int | None:
        """Where text goes on after a wide gap that a column, give or take one, lies in; None for no such gap."""
        if self.gaps is None:
            self.gaps = {}
            for (_, end), (start, _) in pairwise(self.columns):
                for within in range(max(end - 1, start - _INDENT), start + 1):
                    self.gaps.setdefault(within, start)
        return self.gaps.get(column)

    def cut(self, place: int, column: int) -> None:
        """Part the text at ``place``, behind a single space, where the column is ``column``."""
        at = next(at for at, (start, end) in enumerate(self.parts) if start < place < end)
        (start, end), (first, last) = self.parts[at], self.columns[at]
        self.parts[at : at + 1] = [(start, place - 1), (place, end)]
        self.columns[at : at + 1] = [(first, column - 1), (column, last)]
        self.gaps = None

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
    readings = [_read(_narrowed([_strip(line, wide) for line in lines])) for wide in (1, 2)]
    return max(readings, key=len)


def _narrowed(strips: list[Strip]) -> list[Strip]:
    """The strips, cut as well at a single space where lines around them have their gutter: full rows leave no more."""
    singles = [_singles(strip) for strip in strips]
    beside = [{near for _, start in found for near in (start - 1, start, start + 1)} for found in singles]
    for at, found in enumerate(singles):
        around = range(max(0, at - _AROUND), min(len(strips), at + _AROUND + 1))
        for place, column in reversed(found):
            starts = [start for other in around if (start := strips[other].gap_to(column)) is not None]
            narrow = sum(column in beside[other] for other in around)
            if starts and len(starts) + narrow >= _FEWEST:
                strips[at].cut(place, max(column, min(starts)))
    return strips


def _singles(strip: Strip) -> list[tuple[int, int]]:
    """(offset, column) of what follows each single space between Chinese characters or marks; a row of print is no longer
    than so many columns."""
    found: list[tuple[int, int]] = []
    for (start, end), (column, _) in zip(strip.parts, strip.columns, strict=True):
        last = start
        for match in _SINGLE.finditer(strip.line.text, start + _LEAST_LEG, end - _LEAST_LEG):
            column, last = column + strip.wide_to(last, match.end()), match.end()
            if column > _MOST_COLUMNS:
                return found
            found.append((last, column))
    return found


def _strip(line: Line, wide: int) -> Strip:
    """A line's parts with their columns, a Han character ``wide`` columns wide."""
    cuts = [0, *(place for match in _GAP.finditer(line.text) for place in match.span()), len(line.text)]
    parts = list(zip(cuts[::2], cuts[1::2], strict=True))
    at = [line.indent]
    for char in line.text:
        at.append(at[-1] + (wide if unicodedata.east_asian_width(char) in "WFA" else 1))
    return Strip(line, parts, [(at[start], at[end]) for start, end in parts], wide)


def _read(strips: list[Strip], depth: int = 0) -> list[Line]:
    """The lines of a stretch in reading order; what stands in one leg may be set in legs again."""
    out: list[Line] = []
    at = kept = 0
    while at < len(strips):
        legs = len(strips[at].parts) > 1 and page_line(fold(strips[at].line.text)) is None
        end, gutters = _stretch(strips, at) if legs else (at + 1, [])
        if gutters and depth < _DEEPEST:
            out.extend(_lines(strips[kept:at]))
            for leg in _legs(strips[at:end], gutters):
                out.extend(_read(leg, depth + 1))
            kept = end
        at = end
    return [*out, *_lines(strips[kept:])]


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
        if _ends(strips[end : end + _HEADS], begun, support, fresh) or _labels_anew(
            strip, support, strips[max(at, end - _AROUND) : end]
        ):
            break
        support = fresh
        begun.update(start for start, _ in strip.columns)
        end += 1
    most = max(support.values(), default=0)
    shown = {column for column, count in support.items() if count >= max(_FEWEST, _HALF * most)}
    gutters = sorted(column for column in shown if column + 1 not in shown)
    return (end, gutters) if gutters and _is_text(strips[at:end], gutters) else (at + 1, [])


def _ends(ahead: list[Strip], begun: set[int], support: dict[int, int], fresh: dict[int, int]) -> bool:
    """True where the first of the lines does not go on in the legs: it crosses a gutter, or opens something else."""
    strip = ahead[0]
    shown = {column for column, count in support.items() if count >= _FEWEST}
    crossed = any(
        column + 1 not in shown and not any(other in fresh for other in _around(column, shown)) for column in shown
    )
    if not fresh or crossed or _heads_anew(ahead, begun, shown):
        return True
    start, end = strip.parts[0]
    if shown and label_text(fold(strip.line.text[start:end])) is not None:
        return True
    left = strip.columns[0][0]
    stray = bool(shown) and not any(abs(left - other) <= 1 for other in begun)
    return len(strip.parts) == 1 and (strip.line.gap_before > 0 or stray)


def _heads_anew(ahead: list[Strip], begun: set[int], shown: set[int]) -> bool:
    """True for a line, or a few, with something set in the middle of legs, at least two: titles over new texts."""
    gutters = sorted(column for column in shown if column + 1 not in shown)
    edges = [
        min((column for column in begun if _leg(column, gutters) == at), default=0) for at in range(len(gutters) + 1)
    ]
    legs: set[int] = set()
    for number, strip in enumerate(ahead):
        centred = all(column >= edges[_leg(column, gutters)] + _INDENT for column, _ in strip.columns)
        closes = number + len(strip.parts) == 1 and fold(strip.line.text[strip.parts[0][0] :])[0] in "（【"
        if not centred or closes:
            return False
        legs |= {_leg(column, gutters) for column, _ in strip.columns}
        if len(legs) > 1:
            return True
    return False


def _labels_anew(strip: Strip, support: dict[int, int], before: list[Strip]) -> bool:
    """True for a line with nothing but a few words in each of two legs or more, under rows of prose: labels over new texts."""
    words = [strip.line.text[start:end] for start, end in strip.parts]
    if len(words) < 2 or not all(_LABEL.fullmatch(word) for word in words):
        return False
    shown = {column for column, count in support.items() if count >= _FEWEST}
    gutters = sorted(column for column in shown if column + 1 not in shown)
    sizes = [solid(other.line.text[start:end]) for other in before for start, end in other.parts]
    prose = sum(sizes) >= _PROSE * len(sizes)
    return prose and len({_leg(column, gutters) for column, _ in strip.columns}) > 1


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


def _legs(strips: list[Strip], gutters: list[int]) -> list[list[Strip]]:
    """A stretch of lines leg by leg, each with the parts that stand in it."""
    legs: list[list[Strip]] = [[] for _ in range(len(gutters) + 1)]
    for strip in strips:
        held: dict[int, list[int]] = {}
        for place, (column, _) in enumerate(strip.columns):
            held.setdefault(_leg(column, gutters), []).append(place)
        for at, places in held.items():
            parts, columns = [strip.parts[place] for place in places], [strip.columns[place] for place in places]
            legs[at].append(Strip(strip.line, parts, columns, strip.wide))
    return legs


def _lines(strips: list[Strip]) -> list[Line]:
    """One line for each strip, from its first part to its last."""
    left = min((strip.columns[0][0] for strip in strips), default=0)
    lines = []
    for strip in strips:
        line, start, end = strip.line, strip.parts[0][0], strip.parts[-1][1]
        if (start, end) == (0, len(line.text)):
            lines.append(line)
            continue
        lines.append(
            replace(line, text=line.text[start:end], start=line.start + start, end=line.start + end,
                    indent=strip.columns[0][0] - left)
        )  # fmt: skip
    return lines


def _leg(column: int, gutters: list[int]) -> int:
    return sum(gutter <= column for gutter in gutters)
