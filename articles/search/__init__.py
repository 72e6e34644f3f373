"""Search over what is published: find every string, rank what matters.

``search`` for pages of ranked hits, ``matching`` to narrow a queryset, ``put`` and ``remove`` to keep the index.
"""

from articles.search.finding import matching

__all__ = ["matching"]
