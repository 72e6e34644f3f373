"""Counts the hits of a query by column, author, tag, year and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from articles.choices import ArticleKind
from articles.models.search import DAY_BITS, day_of
from articles.search import dialect

MOST = 12  # values shown of each facet
_ID = (1 << DAY_BITS) - 1
# All in one statement, so that the hits are found once. A number says the day and the publication: only narrow indexes are read.
_COUNTS = """
    WITH found AS MATERIALIZED (SELECT number, number & {id} AS id FROM ({found}) hits)
    SELECT 'day' AS facet, number / {day} AS value, count(*) AS hits FROM found GROUP BY 2
    UNION ALL SELECT 'tag', t.tag_id, count(*)
        FROM found CROSS JOIN articles_publication_tags t WHERE t.publication_id = found.id GROUP BY 2
    UNION ALL SELECT 'author', a.author_id, count(DISTINCT a.publication_id)
        FROM found CROSS JOIN articles_publicationauthor a WHERE a.publication_id = found.id GROUP BY 2
    UNION ALL SELECT p.kind, COALESCE(p.column_id, 0), count(*)
        FROM found CROSS JOIN {publications} WHERE p.id = found.id GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One value: how it is named in an address or a query, what it is called, how many hits have it."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    columns: list[FacetCount]
    authors: list[FacetCount]
    tags: list[FacetCount]
    years: list[FacetCount]
    kinds: list[FacetCount]


def facets_of(found: Sequence[int]) -> Facets:
    """The most frequent values of each, the largest count first, among the documents of these numbers. Two queries."""
    counts = _counts(found)
    years: Counter[int] = Counter()
    for day, hits in counts.pop("day", {}).items():
        years[day_of(day).year] += hits
    tags, authors = counts.pop("tag", Counter()), counts.pop("author", Counter())
    kinds = Counter({kind: columns.total() for kind, columns in counts.items()})
    columns = sum(counts.values(), Counter())
    del columns[0]
    named = _named({"column": columns, "author": authors, "tag": tags})
    return Facets(
        columns=named["column"],
        authors=named["author"],
        tags=named["tag"],
        years=[FacetCount(str(year), f"{year}年", hits) for year, hits in sorted(years.items(), reverse=True)],
        kinds=[
            FacetCount(kind, ArticleKind(kind).label, hits)
            for kind, hits in sorted(kinds.items(), key=lambda each: (-each[1], each[0]))
        ],
    )


def _counts(found: Sequence[int]) -> dict[str, Counter[int]]:
    sql, params = dialect.as_rows(found)
    counts: dict[str, Counter[int]] = {}
    asked = _COUNTS.format(found=sql, id=_ID, day=1 << DAY_BITS, publications=dialect.publications())
    with connection.cursor() as cursor:
        cursor.execute(asked, params)
        for facet, value, hits in cursor.fetchall():
            counts.setdefault(facet, Counter())[value] = hits
    return counts


_NAMES = {
    "column": "SELECT 'column', id, slug, name FROM articles_column WHERE id IN ({})",
    "author": "SELECT 'author', id, public_id, name FROM articles_author WHERE id IN ({})",
    "tag": "SELECT 'tag', id, slug, name FROM articles_tag WHERE id IN ({})",
}


def _named(counts: Mapping[str, Counter[int]]) -> dict[str, list[FacetCount]]:
    """The most frequent of each, of equals the one first by name. One query."""
    asked = []
    for facet, own in counts.items():
        least = min((hits for _, hits in own.most_common(MOST)), default=0)
        numbers = [str(pk) for pk, hits in own.items() if hits >= least][:900]
        asked += [_NAMES[facet].format(", ".join(numbers))] if numbers else []
    found: dict[str, list[FacetCount]] = {facet: [] for facet in counts}
    for facet, pk, key, label in dialect.rows(" UNION ALL ".join(asked)) if asked else ():
        found[facet].append(FacetCount(key, label, counts[facet][pk]))
    return {facet: sorted(rows, key=lambda each: (-each.count, each.label))[:MOST] for facet, rows in found.items()}
