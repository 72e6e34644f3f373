"""How many visible publications stand behind the rows of one page: one query for all that are not remembered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count

from articles.api.remembered import numbers
from articles.models.publication import PublicationQuerySet


def article_counts(
    publications: PublicationQuerySet, path: str, keys: Sequence[int], *, now: dt.datetime
) -> dict[int, int]:
    """``publications`` are those visible ``now``; ``path`` leads from one to the counted thing, an article counts once."""

    def ask(missing: Sequence[int]) -> dict[int, int]:
        rows = publications.order_by().filter(**{f"{path}__in": missing}).values_list(path)
        return dict(rows.annotate(articles=Count("pk", distinct=True)))

    return numbers(path, keys, ask, now=now)
