"""Brings the whole index up to date: other processes read, fold and divide texts into words; this one writes.

A transaction a batch: stop it and begin again at will. What changes meanwhile is published as ever: a draft made from
an older version is not written.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap
from operator import attrgetter

from django.db import connection, connections, transaction

from articles import house_words
from articles.models import Publication
from articles.search import indexing, working
from articles.search.engine import engine
from articles.search.indexing import Drafts
from articles.text.segmentation import load

BATCH = 512  # documents; so many batches make a segment of the index
BATCHES = 16
WORTH_PROCESSES = 4 * BATCH  # from here on other processes are quicker than their start takes
AHEAD = 2  # batches that each process may be ahead of the writing


def renew(*, processes: int | None = None, batch: int = BATCH) -> Iterator[int]:
    """Index what is ``waiting``, in the order of the days; yields how many each time. Then put the index in order.

    ``processes`` beside this one; by default one a processor when that pays, none inside a transaction.
    """
    waiting = list(indexing.waiting().order_by("date", "pk").values_list("pk", flat=True))
    batches = [waiting[start : start + batch] for start in range(0, len(waiting), batch)]
    if processes is None:
        processes = (os.cpu_count() or 1) if len(waiting) >= WORTH_PROCESSES else 0
    if connection.in_atomic_block:
        processes = 0  # they would not see what is not committed
    tasks = [(keys, at % BATCHES * BATCH) for at, keys in enumerate(batches)]
    drafted = _drafted_elsewhere(tasks, processes) if processes and tasks else starmap(drafts_of, tasks)
    collector = engine().Collector()
    for at, (keys, drafts) in enumerate(zip(batches, drafted, strict=True), start=1):
        collector.add(drafts.entry, _store_current(keys, drafts))
        if at % BATCHES == 0:
            collector.finish()
        yield len(keys)
    collector.finish()
    engine().tidy()


def keep() -> int:
    """Make up for what the index lacks, after an upgrade say, and put it in order; returns how many were missing.

    Reads what the desk's search has not read yet.
    """
    count = sum(renew(processes=0))
    engine().tidy()
    while working.refresh():
        pass
    return count


def drafts_of(keys: Sequence[int], base: int = 0) -> Drafts:
    """The documents of publications and, for ``base``, the engine's part."""
    publications = Publication.objects.filter(pk__in=keys, withdrawn_at__isnull=True).defer("html", "card")
    documents = sorted(map(indexing.document_of, publications), key=attrgetter("number"))
    return indexing.drafts_of(documents)._replace(entry=engine().draft(documents, base))


def _drafted_elsewhere(tasks: Sequence[tuple[Sequence[int], int]], processes: int) -> Iterator[Drafts]:
    house_words.teach()
    load()  # once, before they part
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        waiting = deque(tasks)
        begun: deque[multiprocessing.pool.AsyncResult[Drafts]] = deque()
        while waiting or begun:
            while waiting and len(begun) < AHEAD * processes:
                begun.append(pool.apply_async(drafts_of, waiting.popleft()))
            yield begun.popleft().get()


@transaction.atomic
def _store_current(keys: Sequence[int], drafts: Drafts) -> Mapping[int, int]:
    """Write the drafts whose publications are still as they were read; returns what the engine noted of them."""
    publications = Publication.objects.filter(pk__in=keys, withdrawn_at__isnull=True).order_by("pk")
    rows = publications.select_for_update(of=("self",)).only("version", "embargo_until", "expires_at")
    current = {(each.pk, each.version, indexing.is_limited(each)) for each in rows}
    fresh = [row for row in drafts.rows if (row[1], row[2], row[4]) in current]
    return indexing.store([row[1] for row in fresh], fresh)
