"""Merges two changed versions of one sequence: what one side alone changed is taken, the rest is a clash."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Item]):
    """A run of items as it stands in all three; ``is_clash`` when both sides changed it differently."""

    base: list[Item]
    mine: list[Item]
    theirs: list[Item]
    is_clash: bool
    is_theirs: bool  # only the other side changed it

    @property
    def merged(self) -> list[Item]:
        """What to keep where there is no clash."""
        return self.theirs if self.is_theirs else self.mine


def merge(
    base: Sequence[Item], mine: Sequence[Item], theirs: Sequence[Item], key: Callable[[Item], Hashable] = repr
) -> list[Stretch[Item]]:
    """The stretches of the three sequences, in order; items with the same ``key`` are the same.

    Changes that only touch, as those of two neighbours, are two stretches. Two insertions at one place clash.
    """
    keys = [[key(item) for item in each] for each in (base, mine, theirs)]
    parts = (base, mine, theirs)
    found: list[Stretch[Item]] = []
    at = (0, 0, 0)
    for start, end in _changed(*keys):
        found += [_stretch(parts, keys, at, start)] if at != start else []
        found += _settled(parts, keys, start, end)
        at = end
    end = (len(base), len(mine), len(theirs))
    return found + ([_stretch(parts, keys, at, end)] if at != end else [])


Place = tuple[int, int, int]
Parts = tuple[Sequence[Item], Sequence[Item], Sequence[Item]]


def _stretch(parts: Parts[Item], keys: list[list[Hashable]], start: Place, end: Place) -> Stretch[Item]:
    was, ours, others = (keys[n][start[n] : end[n]] for n in range(3))
    base, mine, theirs = (list(parts[n][start[n] : end[n]]) for n in range(3))
    is_theirs = ours == was
    is_clash = not is_theirs and others not in (was, ours)
    return Stretch(base, mine, theirs, is_clash=is_clash, is_theirs=is_theirs)


def _settled(parts: Parts[Item], keys: list[list[Hashable]], start: Place, end: Place) -> list[Stretch[Item]]:
    """One stretch; where both sides changed item for item, one for each item: not all of them need clash."""
    whole = _stretch(parts, keys, start, end)
    if not whole.is_clash or not len(whole.base) == len(whole.mine) == len(whole.theirs):
        return [whole]
    steps = range(len(whole.base))
    places = [(start[0] + n, start[1] + n, start[2] + n) for n in steps]
    return [_stretch(parts, keys, place, (place[0] + 1, place[1] + 1, place[2] + 1)) for place in places]


def _changed(
    base: Sequence[Hashable], mine: Sequence[Hashable], theirs: Sequence[Hashable]
) -> Iterator[tuple[Place, Place]]:
    """Where a side changed something: from where to where in all three, in order. What overlaps is one."""
    hunks = sorted([(*hunk, 1) for hunk in _hunks(base, mine)] + [(*hunk, 2) for hunk in _hunks(base, theirs)])
    grown = [0, 0, 0]  # by how much each side is longer up to here
    while hunks:
        first, last = hunks[0][0], hunks[0][1]
        start = (first, first + grown[1], first + grown[2])
        while hunks and (hunks[0][0] < last or hunks[0][:2] == (first, first)):
            _, until, longer, side = hunks.pop(0)
            last = max(last, until)
            grown[side] += longer
        yield start, (last, last + grown[1], last + grown[2])


def _hunks(base: Sequence[Hashable], changed: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """(from, to, how much longer it became) of each change."""
    codes = SequenceMatcher(None, base, changed, autojunk=False).get_opcodes()
    return [(i1, i2, (j2 - j1) - (i2 - i1)) for tag, i1, i2, j1, j2 in codes if tag != "equal"]
