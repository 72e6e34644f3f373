"""Fills a throwaway database with an archive: the sample issues, then copies of their publications."""

from __future__ import annotations

import copy
import datetime as dt

from django.core.management import call_command
from django.db import transaction

from articles import preparing
from articles.models import Article, Issue, Page, Publication, PublicationAuthor, PublishedQuote, Revision
from articles.models.identity import new_public_id

BATCH = 500


def fill(count: int) -> None:
    """At least ``count`` publications, a few on each day going backwards. Bypasses publishing: for timing only."""
    if not Article.objects.exists():
        call_command("load_sample", verbosity=0)
    while (missing := count - Publication.objects.count()) > 0:
        copy_some(min(missing, BATCH))
    while preparing.renew_some():
        pass


@transaction.atomic
def copy_some(count: int) -> None:
    pattern = list(Publication.objects.select_related("page").order_by("pk")[:34])
    oldest = Issue.objects.order_by("date").values_list("date", flat=True).first()
    if oldest is None:
        raise RuntimeError("the sample is missing")
    rows, sources = [], []
    for number in range(count):
        if number % 8 == 0:
            day = oldest - dt.timedelta(days=1 + number // 8)
            page = Page.objects.create(issue=Issue.objects.create(date=day), number="5", name="理论")
        source = pattern[number % len(pattern)]
        rows.append(duplicate(source, page, number % 8 + 1))
        sources.append(source)
    Publication.objects.bulk_create(rows)
    copy_joins(list(zip(rows, sources, strict=True)))


def duplicate(source: Publication, page: Page, position: int) -> Publication:
    public_id = new_public_id()
    day = page.issue.date
    article = Article.objects.create(public_id=public_id, title=source.title, page=page, position=position)
    revision = Revision.objects.create(article=article, number=1, reason="released", snapshot={})
    made = copy.copy(source)
    made.pk, made.article, made.revision, made.public_id = None, article, revision, public_id
    made.page, made.issue, made.position, made.date = page, page.issue, position, day
    made.released_at = dt.datetime.combine(day, dt.time(6), dt.UTC) + dt.timedelta(minutes=position)
    made._state = copy.copy(source._state)
    made._state.adding = True
    made.card = source.card | {"id": public_id, "date": day.isoformat(), "url": f"/articles/{public_id}/"}
    made.detail = source.detail | {"id": public_id, "date": day.isoformat(), "url": f"/articles/{public_id}/"}
    return made


def copy_joins(pairs: list[tuple[Publication, Publication]]) -> None:
    tagging = Publication.tags.through
    tags, links, quotes = [], [], []
    for made, source in pairs:
        tags += [tagging(publication=made, tag=tag) for tag in source.tags.all()]
        links += [
            PublicationAuthor(
                publication=made, author_id=link.author_id, is_statement=link.is_statement, order=link.order
            )
            for link in source.author_links.all()
        ]
        for quote in source.quotes.all():
            key = new_public_id()
            quotes.append(
                PublishedQuote(
                    publication=made, public_id=key, text=quote.text, speaker=quote.speaker, order=quote.order,
                    card=quote.card | {"id": key},
                )
            )  # fmt: skip
    tagging.objects.bulk_create(tags)
    PublicationAuthor.objects.bulk_create(links)
    PublishedQuote.objects.bulk_create(quotes)
