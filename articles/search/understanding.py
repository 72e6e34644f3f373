"""What a search that somebody typed asks for, understood with the words of the house as they stand now."""

from __future__ import annotations

from articles import house_words
from articles.search.query import All, parse
from articles.text.segmentation import cut


def understood(query: str, *, mark: str | None = None) -> All:
    """Never raises for a query. ``mark`` is the database's, where the caller has just read it."""
    house_words.teach(mark)
    return parse(query, cut=cut)
