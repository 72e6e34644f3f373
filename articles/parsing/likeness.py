"""How alike texts are: shared vocabulary, fuzzy quotations, and the best assignment of one list to another."""

from __future__ import annotations

import itertools
import math
import operator
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property

from articles.parsing.glyphs import fold

_SHINGLE = 4
_BREAK = re.compile(r"[^\w\u2e80-\u2fdf]+|_+")
_MAX_PLACES = 12
_FEW_SCANS = 3_000_000  # characters looked through for shingles before all of them are written down
_SHARE = 0.2  # of the most shingles shared with one place, that another place must share to be looked at
_CHANCE = 2  # so short a run is shared by chance when it lies this far from the others
_FAR = 8
_FEW = 16  # rows for each of which the assignment without its choice is looked at


def bigrams(text: str) -> Counter[str]:
    """Pairs of neighbouring Han characters, letters or digits of the folded text."""
    run = _BREAK.sub("\n", "".join(fold(text).split()))
    found = Counter(map(operator.add, run, run[1:]))
    for pair in [pair for pair in found if "\n" in pair]:
        del found[pair]
    return found


class Vocabulary:
    """The bigrams of several bodies, and how much a short text shares with each of them."""

    def __init__(self, bodies: Sequence[str]) -> None:
        self.counts = [bigrams(body) for body in bodies]
        self.sizes = [max(1, sum(count.values())) for count in self.counts]
        self.spread: Counter[str] = Counter()
        for count in self.counts:
            self.spread.update(count.keys())

    def shares(self, text: str) -> list[float]:
        """For each body 0 to 1: the weight of the text's bigrams found there; rare ones weigh more."""
        total = 0.0
        scores = [0.0] * len(self.counts)
        bodies = len(self.counts)
        for gram in bigrams(text):
            spread = self.spread.get(gram, 0)
            if not spread:
                total += 0.35
                continue
            weight = math.log(1 + 1.5 * bodies / spread)
            total += weight
            for place, count in enumerate(self.counts):
                times = count.get(gram, 0)
                if times:
                    scores[place] += weight * (0.7 + 0.3 * min(1.0, (times - 1) / 3))
        return [score / total if total else 0.0 for score in scores]


class Cohesion:
    """How far two stretches of text speak of the same thing: words they share, common ones left out."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self.grams: dict[str, Counter[str]] = {}
        self.spread: Counter[str] = Counter()
        self.count = max(1, len(paragraphs))  # a page may have none
        for paragraph in paragraphs:
            self.spread.update(self.grams_of(paragraph).keys())
        everywhere = max(self.spread.values(), default=0)
        self.weights = [math.log(self.count)] + [math.log(self.count / spread) for spread in range(1, everywhere + 1)]

    def grams_of(self, text: str) -> Counter[str]:
        """The bigrams of a text, counted once."""
        if text not in self.grams:
            self.grams[text] = bigrams(text)
        return self.grams[text]

    def _sum(self, texts: Sequence[str]) -> tuple[Counter[str], float]:
        total: Counter[str] = Counter()
        for text in texts:
            total.update(self.grams_of(text))
        return total, sum(self.weight(gram) for gram in total)

    def weight(self, gram: str) -> float:
        """How much a pair of characters tells: the fewer paragraphs have it, the more."""
        return self.weights[self.spread[gram]]

    def covered(self, words: str, text: str) -> float:
        """0 to 1: how much of what a headline says is said in a paragraph too."""
        wanted, found = self.grams_of(words), self.grams_of(text)
        total = sum(self.weight(gram) for gram in wanted)
        return sum(self.weight(gram) for gram in wanted if gram in found) / max(1.0, total)

    def shared(self, before: Sequence[str], after: Sequence[str]) -> float:
        """The weight of what both say, of what the one that says less says: 0.04 for strangers, 0.08 in one text."""
        (one, first), (two, second) = self._sum(before), self._sum(after)
        both: float = sum(self.weight(gram) * min(one[gram], two[gram]) ** 0.5 for gram in one.keys() & two.keys())
        return both / max(1.0, min(first, second))


class Quotations:
    """Finds the passage of a body that a pull quote was lifted from, exact or reworded.

    Cost is bounded: candidate places come from shared four-character shingles, and at most
    ``_MAX_PLACES`` windows are compared character by character.
    """

    def __init__(self, bodies: Sequence[str]) -> None:
        self.bodies = ["".join(fold(body).split()) for body in bodies]
        self.scanned = 0  # characters

    @cached_property
    def starts(self) -> list[int]:
        """Where each body begins in their common text."""
        return list(itertools.accumulate((len(body) + 1 for body in self.bodies), initial=0))

    @cached_property
    def common(self) -> str:
        """The bodies, one after the other."""
        return "\n".join(self.bodies)

    @cached_property
    def index(self) -> tuple[dict[str, int], dict[str, int]]:
        """The first and the last place of each shingle in the common text; made when many are looked for."""
        text = self.common
        pairs = list(map(operator.add, text, text[1:]))
        shingles = list(map(operator.add, pairs, pairs[2:]))  # of _SHINGLE characters
        last = dict(zip(shingles, itertools.count()))
        return dict(zip(reversed(shingles), range(len(shingles) - 1, -1, -1), strict=True)), last

    def _ends(self, shingle: str) -> set[int]:
        """The first and the last place of a shingle: a few are found faster than all are written down."""
        if self.scanned > _FEW_SCANS:
            return {table[shingle] for table in self.index if shingle in table}
        self.scanned += len(self.common)
        first = self.common.find(shingle)
        return {first, self.common.rfind(shingle)} if first >= 0 else set()

    def _places(self, shingle: str) -> list[tuple[int, int]]:
        """(body, place in it) where a shingle stands: twice at most."""
        found = self._ends(shingle)
        bodies = [(bisect_right(self.starts, at) - 1, at) for at in found]
        return [(number, at - self.starts[number]) for number, at in bodies]

    def best(self, quote: str) -> list[float]:
        """For each body the likeness (0 to 1) of its best passage to the quote."""
        quote = "".join(char for char in fold(quote) if not char.isspace())[:300]
        return self._best(quote, 0, 0)

    def elsewhere(self, start: int, end: int) -> float:
        """How like a stretch of the first body is to the best passage of its own that lies outside it."""
        return self._best(self.bodies[0][start:end][:300], start, end)[0]

    def _best(self, quote: str, start: int, end: int) -> list[float]:
        votes: Counter[tuple[int, int]] = Counter()
        for place in range(len(quote) - _SHINGLE + 1):
            for number, at in self._places(quote[place : place + _SHINGLE]):
                if not start - _SHINGLE < at < end:
                    votes[(number, (at - place) // 16)] += 1
        scores = [0.0] * len(self.bodies)
        most = max(votes.values(), default=0)
        for (number, slot), count in votes.most_common(_MAX_PLACES):
            if (count < 2 and len(quote) > 12) or count < _SHARE * most:
                break
            at = max(0, slot * 16 - 24)
            stop = at + len(quote) + 72
            windows = [(at, stop)] if start == end else [(at, min(stop, start)), (max(at, end), stop)]
            for low, high in ((low, high) for low, high in windows if 2 * (high - low) > len(quote)):
                scores[number] = max(scores[number], _passage_likeness(quote, self.bodies[number][low:high]))
        return scores


def _passage_likeness(quote: str, window: str) -> float:
    """Ratio of the quote to the stretch of the window between the first and the last shared run."""
    blocks = [b for b in SequenceMatcher(None, window, quote, autojunk=False).get_matching_blocks() if b.size >= 2]
    while len(blocks) > 1 and blocks[0].size <= _CHANCE and blocks[1].a - blocks[0].a > _FAR:
        del blocks[0]
    while len(blocks) > 1 and blocks[-1].size <= _CHANCE and blocks[-1].a - blocks[-2].a - blocks[-2].size > _FAR:
        del blocks[-1]
    if not blocks:
        return 0.0
    shared = sum(block.size for block in blocks)
    stretch = blocks[-1].a + blocks[-1].size - blocks[0].a
    return 2 * shared / (len(quote) + max(stretch, shared))


def choose(scores: list[list[float]], floor: float) -> list[int | None]:
    """The column of each row in the best one-to-one assignment; None for a row whose score there is below ``floor``."""
    return [column for column, _ in assign(scores, floor, weighed=False)]


def assign(scores: list[list[float]], floor: float, *, weighed: bool = True) -> list[tuple[int | None, float]]:
    """The best one-to-one assignment of rows to columns: [(column or None, margin)].

    A row stays without a column where its score is below ``floor``. The margin is what the assignment would lose
    without the pair; of many rows (or not ``weighed``) how much the row's own choice beats its next best choice.
    """
    rows = len(scores)
    columns = max((len(row) for row in scores), default=0)
    if not rows or not columns:
        return [(None, 0.0)] * rows
    size = rows + columns
    cost = [
        [-(scores[r][c] - floor) if r < rows and c < columns and scores[r][c] > floor else 0.0 for c in range(size)]
        for r in range(rows)
    ]
    chosen = _cheapest(cost, size)
    least = sum(cost[row][column] for row, column in enumerate(chosen))
    result: list[tuple[int | None, float]] = []
    for row, column in enumerate(chosen):
        if column >= columns or scores[row][column] <= floor:
            result.append((None, 0.0))
        elif weighed and rows <= _FEW:
            result.append((column, _without(cost, size, row, column) - least))
        else:
            rivals = [value for place, value in enumerate(scores[row]) if place != column]
            result.append((column, scores[row][column] - max([floor, *rivals])))
    return result


def _without(cost: list[list[float]], size: int, row: int, column: int) -> float:
    """The cost of the best assignment without one of its pairs."""
    kept, cost[row][column] = cost[row][column], math.inf
    rest = _cheapest(cost, size)
    total = sum(cost[at][place] for at, place in enumerate(rest))
    cost[row][column] = kept
    return total


def assign_in_order(scores: Sequence[Sequence[float]], order: Sequence[int]) -> tuple[float, list[int | None]]:
    """(total, columns) of the best assignment of rows to columns that follow each other as ``order`` has them.

    A row stays without a column where that makes the total larger.
    """
    best: list[list[tuple[float, tuple[int | None, ...]]]] = [[(0.0, ())] * (len(order) + 1)]
    for row in scores:
        above = best[-1]
        line = [(above[0][0], (*above[0][1], None))]
        for place, column in enumerate(order):
            total, chosen = above[place]
            idle, others = above[place + 1]
            options = [line[-1], (idle, (*others, None)), (total + row[column], (*chosen, column))]
            line.append(max(options, key=operator.itemgetter(0)))
        best.append(line)
    total, found = best[-1][-1]
    return total, list(found)


def _cheapest(cost: list[list[float]], size: int) -> list[int]:
    """Rectangular Hungarian method: rows ≤ columns, returns the column of each row."""
    rows = len(cost)
    up, across = [0.0] * (rows + 1), [0.0] * (size + 1)
    owner = [0] * (size + 1)
    for row in range(1, rows + 1):
        owner[0], column = row, 0
        least, seen = [math.inf] * (size + 1), [False] * (size + 1)
        way = [0] * (size + 1)
        while owner[column]:
            seen[column] = True
            current, delta, following = owner[column], math.inf, 0
            for place in range(1, size + 1):
                if seen[place]:
                    continue
                reduced = cost[current - 1][place - 1] - up[current] - across[place]
                if reduced < least[place]:
                    least[place], way[place] = reduced, column
                if least[place] < delta:
                    delta, following = least[place], place
            for place in range(size + 1):
                if seen[place]:
                    up[owner[place]] += delta
                    across[place] -= delta
                else:
                    least[place] -= delta
            column = following
        while column:
            owner[column] = owner[way[column]]
            column = way[column]
    result = [0] * rows
    for place in range(1, size + 1):
        if owner[place]:
            result[owner[place] - 1] = place - 1
    return result
