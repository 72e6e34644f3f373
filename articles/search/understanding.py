"""What a search that somebody typed asks for, understood with the words of the house as they stand now."""

from __future__ import annotations

from articles import house_words
from articles.search.query import All, parse
from articles.text.segmentation import cut


def understood(query: str) -> All:
    """Never raises for a query."""
    house_words.teach()
    return parse(query, cut=cut)
