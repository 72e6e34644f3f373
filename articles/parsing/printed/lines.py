"""Letters become printed lines: what stands on one line of type, and is not parted by the white between two columns."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from articles.parsing.glyphs import is_chinese
from articles.parsing.printed.letters import Letter

_CLOSE = 0.75  # of the size: letters so near each other are set together
_FAR = 2.8  # so far from each other they may still be, where the file goes on from one to the other
_LEVEL = 0.3  # of the size: what may part the feet of two letters on one line
_ALIKE = 2.2  # sizes on one line
_SPACE, _LATIN_SPACE = 0.45, 0.16  # of the size, beyond what parts the line's other letters
_CHINESE_SPACE = 0.2  # the same between two characters of a line that is set tight
_TIGHT = 0.04  # of the size
_TYPED = 0.12  # of the size: a space that was typed and can be seen
_SHORT = 6.0  # of the size: a name
_STACK = 3  # letters that make a line set downwards
_RISE = 0.88  # of the size: what a letter takes up over its foot


@dataclass(slots=True, eq=False)
class Line:
    """One printed line. ``size`` is that of most of its letters; ``more`` are the lines beside it of text set downwards."""

    letters: list[Letter]
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    base: float = 0.0
    size: float = 0.0
    text: str = ""
    more: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = min(each.left for each in self.letters)
        self.right = max(each.right for each in self.letters)
        self.size = median(each.size for each in self.letters)
        self.base = max(each.base for each in self.letters)
        self.top = min(each.base - _RISE * each.size for each in self.letters)

    @property
    def width(self) -> float:
        return self.right - self.left


def lines_of(letters: Sequence[Letter]) -> list[Line]:
    """The page's lines, from top to bottom."""
    runs = list(_runs(letters))
    downwards, runs = _stacked(runs)
    lines = [Line(run) for run in _joined(_joined(runs, near=True), near=False)]
    for line in lines:
        line.text = spelt(line.letters)
    return sorted([*lines, *downwards], key=lambda line: (line.base, line.left))


def _runs(letters: Sequence[Letter]) -> Iterable[list[Letter]]:
    """Letters that follow one upon the other in the file and on the page."""
    run: list[Letter] = []
    for letter in letters:
        if run and not _goes_on(run[-1], letter):
            yield run
            run = []
        run.append(letter)
    if run:
        yield run


def _goes_on(one: Letter, other: Letter) -> bool:
    size = max(one.size, other.size)
    return (
        abs(one.base - other.base) < _LEVEL * size
        and -0.6 * size < other.left - one.right < _CLOSE * size
        and other.left > one.left
        and size < _ALIKE * min(one.size, other.size)
    )


def _stacked(runs: list[list[Letter]]) -> tuple[list[Line], list[list[Letter]]]:
    """(lines set downwards, the other runs): letters that stand alone, one under the other, as the file has them."""
    lines: list[Line] = []
    others: list[list[Letter]] = []
    stack: list[Letter] = []

    def close() -> None:
        nonlocal stack
        if len(stack) >= _STACK:
            line = Line(stack)
            line.text = "".join(each.char for each in stack)
            _put_beside(lines, line)
        else:
            others.extend([each] for each in stack)
        stack = []

    for run in runs:
        if len(run) > 1 or (stack and not _is_under(stack[-1], run[0])):
            close()
        if len(run) > 1:
            others.append(run)
        else:
            stack.append(run[0])
    close()
    return lines, others


def _is_under(one: Letter, other: Letter) -> bool:
    size = min(one.size, other.size)
    middle = abs(one.left + one.right - other.left - other.right) / 2
    return middle < 0.3 * size and 0.8 * size < other.base - one.base < 1.9 * size and abs(one.size - other.size) < 0.5


def _put_beside(lines: list[Line], line: Line) -> None:
    """A line set downwards to the left of the last one goes on with it."""
    last = lines[-1] if lines else None
    beside = [last, *last.more][-1] if last else None
    if last and beside and 0 <= beside.left - line.right < 1.5 * line.size and abs(beside.size - line.size) < 0.5:
        last.more.append(line)
        last.left, last.top = min(last.left, line.left), min(last.top, line.top)
        last.base = max(last.base, line.base)
    else:
        lines.append(line)


def _joined(runs: list[list[Letter]], *, near: bool) -> list[list[Letter]]:
    """Runs on one line made one: those that touch (``near``), then those that the file has one after the other."""
    rows = sorted(runs, key=lambda run: (run[0].base, run[0].left))
    bases = [run[0].base for run in rows]
    taken = [False] * len(rows)
    made = []
    for at, run in sorted(enumerate(rows), key=lambda each: each[1][0].left):
        if taken[at]:
            continue
        taken[at] = True
        line = list(run)
        while (after := _next(line, rows, bases, taken, near=near)) is not None:
            taken[after] = True
            line += rows[after]
        made.append(line)
    return made


def _next(
    line: list[Letter], rows: list[list[Letter]], bases: list[float], taken: list[bool], *, near: bool
) -> int | None:
    last = line[-1]
    level = _LEVEL * last.size
    places = range(bisect_left(bases, last.base - level), bisect_right(bases, last.base + level))
    free = [at for at in places if not taken[at] and rows[at][0].left > last.left]
    if not free:
        return None
    at = min(free, key=lambda each: rows[each][0].left)
    first = rows[at][0]
    size = max(last.size, first.size)
    gap = first.left - last.right
    if size > _ALIKE * min(last.size, first.size) or gap < -0.6 * size:
        return None
    if near:
        return at if gap < _CLOSE * size else None
    if first.at - last.at != 1 or gap > _FAR * size:
        return None
    # Names that stand over the white between two legs: only what is white over and under them parts them.
    is_short = last.right - line[0].left < _SHORT * size > rows[at][-1].right - first.left
    return None if _gutters(last, first, rows, bases) > is_short else at


def _gutters(last: Letter, first: Letter, rows: list[list[Letter]], bases: list[float]) -> int:
    """How often, over and under the two, the white between them goes on with letters on both sides of it."""
    size = max(last.size, first.size)
    found = 0
    for low, high in (
        (last.base - 2.6 * size, last.base - 0.6 * size),
        (last.base + 0.6 * size, last.base + 2.6 * size),
    ):
        beside = rows[bisect_left(bases, low) : bisect_right(bases, high)]
        if any(run[0].left < last.right and run[-1].right > first.left for run in beside):
            continue
        before = any(last.right - 3 * size < run[-1].right <= last.right + 0.6 * size for run in beside)
        after = any(first.left - 0.6 * size <= run[0].left < first.left + 3 * size for run in beside)
        found += before and after
    return found


def spelt(letters: Sequence[Letter]) -> str:
    """The line's text: a space where the white is wider than between the line's other letters."""
    gaps = [max(0.0, after.left - before.right) for before, after in pairwise(letters)]
    usual = sorted(gaps)[(len(gaps) - 1) // 3] if len(gaps) > 2 else 0.0
    out = [letters[0].char]
    for (before, after), gap in zip(pairwise(letters), gaps, strict=True):
        size = max(before.size, after.size)
        seen = _LATIN_SPACE if before.char.isascii() and after.char.isascii() else _SPACE
        if usual < _TIGHT * size and is_chinese(before.char) and is_chinese(after.char):
            seen = _CHINESE_SPACE
        if gap > usual + seen * size or (after.spaced and gap > _TYPED * size):
            out.append(" ")
        out.append(after.char)
    return "".join(out)
