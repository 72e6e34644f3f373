"""Character-level difference of two Chinese texts: 和 → 与 marks one character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal, NamedTuple

Op = Literal["equal", "replace", "delete", "insert"]
CLAUSE = re.compile(r"[^，。；：！？、\n]+[，。；：！？、\n]?|[，。；：！？、\n]")
FINE = 1_000_000  # characters × characters; beyond it a rewritten stretch is marked as a whole
MOST_PAIRS = 2_500  # rows × rows; beyond it changed rows are paired by their order
KINSHIP = 0.2  # below this share of common characters two stretches are not worth comparing


class Edit(NamedTuple):
    """``a`` and ``b`` are (start, end) in the old and the new text."""

    op: Op
    a: tuple[int, int]
    b: tuple[int, int]


class Piece(NamedTuple):
    """A run of characters: in both texts, in the first only, or in the second only."""

    kind: Literal["same", "first", "second"]
    text: str


def diff(old: str, new: str) -> list[Edit]:
    """Edits that lead from ``old`` to ``new``, equal stretches included; no two of one kind are neighbours.

    Clauses are compared first and characters only within changed clauses, so long texts stay cheap. A short
    equal stretch between two longer changes (a 的 that happens to recur) is drawn into them: readers
    want to see that a phrase was rewritten, not which letters survived.
    """
    return _joined(_calmed(list(_joined(_edits(old, new)))))


def pieces(first: str, second: str) -> list[Piece]:
    """The runs that make up both texts, in order. Joining all but "second" gives ``first``."""
    runs: list[Piece] = []
    for op, a, b in diff(first, second):
        if op == "equal":
            runs.append(Piece("same", first[slice(*a)]))
        else:
            runs += [Piece("first", first[slice(*a)]), Piece("second", second[slice(*b)])]
    return [piece for piece in runs if piece.text]


def paired(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Which row of ``old`` became which of ``new``, in the order of both; None where one has no counterpart."""
    for op, a, a_end, b, b_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield from zip(range(a, a_end), range(b, b_end), strict=True)
        elif (a_end - a) * (b_end - b) > MOST_PAIRS:
            yield from zip_longest(range(a, a_end), range(b, b_end))
        else:
            yield from _likest(old, new, (a, a_end), (b, b_end))


def _likest(
    old: Sequence[str], new: Sequence[str], a: tuple[int, int], b: tuple[int, int]
) -> Iterator[tuple[int | None, int | None]]:
    """The pairing of two stretches of rows, in order, under which they have most in common."""
    best: dict[tuple[int, int], tuple[float, int]] = {}  # what is in common from here on; 0 pairs, 1 drops, 2 adds
    for i in range(a[1], a[0] - 1, -1):
        for j in range(b[1], b[0] - 1, -1):
            ways = [(0.0, 1)] if i == a[1] and j == b[1] else []
            if i < a[1] and j < b[1]:
                ways.append((best[i + 1, j + 1][0] + _kinship(old[i], new[j]), 0))
            if i < a[1]:
                ways.append((best[i + 1, j][0], 1))
            if j < b[1]:
                ways.append((best[i, j + 1][0], 2))
            best[i, j] = max(ways, key=lambda way: (way[0], -way[1]))
    i, j = a[0], b[0]
    while i < a[1] or j < b[1]:
        way = best[i, j][1]
        yield (None if way == 2 else i), (None if way == 1 else j)
        i, j = i + (way != 2), j + (way != 1)


def _kinship(one: str, other: str) -> float:
    """The share of common characters, cubed: a row that hardly changed outweighs two that share their digits."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio() ** 3


def changed_characters(old: str, new: str) -> int:
    """How many characters are wrong, missing or extra; two that changed places count as one."""
    edits = [edit for edit in _joined(_edits(old, new)) if edit.op != "equal"]
    if len(old) == len(new) and sorted(old) == sorted(new):
        return 1 if len(edits) <= 2 else len(edits) - 1
    return sum(max(edit.a[1] - edit.a[0], edit.b[1] - edit.b[0]) for edit in edits)


def _edits(old: str, new: str) -> Iterator[Edit]:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    if head:
        yield Edit("equal", (0, head), (0, head))
    yield from _by_clauses(old, new, (head, old_end), (head, new_end))
    if tail:
        yield Edit("equal", (old_end, len(old)), (new_end, len(new)))


def _common(old: str, new: str) -> int:
    """The length of the common beginning."""
    length = min(len(old), len(new))
    for at in range(length):
        if old[at] != new[at]:
            return at
    return length


def _by_clauses(old: str, new: str, a: tuple[int, int], b: tuple[int, int]) -> Iterator[Edit]:
    if a[0] == a[1] or b[0] == b[1]:
        if a != b or a[0] != a[1]:
            yield from _whole(a, b)
        return
    ours, theirs = CLAUSE.findall(old, *a), CLAUSE.findall(new, *b)
    if len(ours) * len(theirs) > FINE:
        yield from _whole(a, b)
        return
    at_a, at_b = _offsets(ours, a[0]), _offsets(theirs, b[0])
    for op, a1, a2, b1, b2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        span_a, span_b = (at_a[a1], at_a[a2]), (at_b[b1], at_b[b2])
        if op == "equal":
            yield Edit("equal", span_a, span_b)
        else:
            yield from _by_characters(old, new, span_a, span_b)


def _offsets(parts: list[str], start: int) -> list[int]:
    offsets = [start]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return offsets


def _by_characters(old: str, new: str, a: tuple[int, int], b: tuple[int, int]) -> Iterator[Edit]:
    ours, theirs = old[slice(*a)], new[slice(*b)]
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    if len(ours) * len(theirs) > FINE or matcher.quick_ratio() < KINSHIP:
        yield from _whole(a, b)
        return
    for op, a1, a2, b1, b2 in matcher.get_opcodes():
        yield Edit(op, (a[0] + a1, a[0] + a2), (b[0] + b1, b[0] + b2))


def _whole(a: tuple[int, int], b: tuple[int, int]) -> Iterator[Edit]:
    removed, added = a[0] < a[1], b[0] < b[1]
    if removed or added:
        yield Edit("replace" if removed and added else "delete" if removed else "insert", a, b)


def _calmed(edits: list[Edit]) -> list[Edit]:
    """Equal stretches that are shorter than the changes on both sides become part of them."""
    calm: list[Edit] = []
    for at, edit in enumerate(edits):
        size = edit.a[1] - edit.a[0]
        inner = edit.op == "equal" and 0 < at < len(edits) - 1
        if inner and size < min(_size(edits[at - 1]), _size(edits[at + 1])):
            edit = Edit("replace", edit.a, edit.b)
        calm.append(edit)
    return calm


def _size(edit: Edit) -> int:
    return max(edit.a[1] - edit.a[0], edit.b[1] - edit.b[0])


def _joined(edits: Iterator[Edit] | list[Edit]) -> list[Edit]:
    """Neighbouring changes are one change, neighbouring equal stretches one stretch."""
    joined: list[Edit] = []
    for edit in edits:
        if joined and (joined[-1].op == "equal") == (edit.op == "equal"):
            last = joined.pop()
            a, b = (last.a[0], edit.a[1]), (last.b[0], edit.b[1])
            edit = Edit("equal", a, b) if edit.op == "equal" else next(_whole(a, b))
        joined.append(edit)
    return joined
