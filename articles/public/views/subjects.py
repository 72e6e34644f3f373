"""By subject: columns, tags and quotes."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.analysis.trends import by_day, by_month, first_day, trend_in
from articles.compiled import Question, Rows, ask, day_of
from articles.keeping import room_of, shared
from articles.models import Author, Publication, PublicationAuthor, PublishedQuote, Tag, TagSynonym
from articles.models.issue import day_in_words
from articles.models.publication import is_visible
from articles.public import poster, reading
from articles.public.asides import PERSON, SAID, TAG, all_said, named_tags, persons, said
from articles.public.composition import speaker_of
from articles.public.finding import column_at, tag_at
from articles.public.frames import columns_in_words
from articles.public.reading import newest_of_column
from articles.public.rows import (
    as_printed,
    by_year,
    count_in,
    has_many,
    holes,
    in_words,
    most,
    rows_in_order,
    rows_of,
    told,
    total,
)
from articles.public.show import Shown, asked_page, kept, page_address, page_of, show, show_rows
from articles.public.wording import identity
from articles.rendering.linked_data import breadcrumbs, collection, listing, part, quote_node
from articles.templatetags.paper import public_columns

ROWS = 20
QUOTES = 24
FEW = 3
MANY = 8


@require_safe
def columns(request: HttpRequest) -> HttpResponse:
    """Every public column with its latest article and its count."""
    inside = reading.visible().filter(column=OuterRef("pk"))
    public = reading.public_columns().annotate(latest_id=Subquery(newest(inside).values("pk")[:1]))
    found = reading.counted("column", public)
    of_each = {each: each.latest_id for each in found}  # type: ignore[attr-defined]
    latest = reading.listed().in_bulk(of_each.values())
    rows = [{"column": each, "latest": latest[key]} for each, key in of_each.items() if key in latest]
    parts = [
        part("CollectionPage", each.name, each.get_absolute_url()) for each, key in of_each.items() if key in latest
    ]
    node = listing("栏目", request.path, parts=parts)
    return show(request, "articles/columns.html", {"section": "columns", "rows": rows}, nodes=[node])


@require_safe
def column(request: HttpRequest, slug: str) -> HttpResponse:
    public = public_columns(request)
    found = next((each for each in public if each.slug == slug), None) or column_at(slug)
    if found.slug != slug:
        return redirect(found, permanent=True)
    number, values = asked_page(request), {"now": timezone.now(), "column": found.pk}
    forms = ("of_column", "lead") if number == 1 else ("of_column",)
    rows = rows_of(forms, "column", texts_of_column, values, size=ROWS, page=number)
    if not rows:
        raise Http404
    rows = as_printed(rows)
    beside = told(request, "beside column", beside_column, values, of=("column", found.pk))
    years = by_year(rows[1:] if number == 1 else rows)

    def make() -> Shown:
        context: dict[str, Any] = {
            "section": "columns",
            "column": found,
            "current_column": found,
            "facts": {
                "count": count_in(beside),
                "first": day_of(beside["first"][0][0]) if beside["first"] else rows[-1].date,
            },
            "has_lead": number == 1,
            "years": list(years),
            "page_obj": page_of(request, range(count_in(beside)), size=ROWS),
            "quotes": said(beside["quotes"]),
            "writers": persons(beside["writers"]),
            "others": [each for each in public if each != found],
        }
        steps = breadcrumbs(("栏目", reverse("public:columns")), (found.name, found.get_absolute_url()))
        return Shown(context, page_address(request, context["page_obj"]), [collection(found), steps])

    ready = holes(years) | ({"lead": rows[0].forms[1]} if number == 1 else {})
    around = columns_in_words(request)
    state = (number, found.pk, identity(found), around, tuple(years), in_words(beside))
    return show_rows(request, "articles/column.html", state, make, ready)


def texts_of_column(values: Mapping[str, Any]) -> QuerySet[Publication]:
    return reading.visible(values["now"]).filter(column=values["column"]).newest_first()


def beside_column(values: Mapping[str, Any]) -> dict[str, Question]:
    """How many texts the column has, and the day of the first; quotes out of it; who wrote most of it, statements do
    not count."""
    now, column = values["now"], values["column"]
    inside = reading.visible(now).filter(column=column)
    links = PublicationAuthor.objects.filter(is_visible(now, "publication__"), is_statement=False)
    links = links.filter(publication__in=newest_of_column(column))
    return {
        "count": total(Publication.objects.filter(column=column), now, publication="pk"),
        "first": inside.order_by("date").values_list("date")[:1],
        "quotes": reading.public_quotes(now).filter(publication__column=column).values_list(*SAID)[:FEW],
        "writers": most(links, "author", Author.objects.values_list("pk", *PERSON, "pinyin"), "t3, t.id", MANY),
    }


def newest(publications: Any) -> Any:
    """Newest first, within a day as printed."""
    return publications.order_by("-date", "page__sort_key", "position", "-released_at", "-pk")


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """All public tags under the letter that their address begins with."""
    found = reading.counted("tags", reading.public_tags().order_by("slug"))
    letters = [
        (letter, list(rows)) for letter, rows in itertools.groupby(found, key=lambda each: each.slug[:1].upper())
    ]
    parts = [part("DefinedTerm", each.name, each.get_absolute_url()) for _, group in letters for each in group]
    node = listing("标签", request.path, parts=parts)
    return show(request, "articles/tags.html", {"section": "tags", "letters": letters}, nodes=[node])


@require_safe
def tag_by_name(request: HttpRequest, name: str) -> HttpResponse:
    """A tag's name or synonym, as people write it, leads to the tag."""
    found = reading.public_tags().filter(Q(name=name) | Q(synonyms__name=name)).first()
    if found is None:
        raise Http404
    return redirect(found, permanent=True)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    number, now = asked_page(request), timezone.now()
    about = ("tags__pk", "tags__name", "tags__slug", "tags__description")
    values: dict[str, Any] = {"now": now, "slug": slug}
    links = Publication.tags.through.objects.filter(tag__slug=slug)
    rows = rows_in_order(
        request, ("of_tag",), "tag", texts_of_tag, values, of=slug, links=links, by_day=tagged_by_day, rest=about,
        size=ROWS, page=number,
    )  # fmt: skip
    if not rows:
        found = tag_at(slug)
        if found.slug == slug:
            raise Http404
        return redirect(found, permanent=True)
    names = rows[0].rest
    years = by_year(as_printed(rows))
    beside, printed = told_of_tag(request, names[0], rows[0].date, now, is_often=has_many(links, ("tag", slug)))

    def make() -> Shown:
        found = Tag(**dict(zip(("pk", "name", "slug", "description"), names, strict=True)))
        context: dict[str, Any] = {
            "section": "tags",
            "tag": found,
            "synonyms": [name for name, *_ in beside["synonyms"]],
            "years": list(years),
            "page_obj": page_of(request, range(count_in(beside)), size=ROWS),
            "quotes": said(beside["quotes"]),
            "neighbours": named_tags(beside["neighbours"]),
            "trend": trend_in(printed, counted(beside["days"])),
        }
        steps = breadcrumbs(("标签", reverse("public:tags")), (found.name, found.get_absolute_url()))
        return Shown(context, page_address(request, context["page_obj"]), [collection(found), steps])

    state = (
        number,
        names,
        tuple(years),
        tuple(printed.items()),
        in_words({name: beside[name] for name in beside.keys() - {"printed"}}),
    )
    return show_rows(request, "articles/tag.html", state, make, holes(years))


def told_of_tag(
    request: HttpRequest, key: int, latest: dt.date, now: dt.datetime, *, is_often: bool
) -> tuple[dict[str, Rows], dict[dt.date, int]]:
    """What is told beside a tag's texts, and how many texts each month had in all, which is so for every tag: the first
    tag that is asked for after a public change asks for that too, and its other pages take over what it was told."""
    room = room_of(request)
    printed = room.get("printed")
    asked = {"now": now, "tag": key, "since": first_day(room.get("latest") or latest)}
    if printed is None:
        questions = partial(facts_of_first_tag, is_often=is_often)
        beside = told(request, ("beside tag", True, is_often), questions, asked, of=("tag", key, True))
        return beside, shared(request, "printed", lambda: by_month(counted(beside["printed"])))
    if known := room.get(("told", ("tag", key, True))):
        return known, printed
    questions = partial(beside_tag, is_often=is_often)
    return told(request, ("beside tag", False, is_often), questions, asked, of=("tag", key, False)), printed


def texts_of_tag(values: Mapping[str, Any]) -> QuerySet[Publication]:
    inside = reading.visible(values["now"]).filter(tags__slug=values["slug"], tags__merged_into__isnull=True)
    return inside.newest_first()


def tagged_by_day(values: Mapping[str, Any]) -> QuerySet[Publication]:
    """The same, asked so that the index of days is gone through."""
    links = Publication.tags.through.objects.filter(publication=OuterRef("pk"), tag__slug=values["slug"])
    every = reading.visible(values["now"]).filter(date__lte=dt.date.max)
    return every.filter(Exists(links.filter(tag__merged_into__isnull=True))).newest_first()


def facts_of_first_tag(values: Mapping[str, Any], *, is_often: bool) -> dict[str, Question]:
    every = reading.visible(values["now"]).filter(date__gte=values["since"])
    return beside_tag(values, is_often=is_often) | {"printed": by_day(every)}


def counted(days: Iterable[tuple[Any, ...]]) -> list[tuple[dt.date, int]]:
    return [(day_of(day), int(count)) for day, count, *_ in days]


def beside_tag(values: Mapping[str, Any], *, is_often: bool) -> dict[str, Question]:
    """How many texts have the tag, and how many of them each day had; of those that got it last quotes and other tags;
    its synonyms. Where it comes up often, those of the last years are looked for among all texts of these years."""
    now, key = values["now"], values["tag"]
    links = Publication.tags.through.objects.filter(publication=OuterRef("pk"), tag=key)
    of_tag = Exists(links) if is_often else Q(pk__in=reading.all_of_tag(key))
    days = reading.visible(now).filter(of_tag, date__gte=values["since"])
    latest = reading.newest_of_tag(key)
    tagged = Publication.tags.through.objects.filter(is_visible(now, "publication__"), publication__in=latest)
    others = Tag.objects.filter(merged_into__isnull=True).exclude(pk=key).order_by()
    return {
        "count": total(Publication.tags.through.objects.filter(tag=key), now),
        "days": by_day(days),
        "quotes": reading.public_quotes(now).filter(publication__in=latest).values_list(*SAID)[:FEW],
        "neighbours": most(tagged, "tag", others.values_list("pk", *TAG), "t0", MANY),
        "synonyms": TagSynonym.objects.filter(tag=key).order_by("pk").values_list("name"),
    }


@require_safe
def quotes(request: HttpRequest) -> HttpResponse:
    count = shared(request, "quotes", quote_count)
    page = page_of(request, range(count), size=QUOTES)
    found = all_said((page.number - 1) * QUOTES, QUOTES)
    days = {
        f"{day:%Y%m%d}": (day, "".join(each.item for each in rows))
        for day, rows in itertools.groupby(found, key=lambda each: each.date)
    }
    ready = holes({name: html for name, (_, html) in days.items()})

    def make() -> Shown:
        context = {"section": "quotes", "days": [day for day, _ in days.values()], "page_obj": page}
        parts = [part("Quotation", each.text, each.url, says="text") for each in found]
        return Shown(context, page_address(request, page), [listing("金句", page_address(request, page), parts=parts)])

    shown = tuple((each.url, each.text) for each in found)
    return show_rows(request, "articles/quotes.html", (page.number, count, tuple(days), shown), make, ready)


def quote_count() -> int:
    every = PublishedQuote.objects.all()
    return count_in(ask("number of quotes", lambda at: {"count": total(every, at["now"])}, {"now": timezone.now()}))


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
    steps = breadcrumbs(
        ("金句", reverse("public:quotes")), (day_in_words(found.publication.date).split()[0], request.path)
    )
    return show(request, "articles/quote.html", context, nodes=[node, steps])
