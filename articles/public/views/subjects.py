"""By subject: columns, tags and quotes."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.analysis.trends import trend_of
from articles.models import Author, Publication, PublishedQuote
from articles.models.publication import is_visible
from articles.public import poster, reading
from articles.public.composition import speaker_of
from articles.public.finding import column_at, tag_at
from articles.public.show import kept, page_address, page_of, show
from articles.rendering.linked_data import breadcrumbs, collection, quote_node
from articles.templatetags.paper import room_of

ROWS = 20
QUOTES = 24
FEW = 3
MANY = 8


@require_safe
def columns(request: HttpRequest) -> HttpResponse:
    """Every public column with its latest article and its count."""
    inside = reading.visible().filter(column=OuterRef("pk"))
    counts = inside.order_by().values("column").annotate(n=Count("pk")).values("n")
    found = list(
        reading.public_columns().annotate(
            count=Subquery(counts), latest_id=Subquery(newest(inside.all()).values("pk")[:1])
        )
    )
    latest = reading.listed().in_bulk([each.latest_id for each in found])
    rows = [{"column": each, "latest": latest[each.latest_id]} for each in found if each.latest_id in latest]
    return show(request, "articles/columns.html", {"section": "columns", "rows": rows})


@require_safe
def column(request: HttpRequest, slug: str) -> HttpResponse:
    found = column_at(slug)
    if found.slug != slug:
        return redirect(found, permanent=True)
    publications = reading.listed().filter(column=found)
    facts = reading.visible().filter(column=found).aggregate(count=Count("pk"), first=Min("date"))
    if not facts["count"]:
        raise Http404
    page = page_of(request, publications.newest_first(), size=ROWS)  # type: ignore[attr-defined]
    rows = as_printed(page.object_list)
    context = {
        "section": "columns",
        "column": found,
        "current_column": found,
        "facts": facts,
        "lead": rows[0] if page.number == 1 else None,
        "years": by_year(rows[1:] if page.number == 1 else rows),
        "page_obj": page,
        "quotes": reading.public_quotes().filter(publication__column=found)[:FEW],
        "writers": frequent_authors(reading.newest_of_column(found)),
        "others": reading.public_columns().exclude(pk=found.pk),
    }
    steps = breadcrumbs(("栏目", reverse("public:columns")), (found.name, found.get_absolute_url()))
    canonical = page_address(request, page)
    return show(request, "articles/column.html", context, canonical=canonical, nodes=[collection(found), steps])


def newest(publications: Any) -> Any:
    """Newest first, within a day as printed."""
    return publications.order_by("-date", "page__sort_key", "position", "-released_at", "-pk")


def by_year(publications: list[Publication]) -> list[tuple[int, list[Publication]]]:
    return [(year, list(rows)) for year, rows in itertools.groupby(publications, key=lambda each: each.date.year)]


def as_printed(page: Iterable[Publication]) -> list[Publication]:
    """A page of a list from the newest on: within a day in the order of print."""
    days = itertools.groupby(page, key=lambda each: each.date)
    return [each for _, day in days for each in sorted(day, key=lambda each: place_of(each))]


def place_of(publication: Publication) -> tuple[str, int]:
    return (publication.page.sort_key if publication.page else "", publication.position or 0)


def frequent_authors(publications: Any) -> Any:
    """Who wrote most of these; statements do not count."""
    links = Q(publication_links__is_statement=False, publication_links__publication__in=publications)
    return (
        Author.objects.filter(links & is_visible(timezone.now(), "publication_links__publication__"))
        .annotate(count=Count("publication_links"))
        .order_by("-count", "pinyin", "pk")[:MANY]
    )


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """All public tags under the letter that their address begins with."""
    found = (
        reading.public_tags()
        .annotate(count=Count("publications", filter=Q(publications__in=reading.visible())))
        .order_by("slug")
    )
    letters = [
        (letter, list(rows)) for letter, rows in itertools.groupby(found, key=lambda each: each.slug[:1].upper())
    ]
    return show(request, "articles/tags.html", {"section": "tags", "letters": letters})


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = tag_at(slug)
    if found.slug != slug:
        return redirect(found, permanent=True)
    publications = reading.listed().filter(tags=found)
    page = page_of(request, publications.newest_first(), size=ROWS)  # type: ignore[attr-defined]
    rows = as_printed(page.object_list)
    if not rows:
        raise Http404
    neighbours = (
        reading.public_tags()
        .filter(is_visible(timezone.now(), "publications__"), publications__in=reading.newest_of_tag(found))
        .exclude(pk=found.pk)
        .annotate(count=Count("pk"))
        .order_by("-count", "slug")[:MANY]
    )
    context = {
        "section": "tags",
        "tag": found,
        "synonyms": found.synonyms.all(),
        "years": by_year(rows),
        "page_obj": page,
        "quotes": reading.public_quotes().filter(publication__in=reading.newest_of_tag(found))[:FEW],
        "neighbours": neighbours,
        "trend": trend_of(found, shared=room_of(request)),
    }
    steps = breadcrumbs(("标签", reverse("public:tags")), (found.name, found.get_absolute_url()))
    canonical = page_address(request, page)
    return show(request, "articles/tag.html", context, canonical=canonical, nodes=[collection(found), steps])


@require_safe
def quotes(request: HttpRequest) -> HttpResponse:
    page = page_of(request, reading.public_quotes(), size=QUOTES)
    days: list[tuple[dt.date, list[Any]]] = [
        (day, list(rows)) for day, rows in itertools.groupby(page.object_list, key=lambda each: each.publication.date)
    ]
    context = {"section": "quotes", "days": days, "page_obj": page}
    return show(request, "articles/quotes.html", context, canonical=page_address(request, page))


def quote_at(public_id: str) -> PublishedQuote:
    rows = reading.public_quotes().defer(None).defer("publication__html", "publication__text")
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def quote_picture(request: HttpRequest, public_id: str) -> HttpResponse:
    """404 too where no Chinese font is installed."""
    found = quote_at(public_id)
    if not poster.is_possible():
        raise Http404
    speaker = speaker_of(found, found.publication.detail)
    day, page = found.publication.date, found.publication.page
    place = f" {page.label}" if page else ""
    source = f"《{found.publication.title}》　{day.year}年{day.month}月{day.day}日{place}"
    response = HttpResponse(
        poster.picture(found, speaker=speaker["name"] if speaker else "", source=source), content_type="image/png"
    )
    return kept(response)


@require_safe
def quote(request: HttpRequest, public_id: str) -> HttpResponse:
    found = quote_at(public_id)
    speaker = speaker_of(found, found.publication.detail)
    context = {
        "section": "quotes",
        "quote": found,
        "publication": found.publication,
        "issue": found.publication.issue,
        "speaker": speaker,
        "others": reading.public_quotes().exclude(pk=found.pk)[:FEW],
    }
    node = quote_node(found, speaker)
    if poster.is_possible():
        picture = reverse("public:quote_picture", args=[found.public_id])
        context["picture"] = picture
        node["image"] = settings.SITE_URL + picture
    return show(request, "articles/quote.html", context, nodes=[node])
