"""Keeps the index in step with what is published. Called by ``publishing`` in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Publication, SearchDocument
from articles.models.search import document_number
from articles.search.boundaries import boundaries
from articles.search.engine import engine
from articles.search.fields import fields_of
from articles.text.fold import fold

RECIPE = 1  # raise it when folding or the choice of fields changes: reindex then renews every document


def put(publication: Publication) -> None:
    """Index the publication as it is now, in place of what was there."""
    put_many([publication])


@transaction.atomic
def put_many(publications: Sequence[Publication]) -> None:
    """The same for many, with few statements. Withdrawn ones are taken out."""
    _begin_anew_if_empty()
    remove([publication.pk for publication in publications])
    documents = [document_of(each) for each in publications if each.withdrawn_at is None]
    SearchDocument.objects.bulk_create(documents, batch_size=200)
    engine().write(documents)


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
        title=title,
        byline=fold(fields.byline),
        quotes=fold(fields.quotes),
        headings=fold(fields.headings),
        cuts=boundaries(title) + boundaries(body),
        body=body,
    )


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


def renew(batch: int = 200) -> Iterator[int]:
    """Index what is ``waiting``, a transaction a batch; yields how many each time. Stop and begin again at will."""
    last = 0
    while True:
        with transaction.atomic():
            found = waiting().filter(pk__gt=last).order_by("pk").defer("html", "card").select_for_update(of=("self",))
            publications = list(found[:batch])
            if not publications:
                return
            put_many(publications)
        last = publications[-1].pk
        yield len(publications)


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
