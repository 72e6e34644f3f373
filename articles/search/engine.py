"""What an engine is, and which one serves the database in use.

An engine keeps an index beside the ``SearchDocument`` table and answers one question: which numbers match
these terms. Ranking, visibility, facets and highlights are done above it, alike for all. Another engine is
one module with the functions of ``Engine`` and one line in ``ENGINES``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from django.db import connection

from articles.models import SearchDocument
from articles.search import postgres, sqlite
from articles.search.query import Node


class Engine(Protocol):
    """All functions work on the default connection, inside the caller's transaction.

    ``MEMBERS`` is a SELECT of the numbers that are in the index; for the check.
    """

    MEMBERS: str

    def write(self, documents: Sequence[SearchDocument]) -> None:
        """Add documents that are not in the index."""

    def erase(self, documents: Sequence[SearchDocument]) -> None:
        """Take documents out; their texts are those that were written."""

    def clear(self) -> None:
        """Forget every document."""

    def count(self) -> int:
        """How many documents are in the index; for the check."""

    def numbers(self, node: Node) -> tuple[str, list[Any]] | None:
        """A SELECT of the matching numbers from the index, or None when only parts of ``node`` are text.

        ``node`` holds terms, words, and their All, Either and Without. Exact: no number too many or too few.
        """


ENGINES: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgres}


def engine() -> Engine:
    chosen: Engine = ENGINES[connection.vendor]
    return chosen
