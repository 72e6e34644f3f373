"""Proposes tags for a text: what the house knows first (tags, synonyms, persons, institutions, its own words), then
titles and new words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from articles.text.names import NO_NAMES, Names, is_telling, stands_alone
from articles.text.segmentation import cut
from articles.text.terms import TITLE_WEIGHT, Background
from articles.text.topics import topics

YOUNG = Background()
NAMES = 4  # so many persons, institutions and house words have a place, however many tags are known
DOCUMENTS = 6
DOCUMENT = re.compile(r"《([^《》]{2,30})》")


class Source(StrEnum):
    """Where a suggestion comes from."""

    TAG = "tag"
    PERSON = "person"
    INSTITUTION = "institution"
    HOUSE = "house"
    DOCUMENT = "document"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A tag to propose: its name, the reason as a short Chinese phrase, where it comes from."""

    name: str
    reason: str
    source: Source
    score: float


def suggest_tags(
    title: str,
    text: str,
    *,
    known: Mapping[str, str],
    persons: Names = NO_NAMES,
    institutions: Names = NO_NAMES,
    house: Collection[str] = (),
    exclude: Iterable[str] = (),
    background: Background = YOUNG,
    limit: int = 12,
) -> list[Suggestion]:
    """Up to ``limit`` suggestions in the order of ``Source``, the strongest of each first.

    ``known`` maps every known wording (tag names and synonyms) to the tag's name; ``persons`` and ``institutions``
    are those of the bylines, ``house`` the words that the editors keep; ``exclude`` names tags the article already has.
    Deterministic for the same input.
    """
    taken = set(exclude)
    tags = [item for item in _known_tags(title, text, known) if item.name not in taken]
    taken |= {item.name for item in tags} | set(known)
    named = _persons(title, text, persons, taken) + _institutions(title, text, institutions, taken)
    named += _house_words(title, text, house, taken | {item.name for item in named})
    taken |= {item.name for item in named}
    fresh = [item for item in _new_words(title, text, background) if item.name not in taken]
    return (tags[: max(limit - len(named), 0)] + named + fresh)[:limit]


def _persons(title: str, text: str, persons: Names, taken: Collection[str]) -> list[Suggestion]:
    found = persons.found(f"{title}\n{text}")
    doubtful = {name for name in found if not is_telling(name)}
    words = set(cut(f"{title}\n{text}")) if doubtful else set()
    sure = Counter({name: hits for name, hits in found.items() if name not in doubtful or stands_alone(name, words)})
    return _named(sure, title, taken, Source.PERSON, "人名（作者库）")


def _institutions(title: str, text: str, institutions: Names, taken: Collection[str]) -> list[Suggestion]:
    return _named(institutions.found(f"{title}\n{text}"), title, taken, Source.INSTITUTION, "机构（作者单位）")


def _house_words(title: str, text: str, house: Collection[str], taken: Collection[str]) -> list[Suggestion]:
    whole = f"{title}\n{text}"
    counts = Counter({word: hits for word in house if (hits := whole.count(word))})
    return _named(counts, title, taken, Source.HOUSE, "词库里的词")


def _named(counts: Counter[str], title: str, taken: Collection[str], source: Source, what: str) -> list[Suggestion]:
    rows = [
        Suggestion(name, f"{what}，{'标题中出现' if name in title else f'文中出现 {hits} 次'}", source, float(hits))
        for name, hits in counts.items()
        if name not in taken
    ]
    return sorted(rows, key=lambda row: (row.name not in title, -row.score, -len(row.name), row.name))[:NAMES]


def _known_tags(title: str, text: str, known: Mapping[str, str]) -> list[Suggestion]:
    counts: Counter[str] = Counter()
    via: dict[str, str] = {}
    for wording, name in known.items():
        hits = text.count(wording) + TITLE_WEIGHT * title.count(wording)
        if hits:
            counts[name] += hits
            via[name] = name if wording == name else via.get(name, wording)  # the tag's own name says it best
    rows = []
    for name, hits in counts.items():
        where = "标题中出现" if via[name] in title else f"文中出现 {text.count(via[name])} 次"
        reason = where if via[name] == name else f"同义词“{via[name]}”{where}"
        rows.append(Suggestion(name, reason, Source.TAG, float(hits)))
    return sorted(rows, key=lambda row: (-row.score, row.name))


def _new_words(title: str, text: str, background: Background) -> list[Suggestion]:
    titled = Counter(match[1] for match in DOCUMENT.finditer(f"{title}\n{text}"))
    documents = [
        Suggestion(name, "书名号中的篇名", Source.DOCUMENT, float(count))
        for name, count in titled.most_common(DOCUMENTS)
    ]
    return documents + [
        Suggestion(each.name, f"文中出现 {text.count(each.name)} 次", Source.WORD, each.weight)
        for each in topics(title, text, background)
        if each.name not in titled
    ]
