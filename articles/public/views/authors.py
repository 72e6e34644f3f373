"""The people behind the bylines."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.compiled import Question, day_of, statement
from articles.models import (
    Affiliation,
    Author,
    Contribution,
    Publication,
    PublicationAuthor,
    PublishedStatement,
    Statement,
    Tag,
)
from articles.models.publication import is_visible
from articles.public import reading
from articles.public.asides import PERSON, SAID, TAG, as_json, named_tags, persons, said
from articles.public.rows import by_year, count_in, holes, in_words, most, rows_in_order, told, total
from articles.public.show import Shown, asked_page, page_address, page_of, show, show_rows
from articles.rendering.linked_data import author_node, breadcrumbs, listing, part
from articles.text.sentences import shortened

INDEX = 240
ROWS = 20
STATEMENTS = 6
FEW = 3
MANY = 10


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    """The index of persons by the first letter of their pinyin."""
    page = page_of(request, reading.public_authors().order_by("pinyin", "name", "pk"), size=INDEX)
    found = reading.counted("authors", page.object_list)
    letters = [
        (letter, list(rows)) for letter, rows in itertools.groupby(found, key=lambda each: each.pinyin[:1].upper())
    ]
    context = {"section": "authors", "letters": letters, "page_obj": page}
    parts = [part("Person", each.name, each.get_absolute_url()) for each in found]
    node = listing("作者", page_address(request, page), parts=parts)
    return show(request, "articles/authors.html", context, canonical=page_address(request, page), nodes=[node])


@require_safe
def author(request: HttpRequest, public_id: str) -> HttpResponse:
    number, now = asked_page(request), timezone.now()
    asked = {"now": now, "id": public_id}
    links = PublicationAuthor.objects.filter(author__public_id=public_id, is_statement=False)
    rows = rows_in_order(
        request, ("of_author",), "author", texts_of, asked, of=public_id, links=links, by_day=written_by_day,
        rest=ABOUT_WRITER, size=ROWS, page=number,
    )  # fmt: skip
    if not rows and number > 1:
        raise Http404
    about = rows[0].rest if rows else author_at(public_id)
    values: dict[str, Any] = {"now": now, "author": about[0], "name": about[ABOUT.index("name")]}
    beside = told(request, "beside author", beside_author, values, of=("author", about[0]))
    spoken = int(beside["spoken"][0][0])
    if not rows and not spoken:
        raise Http404
    years, life = by_year(rows), list(life_of(beside["life"]))

    def make() -> Shown:
        found = Author(**dict(zip(ABOUT, about, strict=True)))
        context: dict[str, Any] = {
            "section": "authors",
            "author": found,
            "life": life,
            "years": list(years),
            "page_obj": page_of(request, range(count_in(beside)), size=ROWS),
            "statements": [spoken_in(*row) for row in beside["statements"]],
            "statement_count": spoken,
            "quotes": said(beside["quotes"]),
            "tags": named_tags(beside["tags"]),
            "namesakes": persons(beside["namesakes"]),
        }
        steps = breadcrumbs(("作者", reverse("public:authors")), (found.name, found.get_absolute_url()))
        person = author_node(found, [each.text for each in life])
        return Shown(context, page_address(request, context["page_obj"]), [person, steps])

    state = (number, about, timezone.localdate(), tuple(years), in_words(beside))
    return show_rows(request, "articles/author.html", state, make, holes(years))


ABOUT = ("pk", "public_id", "name", "distinguisher", "pinyin", "bio")
ABOUT_WRITER = tuple(f"author_links__author__{name}" for name in ABOUT)


def author_at(public_id: str) -> tuple[Any, ...]:
    """``ABOUT`` of the person. Raises Http404."""
    values = {"id": public_id}
    rows = statement(
        "author", lambda marks: Author.objects.filter(public_id=marks["id"]).values_list(*ABOUT), values
    ).run(values)
    if not rows:
        raise Http404
    return rows[0]


def texts_of(values: Mapping[str, Any]) -> QuerySet[Publication]:
    """What a person wrote; statements are no texts."""
    found = reading.visible(values["now"])
    inside = found.filter(author_links__author__public_id=values["id"], author_links__is_statement=False)
    return inside.order_by("-date", "page__sort_key", "position", "-pk")


def written_by_day(values: Mapping[str, Any]) -> QuerySet[Publication]:
    """The same, asked so that the index of days is gone through."""
    links = PublicationAuthor.objects.filter(author__public_id=values["id"], is_statement=False)
    every = reading.visible(values["now"]).filter(date__lte=dt.date.max)
    inside = every.filter(Exists(links.filter(publication=OuterRef("pk"))))
    return inside.order_by("-date", "page__sort_key", "position", "-pk")


def beside_author(values: Mapping[str, Any]) -> dict[str, Question]:
    """How many texts are by the person, and in how many he or she speaks; life and words; what the texts are about."""
    now, author = values["now"], values["author"]
    written, spoken = (
        total(PublicationAuthor.objects.filter(author=author, is_statement=each), now) for each in (False, True)
    )
    newest = reading.newest_of_author(author, is_statement=False)
    quotes = reading.public_quotes(now).filter(publication__in=newest)
    tagged = Publication.tags.through.objects.filter(is_visible(now, "publication__"))
    tagged = tagged.filter(publication__in=reading.newest_of_author(author))
    tags = Tag.objects.filter(merged_into__isnull=True).values_list("pk", *TAG)
    namesakes = reading.public_authors(now).filter(name=values["name"]).exclude(pk=author)
    return {
        "count": written,
        "spoken": spoken,
        "life": shown_affiliations(author, now).values_list("text", "since", "until"),
        "statements": first_words(author, now).values_list("text", "card", "publication__date")[:STATEMENTS],
        "quotes": quotes.values_list(*SAID)[:FEW],
        "tags": most(tagged, "tag", tags, "t0", MANY),
        "namesakes": namesakes.values_list(*PERSON),
    }


def first_words(author: int, now: dt.datetime) -> QuerySet[PublishedStatement]:
    """What the person said first in each round-up and interview, the latest before."""
    spoken = PublishedStatement.objects.filter(author=author)
    earlier = spoken.filter(publication=OuterRef("publication"), order__lt=OuterRef("order"))
    shown = spoken.filter(is_visible(now, "publication__")).exclude(Exists(earlier))
    return shown.order_by("-publication__date", "-publication__pk")


def spoken_in(text: str, card: str, day: str, *_: None) -> dict[str, Any]:
    words = shortened(text.replace("\n", ""), 80)
    return {"words": words, "article": as_json(card)["article"], "date": day_of(day)}


def shown_affiliations(author: int, now: dt.datetime) -> QuerySet[Affiliation]:
    """Affiliations as printed, the latest first; those that only an unreleased text carries stay out."""
    unreleased, released = Q(), Q()
    for model in (Contribution, Statement):
        same = model.objects.filter(author=author, affiliation=OuterRef("text"))
        shown = reading.visible(now).filter(article=OuterRef("article"))
        unreleased |= Q(Exists(same.filter(~Exists(shown))))
        released |= Q(Exists(same.filter(Exists(shown))))
    rows = Affiliation.objects.filter(author=author).exclude(unreleased & ~released)
    return rows.order_by(F("until").desc(nulls_last=True), "-since", "-pk")


def life_of(rows: Iterable[tuple[Any, ...]]) -> Iterable[Affiliation]:
    """Not saved. A day to come is cut off: it can only be that of a page not yet out."""
    today = timezone.localdate()
    for text, since, until, *_ in rows:
        first, last = since and day_of(since), until and day_of(until)
        if not first or first <= today:
            yield Affiliation(text=text, since=first, until=min(last, today) if last else None)
