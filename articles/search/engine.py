"""What an engine is, and which one serves.

An engine keeps an index beside the ``SearchDocument`` table and answers one question: which numbers match these terms.
Ranking, visibility, facets and highlights are done above it, alike for all. Another engine is one module with the
functions of ``Engine``, named in ``ENGINE``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol, Self, cast

from articles.models import SearchDocument
from articles.search.dialect import Sql
from articles.search.query import Node, Term

ENGINE = "articles.search.blocks"


class Found(Protocol):
    """Numbers of documents. What one reader found can be joined."""

    def __len__(self) -> int: ...

    def __and__(self, other: Self) -> Self: ...

    def __or__(self, other: Self) -> Self: ...

    def __sub__(self, other: Self) -> Self: ...

    def newest(self, count: int, *, skip: int = 0) -> list[int]:
        """A stretch of the numbers, the largest first."""

    def above(self, number: int) -> int:
        """How many are larger than the number."""

    def numbers(self) -> list[int]:
        """All of them, in no order."""

    def without(self, numbers: Iterable[int]) -> Self: ...

    def within(self, every: Sql, each: Sql | None = None) -> Self:
        """Those that a SELECT of numbers gives too; ``each`` is the same SELECT as it is quick for a few of its rows."""


class Reader(Protocol):
    """The newest part of the index at one moment, which may be all of it, or an older part.

    No document is in two parts. ``bound`` is the largest number in the parts that are older still, 0 when there are none.
    """

    bound: int

    def older(self, times: float = ...) -> Self | None:
        """The next older part, None after the last; so many ``times`` as large as all that was read, about."""

    def everything(self) -> Found: ...

    def nothing(self) -> Found: ...

    def having(self, numbers: Iterable[int]) -> Found:
        """The documents of these numbers, as far as the index has them."""

    def between(self, first: int | None, last: int | None) -> Found:
        """The documents with numbers from ``first`` to before ``last``."""

    def texts(self, numbers: Iterable[int]) -> list[tuple[Any, ...]]:
        """What ranking reads of documents (``dialect.texts``), as far as the reader has not read it already."""

    def put_together(self, terms: Iterable[Term]) -> int:
        """Of how many bytes the longer ones of the terms, found already, were put together; the others were read off."""

    def find(self, node: Node) -> Found:
        """The documents that match, no number too many or too few.

        ``node`` holds terms, words, and their All, Either and Without.
        """


class Collector(Protocol):
    """Gathers drafts of very many documents for a larger step."""

    def add(self, draft: Any, turns: Mapping[int, int]) -> None:
        """``turns`` of the documents that were stored; the draft may have others."""

    def finish(self) -> None:
        """Write what was added; the searches need not look through it any longer."""


class Engine(Protocol):
    """All functions work on the default connection; ``draft`` without one."""

    Collector: type[Collector]
    WIDTH: int  # columns of the rows that ``question`` gives

    def question(self, terms: Sequence[Term]) -> Sql:
        """The statement by which a reader of these terms begins, the same for all but for its parameters, which are words.
        The first of its columns is a number."""

    def reader(self, terms: Sequence[Term] = (), rows: Iterable[tuple[Any, ...]] | None = None) -> Reader:
        """A reader of the newest part that has the ``terms`` at hand; others it reads when they are asked for. ``rows`` are those of the
        ``question`` where they were read together with something else."""

    def draft(self, documents: Sequence[SearchDocument], base: int) -> Any:
        """The costly part of writing sorted documents, which other processes may do. ``base`` are before them."""

    def note(self, numbers: Iterable[int]) -> Mapping[int, int]:
        """Documents of these numbers were written or taken out. In the caller's transaction."""

    def is_crowded(self) -> bool:
        """True when searches are slow until ``tidy`` has run."""

    def relieve(self) -> None:
        """After writing: put a little in order where searches would become slow. In the caller's transaction."""

    def clear(self) -> None:
        """Forget every document."""

    def tidy(self, *, wholly: bool = False) -> None:
        """Put in order what writes left for later."""

    def count(self) -> int:
        """How many documents are found; for the check."""

    def members(self) -> set[int]:
        """The numbers in the index that no later writing overrules; for the check."""


def engine() -> Engine:
    loaded: Any = import_module(ENGINE)
    return cast(Engine, loaded)
