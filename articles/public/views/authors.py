"""The people behind the bylines."""

from __future__ import annotations

import itertools
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Affiliation, Author, Contribution, Publication, Statement, Tag
from articles.public import reading
from articles.public.show import page_address, page_of, show
from articles.rendering.linked_data import author_node, breadcrumbs
from articles.text.sentences import shortened

INDEX = 240
ROWS = 20
STATEMENTS = 6
FEW = 3
MANY = 10


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    """The index of persons by the first letter of their pinyin."""
    links = Q(publication_links__publication__in=reading.visible())
    found = reading.public_authors().annotate(
        count=Count("publication_links__publication", filter=links, distinct=True)
    )
    page = page_of(request, found.order_by("pinyin", "name", "pk"), size=INDEX)
    letters = [
        (letter, list(rows))
        for letter, rows in itertools.groupby(page.object_list, key=lambda each: each.pinyin[:1].upper())
    ]
    context = {"section": "authors", "letters": letters, "page_obj": page}
    return show(request, "articles/authors.html", context, canonical=page_address(request, page))


@require_safe
def author(request: HttpRequest, public_id: str) -> HttpResponse:
    found = Author.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    written = reading.listed().filter(author_links__author=found, author_links__is_statement=False)
    spoken = reading.visible().filter(author_links__author=found, author_links__is_statement=True)
    spoken_count = spoken.count()
    page = page_of(request, written.order_by("-date", "page__sort_key", "position", "-pk"), size=ROWS)
    if not page.paginator.count and not spoken_count:
        raise Http404
    life = life_of(found)
    context = {
        "section": "authors",
        "author": found,
        "life": life,
        "years": [
            (year, list(rows)) for year, rows in itertools.groupby(page.object_list, key=lambda each: each.date.year)
        ],
        "page_obj": page,
        "statements": said_by(found, spoken) if spoken_count else [],
        "statement_count": spoken_count,
        "quotes": reading.public_quotes().filter(
            publication__author_links__author=found, publication__author_links__is_statement=False
        )[:FEW],
        "tags": subjects_of(found),
        "namesakes": reading.public_authors().filter(name=found.name).exclude(pk=found.pk),
    }
    steps = breadcrumbs(("作者", reverse("public:authors")), (found.name, found.get_absolute_url()))
    person = author_node(found, [each.text for each in life])
    canonical = page_address(request, page)
    return show(request, "articles/author.html", context, canonical=canonical, nodes=[person, steps])


def said_by(found: Author, spoken: QuerySet[Publication]) -> list[dict[str, Any]]:
    """The person's first words in the latest round-ups and interviews."""
    entries = []
    for publication in spoken.defer("html", "text").order_by("-date", "-pk")[:STATEMENTS]:
        turns = [each["text"] for each in publication.detail["statements"] if each["author_id"] == found.public_id]
        entries += [{"publication": publication, "words": shortened(turns[0].replace("\n", ""), 80)}] if turns else []
    return entries


def life_of(found: Author) -> list[Affiliation]:
    """Affiliations as printed, the latest first; those that only an unreleased text carries stay out.

    A day to come is cut off: it can only be that of a page not yet out.
    """
    today = timezone.localdate()
    rows = Affiliation.objects.filter(author=found)
    unreleased, released = Q(), Q()
    for model in (Contribution, Statement):
        same = model.objects.filter(author=found, affiliation=OuterRef("text"))
        shown = Publication.objects.visible().filter(article=OuterRef("article"))
        seen = same.filter(Exists(shown))
        unreleased |= Q(Exists(same.filter(~Exists(shown))))
        released |= Q(Exists(seen))
    rows = rows.exclude(unreleased & ~released).order_by(F("until").desc(nulls_last=True), "-since", "-pk")
    affiliations = []
    for affiliation in rows:
        if affiliation.since and affiliation.since > today:
            continue
        if affiliation.until and affiliation.until > today:
            affiliation.until = today
        affiliations.append(affiliation)
    return affiliations


def subjects_of(found: Author) -> Any:
    """The tags of what the person wrote or said, the most frequent first."""
    theirs: Any = Publication.objects.visible().filter(authors=found)
    return (
        Tag.objects.filter(publications__in=theirs, merged_into__isnull=True)
        .annotate(count=Count("pk"))
        .order_by("-count", "slug")[:MANY]
    )
