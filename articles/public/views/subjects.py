"""By subject: columns, tags and quotes."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.analysis.trends import by_day, printed_by_month, trend_in
from articles.compiled import ask, day_of
from articles.models import Author, Publication, PublishedQuote, Tag, TagSynonym
from articles.models.publication import is_visible
from articles.public import frames, poster, reading
from articles.public.asides import PERSON, SAID, TAG, all_said, named_tags, persons, said
from articles.public.composition import speaker_of
from articles.public.finding import column_at, tag_at
from articles.public.reading import newest_of_column
from articles.public.rows import as_printed, by_year, holes, rows_of, total
from articles.public.show import asked_page, kept, page_address, page_of, show
from articles.rendering.linked_data import breadcrumbs, collection, quote_node
from articles.templatetags.paper import public_columns

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
    public = public_columns(request)
    found = next((each for each in public if each.slug == slug), None) or column_at(slug)
    if found.slug != slug:
        return redirect(found, permanent=True)
    number, values = asked_page(request), {"now": timezone.now(), "column": found.pk}
    forms = ("of_column", "lead") if number == 1 else ("of_column",)
    rows = rows_of(forms, "column", texts_of_column, values, rest=("count", "first"), size=ROWS, page=number)
    if not rows:
        raise Http404
    (count, first), rows = rows[0].rest, as_printed(rows)
    beside = ask("beside column", beside_column, values)
    years = by_year(rows[1:] if number == 1 else rows)
    ready = holes(years) | ({"lead": rows[0].forms[1]} if number == 1 else {})
    context: dict[str, Any] = {
        "section": "columns",
        "column": found,
        "current_column": found,
        "facts": {"count": count, "first": day_of(first)},
        "has_lead": number == 1,
        "years": list(years),
        "page_obj": page_of(request, range(count), size=ROWS),
        "quotes": said(beside["quotes"]),
        "writers": persons(beside["writers"]),
        "others": [each for each in public if each != found],
    }
    steps = breadcrumbs(("栏目", reverse("public:columns")), (found.name, found.get_absolute_url()))
    canonical = page_address(request, context["page_obj"])
    return show(
        request, "articles/column.html", context, canonical=canonical, nodes=[collection(found), steps], rows=ready
    )


def texts_of_column(values: Mapping[str, Any]) -> QuerySet[Publication]:
    """With the number of them all and the first day, which each row repeats."""
    inside = reading.visible(values["now"]).filter(column=values["column"])
    first = inside.order_by("date").values("date")[:1]
    return inside.annotate(count=total(inside, "column"), first=Subquery(first)).newest_first()


def beside_column(values: Mapping[str, Any]) -> dict[str, QuerySet[Any, Any]]:
    """Quotes out of the column; who wrote most of it, statements do not count."""
    now, column = values["now"], values["column"]
    links = Q(publication_links__is_statement=False, publication_links__publication__in=newest_of_column(column))
    writers = Author.objects.filter(links & is_visible(now, "publication_links__publication__"))
    writers = writers.annotate(count=Count("publication_links")).order_by("-count", "pinyin", "pk")
    return {
        "quotes": reading.public_quotes(now).filter(publication__column=column).values_list(*SAID)[:FEW],
        "writers": writers.values_list(*PERSON)[:MANY],
    }


def newest(publications: Any) -> Any:
    """Newest first, within a day as printed."""
    return publications.order_by("-date", "page__sort_key", "position", "-released_at", "-pk")


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
    number, now = asked_page(request), timezone.now()
    about = ("count", "tags__pk", "tags__name", "tags__slug", "tags__description")
    values: dict[str, Any] = {"now": now, "slug": slug}
    rows = rows_of(("of_tag",), "tag", texts_of_tag, values, rest=about, size=ROWS, page=number)
    if not rows:
        found = tag_at(slug)
        if found.slug == slug:
            raise Http404
        return redirect(found, permanent=True)
    count, key, *names = rows[0].rest
    found = Tag(key, **dict(zip(("name", "slug", "description"), names, strict=True)))
    years = by_year(as_printed(rows))
    since, printed = frames.shared(request, "printed", printed_by_month)
    beside = ask("beside tag", beside_tag, {"now": now, "tag": key, "since": since})
    context: dict[str, Any] = {
        "section": "tags",
        "tag": found,
        "synonyms": [name for name, *_ in beside["synonyms"]],
        "years": list(years),
        "page_obj": page_of(request, range(count), size=ROWS),
        "quotes": said(beside["quotes"]),
        "neighbours": named_tags(beside["neighbours"]),
        "trend": trend_in(printed, ((day_of(day), int(n)) for day, n, *_ in beside["days"])),
    }
    steps = breadcrumbs(("标签", reverse("public:tags")), (found.name, found.get_absolute_url()))
    canonical = page_address(request, context["page_obj"])
    return show(
        request,
        "articles/tag.html",
        context,
        canonical=canonical,
        nodes=[collection(found), steps],
        rows=holes(years),
    )


def texts_of_tag(values: Mapping[str, Any]) -> QuerySet[Publication]:
    inside = reading.visible(values["now"]).filter(tags__slug=values["slug"], tags__merged_into__isnull=True)
    return inside.annotate(count=total(inside, "tags__slug")).newest_first()


def beside_tag(values: Mapping[str, Any]) -> dict[str, QuerySet[Any, Any]]:
    """Of the texts that got the tag last: quotes and other tags; then its synonyms and how often it came up by day."""
    now, key = values["now"], values["tag"]
    latest = reading.newest_of_tag(key)
    shown = is_visible(now, "publications__")
    neighbours = Tag.objects.filter(shown, publications__in=latest, merged_into__isnull=True).exclude(pk=key)
    neighbours = neighbours.annotate(count=Count("pk")).order_by("-count", "slug")
    return {
        "quotes": reading.public_quotes(now).filter(publication__in=latest).values_list(*SAID)[:FEW],
        "neighbours": neighbours.values_list(*TAG)[:MANY],
        "synonyms": TagSynonym.objects.filter(tag=key).order_by("pk").values_list("name"),
        "days": by_day(reading.visible(now).filter(pk__in=reading.all_of_tag(key), date__gte=values["since"])),
    }


@require_safe
def quotes(request: HttpRequest) -> HttpResponse:
    count = frames.shared(request, "quotes", lambda: reading.public_quotes().count())
    page = page_of(request, range(count), size=QUOTES)
    found = all_said((page.number - 1) * QUOTES, QUOTES)
    days = {
        f"{day:%Y%m%d}": (day, "".join(each.item for each in rows))
        for day, rows in itertools.groupby(found, key=lambda each: each.date)
    }
    context = {"section": "quotes", "days": [day for day, _ in days.values()], "page_obj": page}
    ready = holes({name: html for name, (_, html) in days.items()})
    return show(request, "articles/quotes.html", context, canonical=page_address(request, page), rows=ready)


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
        "others": said(reading.public_quotes().exclude(pk=found.pk).values_list(*SAID)[:FEW]),
    }
    node = quote_node(found, speaker)
    if poster.is_possible():
        picture = reverse("public:quote_picture", args=[found.public_id])
        context["picture"] = picture
        node["image"] = settings.SITE_URL + picture
    return show(request, "articles/quote.html", context, nodes=[node])
