"""Answers that cost more as the archive grows, kept as long as nothing public changes and no clock strikes.

The mark of ``PublicState`` becomes another one with every public change, whichever way it was written; what
an embargo or an expiry changes is known beforehand. So what is remembered is exact, in every process.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import connection

from articles.keeping import next_moment
from articles.marking import mark

Key = TypeVar("Key", bound=Hashable)
State = tuple[str, dt.datetime | None]
MOST = 5_000
FAR = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """What is known while the mark is this one, until the clock strikes."""

    mark: str
    until: dt.datetime
    numbers: dict[Hashable, int] = field(default_factory=dict)


_page = Page("", dt.datetime.min.replace(tzinfo=dt.UTC))


def numbers(
    name: Hashable,
    keys: Sequence[Key],
    ask: Callable[[Sequence[Key]], dict[Key, int]],
    *,
    now: dt.datetime,
    state: State | None,
) -> dict[Key, int]:
    """For each key its number, 0 where ``ask`` has none; asked are only those that are not known.

    ``state`` is the mark, and when the clock strikes next, where the request knows them already.
    Inside a transaction nothing is remembered: its own changes have no mark yet.
    """
    if connection.in_atomic_block:
        found = ask(keys)
        return {key: found.get(key, 0) for key in keys}
    page = present_page(now, state)
    known = {key: page.numbers.get((name, key)) for key in keys}
    if missing := [key for key, value in known.items() if value is None]:
        fresh = ask(missing)
        known |= {key: fresh.get(key, 0) for key in missing}
        if len(page.numbers) > MOST:
            page.numbers.clear()
        page.numbers.update({(name, key): known[key] or 0 for key in missing})
    return {key: value or 0 for key, value in known.items()}


def present_page(now: dt.datetime, state: State | None) -> Page:
    """The mark is read before anything is asked: what changes meanwhile is asked again by the next request."""
    global _page  # one for the process
    present, moment = state or (mark(), None)
    if present != _page.mark or now >= _page.until:
        _page = Page(present, (moment if state else next_moment(now)) or FAR)
    return _page
