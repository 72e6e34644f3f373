"""How many visible publications stand behind the rows of one page: one query for all that are not remembered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet

from articles.api.filters import NOTHING
from articles.api.remembered import State, numbers
from articles.compiled import places, statement
from articles.models import Publication


def article_counts(path: str, keys: Sequence[int], *, now: dt.datetime, state: State | None) -> dict[int, int]:
    """Those visible ``now`` are counted; ``path`` leads from one to the counted thing, an article counts once."""

    def ask(missing: Sequence[int]) -> dict[int, int]:
        wanted = places(missing, nothing=NOTHING)

        def build(marks: Mapping[str, Any]) -> QuerySet[Publication, Any]:
            visible = Publication.objects.visible(marks["now"]).order_by()
            rows = visible.filter(**{f"{path}__in": [marks[name] for name in wanted]}).values_list(path)
            return rows.annotate(articles=Count("pk", distinct=True))

        values = {"now": now, **wanted}
        return dict(statement(("counts", path, len(wanted)), build, values).run(values))

    return numbers(path, keys, ask, now=now, state=state)
