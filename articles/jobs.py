"""Work that nobody waits for. What is to be done stands in rows of ours; the queue (huey) only wakes who does it.

``wake`` may be called from anywhere; ``articles.runner`` lists the jobs, ``manage.py work`` runs them.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from articles.models import JobRun

if TYPE_CHECKING:
    from huey import Huey
    from huey.api import TaskWrapper

logger = logging.getLogger("articles.jobs")
QUEUE = "newsroom"
MISSED_AFTER = dt.timedelta(minutes=3)
LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class Job:
    """``run`` is safe to call again at any time, in several processes; ``minute`` as in a crontab."""

    name: str
    run: Callable[[], object]
    minute: str = "*"
    busy: threading.Lock = field(default_factory=threading.Lock, compare=False)


_jobs: dict[str, Job] = {}


@cache
def queue() -> Huey:
    """Made on first use in each process: a connection must not be carried across a fork."""
    # Heavy, 18 MB with the drivers of all stores: most server processes never wake anybody.
    from huey import RedisHuey, SqliteHuey
    from huey.serializer import SignedSerializer

    # Tasks are pickled: signed, so that whoever can write into the store cannot make us run something.
    serializer = SignedSerializer(secret=settings.SECRET_KEY, salt="articles.jobs")
    common = {"name": QUEUE, "results": False, "serializer": serializer}
    if settings.ENV.REDIS_URL:
        made: Huey = RedisHuey(url=settings.ENV.REDIS_URL, **common)
    else:
        # Nothing is lost with this file: no need for the disk to confirm each write.
        made = SqliteHuey(
            filename=str(settings.DATA_DIR / "jobs.sqlite3"), journal_mode="truncate", fsync=False, **common
        )
    return made


@cache
def run_task() -> TaskWrapper:
    """Calling it puts ``run`` into the queue."""
    return queue().task(name="run")(run)


def wake(name: str) -> None:
    """Have the runner do this job soon. Never fails: the job runs in its turn anyway."""
    try:
        run_task()(name)
    except Exception:
        logger.warning("could not wake %s", name, exc_info=True)


def register(*jobs: Job) -> Huey:
    """The queue of a process that does these jobs: when woken, and each at its minutes."""
    from huey import crontab  # heavy, as above

    run_task()
    for job in jobs:
        _jobs[job.name] = job
        queue().periodic_task(crontab(minute=job.minute), name=job.name)(partial(run, job.name))
    return queue()


def run(name: str) -> None:
    """Do one job now and note when it ended. Not twice at a time in one process; an error is noted and logged."""
    job = _jobs[name]
    if not job.busy.acquire(blocking=False):
        return
    try:
        drop_worn_connections()
        note(name, done(job))
    finally:
        drop_worn_connections()
        job.busy.release()


def drop_worn_connections() -> None:
    """As Django does around each request; not inside the transaction of whoever calls."""
    if not connection.in_atomic_block:
        close_old_connections()


def done(job: Job) -> str:
    """Empty, or the error in one line."""
    began = time.monotonic()
    try:
        found = job.run()
    except Exception as error:
        logger.exception("job %s failed", job.name)
        return f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
    if found:
        logger.info("job %s: %s in %.1f s", job.name, found, time.monotonic() - began)
    return ""


def note(name: str, error: str = "") -> None:
    JobRun.objects.update_or_create(name=name, defaults={"ended_at": timezone.now(), "error": error})


@dataclass(frozen=True, slots=True)
class Pulse:
    """How the runner is, as the desk shows it. ``seen_at`` is None when it never ran here."""

    seen_at: dt.datetime | None
    failing: list[str]

    def is_missed(self, now: dt.datetime) -> bool:
        return self.seen_at is None or now - self.seen_at > MISSED_AFTER


def pulse(found: Collection[tuple[str, dt.datetime, str]]) -> Pulse:
    """Of the runs as they are noted: name, when it ended, error."""
    return Pulse(max((ended for _, ended, _ in found), default=None), [name for name, _, error in found if error])
