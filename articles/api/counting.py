"""How many visible publications stand behind the rows of one page: one query for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count

from articles.models.publication import PublicationQuerySet


def article_counts(publications: PublicationQuerySet, path: str, keys: Sequence[int]) -> dict[int, int]:
    """``path`` leads from the publication to the counted thing; an article counts once for each."""
    rows = publications.order_by().filter(**{f"{path}__in": keys}).values_list(path)
    return dict(rows.annotate(articles=Count("pk", distinct=True)))
