"""How often a tag came up over time, against everything that was printed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from articles.models import Publication, Tag
from articles.text.trend import FEWEST, Trend, trend

DIRECTIONS = {1: "上升", 0: "平稳", -1: "下降"}
YEARS = 3
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


def trend_of(tag: Tag) -> TagTrend:
    """The visible texts of a tag in the archive's last months with any text; of the last years only. Three queries."""
    since, printed = printed_by_month()
    return trend_in(printed, by_day(Publication.objects.visible().filter(tags=tag, date__gte=since)))


def trend_in(printed: dict[dt.date, int], tagged: Iterable[tuple[dt.date, int]], *, months: int = 24) -> TagTrend:
    """Texts of a tag, counted by day, against all that was printed by month (``printed_by_month``)."""
    own = by_month(tagged)
    found = [(month, own.get(month, 0), total) for month, total in sorted(printed.items())][-months:]
    return TagTrend(found, trend([count for _, count, _ in found], [total for _, _, total in found]))


def printed_by_month() -> tuple[dt.date, dict[dt.date, int]]:
    """The first day that is looked at, and how many texts each month since then has. Two queries."""
    latest = Publication.objects.visible().newest_first().values_list("date", flat=True).first()
    if latest is None:
        return dt.date.max, {}
    since = first_day(latest)
    return since, by_month(by_day(Publication.objects.visible().filter(date__gte=since)))


def first_day(latest: dt.date) -> dt.date:
    """The first day that is looked at in an archive that ends so."""
    return latest.replace(year=latest.year - YEARS, day=1)


def by_day(publications: QuerySet[Publication]) -> QuerySet[Publication, tuple[dt.date, int]]:
    """Counted in the database, which keeps an index of days."""
    return publications.order_by().values_list("date").annotate(count=Count("pk"))


def by_month(days: Iterable[tuple[dt.date, int]]) -> dict[dt.date, int]:
    found: Counter[dt.date] = Counter()
    for day, count in days:
        found[day.replace(day=1)] += count
    return found
