"""Fills a throwaway database with an archive: the sample issues, then copies of their publications."""

from __future__ import annotations

import copy
import datetime as dt

from django.core.management import call_command
from django.db import connection, transaction

from articles import preparing
from articles.choices import ChangeKind
from articles.models import (
    Article,
    Change,
    ChangeCounter,
    Issue,
    Page,
    Publication,
    PublicationAuthor,
    PublishedQuote,
    PublishedStatement,
    PublishedVersion,
    Revision,
)
from articles.models.identity import new_public_id
from articles.public.reading import Beside

BATCH = 1_000
A_DAY = 8
LONG = 2_000  # copies as long as the sample; what lies deeper are its shortest ones, or the file would be gigabytes
PREPARED = 400  # article pages that are prepared, as the job of a minute would


def fill(count: int) -> None:
    """At least ``count`` publications, a few on each day going backwards. Bypasses publishing: for timing only."""
    if not Article.objects.exists():
        call_command("load_sample", verbosity=0)
    while (missing := count - Publication.objects.count()) > 0:
        copy_some(min(missing, BATCH))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize")
    call_command("collectstatic", interactive=False, verbosity=0)
    preparing.renew_some(PREPARED)


def prepare_around(publication: Publication) -> None:
    """The pages that its page is put together from: in time the job prepares every one."""
    beside = Beside.of(publication, list(publication.tags.values_list("pk", flat=True)))
    wanted = Publication.objects.filter(pk__in=[publication.pk, *beside.everyone()])
    preparing.prepare(wanted.select_related("column", "page__issue", "issue"))


@transaction.atomic
def copy_some(count: int) -> None:
    pattern = list(
        Publication.objects.select_related("page").prefetch_related("tags", "author_links", "quotes", "statements")[:34]
    )
    if Publication.objects.count() > LONG:
        pattern = sorted(pattern, key=lambda each: len(each.text))[:8]
    oldest = Issue.objects.order_by("date").values_list("date", flat=True).first()
    if oldest is None:
        raise RuntimeError("the sample is missing")
    days = [oldest - dt.timedelta(days=1 + number) for number in range(-(-count // A_DAY))]
    issues = Issue.objects.bulk_create(Issue(date=day) for day in days)
    pages = Page.objects.bulk_create(Page(issue=issue, number="5", name="理论", sort_key="00005") for issue in issues)
    sources = [pattern[number % len(pattern)] for number in range(count)]
    articles = Article.objects.bulk_create(
        Article(
            public_id=new_public_id(), title=source.title, page=pages[number // A_DAY], position=number % A_DAY + 1
        )
        for number, source in enumerate(sources)
    )  # fmt: skip
    revisions = Revision.objects.bulk_create(
        Revision(article=article, number=1, reason="released", snapshot={}) for article in articles
    )
    rows = [duplicate(*each) for each in zip(sources, articles, revisions, strict=True)]
    Publication.objects.bulk_create(rows)
    copy_joins(list(zip(rows, sources, strict=True)))
    note_releases(rows)


def duplicate(source: Publication, article: Article, revision: Revision) -> Publication:
    page, public_id = article.page, article.public_id
    assert page is not None and article.position is not None
    day = page.issue.date
    made = copy.copy(source)
    made.pk, made.article, made.revision, made.public_id = None, article, revision, public_id
    made.page, made.issue, made.position, made.date = page, page.issue, article.position, day
    made.released_at = dt.datetime.combine(day, dt.time(6), dt.UTC) + dt.timedelta(minutes=article.position)
    made._state = copy.copy(source._state)
    made._state.adding = True
    own = {"id": public_id, "date": day.isoformat(), "url": f"/articles/{public_id}/"}
    made.card, made.detail = source.card | own, source.detail | own
    return made


def note_releases(publications: list[Publication]) -> None:
    """Their rows of the change feed, and the one text that each has had; what they said stands in the publication."""
    counter, _ = ChangeCounter.objects.get_or_create(defaults={"epoch": "benchmark"})
    kind = ChangeKind.RELEASED
    Change.objects.bulk_create(
        Change(
            seq=counter.head + at, epoch=counter.epoch, kind=kind, object_id=each.public_id, version=each.version,
            at=each.released_at,
        )
        for at, each in enumerate(publications, 1)
    )  # fmt: skip
    ChangeCounter.objects.update(head=counter.head + len(publications))
    PublishedVersion.objects.bulk_create(
        PublishedVersion(
            publication=each, version=each.version, kind=kind, at=each.released_at, column_id=each.column_id,
            title=each.title, sha256=each.sha256, detail={},
        )
        for each in publications
    )  # fmt: skip


def copy_joins(pairs: list[tuple[Publication, Publication]]) -> None:
    tagging = Publication.tags.through
    tags, links, quotes, statements = [], [], [], []
    for made, source in pairs:
        tags += [tagging(publication=made, tag=tag) for tag in source.tags.all()]
        links += [
            PublicationAuthor(
                publication=made, author_id=link.author_id, is_statement=link.is_statement, order=link.order
            )
            for link in source.author_links.all()
        ]
        label = {name: made.card[name] for name in ("id", "title", "url")}
        for quote in source.quotes.all():
            key = new_public_id()
            quotes.append(
                PublishedQuote(
                    publication=made, public_id=key, text=quote.text, speaker=quote.speaker, order=quote.order,
                    card=quote.card | {"id": key, "url": f"/quotes/{key}/", "article": label},
                )
            )  # fmt: skip
        for said in source.statements.all():
            key = new_public_id()
            statements.append(
                PublishedStatement(
                    publication=made, public_id=key, author_id=said.author_id, speaker=said.speaker, text=said.text,
                    order=said.order, card=said.card | {"id": key, "article": label},
                )
            )  # fmt: skip
    tagging.objects.bulk_create(tags)
    PublishedStatement.objects.bulk_create(statements)
    PublicationAuthor.objects.bulk_create(links)
    PublishedQuote.objects.bulk_create(quotes)
