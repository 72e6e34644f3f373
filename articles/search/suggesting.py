"""Helps while typing: completes what is begun, and offers what was meant when nothing is found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower, StrIndex
from django.utils import timezone

from articles.compiled import ask
from articles.models import (
    Author,
    Column,
    ColumnAlias,
    Publication,
    PublicationAuthor,
    SearchDocument,
    Tag,
    TagSynonym,
)
from articles.models.publication import is_visible
from articles.search.finding import matching, narrowed
from articles.search.query import LONGEST, All, Field, Term, Words
from articles.search.understanding import understood
from articles.text.fold import fold, normal
from articles.text.pinyin import name_pinyin

SHORTEST, LONGEST_RUN = 2, 12  # characters of a run that may be mistyped
LOOKED_AT = 200  # the newest texts that are looked at for what may have been meant
SOUNDS_ALIKE = 10  # a reading of the same sound counts this many times
ASKED_ABOUT = 20  # names of a kind that are looked up at a time


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


class Named(NamedTuple):
    """Something with a name, not saved, and all that it is called."""

    thing: Column | Tag | Author
    names: list[str]
    pinyin: str | None = None


def suggest(typed: str, *, limit: int = 5, with_titles: bool = True, mark: str | None = None) -> list[Suggestion]:
    """Up to ``limit`` each of columns, tags, authors and titles that begin with or contain what was typed.

    Names are found by characters, full pinyin and initials. Only what a reader may see is named. Two queries, three of
    Latin letters, and one for the titles; one less where the caller has just read the database's ``mark``.
    """
    begun = normal(typed[:LONGEST])
    if not begun:
        return []
    known = dict(_named() if mark is None else _known_under(mark))
    if begun.isascii():  # by the sound of their names, which takes looking at many
        known[Kind.AUTHOR] = _authors(begun)
    best = _public(
        {kind: _best(begun, rows) for kind, rows in known.items()}, limit, called="" if begun.isascii() else begun
    )
    found = [Suggestion(kind, str(each), each.get_absolute_url()) for kind, things in best.items() for each in things]
    return found + (_titles(typed, limit) if with_titles else [])


def _titles(typed: str, limit: int) -> list[Suggestion]:
    title = Term(fold(typed[:LONGEST]).strip(), field=Field.TITLE)
    titles = narrowed(Publication.objects.visible(), All((title,))).order_by("-search_document__number")
    titles = titles.select_related("article").only("title", "article__public_id")
    return [Suggestion(Kind.TITLE, each.title, each.get_absolute_url()) for each in titles[:limit]]


@lru_cache(maxsize=1)
def _known_under(mark: str) -> dict[Kind, list[Named]]:
    """Every change of a name gives another mark (``marking.TABLES``)."""
    return _named()


def _named() -> dict[Kind, list[Named]]:
    """All columns and tags, public or not. One query."""
    found = ask("names", names_of, {})
    columns = {pk: Named(Column(int(pk), name=name, slug=slug), [name]) for pk, name, slug in found["columns"]}
    tags = {pk: Named(Tag(int(pk), name=name, slug=slug), [name]) for pk, name, slug in found["tags"]}
    for things, others in ((columns, found["aliases"]), (tags, found["synonyms"])):
        for pk, name, *_ in others:
            if pk in things:
                things[pk].names.append(name)
    return {Kind.COLUMN: list(columns.values()), Kind.TAG: list(tags.values())}


def names_of(values: Mapping[str, Any]) -> dict[str, QuerySet[Any, Any]]:
    return {
        "columns": Column.objects.order_by().values_list("pk", "name", "slug"),
        "tags": Tag.objects.filter(merged_into__isnull=True).order_by().values_list("pk", "name", "slug"),
        "aliases": ColumnAlias.objects.order_by("pk").values_list("column", "name"),
        "synonyms": TagSynonym.objects.order_by("pk").values_list("tag", "name"),
    }


AUTHOR = ("pk", "public_id", "name", "distinguisher", "pinyin")


def _authors(begun: str) -> list[Named]:
    """Those who may be called so, public or not. One query."""
    called = Q(name__icontains=begun) | Q(pinyin__istartswith=begun[0])
    return [_author(row) for row in Author.objects.filter(called).order_by().values_list(*AUTHOR)]


def _author(row: Sequence[Any]) -> Named:
    pk, public_id, name, distinguisher, pinyin = row
    author = Author(int(pk), public_id=public_id, name=name, distinguisher=distinguisher, pinyin=pinyin)
    return Named(author, [name], pinyin)


def _best(begun: str, rows: Iterable[Named]) -> list[Column | Tag | Author]:
    """Those called so, the nearest first: a name that begins so, then one that has it in it, then the sound."""
    ranked = []
    for thing, names, pinyin in rows:
        nearness = min(_nearness(begun, name, pinyin) for name in names)
        if nearness < 9:
            ranked.append((nearness, len(names[0]), names[0], thing.pk, thing))
    return [row[-1] for row in sorted(ranked, key=lambda row: row[:-1])]


Things = dict[Kind, list[Column | Tag | Author]]


def _public(candidates: Things, limit: int, *, called: str = "") -> Things:
    """The first so many of each that a reader may see, and the authors whose name has ``called`` in it. One query, mostly."""
    found: Things = {kind: [] for kind in candidates}
    start = 0
    while True:
        waiting = {kind: each for kind, each in candidates.items() if len(found[kind]) < limit and each[start:]}
        if not waiting and not called:
            return {kind: things[:limit] for kind, things in found.items()}
        asked = {kind: each[start : start + ASKED_ABOUT] for kind, each in waiting.items()}
        values: dict[str, Any] = {"now": timezone.now()} | ({"called": called} if called else {})
        for kind in candidates:
            numbers = [each.pk for each in asked.get(kind, ())] + [0] * ASKED_ABOUT
            values |= {f"{kind}{at}": number for at, number in enumerate(numbers[:ASKED_ABOUT])}
        answers = ask(("public names", *values), public_ones, values)
        if called:
            named = [_author(row) for row in answers[Kind.AUTHOR]]
            found[Kind.AUTHOR], called = _best(called, named), ""
        public = {(name, int(row[0])) for name, rows in answers.items() for row in rows}
        for kind, things in asked.items():
            found[kind] += [each for each in things if (f"{kind}s", each.pk) in public]
        start += ASKED_ABOUT


def public_ones(values: Mapping[str, Any]) -> dict[str, QuerySet[Any, Any]]:
    shown = Publication.objects.visible(values["now"])
    links = PublicationAuthor.objects.filter(is_visible(values["now"], "publication__"))
    rows: dict[Kind, QuerySet[Any, Any]] = {
        Kind.COLUMN: Column.objects.filter(Exists(shown.filter(column=OuterRef("pk")))),
        Kind.TAG: Tag.objects.filter(Exists(shown.filter(tags=OuterRef("pk")))),
        Kind.AUTHOR: Author.objects.filter(Exists(links.filter(author=OuterRef("pk")))),
    }
    found = {}
    for kind, each in rows.items():
        if f"{kind}0" in values:
            numbers = [values[f"{kind}{at}"] for at in range(ASKED_ABOUT)]
            found[f"{kind}s"] = each.filter(pk__in=numbers).order_by().values_list("pk")
    if "called" in values:
        place = StrIndex(Lower("name"), Value(values["called"]))
        authors = rows[Kind.AUTHOR].alias(place=place).filter(place__gt=0)
        found[str(Kind.AUTHOR)] = authors.order_by().values_list(*AUTHOR)
    return found


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
