"""Brings the whole index up to date: other processes read, fold and divide texts into words; this one writes.

A transaction a batch: stop it and begin again at will. What changes meanwhile is published as ever: a draft made from
an older version is not written.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence

from django.db import connection, connections, transaction

from articles import house_words
from articles.models import Publication
from articles.search import indexing, working
from articles.search.engine import engine
from articles.search.indexing import Draft
from articles.text.segmentation import load

BATCH = 400
WORTH_PROCESSES = 5 * BATCH  # from here on other processes are quicker than their start takes
AHEAD = 2  # batches that each process may be ahead of the writing


def renew(*, processes: int | None = None, batch: int = BATCH) -> Iterator[int]:
    """Index what is ``waiting``, in the order of the days; yields how many each time.

    ``processes`` beside this one; by default one a processor when that pays, none inside a transaction.
    """
    waiting = list(indexing.waiting().order_by("date", "pk").values_list("pk", flat=True))
    if not waiting:
        return
    batches = [waiting[start : start + batch] for start in range(0, len(waiting), batch)]
    if processes is None:
        processes = (os.cpu_count() or 1) if len(waiting) >= WORTH_PROCESSES else 0
    if connection.in_atomic_block:
        processes = 0  # they would not see what is not committed
    drafted = _drafted_elsewhere(batches, processes) if processes else map(drafts_of, batches)
    # The first drafts before the first write: processes begin without a connection of ours.
    first = next(iter(drafted))
    with engine().building():
        _store_current(batches[0], first)
        yield len(batches[0])
        for keys, drafts in zip(batches[1:], drafted, strict=True):
            _store_current(keys, drafts)
            yield len(keys)
    engine().tidy(wholly=True)


def keep() -> int:
    """Make up for what the index lacks, after an upgrade say, and put it in order; returns how many were missing.

    Reads what the desk's search has not read yet.
    """
    count = sum(renew(processes=0))
    engine().tidy()
    while working.refresh():
        pass
    return count


def drafts_of(keys: Sequence[int]) -> list[Draft]:
    publications = Publication.objects.filter(pk__in=keys, withdrawn_at__isnull=True).defer("html", "card")
    return [indexing.draft(indexing.document_of(each)) for each in publications]


def _drafted_elsewhere(batches: Sequence[Sequence[int]], processes: int) -> Iterator[list[Draft]]:
    house_words.teach()
    load()  # once, before they part
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        waiting = deque(batches)
        begun: deque[multiprocessing.pool.AsyncResult[list[Draft]]] = deque()
        while waiting or begun:
            while waiting and len(begun) < AHEAD * processes:
                begun.append(pool.apply_async(drafts_of, (waiting.popleft(),)))
            yield begun.popleft().get()


@transaction.atomic
def _store_current(keys: Sequence[int], drafts: Sequence[Draft]) -> None:
    """Write the drafts whose publications are still as they were read."""
    publications = Publication.objects.filter(pk__in=keys, withdrawn_at__isnull=True).order_by("pk")
    rows = publications.select_for_update(of=("self",)).only("version", "embargo_until", "expires_at")
    current = {(each.pk, each.version, indexing.is_limited(each)) for each in rows}
    fresh = [each for each in drafts if each.state in current]
    indexing.store([each.state[0] for each in fresh], fresh)
