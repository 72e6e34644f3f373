"""When what readers see last changed: for Last-Modified."""

from __future__ import annotations

import datetime as dt

from django.db.models import Subquery
from django.http import HttpRequest
from django.utils import timezone

from articles.keeping import shared
from articles.models import Change, Publication

# A stamp of whole seconds within the present ones could stand for two states: only what has settled is named.
SETTLED = dt.timedelta(seconds=2)


def last_change(request: HttpRequest) -> dt.datetime | None:
    """The newest step of the change feed, or an embargo or expiry that has passed since. One query, shared by pages.

    None without any change, and while the last one is so young that another may follow in the same second.
    """
    moment: dt.datetime | None = shared(request, "changed", newest_moment)
    return moment if moment is not None and moment <= timezone.now() - SETTLED else None


def newest_moment() -> dt.datetime | None:
    now = timezone.now()
    # Those under an embargo or with an expiry are few, and the index of search knows them.
    limited = Publication.objects.filter(search_document__is_limited=True).order_by()
    opened = limited.filter(embargo_until__lte=now).order_by("-embargo_until").values("embargo_until")
    expired = limited.filter(expires_at__lte=now).order_by("-expires_at").values("expires_at")
    newest = (
        Change.objects.order_by("-seq")
        .annotate(opened=Subquery(opened[:1]), expired=Subquery(expired[:1]))
        .values_list("at", "opened", "expired")
        .first()
    )
    return max((each for each in newest or () if each is not None), default=None)
