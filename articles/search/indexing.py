"""Keeps the index in step with what is published. Called by ``publishing`` in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Publication, SearchDocument
from articles.models.search import document_number
from articles.search.boundaries import boundaries
from articles.search.engine import Entry, engine
from articles.search.fields import fields_of
from articles.text.fold import fold

RECIPE = 2  # raise it when folding or the choice of fields changes: reindex then renews every document
_held: ContextVar[set[int] | None] = ContextVar("held", default=None)


class Draft(NamedTuple):
    """A document and its entry in the engine's index, not yet written; ``row`` is the document's, column by column."""

    row: tuple[Any, ...]
    entry: Entry

    @property
    def state(self) -> tuple[int, int, bool]:
        """What it was made from: (publication, version, is it limited)."""
        return self.row[1], self.row[2], self.row[4]


def put(publication: Publication) -> None:
    """Index the publication as it is now, in place of what was there."""
    held = _held.get()
    if held is None:
        put_many([publication])
    else:
        held.add(publication.pk)


@contextmanager
def together() -> Iterator[None]:
    """What is put meanwhile is indexed at the end, all at once. Inside one transaction."""
    held: set[int] = set()
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
    put_many(list(Publication.objects.filter(pk__in=held).defer("html", "card")))


def put_many(publications: Sequence[Publication]) -> None:
    """The same for many, with few statements. Withdrawn ones are taken out."""
    drafts = [draft(document_of(each)) for each in publications if each.withdrawn_at is None]
    store([publication.pk for publication in publications], drafts)


@transaction.atomic
def store(publication_ids: Sequence[int], drafts: Sequence[Draft]) -> None:
    """Write ``drafts`` in place of whatever there is of these publications."""
    _begin_anew_if_empty()
    remove(publication_ids)
    drafts = sorted(drafts)  # by number: FTS5 keeps together what comes in order
    names = ", ".join(str(field.column) for field in SearchDocument._meta.concrete_fields)
    marks = ", ".join(["%s"] * len(SearchDocument._meta.concrete_fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO articles_searchdocument ({names}) VALUES ({marks})",  # noqa: S608
            [each.row for each in drafts],
        )
    engine().write([each.entry for each in drafts])


@transaction.atomic
def remove(publication_ids: Iterable[int]) -> None:
    """Take publications out of the index; ids that are not in it are passed over."""
    known = list(SearchDocument.objects.filter(publication__in=list(publication_ids)))
    if known:
        engine().erase(known)
        SearchDocument.objects.filter(pk__in=[document.pk for document in known]).delete()


def keep_step(publication: Publication) -> None:
    """Note version, embargo and expiry of a publication whose words are the same as before."""
    SearchDocument.objects.filter(publication=publication).update(
        version=publication.version, is_limited=is_limited(publication)
    )


def is_limited(publication: Publication) -> bool:
    return publication.embargo_until is not None or publication.expires_at is not None


def document_of(publication: Publication) -> SearchDocument:
    """The folded document, not yet saved."""
    fields = fields_of(publication)
    title, body = fold(fields.title), fold(fields.body)
    return SearchDocument(
        number=document_number(publication.date, publication.pk),
        publication=publication,
        version=publication.version,
        recipe=RECIPE,
        is_limited=is_limited(publication),
        length=len(body),
        title=title,
        byline=fold(fields.byline),
        quotes=fold(fields.quotes),
        headings=fold(fields.headings),
        cuts=boundaries(title) + boundaries(body),
        body=body,
    )


def draft(document: SearchDocument) -> Draft:
    row = tuple(getattr(document, field.attname) for field in SearchDocument._meta.concrete_fields)
    return Draft(row, engine().entry(document))


def clear() -> None:
    """Forget everything; ``waiting`` is then every publication."""
    with transaction.atomic():
        engine().clear()
        SearchDocument.objects.all().delete()


def forget_recipes() -> None:
    """Mark every document as out of date: each is found until its turn to be renewed comes."""
    SearchDocument.objects.update(recipe=0)


def waiting() -> QuerySet[Publication]:
    """Publications whose document is missing or out of date."""
    documents = SearchDocument.objects.filter(publication=OuterRef("pk"), recipe=RECIPE, version=OuterRef("version"))
    return Publication.objects.filter(~Exists(documents), withdrawn_at__isnull=True)


def remove_left_over() -> int:
    """Take out what is withdrawn and still there; returns how many."""
    withdrawn = Publication.objects.filter(withdrawn_at__isnull=False, search_document__isnull=False)
    found = list(withdrawn.values_list("pk", flat=True))
    remove(found)
    return len(found)


def _begin_anew_if_empty() -> None:
    """Without documents the index must be empty too, however the table was emptied (a restored or flushed database)."""
    if not SearchDocument.objects.exists():
        engine().clear()
