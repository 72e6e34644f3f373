"""Counts what callers of the API ask, atomically, and never in the main database: reading must not cost a write there.

In Redis where there is one, else in a file of its own that need not survive a power cut (``articles.tallying``). What keys
used is carried over to ``KeyUse`` once a minute.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import redis
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.models import ApiKey, KeyUse
from articles.tallying import Count, Pending, TallyFile, Use, Window

logger = logging.getLogger("articles.quotas")
PATIENCE = 2.0  # seconds to wait for Redis
UNABLE = (redis.RedisError, OSError)  # who cannot count lets pass


class RedisCounters:
    """The same in Redis, one round trip a request."""

    def __init__(self, url: str) -> None:
        self.client = redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)

    def count(self, windows: Sequence[Window], use: Use | None = None) -> list[Count]:
        steps = self.client.pipeline(transaction=True)
        for window in windows:
            name = f"newsroom:{window.name}"
            steps.set(name, 0, ex=window.seconds, nx=True)
            steps.incr(name)
            steps.pttl(name)
        if use is not None:
            self._add(steps, use)
        results = steps.execute()
        hits = [results[at + 1 : at + 3] for at in range(0, 3 * len(windows), 3)]
        return [Count(number, max(1, round(left / 1000))) for number, left in hits]

    def add(self, use: Use) -> None:
        steps = self.client.pipeline(transaction=True)
        self._add(steps, use)
        steps.execute()

    def pending(self, key: int, *, take: bool = False) -> Pending:
        steps = self.client.pipeline(transaction=True)
        steps.hgetall(f"newsroom:use:{key}")
        if take:
            steps.delete(f"newsroom:use:{key}")
        found = steps.execute()[0]
        return {(day, what): int(n) for name, n in found.items() for day, what in [name.decode().split(":")]}

    @staticmethod
    def _add(steps: redis.client.Pipeline, use: Use) -> None:
        steps.hincrby(f"newsroom:use:{use.key}", f"{use.day}:{use.what}", 1)


@cache
def counters() -> TallyFile | RedisCounters:
    return RedisCounters(settings.ENV.REDIS_URL) if settings.ENV.REDIS_URL else counter_file()


@cache
def counter_file() -> TallyFile:
    return TallyFile(settings.DATA_DIR / "counters")


def stores() -> Iterator[TallyFile | RedisCounters]:
    """Who counts, and who does in his place."""
    return iter(dict.fromkeys((counters(), counter_file())))


def count(windows: Sequence[Window], *, key: ApiKey | None = None) -> list[Count]:
    """Count one request in each window, and for a key its use of the day.

    Where Redis does not answer, the file counts; where nothing can count, the request passes as the first.
    """
    use = Use(key.pk, today()) if key else None
    for store in stores():
        try:
            return store.count(windows, use)
        except UNABLE as error:
            logger.warning("%s cannot count: %s", type(store).__name__, error)
    return [Count(1, window.seconds) for window in windows]


def note_refusal(key: ApiKey) -> None:
    try:
        counters().add(Use(key.pk, today(), "refused"))
    except UNABLE as error:
        logger.warning("a refusal is not counted: %s", error)


def today() -> str:
    return day_at(int(time.time() // 60))


@lru_cache(maxsize=2)
def day_at(minute: int) -> str:
    """The paper's day of a minute: finding it out takes longer than counting."""
    return timezone.localdate(dt.datetime.fromtimestamp(minute * 60, dt.UTC)).isoformat()


def pending_of(key: ApiKey, *, take: bool = False) -> Pending:
    """What the key used and ``KeyUse`` does not have yet, wherever it was counted."""
    found: Counter[tuple[str, str]] = Counter()
    for store in stores():
        try:
            found.update(store.pending(key.pk, take=take))
        except UNABLE as error:
            logger.warning("the use of %s is carried over later: %s", key, error)
    return dict(found)


def keep_use(key: ApiKey) -> None:
    """Carry over to the database what the key has used since the last time. Called once a minute of use."""
    for (day, what), number in pending_of(key, take=True).items():
        with transaction.atomic():
            KeyUse.objects.get_or_create(key=key, day=day)
            KeyUse.objects.filter(key=key, day=day).update(**{what: F(what) + number})


@dataclass(frozen=True, slots=True)
class DayOfUse:
    day: dt.date
    requests: int
    refused: int


def usage(key: ApiKey, since: dt.date) -> list[DayOfUse]:
    """What the key used on each day from ``since`` to today, days without use too, up to this moment."""
    return usage_of([key], since)[key.pk]


def usage_of(keys: Sequence[ApiKey], since: dt.date) -> dict[int, list[DayOfUse]]:
    """The same for several keys, with one query."""
    kept: dict[int, dict[dt.date, list[int]]] = {key.pk: {} for key in keys}
    for use in KeyUse.objects.filter(key__in=keys, day__gte=since):
        kept[use.key_id][use.day] = [use.requests, use.refused]
    for key in keys:
        for (day, what), number in pending_of(key).items():
            kept[key.pk].setdefault(dt.date.fromisoformat(day), [0, 0])[what == "refused"] += number
    days = [since + dt.timedelta(n) for n in range((timezone.localdate() - since).days + 1)]
    return {key: [DayOfUse(day, *found.get(day, (0, 0))) for day in days] for key, found in kept.items()}
