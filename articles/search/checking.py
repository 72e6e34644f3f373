"""Compares publications, documents and the engine's index with one another, and mends what differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from articles.models import Publication, SearchDocument
from articles.search import indexing
from articles.search.engine import Reader, engine
from articles.search.fields import NAMES
from articles.search.query import Term

BATCH = 200
PROBE = 8  # characters from the middle of each body that the index must find


@dataclass
class Report:
    """Primary keys of publications by what is wrong; ``ghosts`` are numbers in the index without a document."""

    missing: list[int] = field(default_factory=list)
    different: list[int] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    not_found: list[int] = field(default_factory=list)
    ghosts: list[int] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.different or self.withdrawn or self.not_found or self.ghosts)

    @property
    def needs_rebuild(self) -> bool:
        """True when the engine holds what no document tells how to take out."""
        return bool(self.different or self.not_found or self.ghosts)

    def sentences(self) -> list[str]:
        counts = [
            (self.missing, "篇已发布而索引缺少"),
            (self.different, "篇索引的文字与发布的不同"),
            (self.withdrawn, "篇已撤稿而仍在索引"),
            (self.not_found, "篇按原文检索不到"),
            (self.ghosts, "条索引没有对应的文档"),
        ]
        return [f"{len(found)} {what}。" for found, what in counts if found]


def size() -> int:
    return Publication.objects.count()


def check(*, step: Callable[[int], None] = lambda count: None) -> Report:
    """Reads everything, writes nothing."""
    report = Report(ghosts=_numbers_without_document())
    last = 0
    while batch := list(
        Publication.objects.filter(pk__gt=last)
        .order_by("pk")
        .defer("html", "card")
        .select_related("search_document")[:BATCH]
    ):
        last = batch[-1].pk
        for publication in batch:
            _compare(publication, report)
        step(len(batch))
    return report


@transaction.atomic
def mend(report: Report) -> None:
    """Put right what ``report`` names; the whole index is written anew when it cannot be trusted."""
    wrong = [*report.missing, *report.different, *report.not_found]
    if report.needs_rebuild:
        SearchDocument.objects.filter(publication__in=[*wrong, *report.withdrawn]).delete()
        engine().clear()
        engine().note(SearchDocument.objects.order_by().values_list("number", flat=True))
        engine().tidy()
    indexing.remove(report.withdrawn)
    for start in range(0, len(wrong), BATCH):
        indexing.put_many(list(Publication.objects.filter(pk__in=wrong[start : start + BATCH])))


def _compare(publication: Publication, report: Report) -> None:
    document = getattr(publication, "search_document", None)
    if publication.withdrawn_at is not None:
        if document is not None:
            report.withdrawn.append(publication.pk)
    elif document is None:
        report.missing.append(publication.pk)
    elif _differs(document, indexing.document_of(publication)):
        report.different.append(publication.pk)
    elif not _is_found(document):
        report.not_found.append(publication.pk)


def _differs(document: SearchDocument, fresh: SearchDocument) -> bool:
    names = ("number", "version", "recipe", "is_limited", "length", *NAMES)
    return any(getattr(document, name) != getattr(fresh, name) for name in names)


def _is_found(document: SearchDocument) -> bool:
    line = max(document.body.split("\n"), key=len) or document.title.partition("\n")[0]
    middle = max(0, len(line) // 2 - PROBE // 2)
    part: Reader | None = engine().reader()
    while part:
        if len(part.having([document.number])):
            return bool(len(part.find(Term(line[middle : middle + PROBE])) & part.having([document.number])))
        part = part.older()
    return False


def _numbers_without_document() -> list[int]:
    return sorted(engine().members() - {*SearchDocument.objects.order_by().values_list("number", flat=True)})
