"""A month of issues as a table of weeks."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from articles.public import reading


@dataclass(frozen=True, slots=True)
class Day:
    number: int
    url: str | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Month:
    year: int
    month: int
    weeks: list[list[Day | None]]


def month_around(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of its month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_of(day: dt.date, days: dict[dt.date, str] | None = None) -> Month:
    """The month around ``day``, days with an issue linked, weeks from Monday. One query unless ``days`` is given."""
    if days is None:
        days = reading.issue_days(*month_around(day))
    weeks = [
        [_day(dt.date(day.year, day.month, number), days, day) if number else None for number in week]
        for week in calendar.Calendar().monthdayscalendar(day.year, day.month)
    ]
    return Month(day.year, day.month, weeks)


def _day(date: dt.date, days: dict[dt.date, str], current: dt.date) -> Day:
    key = days.get(date)
    url = reverse("public:issue", args=[key]) if key else None
    return Day(date.day, url, date == current and url is not None)
