"""Where articles stand on a printed page: their words looked up among the page's letters, which have places.

A region is a polygon of upright and level edges around an article's letters, as ``articles.regions`` keeps it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from articles.text.fold import fold

GRAM = 6  # letters that are looked up at a time; shorter texts are found whole
COMMON = 30  # a gram that stands at more places tells nothing
SURE = 20  # a run that long counts wherever it stands
CELLS = (20, 28)  # the page for the question who owns a neighbourhood
KNOWN = 0.25  # of an article's letters that must be found where its headline is not
BINS = 100
STRIPS = 5  # of four corners each: a region has twenty at most
SLACK = 0.004  # of the page: what evening out two strips may add
MARGINALIA = 0.05  # of an article's letters: what a rectangle may take in that nobody claims
MARGIN = 0.004
LARGE = 1.3  # a short headline is set at least that much higher than the text
NOBODY = -1
Corners = list[list[float]]


class Box(NamedTuple):
    """Shares of the page's width and height, from the upper left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def cell(self) -> tuple[int, int]:
        return int((self.left + self.right) / 2 * CELLS[0]), int((self.top + self.bottom) / 2 * CELLS[1])


class Run(NamedTuple):
    """So many letters of the page, from ``start``, are letter for letter those of ``owner``."""

    length: int
    start: int
    owner: int


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a page in the order of its file, each with its box."""

    text: str
    boxes: Sequence[Box]
    places: dict[str, list[int]] = field(init=False, default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for at in range(len(self.text) - GRAM + 1):
            self.places[self.text[at : at + GRAM]].append(at)


def letters_from(text: str, numbers: Sequence[int], *, shares: int) -> Letters:
    """Of what ``pdf_page`` wrote; ``shares`` are its units. What stands beside the page, and is cut off, is left out."""
    every = (Box(*(number / shares for number in numbers[at : at + 4])) for at in range(0, 4 * len(text), 4))
    seen = [(each, box) for each, box in zip(text, every, strict=True) if box.left < box.right and box.top < box.bottom]
    kept = [(letter, box) for each, box in seen for letter in bare(each)]
    return Letters("".join(letter for letter, _ in kept), [box for _, box in kept])


def bare(text: str) -> str:
    """The letters and digits alone, each in one form: what setting and breaking lines leave as it was."""
    return "".join(filter(str.isalnum, fold(text)))


def regions_in(page: Letters, articles: Mapping[int, Sequence[str]]) -> dict[int, Corners]:
    """A region for each article that is found by its headline, the first of its texts, or by a good part of the others.

    The time is linear in their length.
    """
    texts = {key: [each for each in map(bare, parts) if each] for key, parts in articles.items()}
    of_each = {key: [list(runs_of(page, key, text)) for text in parts] for key, parts in texts.items()}
    runs = sorted(run for found in of_each.values() for text in found for run in text)
    titled = {
        key for key, found in of_each.items() if found and any(run.length == len(texts[key][0]) for run in found[0])
    }
    owners: dict[int, int] = {}
    for run in runs:  # the longest last: they overrule
        owners.update((at, run.owner) for at in range(run.start, run.start + run.length))
    for run in strays(page, owners, runs):
        for at in range(run.start, run.start + run.length):
            owners.pop(at, None)
    boxes: dict[int, list[Box]] = defaultdict(list)
    for at, box in enumerate(page.boxes):
        boxes[owners.get(at, NOBODY)].append(box)
    found = {}
    for key, own in boxes.items():
        if key in titled or (key != NOBODY and len(own) >= KNOWN * sum(map(len, texts[key]))):
            others = [box for other, them in boxes.items() if other not in (key, NOBODY) for box in them]
            found[key] = outline(own, others, boxes.get(NOBODY, []))
    return found


def runs_of(page: Letters, owner: int, text: str) -> Iterable[Run]:
    """Where the text stands, in pieces as long as they can be."""
    if len(text) < GRAM:
        yield from large(page, owner, text)
        return
    at = 0
    while at + GRAM <= len(text):
        places = page.places.get(text[at : at + GRAM], ())
        starts = places if len(places) <= COMMON else ()
        length, start = max(((same(page.text, each, text, at), each) for each in starts), default=(0, 0))
        if length:
            yield Run(length, start, owner)
        at += length or 1


def same(one: str, at: int, other: str, start: int) -> int:
    """How many letters are the same from there on."""
    length = 0
    while at + length < len(one) and start + length < len(other) and one[at + length] == other[start + length]:
        length += 1
    return length


def large(page: Letters, owner: int, text: str) -> Iterable[Run]:
    """A short headline is found by its size: the largest of the places where it stands."""
    heights = sorted(box.bottom - box.top for box in page.boxes)
    least = heights[len(heights) // 2] * LARGE if heights else 0
    starts, at = [], page.text.find(text)
    while at >= 0 and len(text) > 1:
        starts.append((page.boxes[at].bottom - page.boxes[at].top, at))
        at = page.text.find(text, at + 1)
    height, start = max(starts, default=(0.0, 0))
    if starts and height > least:
        yield Run(len(text), start, owner)


def strays(page: Letters, owners: Mapping[int, int], runs: Iterable[Run]) -> list[Run]:
    """Short pieces amid another article's letters: phrases that both have."""
    cells: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for at, owner in owners.items():
        cells[page.boxes[at].cell][owner] += 1
    found = []
    for run in runs:
        inside = [at for at in range(run.start, run.start + run.length) if owners.get(at) == run.owner]
        around: Counter[int] = Counter()
        for cell in {page.boxes[at].cell for at in inside}:
            around.update(cells[cell])
        if run.length < SURE and inside and around.most_common(1)[0][0] != run.owner:
            found.append(Run(len(inside), inside[0], run.owner))
    return found


# --- the polygon --------------------------------------------------------------------------------------


class Strip(NamedTuple):
    """A rectangle of a row of them: from ``begin`` to ``end`` along the row, from ``low`` to ``high`` across it."""

    begin: float
    end: float
    low: float
    high: float

    @property
    def area(self) -> float:
        return (self.end - self.begin) * (self.high - self.low)

    def joined(self, other: Strip) -> Strip:
        return Strip(self.begin, other.end, min(self.low, other.low), max(self.high, other.high))


def outline(own: Sequence[Box], others: Sequence[Box], nobodys: Sequence[Box]) -> Corners:
    """Around ``own``, in upright or in level strips: whichever takes in fewer of the ``others``, then fewer corners.

    A picture, a box or air inside is the article's; so are a few letters that are ``nobodys``, as captions are.
    """

    def way(turn: Callable[[Box], Box]) -> tuple[int, int, Corners]:
        foreign, free = middles(map(turn, others)), middles(map(turn, nobodys))
        few = len(own) * MARGINALIA

        def may_join(one: Strip, two: Strip) -> bool:
            both = one.joined(two)
            more, loose = (taken([both], each) - taken([one, two], each) for each in (foreign, free))
            return more <= 0 and loose <= few

        row = squared(evened(strips(list(map(turn, own)))), may_join)
        return taken(row, foreign), len(row), [list(turn(Box(x, y, x, y))[:2]) for x, y in around(row)]

    return min(way(lambda box: box), way(lambda box: Box(box.top, box.left, box.bottom, box.right)))[2]


def strips(boxes: Sequence[Box]) -> list[Strip]:
    """Upright strips that cover the boxes, from left to right."""
    low, high = [1.0] * BINS, [0.0] * BINS
    for box in boxes:
        for at in range(int(box.left * BINS), min(BINS - 1, int(box.right * BINS)) + 1):
            low[at], high[at] = min(low[at], box.top), max(high[at], box.bottom)
    first, last = min(box.left for box in boxes), max(box.right for box in boxes)
    row: list[Strip] = []
    for at in range(BINS):
        if low[at] < high[at]:
            begin = row[-1].end if row else first
            row.append(Strip(begin, max(begin, min(last, (at + 1) / BINS)), low[at], high[at]))
    return row


def evened(row: list[Strip]) -> list[Strip]:
    """Neighbours joined as long as that adds little, and until there are few enough."""
    while len(row) > 1:
        added = [one.joined(two).area - one.area - two.area for one, two in pairwise(row)]
        at = min(range(len(added)), key=added.__getitem__)
        if added[at] > SLACK and len(row) <= STRIPS:
            break
        row[at : at + 2] = [row[at].joined(row[at + 1])]
    return row


def squared(row: list[Strip], may_join: Callable[[Strip, Strip], bool]) -> list[Strip]:
    """Neighbours joined wherever nothing of another article stands between them: no steps beside a centred headline."""
    at = 0
    while at + 1 < len(row):
        if may_join(row[at], row[at + 1]):
            row[at : at + 2] = [row[at].joined(row[at + 1])]
            at = max(0, at - 1)
        else:
            at += 1
    return row


def middles(boxes: Iterable[Box]) -> list[tuple[float, float]]:
    return [((box.left + box.right) / 2, (box.top + box.bottom) / 2) for box in boxes]


def taken(row: Sequence[Strip], points: Iterable[tuple[float, float]]) -> int:
    """How many of the points are in a strip."""
    return sum(any(each.begin <= x <= each.end and each.low <= y <= each.high for each in row) for x, y in points)


def around(row: Sequence[Strip]) -> Corners:
    """The corners of the strips together: along their low edges there, along their high edges back."""
    first, last = row[0].begin - MARGIN, row[-1].end + MARGIN
    edges = [first, *(each.begin for each in row[1:]), last]
    there, back = [], []
    for each, begin, end in zip(row, edges, edges[1:], strict=False):
        there += [[begin, each.low - MARGIN], [end, each.low - MARGIN]]
        back += [[begin, each.high + MARGIN], [end, each.high + MARGIN]]
    return [[round(min(1, max(0, value)), 3) for value in corner] for corner in there + back[::-1]]
