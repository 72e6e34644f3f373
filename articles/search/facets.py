"""Counts the hits of a query by column, author, tag, year and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.choices import ArticleKind
from articles.models.search import DAY_BITS, day_of
from articles.search import dialect

MOST = 12  # values shown of each facet
_ID = (1 << DAY_BITS) - 1
# All in one statement, so that the hits are found once. A number says the publication: only narrow indexes are read.
# Named are those that come up most, with all that come up as often as the last of them.
_COUNTS = """
    WITH found AS MATERIALIZED (SELECT number & {id} AS id FROM ({found}) hits),
    kinds AS MATERIALIZED (
        SELECT p.kind AS kind, COALESCE(p.column_id, 0) AS value, count(*) AS hits
        FROM found CROSS JOIN {publications} WHERE p.id = found.id GROUP BY 1, 2
    ),
    counts AS (
        SELECT 'tag' AS facet, t.tag_id AS value, count(*) AS hits
            FROM found CROSS JOIN articles_publication_tags t WHERE t.publication_id = found.id GROUP BY 2
        UNION ALL SELECT 'author', a.author_id, count(DISTINCT a.publication_id)
            FROM found CROSS JOIN articles_publicationauthor a WHERE a.publication_id = found.id GROUP BY 2
        UNION ALL SELECT 'column', value, sum(hits) FROM kinds WHERE value <> 0 GROUP BY 2
    ),
    most AS (SELECT facet, value, hits, rank() OVER (PARTITION BY facet ORDER BY hits DESC) AS place FROM counts),
    facets (facet, key, label, value, hits) AS (SELECT 'kind', kind, NULL, 0, sum(hits) FROM kinds GROUP BY 2
    UNION ALL SELECT facet, COALESCE(c.slug, a.public_id, t.slug), COALESCE(c.name, a.name, t.name), value, hits FROM most
        LEFT JOIN articles_column c ON facet = 'column' AND c.id = value
        LEFT JOIN articles_author a ON facet = 'author' AND a.id = value
        LEFT JOIN articles_tag t ON facet = 'tag' AND t.id = value
        WHERE place <= {most})
"""
WIDTH = 5


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
    """The most frequent values of each, of equals the one first by name, among the documents of these numbers. One query."""
    known, selected, params = question(found)
    return named(dialect.rows(f"{known} {selected}", params), found)


def question(found: Sequence[int]) -> tuple[str, str, list[str]]:
    """What is asked for ``named``: a WITH, a SELECT of ``WIDTH`` texts, and the parameters. Others may be asked beside it."""
    sql, params = dialect.as_rows(found)
    known = _COUNTS.format(found=sql, id=_ID, publications=dialect.publications(), most=MOST)
    return known, "SELECT facet, key, label, CAST(value AS text), CAST(hits AS text) FROM facets", params


def named(rows: Iterable[Sequence[str | None]], found: Sequence[int]) -> Facets:
    """The facets that the rows of ``question`` stand for; the years from the numbers themselves, which say the day."""
    ordered: dict[str, list[FacetCount]] = {facet: [] for facet in ("column", "author", "tag", "kind")}
    years: Counter[int] = Counter()
    for day, hits in Counter(map(DAY_BITS.__rrshift__, found)).items():
        years[day_of(day).year] += hits
    counts = (
        (facet, key or "", label or "", int(value or 0), int(hits or 0)) for facet, key, label, value, hits in rows
    )
    # Namesakes stand in the order in which they came to the paper.
    for facet, key, label, _, hits in sorted(counts, key=lambda row: (-row[4], row[2], row[3])):
        ordered[str(facet)].append(FacetCount(key, label or ArticleKind(key).label, hits))
    return Facets(
        columns=ordered["column"][:MOST],
        authors=ordered["author"][:MOST],
        tags=ordered["tag"][:MOST],
        years=[FacetCount(str(year), f"{year}年", hits) for year, hits in sorted(years.items(), reverse=True)],
        kinds=sorted(ordered["kind"], key=lambda each: (-each.count, each.key)),
    )
