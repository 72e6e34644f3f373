"""Writes the segments of the index: makes them of recent documents, and a larger one of several small ones.

A save writes no segment: it notes the document's number (``note``), and searches look through what was noted. The job, a
rebuild or a save that finds too much noted makes segments. What is worked out outside a transaction is checked inside.
"""

from __future__ import annotations

import random
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from pyroaring import BitMap

from articles.models import SearchDocument, SearchPage, SearchPlaces, SearchRecent, SearchSegment, SearchWord
from articles.search import dialect
from articles.search.packing import LONGEST, Run, Written, run_of, segment_of
from articles.search.postings import BLOCK

Turns = dict[int, int]  # numbers of recent documents, and what was noted with them
WORTH_A_SEGMENT = 64  # recent documents; fewer are looked through as quickly
MOST_RECENT = 1000  # a save that finds more makes a segment itself
ALIKE = 8  # so many segments of about a size become one
MOSTLY_DEAD = 0.3
STAY = timedelta(minutes=2)  # how long a search may go on reading what was replaced
_TABLES = (SearchSegment, SearchPage, SearchPlaces, SearchWord, SearchRecent)


def note(numbers: Iterable[int]) -> Turns:
    """Documents of these numbers were written or taken out. In the caller's transaction."""
    turn = random.getrandbits(62)
    turns = dict.fromkeys(sorted(numbers), turn)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO articles_searchrecent (number, turn) VALUES (%s, %s)"
            " ON CONFLICT (number) DO UPDATE SET turn = excluded.turn",
            list(turns.items()),
        )
    return turns


def clear() -> None:
    for model in _TABLES:
        if model.objects.exists():
            model.objects.all().delete()


def count_recent() -> int:
    [(count,)] = dialect.rows("SELECT count(*) FROM articles_searchrecent")
    return int(count)


def gather(*, at_least: int = WORTH_A_SEGMENT) -> int:
    """Make a segment of recent documents, ``BLOCK`` at most; returns how many are no longer recent, 0 when too few are."""
    turns: Turns = dict(SearchRecent.objects.order_by("number").values_list("number", "turn"))
    long = _long_ones(turns)
    turns = dict([(number, turn) for number, turn in turns.items() if number not in long][:BLOCK])
    if len(turns) < max(at_least, 1):
        return 0
    return settle(segment_of(_runs(_documents(turns))), turns)


def _long_ones(numbers: Iterable[int]) -> set[int]:
    """Documents that no segment has room for."""
    sql, params = dialect.as_rows(numbers)
    long = "length(title) + length(byline) + length(quotes) + length"
    found = dialect.rows(
        f"SELECT number FROM articles_searchdocument WHERE number IN ({sql}) AND length > %s AND {long} > %s",  # noqa: S608
        [*params, LONGEST // 4, LONGEST // 2],  # a character may be two units
    )
    return {number for (number,) in found}


def _documents(numbers: Iterable[int]) -> Iterator[list[SearchDocument]]:
    ordered = sorted(numbers)
    for start in range(0, len(ordered), 512):
        documents = SearchDocument.objects.filter(number__in=ordered[start : start + 512]).order_by("number")
        yield list(documents.defer("cuts"))


def _runs(batches: Iterable[Sequence[SearchDocument]]) -> Iterator[Run]:
    base = 0
    for documents in batches:
        if documents:
            yield run_of(documents, base)
            base += len(documents)


@transaction.atomic
def settle(written: Written, turns: Turns, *, of: Sequence[SearchSegment] = ()) -> int:
    """Store a segment made of the documents as they were at ``turns``, in place of the segments ``of``.

    What was written since stays recent. Returns how many documents were settled.
    """
    settled = _settled(turns)
    alive = BitMap(place for place, number in enumerate(written.numbers) if number in settled) if turns else BitMap()
    others = list(SearchSegment.objects.select_for_update().filter(retired_at__isnull=True).order_by("key"))
    replaced = {segment.key for segment in of}
    if replaced - {segment.key for segment in others}:
        return 0  # someone else was quicker
    for segment in others:
        if segment.key in replaced:
            alive |= places_in(written.numbers, living(segment))
        elif gone := places_in(array_of(segment), settled) - BitMap.deserialize(bytes(segment.dead)):
            segment.dead = (BitMap.deserialize(bytes(segment.dead)) | gone).serialize()
            segment.save(update_fields=["dead"])
    SearchSegment.objects.filter(key__in=replaced).update(retired_at=timezone.now())
    if alive:
        _store(written, alive)
    return len(settled)


def _settled(turns: Turns) -> set[int]:
    """Take out of the recent ones those that were not written since."""
    numbers, settled = sorted(turns), set[int]()
    for start in range(0, len(numbers), 500):
        recent = SearchRecent.objects.filter(number__in=numbers[start : start + 500])
        same = [
            number
            for number, turn in recent.select_for_update().order_by("number").values_list("number", "turn")
            if turns[number] == turn
        ]
        recent.filter(number__in=same).delete()
        settled.update(same)
    return settled


def _store(written: Written, alive: BitMap) -> None:
    key, numbers = random.getrandbits(62), ascending(written.numbers)
    dead = BitMap(range(len(numbers))) - alive
    SearchSegment.objects.create(
        key=key, numbers=numbers.tobytes(), dead=dead.serialize(), size=len(alive), newest=numbers[-1]
    )
    dialect.insert("articles_searchpage", "segment, first, data", [(key, *row) for row in written.pages])
    dialect.insert("articles_searchplaces", "segment, triple, following, data", [(key, *row) for row in written.places])
    dialect.insert("articles_searchword", "segment, word, data", [(key, *row) for row in written.words])


def ascending(numbers: array[int]) -> array[int]:
    """With the number before it where there is no document; those are dead."""
    last, row = 0, array("q")
    for number in numbers:
        last = max(last, number)
        row.append(last)
    return row


def array_of(segment: SearchSegment) -> array[int]:
    return array("q", bytes(segment.numbers))


def living(segment: SearchSegment) -> set[int]:
    dead = BitMap.deserialize(bytes(segment.dead))
    return {number for place, number in enumerate(array_of(segment)) if place not in dead}


def places_in(numbers: array[int], wanted: Iterable[int]) -> BitMap:
    """Where ``wanted`` stand in a segment's ascending numbers; the first place of each."""
    wanted = wanted if isinstance(wanted, set | frozenset | dict) else set(wanted)
    if 20 * len(wanted) > len(numbers):
        return BitMap([place for place, number in enumerate(numbers) if number in wanted])
    found, size = BitMap(), len(numbers)
    for number in wanted:
        place = bisect_left(numbers, number)
        if place < size and numbers[place] == number:
            found.add(place)
    return found


def merge() -> bool:
    """Make one segment of several of about a size, or of what is mostly dead; False when there is no need."""
    _sweep()
    chosen = _chosen(list(SearchSegment.objects.filter(retired_at__isnull=True).order_by("size")))
    if not chosen:
        return False
    numbers = sorted({number for segment in chosen for number in living(segment)})
    return settle(segment_of(_runs(_documents(numbers[:BLOCK]))), {}, of=chosen) >= 0


def _chosen(segments: Sequence[SearchSegment]) -> list[SearchSegment]:
    for segment in segments:
        if len(BitMap.deserialize(bytes(segment.dead))) > MOSTLY_DEAD * (len(segment.numbers) // 8):
            return [segment]
    for start in range(len(segments) - ALIKE + 1):
        alike = segments[start : start + ALIKE]
        if sum(each.size for each in alike) <= BLOCK and alike[-1].size <= 8 * alike[0].size + WORTH_A_SEGMENT:
            return list(alike)
    return []


def _sweep() -> None:
    """Take away what was replaced a while ago."""
    gone = list(
        SearchSegment.objects.filter(retired_at__lt=timezone.now() - STAY).order_by("key").values_list("key", flat=True)
    )
    if not gone:
        return
    with transaction.atomic():
        for model in (SearchPage, SearchPlaces, SearchWord):
            model.objects.filter(segment__in=gone).delete()
        SearchSegment.objects.filter(key__in=gone).delete()


def tidy(*, wholly: bool = False) -> None:
    """Make segments of what is recent, ``wholly`` of however little, and fewer of many; a transaction each."""
    while gather(at_least=1 if wholly else WORTH_A_SEGMENT):
        pass
    while merge():
        pass


def members() -> set[int]:
    """The numbers that segments hold and no later writing overrules; for the check."""
    found = {number for segment in SearchSegment.objects.filter(retired_at__isnull=True) for number in living(segment)}
    return found - {*SearchRecent.objects.values_list("number", flat=True)}


def count() -> int:
    recent = SearchDocument.objects.filter(number__in=SearchRecent.objects.values("number"))
    return len(members()) + recent.count()


class Collector:
    """Runs that other processes made, until there are enough for a segment."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.turns: Turns = {}
        self.last = 0

    def add(self, run: Run, turns: Mapping[int, int]) -> None:
        """``turns`` of the documents that were stored; the run may have others."""
        # A number that is out of order, of a date that changed meanwhile, stays recent.
        numbers = [number if number > self.last else 0 for number in run.numbers]
        self.last = max([self.last, *numbers])
        self.runs.append(run._replace(numbers=numbers))
        self.turns |= {number: turns[number] for number in numbers if number in turns}

    def finish(self) -> None:
        """Write the segment."""
        if self.turns:
            settle(segment_of(self.runs), self.turns)
        self.runs, self.turns, self.last = [], {}, 0
