"""What an engine is, and which one serves the database in use.

An engine keeps an index beside the ``SearchDocument`` table and answers one question: which numbers match
these terms. Ranking, visibility, facets and highlights are done above it, alike for all. Another engine is
one module with the functions of ``Engine`` and one line in ``ENGINES``.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast

from django.db import connection

from articles.models import SearchDocument
from articles.search.query import Node

Sql = tuple[str, list[Any]]
Entry = tuple[Any, ...]


class Engine(Protocol):
    """All functions work on the default connection, inside the caller's transaction; ``entry`` without one.

    ``MEMBERS`` is a SELECT of the numbers that are in the index; for the check. ``PUBLICATIONS`` are those under the
    name ``p`` in a FROM that asks for no more than id, kind and column of very many.
    """

    MEMBERS: str
    PUBLICATIONS: str

    def entry(self, document: SearchDocument) -> Entry:
        """What ``write`` puts into the index for a document: the costly part, which other processes may do."""

    def write(self, entries: Sequence[Entry]) -> None:
        """Add documents that are not in the index."""

    def erase(self, documents: Sequence[SearchDocument]) -> None:
        """Take documents out; their texts are those that were written."""

    def clear(self) -> None:
        """Forget every document."""

    def building(self) -> AbstractContextManager[None]:
        """While very many documents are written: larger steps."""

    def tidy(self, *, wholly: bool = False) -> None:
        """Put in order what writes left for later, so that neither readers nor writers have to."""

    def learn(self) -> None:
        """After very much was written: let the planner know how much there is now, that it leaves nothing to chance."""

    def count(self) -> int:
        """How many documents are in the index; for the check."""

    def numbers(self, node: Node) -> Sql | None:
        """A SELECT of the matching numbers from the index, or None when only parts of ``node`` are text.

        ``node`` holds terms, words, and their All, Either and Without. Exact: no number too many or too few.
        """

    def counted(self, found: Sql, *, limit: int, offset: int, most: int) -> tuple[int, list[int]]:
        """How many numbers the SELECT ``found`` gives, and a stretch of them, the largest first.

        Nothing is said of how many more than ``most`` there are.
        """

    def once(self, sql: str) -> str:
        """The SELECT ``sql`` as a part of ``IN (…)`` that is worked out once, whatever stands around it."""

    def texts(self, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
        """(number, length, title, byline, quotes, headings, cuts, body) of documents, the words as UTF-8."""


ENGINES = {"sqlite": "articles.search.sqlite", "postgresql": "articles.search.postgres"}


def engine() -> Engine:
    return _loaded(ENGINES[connection.vendor])


@cache
def _loaded(name: str) -> Engine:
    """Only the one that is used: PostgreSQL's driver takes 11 MB."""
    chosen: Any = import_module(name)
    return cast(Engine, chosen)
