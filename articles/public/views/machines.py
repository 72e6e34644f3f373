"""For crawlers: robots.txt and the sitemap, an index with a part for each month, one for lists, one for news."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from urllib.parse import quote as quoted

from django.conf import settings
from django.db.models import CharField, Max
from django.db.models.functions import Cast, Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.public import reading
from articles.public.freshness import last_change
from articles.public.show import answer
from articles.rendering.outgoing import xml_safe

MOST = 50_000  # addresses of one part, by the protocol
NEWS_DAYS = dt.timedelta(days=2)  # older articles have no place in a news sitemap
MOST_NEWS = 1_000
LISTS = ("front", "issues", "all_series", "columns", "authors", "tags", "quotes", "corrections", "about")
XML = "application/xml; charset=utf-8"
SAFE = "!$&'()*+,;=/~:@"  # in a path, as ``reverse`` has it


Entry = tuple[str, dt.datetime | None]  # root-relative address, time of the last change


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
    parts: list[Entry] = [
        (reverse("public:sitemap_news"), None),
        (reverse("public:sitemap_lists"), None),
    ]
    parts += [(reverse("public:sitemap_month", args=[first]), changed) for first, changed in months()]
    return document(request, "sitemapindex", "sitemap", parts)


def months() -> list[tuple[dt.date, dt.datetime]]:
    """The months with something public, each with the time of its newest change, the latest first. By an index alone."""
    shown = Publication.objects.exclude(pk__in=Publication.objects.hidden(timezone.now())).order_by()
    of_month = shown.annotate(month=Substr(Cast("date", CharField()), 1, 7)).values("month")
    found = of_month.annotate(changed=Max("updated_at")).order_by("-month").values_list("month", "changed")
    return [(dt.date.fromisoformat(f"{month}-01"), changed) for month, changed in found]


@require_safe
def month(request: HttpRequest, first: dt.date) -> HttpResponse:
    """What came out in one month: articles and their quotes, issues and their pages. Rows are read without the texts."""
    days = (first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))
    texts = reading.visible().filter(date__range=days).order_by("-date", "pk").values_list("public_id", "updated_at")
    entries: list[Entry] = [(reverse("public:article", args=[key]), changed) for key, changed in texts]
    if not entries:
        raise Http404
    sayings = reading.public_quotes().filter(publication__date__range=days)
    said = sayings.values_list("public_id", "publication__updated_at")
    entries += [(below(reverse("public:quotes"), key), changed) for key, changed in said]
    index = reverse("public:issues")
    keys = {each.pk: each.key for each in reading.public_issues().filter(date__range=days)}
    entries += [(below(index, key), None) for key in keys.values()]
    pages = reading.public_pages().filter(issue__in=keys).order_by("-issue__date", "issue__edition", "sort_key")
    entries += [(below(index, keys[issue], number), None) for issue, number in pages.values_list("issue", "number")]
    return document(request, "urlset", "url", entries[:MOST])


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """The pages that list articles: all that are public, without a date, because each article changes several."""
    return document(request, "urlset", "url", ((url, None) for url in itertools.islice(_list_addresses(), MOST)))


def _list_addresses() -> Iterator[str]:
    yield from (reverse(f"public:{name}") for name in LISTS)
    listed = (
        ("columns", reading.public_columns().values_list("slug")),
        ("tags", reading.public_tags().values_list("slug")),
        ("authors", reading.public_authors().values_list("public_id")),
        ("all_series", reading.banners().values_list("banner")),
    )
    for name, rows in listed:
        yield from (below(reverse(f"public:{name}"), key) for key, *_ in rows)


def below(index: str, *parts: str) -> str:
    """The address of something under the page that lists it, as ``reverse`` gives it: there are tens of thousands."""
    return f"{index}{quoted('/'.join(parts), safe=SAFE)}/"


@require_safe
def quotes(request: HttpRequest) -> HttpResponse:
    """A part of its own until they became too many for one; each month's part has its quotes."""
    return redirect("public:sitemap", permanent=True)


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """What was first published in the last two days."""
    found = reading.visible().filter(released_at__gt=timezone.now() - NEWS_DAYS).order_by("-released_at", "-pk")
    rows = found.values_list("public_id", "title", "released_at")[:MOST_NEWS]
    entries = [(reverse("public:article", args=[key]), xml_safe(title), published) for key, title, published in rows]
    # No Last-Modified, and not kept by us: an article also leaves by growing old.
    shown = render_to_string("articles/sitemap_news.xml", {"entries": entries, "site_url": settings.SITE_URL})
    response = answer(shown, content_type=XML)
    response.is_kept = False  # type: ignore[attr-defined]
    return response


def document(request: HttpRequest, whole: str, each: str, entries: Iterable[Entry]) -> HttpResponse:
    """A sitemap of such elements: root-relative address and time of the last change. No template: entries are many."""
    lines = [f'<?xml version="1.0" encoding="utf-8"?>\n<{whole} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for url, changed in entries:
        when = f"<lastmod>{localtime(changed).isoformat(timespec='seconds')}</lastmod>" if changed else ""
        lines.append(f"<{each}><loc>{settings.SITE_URL}{escape(url)}</loc>{when}</{each}>")
    return answer("\n".join([*lines, f"</{whole}>\n"]), content_type=XML, modified=last_change(request))
