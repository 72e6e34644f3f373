"""When a list of articles last changed, as far as a second's resolution can tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.http import parse_http_date_safe

from articles.api.compiled import aware, statement
from articles.models import Change, Publication

# A time stamp within the present second could stand for two states: only what has settled is named.
SETTLED = dt.timedelta(seconds=2)


def settled(moment: dt.datetime | None, *, now: dt.datetime) -> dt.datetime | None:
    return moment if moment is not None and moment <= now - SETTLED else None


def last_change(*, now: dt.datetime, if_modified_since: str | None) -> dt.datetime | None:
    """The time of the newest change row, or ``now`` when an embargo or expiry has passed since the caller asked.

    Embargoes and expiries pass by the clock, without a row, so they are looked for in the span that
    the caller names. None when there is nothing to tell.
    """
    since = parse_http_date_safe(if_modified_since) if if_modified_since else None
    if since is not None and clock_has_struck(dt.datetime.fromtimestamp(since, dt.UTC), now):
        return now
    newest = statement("newest change", newest_change, {}).run({})
    return settled(aware(newest[0][0]), now=now) if newest else None


def newest_change(values: Mapping[str, Any]) -> QuerySet[Change, Any]:
    return Change.objects.order_by("-seq").values_list("at")[:1]


def clock_has_struck(since: dt.datetime, now: dt.datetime) -> bool:
    span = (since, now)
    return Publication.objects.filter(Q(embargo_until__range=span) | Q(expires_at__range=span)).exists()
