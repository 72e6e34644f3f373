"""What a search that somebody typed asks for, understood with the words of the house as they stand now."""

from __future__ import annotations

from articles import house_words
from articles.search.conditions import kinds_called
from articles.search.query import All, days, fields_in, parse
from articles.text.fold import normal
from articles.text.segmentation import cut


def understood(query: str, *, mark: str | None = None) -> All:
    """Never raises for a query. ``mark`` is the database's, where the caller has just read it."""
    house_words.teach(mark)
    return parse(query, cut=cut)


def wrong_days(query: str) -> list[str]:
    """The fields, as '日期:2025-13', whose value is no day, month or year: they are looked for as words."""
    return [f"{name}:{value}" for name, value in fields_in(query) if name in ("日期", "date") and days(value) is None]


def wrong_kinds(query: str) -> list[str]:
    """The fields, as '体裁:书评', that name no kind: no text is of it."""
    found = [(name, value) for name, value in fields_in(query) if name in ("体裁", "kind")]
    return [f"{name}:{value}" for name, value in found if not kinds_called(normal(value.strip(" \n*")))]
