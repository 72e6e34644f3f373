"""The words that the house itself made: tags, their synonyms, approved wordings, the names in its bylines. Every process's
segmenter knows them.

Whoever cuts a text that somebody waits for calls ``teach`` first: a word that was entered, changed or deleted in
another process counts at once, without a restart. The database's mark tells whether anything can have changed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.db.models import CharField, QuerySet, Value

from articles.choices import PhraseKind
from articles.marking import mark
from articles.models import Affiliation, Author, Phrase, Tag, TagSynonym
from articles.text import segmentation
from articles.text.affiliations import institutions
from articles.text.names import Names, is_person, is_telling

CUTTABLE = re.compile(r"[\u4e00-\u9fd5]{3,30}")  # a dot or a quotation mark always parts words
LONGEST_TOPIC = 8  # what is longer is a sentence, not a tag
Written = frozenset[tuple[str, str]]  # what a string is, the string
_known: str | None = None
_written: Written | None = None
_persons: frozenset[str] = frozenset()
_institutions: frozenset[str] = frozenset()
_institutions_in = lru_cache(maxsize=1 << 16)(institutions)


def teach(known_mark: str | None = None) -> None:
    """Have this process's segmenter know the words as they stand, and no others. One read of one row, mostly, and
    none where the caller has just read the database's mark."""
    global _known, _written
    now = mark() if known_mark is None else known_mark
    if now == _known:
        return
    written = _read()
    if written != _written:
        _learn(written)
    _known, _written = now, written


def persons() -> Names:
    """The authors' names, as they were at the last ``teach``."""
    return _found_by(_persons)


def known_institutions() -> Names:
    """The institutions in what authors were printed with, as they were at the last ``teach``."""
    return _found_by(_institutions)


def topical() -> list[str]:
    """The approved wordings that are short enough to be a tag. One query."""
    wordings = Phrase.objects.filter(kind=PhraseKind.FORMULATION).order_by("text").values_list("text", flat=True)
    return [text for text in wordings if 2 <= len(text) <= LONGEST_TOPIC]


@lru_cache(maxsize=2)
def _found_by(names: frozenset[str]) -> Names:
    return Names(names)


def _learn(written: Written) -> None:
    global _persons, _institutions
    words, authors, affiliations = ({text for kind, text in written if kind == each} for each in "wpa")
    _persons = frozenset(filter(is_person, authors))
    _institutions = frozenset(name for text in affiliations for name in _institutions_in(text))
    names = {name for name in _persons if is_telling(name)} | _institutions
    segmentation.know({*words, *filter(CUTTABLE.fullmatch, names)})


def _read() -> Written:
    """Words, persons' names and affiliations as the tables have them. One query."""
    approved = Phrase.objects.exclude(kind=PhraseKind.ALLOWED)
    sources: list[tuple[str, QuerySet[Any], str]] = [
        ("w", approved, "text"),
        ("w", Tag.objects.all(), "name"),
        ("w", TagSynonym.objects.all(), "name"),
        ("p", Author.objects.all(), "name"),
        ("a", Affiliation.objects.all(), "text"),
    ]
    first, *others = (rows.order_by().values_list(Value(kind, CharField()), field) for kind, rows, field in sources)
    return frozenset(first.union(*others, all=True))
