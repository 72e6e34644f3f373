"""Finds publications: narrows a queryset, or gives a page of ranked hits."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import orjson
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from articles.compiled import aware, day_of, fetch, revived, statement
from articles.models import Publication, SearchDocument
from articles.search import dialect, facets
from articles.search.conditions import Numbers, called_in, engine_terms, found_by, tagged
from articles.search.dialect import Sql
from articles.search.engine import Found, Reader, engine
from articles.search.facets import Facets, facets_of
from articles.search.fields import body_of, byline_of
from articles.search.passages import Marked, marked, passage
from articles.search.query import All, Either, Field, Node, Term, Words, runs_in, terms_in
from articles.search.ranking import Document, ranked
from articles.search.understanding import understood

NEWEST = 300  # candidates for ranking: this many of the newest hits,
IN_TITLE = 150  # of those with all words in the title,
AS_TYPED = 150  # and of those with each run as it was typed; twice as many each rank hardly better (docs/search.md)
MOST_COUNTED = 100_000  # beyond that a total says no more than "so many at least";
COUNTED = 10_000  # in an archive that is not read at once, beyond each so many hits from the page on;
HARD_COUNTED = 1_000  # or so many of a long phrase for which
HARD = 130_000  # bytes of places and more are put together in the newest part
MORE = 1.2  # times as many older segments as a search is thought to need
RELEVANCE, DATE = "relevance", "date"
INDEX, HIDDEN = -1, -2  # what a row of the opening is about; the others are of the query's runs
_NAMES = "id public_id version column_id title kind date updated_at text detail released_at withdrawn_at embargo_until expires_at"
_SHOWN = [field.attname for field in Publication._meta.concrete_fields if field.attname in _NAMES.split()]
_NUMBERS = ("id", "version", "column_id")
_MOMENTS = ("updated_at", "released_at", "withdrawn_at", "embargo_until", "expires_at")


@dataclass(frozen=True, slots=True)
class Hit:
    """A publication that was found, with the places to be marked on its original words."""

    publication: Publication
    score: float
    title: Marked
    byline: Marked
    passage: Marked


@dataclass(frozen=True)
class Result:
    """One page of hits. ``total`` counts all of them, exactly unless it ``is_lower_bound``."""

    query: str
    hits: list[Hit]
    total: int
    page: int
    size: int
    finder: Finder = field(repr=False, compare=False)
    is_lower_bound: bool = False
    counted: Facets | None = field(default=None, repr=False, compare=False)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @cached_property
    def facets(self) -> Facets:
        """Counts by column, author, tag, year and kind, of the newest hits if not all are counted; worked out when asked for."""
        return self.counted or facets_of(self.finder.newest(self.finder.tree, self.total))


def matching(publications: QuerySet[Publication], query: str, *, mark: str | None = None) -> QuerySet[Publication]:
    """The publications that ``query``, in the query language, asks for; an empty one asks for all."""
    return narrowed(publications, understood(query, mark=mark))


def search(
    query: str,
    publications: QuerySet[Publication] | None = None,
    *,
    order: str = RELEVANCE,
    page: int = 1,
    size: int = 20,
    mark: str | None = None,
    facets: bool = False,
) -> Result:
    """A page of hits among ``publications``, by default all that a reader may see now. Never raises for a query.

    ``mark`` is the database's (``marking``), where the caller has just read it. With ``facets`` they are asked for together
    with the hits, by the same statement.
    """
    tree = understood(query, mark=mark)
    page, size = max(1, page), max(1, min(size, 100))
    ranks = order != DATE and any(terms_in(tree))
    finder = Finder(tree, None if publications is None else among(publications), ranks=ranks)
    start = (page - 1) * size
    total, is_lower_bound = finder.total(start + size)
    chosen = (
        finder.ranked(start, start + size) if ranks else [(0.0, each) for each in finder.newest(tree, size, skip=start)]
    )
    besides = finder.newest(tree, total) if facets else None
    hits, counted = _hits(chosen, tree, publications, besides)
    return Result(query, hits, total, page, size, finder, is_lower_bound, counted)


def narrowed(publications: QuerySet[Publication], tree: All, *, with_tags: bool = True) -> QuerySet[Publication]:
    """The publications that match a parsed query; without ``with_tags`` by their words alone."""
    if not tree.parts:
        return publications
    reader, known, _ = opening(tree, with_tags=with_tags)
    numbers: list[int] = []
    part: Reader | None = reader
    while part:
        numbers += found_by(part, tree, known).numbers()
        part = part.older()
    sql, params = dialect.as_rows(numbers)
    return publications.filter(search_document__number__in=RawSQL(sql, params))  # noqa: S611 parameters


@dataclass(frozen=True, slots=True)
class Limit:
    """Which documents come into question: none of ``without``, and only what the SELECT ``within`` gives, if there is one.

    ``each`` says the same in the way that is quick for a few documents, where the other one is not.
    """

    without: Collection[int] = ()
    within: Sql | None = None
    each: Sql | None = None


class Finder:
    """Asks the engine for numbers of one query: within a limit, or all that a reader may see.

    The newest part of the index is read first, older ones as long as something is not settled.
    """

    def __init__(self, tree: All, limit: Limit | None = None, *, ranks: bool = True) -> None:
        """Whoever ``ranks`` has the words of the narrower queries at hand too."""
        self.tree = tree
        besides = (in_title(tree), as_typed(tree)) if ranks else ()
        reader, self.tagged, hidden = opening(tree, besides=besides, with_hidden=limit is None)
        self.readers = [reader]
        self.limit = Limit(without=hidden) if limit is None else limit
        self._found: dict[tuple[All, int], Found] = {}

    def found(self, tree: All, enough: int) -> list[Found]:
        """What matches in each part of the index, of the newest parts: of so many that ``enough`` hits are newer than anything
        in the others, or of all."""
        parts: list[Found] = []
        while True:
            reader = self.readers[len(parts)]
            parts.append(self._in_part(tree, len(parts)))
            have = sum(part.above(reader.bound) for part in parts)
            if not reader.bound or have >= enough:
                return parts
            # As many more as it takes if hits are as frequent there, and some; all if there are none yet.
            if len(parts) == len(self.readers) and (older := reader.older(MORE * (enough - have) / max(have, 1))):
                self.readers.append(older)

    def _in_part(self, tree: All, at: int) -> Found:
        if (tree, at) not in self._found:
            found = found_by(self.readers[at], tree, self.tagged)
            if self.limit.without:
                found = found.without(self.limit.without)
            self._found[tree, at] = found.within(self.limit.within, self.limit.each) if self.limit.within else found
        return self._found[tree, at]

    def total(self, end: int) -> tuple[int, bool]:
        """How many hits there are, and whether that is a lower bound; ``end`` is the place after the last one that is shown."""
        counted = MOST_COUNTED
        if self.readers[0].bound:
            is_hard = self.readers[0].put_together(engine_terms(self.tree)) >= HARD
            step = HARD_COUNTED if is_hard else COUNTED
            counted = min(step * (end // step + 1), MOST_COUNTED)
        total = sum(map(len, self.found(self.tree, counted + 1)))
        return min(total, counted), total > counted

    def count(self) -> int:
        """All hits, however many; every part of the index is read."""
        return sum(map(len, self.found(self.tree, sys.maxsize)))

    def newest(self, tree: All, count: int, *, skip: int = 0) -> list[int]:
        parts = self.found(tree, skip + count)
        if len(parts) == 1:
            return parts[0].newest(count, skip=skip)
        numbers = [number for part in parts for number in part.newest(skip + count)]
        return sorted(numbers, reverse=True)[skip : skip + count]

    def ranked(self, start: int, end: int, *, besides: Sequence[Document] = ()) -> list[tuple[float, int]]:
        """Ranked candidates; what the query finds beyond them follows, the newest first.

        ``besides`` are hits that the index does not hold.
        """
        numbers = self.newest(self.tree, NEWEST + 1)
        has_more = len(numbers) > NEWEST
        known = {*numbers[:NEWEST]}
        if has_more:
            for narrower, count in [(in_title(self.tree), IN_TITLE), (as_typed(self.tree), AS_TYPED)]:
                if narrower != self.tree:
                    known.update(self.newest(narrower, count))
        documents = [Document(*row) for row in self.readers[0].texts(known)]
        rows = ranked(self.tree, [*documents, *besides])
        if end > len(rows) and has_more:
            others = [number for number in self.newest(self.tree, end + len(known)) if number not in known]
            rows += [(0.0, number) for number in others]
        return rows[start:end]


def among(publications: QuerySet[Publication]) -> Limit:
    """Hits are read through ``publications`` once more, so an error here could at most miscount."""
    inner, params = publications.order_by().values("pk").query.sql_with_params()
    documents = "SELECT v.number FROM articles_searchdocument v WHERE"
    # SQLite would try every pair of a publication of these and a document of those: 8 s for 280 of 100,000.
    each = f"{documents} EXISTS (SELECT 1 FROM ({inner}) AS i WHERE i.pk = v.publication_id)"  # noqa: S608 - compiled SQL
    return Limit(
        within=(f"{documents} v.publication_id IN ({inner})", list(params)),
        each=None if dialect.is_postgresql() else (each, list(params)),
    )


def opening(
    tree: All, *, besides: Iterable[All] = (), with_tags: bool = True, with_hidden: bool = False
) -> tuple[Reader, Numbers, frozenset[int]]:
    """What every search begins with: a reader that has the words of the tree, and of those ``besides``, at hand; the
    documents under tags that are called like a run; and those that are out but under embargo or expired, which are few.
    One query."""
    runs = list(dict.fromkeys(called_in(tree))) if with_tags else []
    terms = list(dict.fromkeys(term for each in (tree, *besides) for term in engine_terms(each)))
    question, words = engine().question(terms)
    values: dict[str, Any] = {f"word{at}": word for at, word in enumerate(words)}
    values |= {f"run{at}": run for at, run in enumerate(runs)}
    values |= {"now": timezone.now()} if with_hidden else {}
    empty = ", NULL" * (engine().WIDTH - 2)

    def build(marks: Mapping[str, Any]) -> Sql:
        # The engine's comes first: its columns say of what types they all are.
        own: list[Any] = [marks[f"word{at}"] for at in range(len(words))]
        parts: list[Sql] = [(f"SELECT {INDEX} AS at, s.* FROM ({question}) AS s", own)]  # noqa: S608 - of ours
        for at in range(len(runs)):
            sql, own = tagged(marks[f"run{at}"])
            parts.append((f"SELECT {at}, r.*, NULL{empty} FROM ({sql}) AS r", own))  # noqa: S608 - of ours
        if with_hidden:
            seen = Publication.objects.visible(marks["now"]).order_by().values("pk")
            hidden = SearchDocument.objects.filter(is_limited=True).exclude(publication__in=seen).order_by()
            sql, params = hidden.values_list("number").query.sql_with_params()
            parts.append((f"SELECT {HIDDEN}, h.*, NULL{empty} FROM ({sql}) AS h", list(params)))  # noqa: S608 - compiled SQL
        return " UNION ALL ".join(sql for sql, _ in parts), [each for _, own in parts for each in own]

    rows: list[tuple[Any, ...]] = []
    known: Numbers = {}
    hidden = set()
    shape = ("opening", len(words), len(runs), with_hidden)
    for at, *row in statement(shape, build, values).run(values, has_bytes=True):
        if at == INDEX:
            rows.append(tuple(row))
        elif at == HIDDEN:
            hidden.add(row[0])
        else:
            known.setdefault(runs[at], []).append(row[0])
    return engine().reader(terms, rows), known, frozenset(hidden)


def in_title(node: All) -> All:
    """The same query with every word asked for in the title."""
    return All(tuple(_changed(part, title=True) for part in node.parts))


def as_typed(node: All) -> All:
    """The same query with every run of words as one string."""
    return All(tuple(_changed(part, title=False) for part in node.parts))


def _changed(node: Node, *, title: bool) -> Node:
    match node:
        case Term() if title and node.field is Field.ANY:
            return replace(node, field=Field.TITLE)
        case Words() if title:
            return Words(node.value, tuple(replace(term, field=Field.TITLE) for term in node.terms))
        case Words() if len(node.terms) > 1:
            return Term(node.value, field=node.terms[0].field)
        case All() | Either():
            return replace(node, parts=tuple(_changed(part, title=title) for part in node.parts))
    return node


def _hits(
    chosen: Sequence[tuple[float, int]],
    tree: All,
    among: QuerySet[Publication] | None,
    counted: Sequence[int] | None,
) -> tuple[list[Hit], Facets | None]:
    """The hits in order, and the facets of what is to be counted beside them. Only what is visible, and of ``among``, is shown,
    whatever the index says."""
    if not chosen:
        return [], None
    shown, named = _shown([number for _, number in chosen], among, counted)
    if among is None:
        now = timezone.now()
        shown = {number: each for number, each in shown.items() if each.is_visible(now)}
    terms = shown_terms(tree)
    return [_hit(shown[number], score, terms) for score, number in chosen if number in shown], named


def _shown(
    numbers: Sequence[int], among: QuerySet[Publication] | None, counted: Sequence[int] | None
) -> tuple[dict[int, Any], Facets | None]:
    """The publications of these documents as far as they are ``among`` those, with the folded body as ``found_body``.

    Reading the JSON takes most of the time.
    """
    inner, params = among.order_by().values("pk").query.sql_with_params() if among is not None else ("", ())
    columns = [
        "d.number",
        "d.body",
        *(f"p.{name}" if name != "detail" else "CAST(p.detail AS text)" for name in _SHOWN),
    ]
    tables = "articles_searchdocument d JOIN articles_publication p ON p.id = d.publication_id"
    wanted = f"d.number IN ({', '.join(str(int(number)) for number in numbers)})"
    source = f"{tables} WHERE {wanted}" + (f" AND p.id IN ({inner})" if inner else "")
    if counted is None:
        rows = fetch(f"SELECT {', '.join(columns)} FROM {source}", params)  # noqa: S608
        return _read(rows), None
    known, selected, own = facets.question(counted)
    texts = ", ".join(f"CAST({name} AS text)" for name in columns)
    empty = ", NULL" * (len(columns) + 1 - facets.WIDTH)
    found = dialect.rows(
        f"{known} SELECT f.*{empty} FROM ({selected}) AS f UNION ALL SELECT NULL, {texts} FROM {source}",  # noqa: S608
        [*own, *params],
    )
    return (
        _read([row[1:] for row in found if row[0] is None]),
        facets.named((row[: facets.WIDTH] for row in found if row[0] is not None), counted),
    )


def _read(rows: Iterable[Sequence[Any]]) -> dict[int, Any]:
    """Publications under the numbers of their documents, of values as the driver gives them or of their texts."""
    found = {}
    for number, body, *row in rows:
        values: dict[str, Any] = dict(zip(_SHOWN, row, strict=True))
        for name in _MOMENTS:
            if values[name] is not None:
                values[name] = aware(values[name])
        for name in _NUMBERS:
            if values[name] is not None:
                values[name] = int(values[name])
        values |= {"date": day_of(values["date"]), "detail": orjson.loads(values["detail"])}
        found[int(number)] = revived(Publication, {**values, "found_body": body})
    return found


def shown_terms(tree: All) -> list[Term]:
    """What to mark: the terms asked for, and runs as typed."""
    runs = [Term(run) for run in runs_in(tree) if len(run) > 1]
    return list(dict.fromkeys([*terms_in(tree), *runs]))


def _hit(publication: Publication, score: float, terms: Sequence[Term]) -> Hit:
    return Hit(
        publication,
        score,
        title=marked(publication.title, terms, field=Field.TITLE),
        byline=marked(byline_of(publication).replace("\n", "　"), terms, field=Field.BYLINE),
        passage=passage(body_of(publication), terms, folded=vars(publication)["found_body"]),
    )
