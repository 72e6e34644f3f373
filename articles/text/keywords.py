"""Proposes tags for a text: known tags and synonyms that occur in it first, then new words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.text.segmentation import cut
from articles.text.terms import STOP_WORDS, TITLE_WEIGHT, Background

WORD = re.compile(r"^[\u3400-\u9fff]{2,10}$")
YOUNG = Background()
DOCUMENT = re.compile(r"《([^《》]{2,30})》")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A tag to propose: its name, the reason as a short Chinese phrase, whether it exists already."""

    name: str
    reason: str
    is_known: bool
    score: float


def suggest_tags(
    title: str,
    text: str,
    *,
    known: Mapping[str, str],
    exclude: Iterable[str] = (),
    background: Background = YOUNG,
    limit: int = 12,
) -> list[Suggestion]:
    """Up to ``limit`` suggestions, known tags first.

    ``known`` maps every known wording (tag names and synonyms) to the tag's name; ``exclude`` names
    tags the article already has. Deterministic for the same input.
    """
    taken = set(exclude)
    found = [item for item in _known_tags(title, text, known) if item.name not in taken]
    taken |= {item.name for item in found} | set(known)
    fresh = [item for item in _new_words(title, text, background) if item.name not in taken]
    return (found + fresh)[:limit]


def _known_tags(title: str, text: str, known: Mapping[str, str]) -> list[Suggestion]:
    counts: Counter[str] = Counter()
    via: dict[str, str] = {}
    for wording, name in known.items():
        hits = text.count(wording) + TITLE_WEIGHT * title.count(wording)
        if hits:
            counts[name] += hits
            via.setdefault(name, wording)
    rows = []
    for name, hits in counts.items():
        where = "标题中出现" if via[name] in title else f"文中出现 {text.count(via[name])} 次"
        reason = where if via[name] == name else f"同义词“{via[name]}”{where}"
        rows.append(Suggestion(name, reason, True, float(hits)))
    return sorted(rows, key=lambda row: (-row.score, row.name))


def _new_words(title: str, text: str, background: Background) -> list[Suggestion]:
    rows: dict[str, Suggestion] = {}
    for match in DOCUMENT.finditer(title + "\n" + text):
        name = match[1]
        if name not in rows and len(name) <= 40:
            rows[name] = Suggestion(name, "书名号中的篇名", False, 50.0)
    counts = Counter(word for word in cut(text) if WORD.match(word) and word not in STOP_WORDS)
    counts.update({word: TITLE_WEIGHT for word in cut(title) if WORD.match(word) and word not in STOP_WORDS})
    total = sum(counts.values()) or 1
    for word, count in counts.items():
        if word not in rows and text.count(word) >= 2:
            reason = f"关键词，文中出现 {text.count(word)} 次"
            rows[word] = Suggestion(word, reason, False, 100 * count / total * background.rarity(word))
    return sorted(rows.values(), key=lambda row: (-row.score, row.name))
