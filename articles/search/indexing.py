"""Keeps the index in step with what is published. Called by ``publishing`` in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Publication, SearchDocument
from articles.models.search import document_number
from articles.search import dialect
from articles.search.boundaries import boundaries
from articles.search.engine import engine
from articles.search.fields import fields_of
from articles.text.fold import fold

RECIPE = 2  # raise it when folding or the choice of fields changes: reindex then renews every document
_held: ContextVar[set[int] | None] = ContextVar("held", default=None)


class Drafts(NamedTuple):
    """Documents not yet written, column by column, sorted by number; what the engine made of them."""

    rows: list[tuple[Any, ...]]
    entry: Any = None


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
    documents = [document_of(each) for each in publications if each.withdrawn_at is None]
    with transaction.atomic(savepoint=False):
        store([publication.pk for publication in publications], drafts_of(documents).rows)
        engine().relieve()


@transaction.atomic(savepoint=False)
def store(publication_ids: Sequence[int], rows: Sequence[tuple[Any, ...]]) -> Mapping[int, int]:
    """Write ``rows`` in place of whatever there is of these publications; returns what the engine noted of them."""
    _begin_anew_if_empty()
    gone = _taken_out(publication_ids)
    names = ", ".join(str(field.column) for field in SearchDocument._meta.concrete_fields)
    dialect.insert("articles_searchdocument", names, rows)
    return engine().note(gone | {row[0] for row in rows})


@transaction.atomic(savepoint=False)
def remove(publication_ids: Iterable[int]) -> None:
    """Take publications out of the index; ids that are not in it are passed over."""
    if numbers := _taken_out(publication_ids):
        engine().note(numbers)


def _taken_out(publication_ids: Iterable[int]) -> set[int]:
    """Delete the documents, to which nothing refers; returns their numbers."""
    ids, params = dialect.as_rows(publication_ids)
    sql = f"DELETE FROM articles_searchdocument WHERE publication_id IN ({ids}) RETURNING number"  # noqa: S608
    return {number for (number,) in dialect.rows(sql, params)}


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


def drafts_of(documents: Iterable[SearchDocument]) -> Drafts:
    names = [field.attname for field in SearchDocument._meta.concrete_fields]
    return Drafts(sorted(tuple(getattr(document, name) for name in names) for document in documents))


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
    if not dialect.rows("SELECT 1 FROM articles_searchdocument LIMIT 1"):
        engine().clear()
