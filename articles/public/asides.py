"""What stands beside a list: quotes, persons and tags, from plain values (``compiled.ask``)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.choices import ArticleKind
from articles.compiled import Sql, day_of, statement
from articles.models import Author, Tag
from articles.public import reading
from articles.templatetags.paper import names

# What each is made of, as ``values_list`` names it.
SAID = ("card", "text", "publication__date")
PERSON = ("public_id", "name", "distinguisher")
TAG = ("slug", "name")
OF_SEVERAL = (ArticleKind.ROUNDUP, ArticleKind.INTERVIEW)  # an article's byline does not say who said it
Rows = Iterable[tuple[Any, ...]]


class Said(NamedTuple):
    """A quote with the article that it is from; ``by`` is whose words a list of quotes says they are."""

    url: str
    text: str
    article: str
    title: str
    date: dt.date
    by: str = ""

    @property
    def html(self) -> SafeString:
        return fragment("includes/said.html", self)

    @property
    def item(self) -> SafeString:
        return fragment("includes/quote.html", self)


@lru_cache(maxsize=2_000)
def fragment(template: str, quote: Said) -> SafeString:
    """The same values are the same words: nothing else is in them."""
    return render_to_string(template, {"quote": quote})


def said(rows: Rows) -> list[Said]:
    return [said_of(as_json(card), text, day) for card, text, day, *_ in rows]


def said_of(card: dict[str, Any], text: str, day: Any, *, by: str = "") -> Said:
    return Said(card["url"], text, card["article"]["url"], card["article"]["title"], day_of(day), by)


def all_said(before: int, size: int) -> list[Said]:
    """So many quotes of all, the newest first, after the first ``before``. One query."""

    def build(marks: Mapping[str, Any]) -> Sql:
        texts = reading.visible(marks["now"]).filter(date__lte=dt.date.max, quotes__isnull=False)
        found = texts.order_by("-date", "-released_at", "pk", "quotes__order")
        columns = ("quotes__card", "quotes__text", "date", "quotes__speaker", "kind")
        sql, params = found.values_list(*columns).query.sql_with_params()
        if connection.vendor == "sqlite":  # by what it knows of an archive that has grown it would sort every quote
            sql = sql.replace(" INNER JOIN ", " CROSS JOIN ")
        return f"{sql} LIMIT %s OFFSET %s", [*params, marks["size"], marks["before"]]

    values = {"now": timezone.now(), "size": size, "before": before}
    return [
        said_of(card, text, day, by=speaker or ("" if kind in OF_SEVERAL else names(card["byline"])))
        for raw, text, day, speaker, kind in statement("quotes", build, values).run(values)
        for card in [as_json(raw)]
    ]


def as_json(value: Any) -> Any:
    """JSON that came through a model, or as its text."""
    return json.loads(value) if isinstance(value, str) else value


def persons(rows: Rows) -> list[Author]:
    """Not saved: a name with its address."""
    return [Author(**dict(zip(PERSON, row[: len(PERSON)], strict=True))) for row in rows]


def named_tags(rows: Rows) -> list[Tag]:
    """Not saved either."""
    return [Tag(**dict(zip(TAG, row[: len(TAG)], strict=True))) for row in rows]
