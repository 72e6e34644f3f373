"""The letters of a page with their places, as ``pdf_page`` tells them, each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

_SAME = 0.3  # of its size: a letter that is set again so near makes the first one bold, or gives it a shadow


class Letter(NamedTuple):
    """One letter: left and right edge, the line that it stands on from the page's top, and its size; in points."""

    char: str
    left: float
    right: float
    base: float
    size: float
    at: int  # its place in the file
    spaced: bool = False  # a space was typed before it


class Rule(NamedTuple):
    """A printed line, or one side of a frame."""

    left: float
    top: float
    right: float
    bottom: float


def letters_from(text: str, numbers: Sequence[float], spaced: Iterable[int] = ()) -> list[Letter]:
    """Of ``text`` and four numbers a letter: left, right, base and size; before those at ``spaced`` a space was typed."""
    seen: dict[tuple[str, int, int], Letter] = {}
    found = []
    after_space = set(spaced)
    for (left, right, base, size), group in groupby(range(len(text)), lambda at: tuple(numbers[4 * at : 4 * at + 4])):
        same = list(group)  # one sign that stands for several characters, as a long dash for two
        share = max(0.0, right - left) / len(same)
        for place, at in enumerate(same):
            edge = left + place * share
            letter = Letter(text[at], edge, edge + share, base, size, at, at in after_space)
            if size > 0 and not _is_again(letter, seen):
                found.append(letter)
    return found


def _is_again(letter: Letter, seen: dict[tuple[str, int, int], Letter]) -> bool:
    near = _SAME * letter.size
    across, down = int(letter.left // near), int(letter.base // near)
    for x in (across - 1, across, across + 1):
        for y in (down - 1, down, down + 1):
            other = seen.get((letter.char, x, y))
            if other and abs(other.left - letter.left) < near and abs(other.base - letter.base) < near:
                return True
    seen[letter.char, across, down] = letter
    return False
