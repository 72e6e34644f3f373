"""How often a tag came up over time, against everything that was printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from articles.models import Publication, Tag
from articles.text.trend import FEWEST, Trend, trend

DIRECTIONS = {1: "上升", 0: "平稳", -1: "下降"}
BAR, GAP, HEIGHT = 4, 2, 20  # of the plot, in its own units


@dataclass(frozen=True, slots=True)
class TagTrend:
    """``months``: first day, articles with the tag, all articles; the oldest first."""

    months: list[tuple[dt.date, int, int]]
    trend: Trend

    @property
    def is_telling(self) -> bool:
        return len(self.trend.shares) >= FEWEST and any(self.trend.shares)

    @property
    def words(self) -> str:
        count = sum(count for _, count, _ in self.months)
        return f"有刊文的近 {len(self.months)} 个月共 {count} 篇，占比{DIRECTIONS[self.trend.direction]}"

    @property
    def width(self) -> int:
        return len(self.months) * (BAR + GAP)

    @property
    def bars(self) -> list[dict[str, float]]:
        """A bar a month, its height the share of what was printed."""
        most = max(self.trend.shares)
        heights = [round(max(share / most * HEIGHT, 1 if share else 0), 1) for share in self.trend.shares]
        return [{"x": at * (BAR + GAP), "y": HEIGHT - height, "height": height} for at, height in enumerate(heights)]


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
