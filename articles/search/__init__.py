"""Finds published text. The interim engine is a plain substring match; a ranked index comes later.

Everything that searches goes through ``matching``, so that a better engine changes this module only.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from articles.models import Publication


def matching(publications: QuerySet[Publication], query: str) -> QuerySet[Publication]:
    """The publications whose title, byline or text contain every white-space-separated term of ``query``."""
    for term in query.split():
        publications = publications.filter(
            Q(title__icontains=term) | Q(text__icontains=term) | Q(author_links__author__name__icontains=term)
        )
    return publications.distinct()
