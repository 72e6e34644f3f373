"""For crawlers: robots.txt and the sitemap, an index with a part for each month, one for lists, one for news."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import reading
from articles.public.freshness import last_change
from articles.public.show import answer
from articles.rendering.outgoing import xml_safe

MOST = 50_000  # addresses of one part, by the protocol
NEWS_DAYS = dt.timedelta(days=2)  # older articles have no place in a news sitemap
MOST_NEWS = 1_000
LISTS = ("front", "issues", "all_series", "columns", "authors", "tags", "quotes", "corrections", "about")
XML = "application/xml; charset=utf-8"


class Month:
    """'2025-06' in an address: the first day of the month."""

    regex = r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(f"{value}-01")

    def to_url(self, value: dt.date) -> str:
        return f"{value:%Y-%m}"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search/", ""]
    lines += [f"Sitemap: {settings.SITE_URL}{reverse('public:sitemap')}", ""]
    return answer("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Every part with the time of its newest change."""
    months = (
        reading.visible()
        .order_by()
        .annotate(month=TruncMonth("date"))
        .values("month")
        .annotate(changed=Max("updated_at"))
        .order_by("-month")
    )
    parts: list[tuple[str, dt.datetime | None]] = [
        (reverse("public:sitemap_news"), None),
        (reverse("public:sitemap_lists"), None),
        (reverse("public:sitemap_quotes"), None),
    ]
    parts += [(reverse("public:sitemap_month", args=[each["month"]]), each["changed"]) for each in months]
    return document(request, "sitemap_index", parts=parts)


@require_safe
def month(request: HttpRequest, first: dt.date) -> HttpResponse:
    """The articles of one month. Their rows are read without the texts."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    found = reading.visible().filter(date__range=(first, last)).order_by("-date", "pk")
    rows = found.values_list("public_id", "updated_at")[:MOST]
    entries = [(reverse("public:article", args=[public_id]), changed) for public_id, changed in rows]
    if not entries:
        raise Http404
    return document(request, "sitemap", entries=entries)


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """The pages that list articles: all that are public, without a date, because each article changes several."""
    return document(request, "sitemap", entries=[(url, None) for url in _list_addresses()][:MOST])


def _list_addresses() -> Iterator[str]:
    yield from (reverse(f"public:{name}") for name in LISTS)
    yield from (column.get_absolute_url() for column in reading.public_columns())
    yield from (tag.get_absolute_url() for tag in reading.public_tags())
    for public_id in reading.public_authors().values_list("public_id", flat=True):
        yield reverse("public:author", args=[public_id])
    for each in reading.series():
        yield reverse("public:series", args=[each["page__banner"]])
    for issue in reading.public_issues():
        yield issue.get_absolute_url()
    yield from (page.get_absolute_url() for page in reading.public_pages())


@require_safe
def quotes(request: HttpRequest) -> HttpResponse:
    rows = reading.public_quotes().values_list("public_id", "publication__updated_at")[:MOST]
    return document(
        request, "sitemap", entries=[(reverse("public:quote", args=[key]), changed) for key, changed in rows]
    )


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """What was first published in the last two days."""
    found = reading.visible().filter(released_at__gt=timezone.now() - NEWS_DAYS).order_by("-released_at", "-pk")
    rows = found.values_list("public_id", "title", "released_at")[:MOST_NEWS]
    entries = [(reverse("public:article", args=[key]), xml_safe(title), published) for key, title, published in rows]
    # No Last-Modified, and not kept by us: an article also leaves by growing old.
    response = answer(written("sitemap_news", entries=entries), content_type=XML)
    response.is_kept = False  # type: ignore[attr-defined]
    return response


def document(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return answer(written(template, **context), content_type=XML, modified=last_change(request))


def written(template: str, **context: Any) -> str:
    return render_to_string(f"articles/{template}.xml", context | {"site_url": settings.SITE_URL})
