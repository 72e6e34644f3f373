"""What is checked and against what: a document in reading order, and the lexicon the editors keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

# The values of BlockKind, and names for the texts of an article that stand outside its body.
PROSE = frozenset({"paragraph", "quote", "list", "note", "statement", "summary", "editor_note"})
TITLES = frozenset({"title", "kicker", "subtitle", "web_title", "column", "heading"})
# A quotation may run on from one block to the next of these kinds; all others stand by themselves.
RUNNING = frozenset({"paragraph", "list"})
PULL_QUOTE = "pull_quote"


class Block(NamedTuple):
    """One text with the id that findings name. A newline within it begins a new paragraph."""

    id: str
    kind: str
    text: str

    @property
    def is_title(self) -> bool:
        return self.kind in TITLES

    @property
    def is_prose(self) -> bool:
        return self.kind in PROSE

    def paragraphs(self) -> Iterator[tuple[int, int]]:
        """The spans between newlines, empty ones left out."""
        start = 0
        for line in self.text.split("\n"):
            if line:
                yield start, start + len(line)
            start += len(line) + 1


@dataclass(frozen=True, slots=True)
class Byline:
    """A printed name with its affiliation; findings point into ``text``, where one space parts the two."""

    id: str
    name: str
    affiliation: str = ""

    @property
    def text(self) -> str:
        return f"{self.name} {self.affiliation}" if self.affiliation else self.name


@dataclass(frozen=True, slots=True)
class Document:
    """Blocks in reading order, the bylines, and the day of issue (for weekdays and ages)."""

    blocks: tuple[Block, ...]
    bylines: tuple[Byline, ...] = ()
    day: dt.date | None = None

    @classmethod
    def of(
        cls,
        blocks: Iterable[tuple[str, str, str]],
        *,
        bylines: Iterable[Byline] = (),
        day: dt.date | None = None,
    ) -> Document:
        """From (block id, kind, text) triples."""
        return cls(tuple(Block(*block) for block in blocks), tuple(bylines), day)

    @property
    def characters(self) -> int:
        """What the error rate is measured against: everything printed but white space."""
        return sum(
            len("".join(text.split()))
            for text in [part.text for part in self.blocks] + [part.text for part in self.bylines]
        )


@dataclass(frozen=True, slots=True)
class KnownAuthor:
    name: str
    affiliations: tuple[str, ...] = ()
    single_days: tuple[dt.date | None, ...] = ()  # beside each affiliation: the day, if it was printed on no other

    def before(self, day: dt.date | None) -> list[str]:
        """The affiliations but those of that day alone, which may be this very article's."""
        pairs = zip_longest(self.affiliations, self.single_days)
        return [text for text, single in pairs if text and (single is None or single != day)]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the editors have approved.

    ``phrases`` are set formulations and posts with their holders, ``titles`` those of documents (without
    《》), ``names`` persons and institutions, ``authors`` everybody who has had a byline before. The words
    ``allowed`` are reported no more, whatever a check thinks of them.
    """

    phrases: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    authors: tuple[KnownAuthor, ...] = field(default=())
    allowed: frozenset[str] = frozenset()
