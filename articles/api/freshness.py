"""When a list of articles last changed, as far as a second's resolution can tell."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, Subquery
from django.utils.http import parse_http_date_safe

from articles.compiled import aware
from articles.models import Change, Publication

# A time stamp within the present second could stand for two states: only what has settled is named.
SETTLED = dt.timedelta(seconds=2)


def settled(moment: dt.datetime | None, *, now: dt.datetime) -> dt.datetime | None:
    return moment if moment is not None and moment <= now - SETTLED else None


def newest_change() -> Subquery:
    """The time of the newest change row, as a column of a list's own query."""
    return Subquery(Change.objects.order_by("-seq").values("at")[:1])


def last_change(newest: dt.datetime | None, *, now: dt.datetime, if_modified_since: str | None) -> dt.datetime | None:
    """``newest``, or ``now`` when an embargo or expiry has passed since the caller asked.

    Embargoes and expiries pass by the clock, without a row, so they are looked for in the span that
    the caller names. None when there is nothing to tell.
    """
    since = parse_http_date_safe(if_modified_since) if if_modified_since else None
    if since is not None and clock_has_struck(dt.datetime.fromtimestamp(since, dt.UTC), now):
        return now
    return settled(newest and aware(newest), now=now)


def clock_has_struck(since: dt.datetime, now: dt.datetime) -> bool:
    span = (since, now)
    return Publication.objects.filter(Q(embargo_until__range=span) | Q(expires_at__range=span)).exists()
