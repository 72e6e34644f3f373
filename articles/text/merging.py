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
    """The stretches of the three sequences, in order; items with the same ``key`` are the same."""
    keys = [[key(item) for item in each] for each in (base, mine, theirs)]
    found: list[Stretch[Item]] = []
    at = (0, 0, 0)
    for start, size in _kept_by_both(*keys):
        if gap := _stretch(base, mine, theirs, at, start, keys):
            found.append(gap)
        end = (start[0] + size, start[1] + size, start[2] + size)
        kept = list(theirs[start[2] : end[2]])
        found.append(Stretch(list(base[start[0] : end[0]]), list(mine[start[1] : end[1]]), kept, False, True))
        at = end
    if gap := _stretch(base, mine, theirs, at, (len(base), len(mine), len(theirs)), keys):
        found.append(gap)
    return found


Place = tuple[int, int, int]


def _stretch(
    base: Sequence[Item],
    mine: Sequence[Item],
    theirs: Sequence[Item],
    start: Place,
    end: Place,
    keys: list[list[Hashable]],
) -> Stretch[Item] | None:
    if start == end:
        return None
    was, ours, others = (keys[n][start[n] : end[n]] for n in range(3))
    parts = (list(base[start[0] : end[0]]), list(mine[start[1] : end[1]]), list(theirs[start[2] : end[2]]))
    is_theirs = ours == was
    return Stretch(*parts, is_clash=not is_theirs and others not in (was, ours), is_theirs=is_theirs)


def _kept_by_both(
    base: Sequence[Hashable], mine: Sequence[Hashable], theirs: Sequence[Hashable]
) -> Iterator[tuple[Place, int]]:
    """Where all three agree: (places, length), in order."""
    ours = SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    others = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    i = j = 0
    while i < len(ours) and j < len(others):
        one, other = ours[i], others[j]
        low, high = max(one.a, other.a), min(one.a + one.size, other.a + other.size)
        if low < high:
            yield (low, one.b + low - one.a, other.b + low - other.a), high - low
        if one.a + one.size < other.a + other.size:
            i += 1
        else:
            j += 1
