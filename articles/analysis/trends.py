"""How often a tag came up over time, against everything that was printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from articles.models import Publication, Tag
from articles.text.trend import Trend, trend


@dataclass(frozen=True, slots=True)
class TagTrend:
    """``months``: first day, articles with the tag, all articles; the oldest first."""

    months: list[tuple[dt.date, int, int]]
    trend: Trend


def trend_of(tag: Tag, *, months: int = 24) -> TagTrend:
    """The visible texts of a tag in the archive's last ``months`` months with any text. One query."""
    rows = (
        Publication.objects.visible()
        .annotate(month=TruncMonth("date"))
        .order_by()
        .values("month")
        .annotate(total=Count("pk", distinct=True), tagged=Count("pk", filter=Q(tags=tag), distinct=True))
        .order_by("-month")[:months]
    )
    found = [(row["month"], row["tagged"], row["total"]) for row in rows][::-1]
    return TagTrend(found, trend([count for _, count, _ in found], [total for _, _, total in found]))
