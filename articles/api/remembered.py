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

from articles.marking import mark
from articles.models import Publication

Key = TypeVar("Key", bound=Hashable)
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
    name: Hashable, keys: Sequence[Key], ask: Callable[[Sequence[Key]], dict[Key, int]], *, now: dt.datetime
) -> dict[Key, int]:
    """For each key its number, 0 where ``ask`` has none; asked are only those that are not known.

    Inside a transaction nothing is remembered: its own changes have no mark yet.
    """
    if connection.in_atomic_block:
        found = ask(keys)
        return {key: found.get(key, 0) for key in keys}
    page = present_page(now)
    known = {key: page.numbers.get((name, key)) for key in keys}
    if missing := [key for key, value in known.items() if value is None]:
        fresh = ask(missing)
        known |= {key: fresh.get(key, 0) for key in missing}
        if len(page.numbers) > MOST:
            page.numbers.clear()
        page.numbers.update({(name, key): known[key] or 0 for key in missing})
    return {key: value or 0 for key, value in known.items()}


def present_page(now: dt.datetime) -> Page:
    """The mark is read before anything is asked: what changes meanwhile is asked again by the next request."""
    global _page  # one for the process
    present = mark()
    if present != _page.mark or now >= _page.until:
        _page = Page(present, next_strike(now))
    return _page


def next_strike(now: dt.datetime) -> dt.datetime:
    """When the next embargo lifts or the next text expires."""
    coming = [
        Publication.objects.filter(**{f"{field}__gt": now}).order_by(field).values_list(field, flat=True).first()
        for field in ("embargo_until", "expires_at")
    ]
    return min((moment for moment in coming if moment is not None), default=FAR)
