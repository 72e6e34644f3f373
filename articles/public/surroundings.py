"""What many pages show or are kept by, asked for in one query after each public change: columns, the latest issue,
when something last changed, and when the clock will change something next. Its places in the room that pages share
are those where ``templatetags.paper`` and ``freshness`` look.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from articles.compiled import ask, aware, day_of, record
from articles.models import Change, Column, Issue, Publication

COLUMN, ISSUE = ([field.attname for field in model._meta.concrete_fields] for model in (Column, Issue))


def begin(now: dt.datetime) -> tuple[dt.datetime | None, dict[Any, Any]]:
    """The next moment at which the clock changes what readers see, and the room with what pages share."""
    found = ask("surroundings", questions, {"now": now})
    moments = {
        name: [aware(row[0]) for row in found[name]] for name in ("opens", "expires", "changed", "opened", "expired")
    }
    issues = [record(Issue, ISSUE, row) for row in found["issue"]]
    room = {
        "columns": [record(Column, COLUMN, row) for row in found["columns"]],
        "issue": issues[0] if issues else None,
        "changed": newest(moments),
        "latest": next((day_of(row[0]) for row in found["latest"]), None),
    }
    return min([*moments["opens"], *moments["expires"]], default=None), room


def newest(moments: Mapping[str, list[dt.datetime]]) -> dt.datetime | None:
    """None without any step of the change feed, as ``freshness`` has it."""
    steps = moments["changed"]
    return max([*steps, *moments["opened"], *moments["expired"]]) if steps else None


def questions(values: Mapping[str, Any]) -> dict[str, QuerySet[Any, Any]]:
    now = values["now"]
    shown = Publication.objects.visible(now)
    # A condition on the day leads the planner to the index of days, which ends early.
    # Few have an embargo or an expiry, and both are indexed.
    living = Publication.objects.filter(withdrawn_at__isnull=True).order_by()
    limited = Publication.objects.filter(search_document__is_limited=True).order_by()
    moments = {
        "opens": living.filter(embargo_until__gt=now).order_by("embargo_until").values_list("embargo_until"),
        "expires": living.filter(expires_at__gt=now).order_by("expires_at").values_list("expires_at"),
        "changed": Change.objects.order_by("-seq").values_list("at"),
        "opened": limited.filter(embargo_until__lte=now).order_by("-embargo_until").values_list("embargo_until"),
        "expired": limited.filter(expires_at__lte=now).order_by("-expires_at").values_list("expires_at"),
    }
    of_column, of_issue = (Exists(shown.filter(**{name: OuterRef("pk")})) for name in ("column", "issue"))
    return {
        "columns": Column.objects.filter(of_column).values_list(*COLUMN),
        "latest": shown.filter(date__lte=dt.date.max).newest_first().values_list("date")[:1],
        "issue": Issue.objects.filter(of_issue, date__lte=dt.date.max).values_list(*ISSUE)[:1],
    } | {name: each[:1] for name, each in moments.items()}
