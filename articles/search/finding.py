"""Finds publications."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from articles.models import Publication
from articles.search.conditions import selection
from articles.search.query import parse
from articles.text.segmentation import cut


def matching(publications: QuerySet[Publication], query: str) -> QuerySet[Publication]:
    """The publications that ``query``, in the query language, asks for; an empty one asks for all."""
    tree = parse(query, cut=cut)
    if not tree.parts:
        return publications
    sql, params = selection(tree)
    return publications.filter(search_document__number__in=RawSQL(sql, params))  # noqa: S611 values are parameters
