"""What doors keep of finished answers in each server process: each counts while nothing that is public has changed.

A kept answer counts while the database's mark (``articles.marking``) is the one it was made under: the transaction
that publishes, corrects or withdraws clears page, feed, sitemap, search and API in every process at once, for one
read of one row. What the clock alone changes, an embargo or an expiry, is known beforehand.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from articles.compiled import ask, aware
from articles.models import Publication

LONGEST_ADDRESS = 400
MOST_SHARED = 1_000  # things in a room
LONGEST = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
LONG_AGO = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


@dataclass(slots=True)
class KeptPage:
    """An answer with its headers; ``packed`` is the same gzipped, in haste at first: most pages are read but once.

    ``versions`` are those of the articles that whoever gets it has then (``propagation.note_copies``).
    """

    mark: str
    until: dt.datetime
    headers: dict[str, str]
    body: bytes
    packed: bytes = b""
    is_packed_well: bool = False
    versions: Mapping[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed)


def room_of(request: HttpRequest | None) -> dict[Any, Any]:
    """Where what is the same on many pages is kept until something public changes (``Keeper.shared``)."""
    found: dict[Any, Any] = getattr(request, "shared", {})
    return found


def shared(request: HttpRequest | None, key: Hashable, make: Callable[[], Any]) -> Any:
    """What the room has under ``key``, made if need be. Other threads put things there, and clear it when it is full."""
    room = room_of(request)
    try:
        return room[key]
    except KeyError:
        made = make()
    put(room, {key: made})
    return made


def put(room: dict[Any, Any], things: Mapping[Any, Any]) -> None:
    if len(room) > MOST_SHARED:
        room.clear()
    room.update(things)


@dataclass(slots=True)
class Keeper:
    """The answers of one door in this process, up to ``most`` bytes; the longest unused are the first to go."""

    most: int
    pages: OrderedDict[Hashable, KeptPage] = field(default_factory=OrderedDict)
    size: int = 0
    limits: tuple[str, dt.datetime | None] = ("", None)
    midnight: dt.datetime = LONG_AGO
    shared: dict[Any, Any] = field(default_factory=dict)  # what many pages show, for as long as the limits hold
    begin: Callable[[dt.datetime], tuple[dt.datetime | None, dict[Any, Any]]] = lambda now: (next_moment(now), {})
    lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: Hashable, mark: str) -> KeptPage | None:
        with self.lock:
            page = self.pages.get(key)
            if page is None or page.mark != mark or page.until <= timezone.now():
                return None
            self.pages.move_to_end(key)
            return page

    def keep(self, key: Hashable, page: KeptPage) -> None:
        with self.lock:
            before = self.pages.pop(key, None)
            self.size += page.size - (before.size if before else 0)
            self.pages[key] = page
            while self.size > self.most:
                self.size -= self.pages.popitem(last=False)[1].size

    def until(self, mark: str) -> dt.datetime:
        """When a page made now must be made anew by the clock alone: an embargo or expiry, midnight, an hour."""
        now = timezone.now()
        known, moment = self.limits
        if known != mark or (moment is not None and moment <= now):
            moment, self.shared = self.begin(now)
            self.limits = (mark, moment)
        if not now < self.midnight < now + DAY:
            self.midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + DAY
        end = min(now + LONGEST, self.midnight)
        return end if moment is None else min(end, moment)

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.size, self.limits, self.shared = 0, ("", None), {}


def next_moment(now: dt.datetime) -> dt.datetime | None:
    """The next embargo that ends or text that expires. Few have either, and both are indexed."""
    found = ask("next moment", coming, {"now": now})
    return min((aware(row[0]) for rows in found.values() for row in rows), default=None)


def coming(values: Mapping[str, Any]) -> dict[str, QuerySet[Any, Any]]:
    living = Publication.objects.filter(withdrawn_at__isnull=True)
    return {
        name: living.filter(**{f"{name}__gt": values["now"]}).order_by(name).values_list(name)[:1]
        for name in ("embargo_until", "expires_at")
    }


def is_host_allowed(request: HttpRequest) -> bool:
    meta = request.META
    if settings.USE_X_FORWARDED_HOST or settings.DEBUG or "HTTP_HOST" not in meta:
        try:
            request.get_host()
        except DisallowedHost:
            return False
        return True
    return _is_allowed(meta["HTTP_HOST"], tuple(settings.ALLOWED_HOSTS))


@lru_cache(maxsize=100)
def _is_allowed(host: str, allowed: tuple[str, ...]) -> bool:
    """As ``HttpRequest.get_host`` has it, for the few names under which a site is asked."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)
