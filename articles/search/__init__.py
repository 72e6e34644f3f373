"""Search over what is published: find every string, rank what matters.

``search`` gives a page of ranked hits, ``matching`` narrows a queryset, ``suggest`` completes what is being typed.
``indexing`` keeps the index in step with what is published; only ``publishing`` and the commands call it.
"""

from articles.search.finding import DATE, RELEVANCE, Hit, Result, matching, search
from articles.search.passages import Marked
from articles.search.suggesting import Suggestion, did_you_mean, suggest

__all__ = [
    "DATE",
    "RELEVANCE",
    "Hit",
    "Marked",
    "Result",
    "Suggestion",
    "did_you_mean",
    "matching",
    "search",
    "suggest",
]
