"""The newsroom in figures: what went out week by week, how long the reviews take, how many errors were let through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Sum
from django.db.models.functions import TruncWeek
from django.utils import timezone

from articles.choices import Stage
from articles.models import Publication, RecordEntry
from articles.models.review import REVIEWS
from articles.proofreading.score import LIMIT

WEEKS = 12
PASS_LINE = LIMIT  # errors in 10,000 characters


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday on: what went out for the first time, and the errors counted in it."""

    start: dt.date
    articles: int = 0
    errors: float = 0.0
    characters: int = 0

    @property
    def rate(self) -> float | None:
        """Errors in 10,000 characters; None where nothing was read."""
        return round(self.errors * 10_000 / self.characters, 1) if self.characters else None


@dataclass(frozen=True, slots=True)
class ReviewTime:
    """How long articles stand in one review: the median in hours of ``count`` that left it."""

    stage: Stage
    count: int
    hours: float | None


def weeks(number: int = WEEKS) -> list[Week]:
    """The last ``number`` weeks, this one last, by the day of first release. One query."""
    today = timezone.localdate()
    first = today - dt.timedelta(days=today.weekday(), weeks=number - 1)
    rows = (
        Publication.objects.filter(released_at__gte=midnight(first), released_at__lte=timezone.now())
        .order_by()
        .annotate(week=TruncWeek("released_at"))
        .values("week")
        .annotate(n=Count("pk"), errors=Sum("proof_score__errors"), characters=Sum("proof_score__characters"))
    )
    found = {
        row["week"].date(): Week(row["week"].date(), row["n"], row["errors"] or 0.0, row["characters"] or 0)
        for row in rows
    }
    days = (first + dt.timedelta(weeks=n) for n in range(number))
    return [found.get(day, Week(day)) for day in days]


def review_times(number: int = WEEKS) -> list[ReviewTime]:
    """The medians over what left a review in the last ``number`` weeks. One query."""
    since = timezone.now() - dt.timedelta(weeks=number)
    moved = RecordEntry.objects.filter(at__gte=since).order_by("article", "pk")
    spent = times_in(moved.values_list("article_id", "before", "after", "at").iterator())
    return [
        ReviewTime(stage, len(spent[stage]), round(median(spent[stage]), 1) if spent[stage] else None)
        for stage in REVIEWS
    ]


def times_in(lines: Iterable[tuple[int, str, str, dt.datetime]]) -> dict[Stage, list[float]]:
    """Hours spent in each review, one for each time an article left it. The lines come article by article."""
    spent: dict[Stage, list[float]] = {stage: [] for stage in REVIEWS}
    entered: tuple[int, str, dt.datetime] | None = None
    for article, before, after, at in lines:
        if before == after:
            continue
        if entered is not None and entered[:2] == (article, before) and before in spent:
            spent[Stage(before)].append((at - entered[2]).total_seconds() / 3600)
        entered = (article, after, at)
    return spent


def midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
