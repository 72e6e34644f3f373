"""Counts what callers of the API ask, atomically, and never in the main database: reading must not cost a write there.

In Redis where there is one, else in a SQLite file of its own that need not survive a power cut. What keys
used is carried over to ``KeyUse`` once a minute.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from threading import local

import redis
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.models import ApiKey, KeyUse

logger = logging.getLogger("articles.quotas")
SWEEP_EVERY = 2_000  # requests of one thread between two sweeps of what has run out
PATIENCE = 2.0  # seconds to wait for the file; a counter that is busier than that lets pass
FOR_EVER = 1e18


@dataclass(frozen=True, slots=True)
class Window:
    """How many requests fall into one span of time; it begins with the first of them."""

    name: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Count:
    """This request's number within the window, and when the window ends."""

    number: int
    seconds_left: int


Pending = dict[tuple[str, str], int]  # (day, "requests" or "refused") → how many


class CounterFile:
    """Counters in a SQLite file. Connections belong to one thread of one process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own = local()

    def count(self, windows: Sequence[Window], use: str = "") -> list[Count]:
        now = time.time()
        rows = [(window.name, now + window.seconds) for window in windows]
        if use:
            rows.append((f"use:{use}", FOR_EVER))
        found = {name: (n, ends) for name, n, ends in self._connection().execute(hit(len(rows)), [now, *chain(*rows)])}
        standings = (found[window.name] for window in windows)
        return [Count(number, max(1, round(ends - now))) for number, ends in standings]

    def add(self, use: str) -> None:
        with self.transaction() as connection:
            self._add(connection, f"use:{use}")

    def pending(self, key: int, *, take: bool = False) -> Pending:
        names = f"use:{key}:*"
        verb = "DELETE FROM counter WHERE name GLOB ? RETURNING name, n" if take else ""
        with self.transaction() as connection:
            rows = connection.execute(verb or "SELECT name, n FROM counter WHERE name GLOB ?", [names]).fetchall()
        return {(day, what): n for name, n in rows for _, _, day, what in [name.split(":")]}

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        """One that was opened before a fork is another process's and is left alone."""
        if getattr(self._own, "pid", None) != os.getpid():
            self._own.connection, self._own.pid, self._own.served = self._open(), os.getpid(), 0
        self._own.served += 1
        if self._own.served % SWEEP_EVERY == 0:
            self._own.connection.execute("DELETE FROM counter WHERE ends < ?", [time.time()])
        connection: sqlite3.Connection = self._own.connection
        return connection

    def _open(self) -> sqlite3.Connection:
        try:
            return self._prepared()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            self.path.unlink(missing_ok=True)  # broken by a crash: it holds nothing that must be kept
            return self._prepared()

    def _prepared(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS counter"
            " (name TEXT PRIMARY KEY, n INTEGER NOT NULL, ends REAL NOT NULL) WITHOUT ROWID"
        )
        return connection

    @staticmethod
    def _add(connection: sqlite3.Connection, name: str) -> None:
        connection.execute(
            "INSERT INTO counter VALUES (?, 1, ?) ON CONFLICT (name) DO UPDATE SET n = n + 1", [name, FOR_EVER]
        )


@cache
def hit(rows: int) -> str:
    """Counts once in each of so many rows (name, end of a window that begins now): one statement is a transaction of its own."""
    places = ", ".join(f"(?{2 * row + 2}, 1, ?{2 * row + 3})" for row in range(rows))
    return (
        f"INSERT INTO counter VALUES {places} ON CONFLICT (name) DO UPDATE SET"  # noqa: S608 - numbers only
        " n = CASE WHEN ends <= ?1 THEN 1 ELSE n + 1 END,"
        " ends = CASE WHEN ends <= ?1 THEN excluded.ends ELSE ends END RETURNING name, n, ends"
    )


class RedisCounters:
    """The same in Redis, one round trip a request."""

    def __init__(self, url: str) -> None:
        self.client = redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)

    def count(self, windows: Sequence[Window], use: str = "") -> list[Count]:
        steps = self.client.pipeline(transaction=True)
        for window in windows:
            name = f"newsroom:{window.name}"
            steps.set(name, 0, ex=window.seconds, nx=True)
            steps.incr(name)
            steps.pttl(name)
        self._add(steps, use)
        results = steps.execute()
        hits = [results[at + 1 : at + 3] for at in range(0, 3 * len(windows), 3)]
        return [Count(number, max(1, round(left / 1000))) for number, left in hits]

    def add(self, use: str) -> None:
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
    def _add(steps: redis.client.Pipeline, use: str) -> None:
        if use:
            key, _, field = use.partition(":")
            steps.hincrby(f"newsroom:use:{key}", field, 1)


@cache
def counters() -> CounterFile | RedisCounters:
    return RedisCounters(settings.ENV.REDIS_URL) if settings.ENV.REDIS_URL else counter_file()


@cache
def counter_file() -> CounterFile:
    return CounterFile(settings.DATA_DIR / "counters.sqlite3")


def count(windows: Sequence[Window], *, key: ApiKey | None = None) -> list[Count]:
    """Count one request in each window, and for a key its use of the day.

    Where Redis does not answer, the file counts; where nothing can count, the request passes as the first.
    """
    use = f"{key.pk}:{today()}:requests" if key else ""
    for store in dict.fromkeys((counters(), counter_file())):
        try:
            return store.count(windows, use)
        except (redis.RedisError, sqlite3.Error) as error:
            logger.warning("%s cannot count: %s", type(store).__name__, error)
    return [Count(1, window.seconds) for window in windows]


def note_refusal(key: ApiKey) -> None:
    try:
        counters().add(f"{key.pk}:{today()}:refused")
    except (redis.RedisError, sqlite3.Error) as error:
        logger.warning("a refusal is not counted: %s", error)


def today() -> str:
    return day_at(int(time.time() // 60))


@lru_cache(maxsize=2)
def day_at(minute: int) -> str:
    """The paper's day of a minute: finding it out takes longer than counting."""
    return timezone.localdate(dt.datetime.fromtimestamp(minute * 60, dt.UTC)).isoformat()


def keep_use(key: ApiKey) -> None:
    """Carry over to the database what the key has used since the last time. Called once a minute of use."""
    try:
        pending = counters().pending(key.pk, take=True)
    except (redis.RedisError, sqlite3.Error) as error:
        logger.warning("the use of %s is carried over later: %s", key, error)
        return
    for (day, what), number in pending.items():
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
        try:
            pending = counters().pending(key.pk)
        except (redis.RedisError, sqlite3.Error):
            pending = {}
        for (day, what), number in pending.items():
            kept[key.pk].setdefault(dt.date.fromisoformat(day), [0, 0])[what == "refused"] += number
    days = [since + dt.timedelta(n) for n in range((timezone.localdate() - since).days + 1)]
    return {key: [DayOfUse(day, *found.get(day, (0, 0))) for day in days] for key, found in kept.items()}
