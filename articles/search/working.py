"""The desk's search: over the working copy of every article, whatever its stage, in the language of the readers' search.

Most working copies are what is published word for word: those are found by the public index. The others, few beside an
archive, have a ``WorkingDocument`` each, which is looked through. A save only notes that its article has to be read anew
(``note``), so that typing costs nothing; a search first reads what was noted (``refresh``), and so never shows an old text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.choices import BlockKind, Stage
from articles.models import Article, Author, Contribution, Issue, Publication, Statement, WorkingDocument
from articles.models.article import blocks_of
from articles.models.body import block_text
from articles.models.search import DAY_BITS, first_number
from articles.rendering.markup import body_as_text, with_statement_blocks
from articles.search import dialect
from articles.search.boundaries import boundaries
from articles.search.conditions import columns_called, kinds_called, synonyms_in, tags_called
from articles.search.fields import Fields, lines, people
from articles.search.finding import Finder, Limit, shown_terms
from articles.search.indexing import RECIPE
from articles.search.occurrence import pattern
from articles.search.passages import Marked, marked, passage
from articles.search.query import (
    All,
    Days,
    Either,
    Field,
    Match,
    Name,
    Named,
    Node,
    Term,
    Without,
    Words,
)
from articles.search.ranking import Document
from articles.search.understanding import understood
from articles.text.fold import fold, normal

MOST_READ = 300  # texts that one search reads anew; the jobs read the others
FACETED = 2000  # published hits that are counted by column and issue
FIELDS = {Field.ANY: ("title", "byline", "quotes", "body"), Field.TITLE: ("title",), Field.BYLINE: ("byline",)}
_ROWS = ("contributions", "statements", "pull_quotes")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the desk narrows a search to; empty values do not."""

    stage: str = ""
    column: int | None = None
    issue: int | None = None


@dataclass(frozen=True, slots=True)
class WorkingHit:
    article: Article
    score: float
    title: Marked
    byline: Marked
    passage: Marked


@dataclass(frozen=True, slots=True)
class Count:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class WorkingResult:
    """A page of hits. ``waiting`` texts were not read yet: loaded in bulk, and left to the jobs."""

    hits: list[WorkingHit]
    total: int
    page: int
    size: int
    waiting: int
    stages: list[Count]
    columns: list[Count]
    issues: list[Count]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def note(article: Article) -> None:
    """The words of the article may have changed. One small statement, in the caller's transaction."""
    day = article.created_at or timezone.now()
    empty = WorkingDocument(
        article=article, lock_version=0, updated_at=day, recipe=0, day=day.date(), length=0, cuts=b""
    )
    WorkingDocument.objects.bulk_create([empty], ignore_conflicts=True)


def search_working(query: str, wanted: Wanted | None = None, *, page: int = 1, size: int = 20) -> WorkingResult:
    """Ranked hits among all working copies. Whether the account may see articles is for the caller to ask.

    Effects: reads anew what was saved since the last search. Never raises for a query.
    """
    refresh()
    waiting = stale().count()
    wanted = wanted or Wanted()
    tree = understood(query)
    page, size = max(1, page), max(1, min(size, 100))
    ours = _in_work(tree, wanted)
    finder = Finder(tree, _published(wanted))
    start = (page - 1) * size
    numbered = _numbered(ours)
    total = finder.count() + len(numbered)
    chosen = finder.ranked(start, start + size, besides=list(numbered))
    own = {document.number: pk for document, pk in numbered.items()}
    hits = _hits(chosen, own, shown_terms(tree))
    numbers = finder.newest(tree, FACETED) if total > len(ours) else []
    articles = _articles_of(numbers) | {document.article_id for document in ours}
    return WorkingResult(hits, total, page, size, waiting, *_facets(articles, ours, total - len(ours)))


# --- what is read, and when ---------------------------------------------------------------------------


def stale() -> QuerySet[Article]:
    """Articles whose working document is missing or older than they are."""
    read = WorkingDocument.objects.filter(
        article=OuterRef("pk"), lock_version=OuterRef("lock_version"), updated_at=OuterRef("updated_at"), recipe=RECIPE
    )
    in_work = Article.objects.exclude(stage=Stage.RELEASED)
    noted = Article.objects.filter(stage=Stage.RELEASED, working_document__isnull=False)
    return (in_work | noted).filter(~Exists(read)).order_by("-updated_at")


def refresh(most: int = MOST_READ) -> int:
    """Read anew what changed, ``most`` texts of it, and drop what is published as it stands; returns how many were read."""
    as_published = Publication.objects.filter(
        article=OuterRef("pk"), withdrawn_at__isnull=True, revision__version=OuterRef("lock_version")
    )
    released = Article.objects.filter(stage=Stage.RELEASED, working_document__isnull=False)
    WorkingDocument.objects.filter(article__in=released.filter(Exists(as_published)).order_by()).delete()
    found = list(stale().select_related("page__issue").prefetch_related(*_ROWS)[:most])
    names = [field.name for field in WorkingDocument._meta.concrete_fields if not field.primary_key]
    WorkingDocument.objects.bulk_create(
        map(document_of, found), update_conflicts=True, unique_fields=["article"], update_fields=names
    )
    return len(found)


def document_of(article: Article) -> WorkingDocument:
    """The folded document, not yet saved."""
    fields = fields_of(article)
    title, body = fold(fields.title), fold(fields.body)
    return WorkingDocument(
        article=article, lock_version=article.lock_version, updated_at=article.updated_at, recipe=RECIPE,
        day=article.issue.date if article.issue else timezone.localdate(article.created_at), length=len(body),
        title=title, byline=fold(fields.byline), quotes=fold(fields.quotes), headings=fold(fields.headings),
        cuts=boundaries(title) + boundaries(body), body=body,
    )  # fmt: skip


def fields_of(article: Article) -> Fields:
    """What its publication would say (``articles.search.fields``), from the rows as they stand."""
    statements = list(article.statements.all())
    blocks = with_statement_blocks(blocks_of(article), statements)
    signed = [f"{row.name} {row.credit} {row.affiliation}" for row in article.contributions.all()]
    said = [f"{row.speaker} {row.affiliation}" for row in statements]
    return Fields(
        title=lines([article.title, article.kicker, article.subtitle, article.web_title]),
        byline=people([*signed, *said]),
        quotes=lines(quote.text for quote in article.pull_quotes.all()),
        headings=lines(block_text(block) for block in blocks if block["kind"] == BlockKind.HEADING),
        body=lines([article.editor_note, article.summary, body_as_text(blocks, statements), article.author_note]),
    )


# --- what is found ------------------------------------------------------------------------------------


def _in_work(tree: All, wanted: Wanted) -> list[WorkingDocument]:
    found = WorkingDocument.objects.filter(_condition(tree, synonyms_in(tree)))
    if wanted.stage:
        found = found.filter(article__stage=wanted.stage)
    if wanted.column is not None:
        found = found.filter(article__column=wanted.column)
    if wanted.issue is not None:
        found = found.filter(article__page__issue=wanted.issue)
    return list(found.annotate(stage=F("article__stage")).order_by("-day", "-pk"))


def _condition(node: Node, synonyms: dict[str, list[int]]) -> Q:
    match node:
        case Term():
            looks = (
                ("contains", node.value) if node.match is Match.STRING else ("regex", pattern(node.value, node.match))
            )
            return reduce(or_, (Q(**{f"{field}__{looks[0]}": looks[1]}) for field in FIELDS[node.field]))
        case Words():
            said = reduce(and_, (_condition(term, synonyms) for term in node.terms))
            tags = synonyms.get(node.value, []) if node.terms[0].field is Field.ANY else []
            return said | Q(article__in=_tagged(tags)) if tags else said
        case Name():
            return _named(node)
        case Days():
            return Q(day__gte=node.since or dt.date.min) & Q(day__lte=node.until or dt.date.max)
        case Without():
            return ~_condition(node.part, synonyms)
    parts = [_condition(part, synonyms) for part in node.parts]
    return reduce(or_ if isinstance(node, Either) else and_, parts, Q())


def _named(node: Name) -> Q:
    value = normal(node.value)
    match node.kind:
        case Named.AUTHOR:
            said = Q(byline__contains=node.value)
            known = [
                pk
                for pk, pinyin in Author.objects.filter(pinyin__istartswith=value[0]).values_list("pk", "pinyin")
                if value in (pinyin.replace(" ", ""), "".join(word[0] for word in pinyin.split()))
            ]
            rows = Contribution.objects.filter(author__in=known).values("article")
            spoken = Statement.objects.filter(author__in=known).values("article")
            return said | Q(article__in=rows) | Q(article__in=spoken) if known else said
        case Named.COLUMN:
            return Q(article__column__in=columns_called(value))
        case Named.KIND:
            return Q(article__kind__in=kinds_called(value))
    return Q(article__in=_tagged(tags_called(value)))


def _tagged(tags: list[int]) -> QuerySet[Any, Any]:
    return Article.tags.through.objects.filter(tag__in=tags).values("article")


def _published(wanted: Wanted) -> Limit:
    """The publications whose working copy is the same, as far as wanted."""
    if wanted.stage and wanted.stage != Stage.RELEASED:
        return Limit(within=("SELECT number FROM articles_searchdocument WHERE 1 = 0", []))
    conditions = [
        (f"p.{column} = %s", value)
        for column, value in (("column_id", wanted.column), ("issue_id", wanted.issue))
        if value is not None
    ]
    documents = "SELECT d.number FROM articles_searchdocument d JOIN articles_publication p ON p.id = d.publication_id"
    changed = dialect.rows(f"{documents} JOIN articles_workingdocument w ON w.article_id = p.article_id")
    within = f"{documents} WHERE {' AND '.join(condition for condition, _ in conditions)}"
    return Limit(
        without={number for (number,) in changed},
        within=(within, [value for _, value in conditions]) if conditions else None,
    )


def _numbered(found: Sequence[WorkingDocument]) -> dict[Document, int]:
    """As ranking reads them, each with its article; the upper half of a day's numbers keeps apart from publications."""
    apart = 1 << (DAY_BITS - 1)
    return {
        Document(
            number=first_number(each.day) | apart | each.article_id & (apart - 1),
            length=each.length,
            title=each.title.encode(),
            byline=each.byline.encode(),
            quotes=each.quotes.encode(),
            headings=each.headings.encode(),
            cuts=bytes(each.cuts),
            body=each.body.encode(),
        ): each.article_id
        for each in found
    }


def _articles_of(numbers: Sequence[int]) -> set[int]:
    if not numbers:
        return set()
    found = Publication.objects.filter(search_document__number__in=numbers).order_by()
    return {*found.values_list("article_id", flat=True)}


def _hits(chosen: Sequence[tuple[float, int]], own: dict[int, int], terms: Sequence[Term]) -> list[WorkingHit]:
    numbers = [number for _, number in chosen if number not in own]
    found = Publication.objects.filter(search_document__number__in=numbers).order_by()
    articles = dict(found.values_list("search_document__number", "article_id")) | own
    shown = {
        each.pk: each
        for each in Article.objects.filter(pk__in=[articles[number] for _, number in chosen if number in articles])
        .select_related("page__issue", "column")
        .prefetch_related(*_ROWS)
    }
    ranked = [(score, shown.get(articles.get(number, 0))) for score, number in chosen]
    return [_hit(article, score, terms) for score, article in ranked if article is not None]


def _hit(article: Article, score: float, terms: Sequence[Term]) -> WorkingHit:
    fields = fields_of(article)
    return WorkingHit(
        article,
        score,
        title=marked(article.title, terms, field=Field.TITLE),
        byline=marked(fields.byline.replace("\n", "　"), terms, field=Field.BYLINE),
        passage=passage(fields.body, terms),
    )


def _facets(articles: set[int], ours: Sequence[Any], published: int) -> tuple[list[Count], list[Count], list[Count]]:
    """By stage exactly; by column and issue among the newest hits."""
    stages = {stage: sum(each.stage == stage for each in ours) for stage in Stage}
    stages[Stage.RELEASED] += published
    by_column: dict[tuple[int, str], int] = {}
    by_issue: dict[int, int] = {}
    rows = Article.objects.filter(pk__in=articles).order_by()
    for column, name, issue in rows.values_list("column", "column__name", "page__issue"):
        if column:
            by_column[column, name] = by_column.get((column, name), 0) + 1
        if issue:
            by_issue[issue] = by_issue.get(issue, 0) + 1
    issues = Issue.objects.in_bulk(sorted(by_issue, key=lambda pk: -by_issue[pk])[:12])
    return (
        [Count(stage.value, str(stage.label), count) for stage, count in stages.items() if count],
        [Count(str(pk), name, count) for (pk, name), count in sorted(by_column.items(), key=lambda row: -row[1])[:12]],
        [
            Count(str(pk), str(issue), by_issue[pk])
            for pk, issue in sorted(issues.items(), key=lambda row: row[1].date, reverse=True)
        ],
    )
