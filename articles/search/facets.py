"""Counts the hits of a query by column, author, tag, year and kind."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear

from articles.choices import ArticleKind
from articles.models import Publication

MOST = 12  # values shown of each facet


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


def facets_of(matches: QuerySet[Publication]) -> Facets:
    """The most frequent values of each, the largest count first. Five queries."""
    found = matches.order_by()
    return Facets(
        columns=_counted(found, "column__slug", "column__name"),
        authors=_counted(found, "authors__public_id", "authors__name"),
        tags=_counted(found, "tags__slug", "tags__name"),
        years=_years(found),
        kinds=_kinds(found),
    )


def _counted(found: QuerySet[Publication], key: str, label: str) -> list[FacetCount]:
    rows = (
        found.filter(**{f"{key}__isnull": False})
        .values_list(key, label)
        .annotate(hits=Count("pk", distinct=True))
        .order_by("-hits", label)[:MOST]
    )
    return [FacetCount(*row) for row in rows]


def _years(found: QuerySet[Publication]) -> list[FacetCount]:
    rows = found.annotate(year=ExtractYear("date")).values_list("year").annotate(hits=Count("pk")).order_by("-year")
    return [FacetCount(str(year), f"{year}年", hits) for year, hits in rows]


def _kinds(found: QuerySet[Publication]) -> list[FacetCount]:
    rows = found.values_list("kind").annotate(hits=Count("pk")).order_by("-hits", "kind")
    return [FacetCount(kind, ArticleKind(kind).label, hits) for kind, hits in rows]
