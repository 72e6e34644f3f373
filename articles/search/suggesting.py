"""Helps while typing: completes what is begun, and offers what was meant when nothing is found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.db.models import Q, QuerySet

from articles.models import Author, Column, Publication, SearchDocument, Tag
from articles.search.finding import matching, narrowed
from articles.search.query import LONGEST, All, Field, Term, Words, normal
from articles.search.understanding import understood
from articles.text.fold import fold
from articles.text.pinyin import name_pinyin

SHORTEST, LONGEST_RUN = 2, 12  # characters of a run that may be mistyped
LOOKED_AT = 200  # the newest texts that are looked at for what may have been meant
SOUNDS_ALIKE = 10  # a reading of the same sound counts this many times
Thing = TypeVar("Thing", Column, Tag, Author)


class Kind(StrEnum):
    TITLE = "title"
    AUTHOR = "author"
    TAG = "tag"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to show, where it leads, and what it is."""

    kind: Kind
    text: str
    url: str


def suggest(typed: str, *, limit: int = 5) -> list[Suggestion]:
    """Up to ``limit`` each of columns, tags, authors and titles that begin with or contain what was typed.

    Names are found by characters, full pinyin and initials. Only what a reader may see is named.
    """
    begun = normal(typed[:LONGEST])
    if not begun:
        return []
    public = Publication.objects.visible()
    found = [Suggestion(Kind.COLUMN, each.name, each.get_absolute_url()) for each in _columns(begun, public)[:limit]]
    found += [Suggestion(Kind.TAG, each.name, each.get_absolute_url()) for each in _tags(begun, public)[:limit]]
    found += [Suggestion(Kind.AUTHOR, str(each), each.get_absolute_url()) for each in _authors(begun, public)[:limit]]
    title = Term(fold(typed[:LONGEST]).strip(), field=Field.TITLE)
    titles = narrowed(public, All((title,))).order_by("-search_document__number").select_related("article")
    titles = titles.only("title", "article__public_id")
    return found + [Suggestion(Kind.TITLE, each.title, each.get_absolute_url()) for each in titles[:limit]]


def _columns(begun: str, public: QuerySet[Publication]) -> list[Column]:
    rows = Column.objects.filter(publications__in=public).distinct().prefetch_related("aliases")
    return _best(begun, [(each, [each.name, *(alias.name for alias in each.aliases.all())]) for each in rows])


def _tags(begun: str, public: QuerySet[Publication]) -> list[Tag]:
    rows = Tag.objects.filter(merged_into__isnull=True, publications__in=public).distinct()
    rows = rows.prefetch_related("synonyms")
    return _best(begun, [(each, [each.name, *(synonym.name for synonym in each.synonyms.all())]) for each in rows])


def _authors(begun: str, public: QuerySet[Publication]) -> list[Author]:
    named = Q(name__icontains=begun)
    if begun.isascii():
        named |= Q(pinyin__istartswith=begun[0])
    rows = list(Author.objects.filter(named, publications__in=public).distinct())
    return _best(begun, [(each, [each.name]) for each in rows], pinyin={each.name: each.pinyin for each in rows})


def _best(begun: str, rows: Iterable[tuple[Thing, list[str]]], *, pinyin: dict[str, str] | None = None) -> list[Thing]:
    """Those called so, the nearest first: a name that begins so, then one that has it in it, then the sound."""
    ranked = []
    for thing, names in rows:
        nearness = min(_nearness(begun, name, (pinyin or {}).get(name)) for name in names)
        if nearness < 9:
            ranked.append((nearness, len(names[0]), names[0], thing.pk, thing))
    return [row[-1] for row in sorted(ranked, key=lambda row: row[:-1])]


def _nearness(begun: str, name: str, pinyin: str | None) -> int:
    called = normal(name)
    if called.startswith(begun):
        return 0
    if begun in called:
        return 1
    if not begun.isascii():
        return 9
    syllables = (pinyin or name_pinyin(name)).lower().split()
    if "".join(syllables).startswith(begun):
        return 2
    return 3 if "".join(each[0] for each in syllables).startswith(begun) else 9


def did_you_mean(query: str, publications: QuerySet[Publication] | None = None) -> str:
    """Another query that does find something, for one that finds nothing; empty when there is none.

    Each run of words that finds nothing gives way to a name of the same sound or to a string of the archive
    with one character more, less, other or out of turn.
    """
    among = Publication.objects.visible() if publications is None else publications
    corrected = fold(query[:LONGEST])
    for part in understood(query).parts:
        value = part.value if isinstance(part, Words | Term) else ""
        if value.endswith(":"):  # a field's prefix without anything behind it
            continue
        if SHORTEST <= len(value) <= LONGEST_RUN and not narrowed(among, All((part,))).exists():
            corrected = corrected.replace(value, _meant(value, among) or value)
    if corrected == fold(query[:LONGEST]) or not matching(among, corrected).exists():
        return ""
    return corrected


def _meant(value: str, among: QuerySet[Publication]) -> str:
    sound = name_pinyin(value)
    names = [*Tag.objects.filter(publications__in=among).values_list("name", flat=True).distinct()]
    names += Column.objects.filter(publications__in=among).values_list("name", flat=True).distinct()
    first = sound[:1] or value[0]
    authors = Author.objects.filter(pinyin__istartswith=first, publications__in=among)
    names += authors.values_list("name", flat=True).distinct()
    called = [name for name in map(normal, names) if name != value and name_pinyin(name) == sound]
    if called:
        return min(called)
    found: Counter[str] = Counter()
    for parts, pattern in _variants(value):
        found.update(_strings(parts, pattern, among))
    del found[value]
    if not found:
        return ""
    return max(found, key=lambda each: (found[each] * (SOUNDS_ALIKE if name_pinyin(each) == sound else 1), each))


def _variants(value: str) -> Iterator[tuple[list[str], re.Pattern[str]]]:
    """Strings that must be found, and the pattern of what may have been meant: one slip of the hand each."""
    for at in range(len(value)):
        before, after = value[:at], value[at + 1 :]
        yield [before, after], re.compile(re.escape(before) + r"\w" + re.escape(after))
        if before and len(value) > SHORTEST:
            yield [before, value[at:]], re.compile(re.escape(before) + r"\w" + re.escape(value[at:]))
        if len(value) > SHORTEST + 1:
            yield [before + after], re.compile(re.escape(before + after))
        if after:
            swapped = before + after[0] + value[at] + after[1:]
            yield [swapped], re.compile(re.escape(swapped))


def _strings(parts: list[str], pattern: re.Pattern[str], among: QuerySet[Publication]) -> Iterator[str]:
    """What the pattern finds in the newest texts that have the parts, once a text."""
    telling = [Term(part) for part in parts if len(part) > 1]
    if not telling:
        return
    found = narrowed(among, All((Words("".join(parts), tuple(telling)),)), with_tags=False)
    numbers = found.order_by("-search_document__number").values("search_document__number")[:LOOKED_AT]
    numbers_found = [row["search_document__number"] for row in numbers]
    for title, body in SearchDocument.objects.filter(pk__in=numbers_found).values_list("title", "body"):
        yield from set(pattern.findall(title) + pattern.findall(body))
