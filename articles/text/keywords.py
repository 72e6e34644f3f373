"""Proposes tags for a text: known tags and synonyms that occur in it first, then new words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from articles.text.segmentation import cut, tokenizer

WORD = re.compile(r"^[\u3400-\u9fff]{2,10}$")
DOCUMENT = re.compile(r"《([^《》]{2,30})》")
STOP_WORDS = frozenset(
    "我们 他们 你们 自己 这个 那个 这些 那些 一个 一些 一种 一项 可以 能够 需要 应当 应该 没有 不是 就是 而是 因此 所以 "
    "但是 由于 以及 或者 如果 同时 通过 对于 关于 进行 成为 作为 具有 不断 推动 促进 加强 实现 提高 问题 方面 工作 情况 "
    "时候 时间 重要 主要 这种 这样 那样 什么 怎样 如何 还是 已经 正在 不仅 不能 不会 也是 之间 之后 之前 其中 第一 第二 "
    "第三 第四 首先 其次 最后 另外 今年 去年 记者 作者 单位 本报".split()
)
TITLE_WEIGHT = 3
RARE = 3  # the frequency that an unknown word is taken to have


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A tag to propose: its name, the reason as a short Chinese phrase, whether it exists already."""

    name: str
    reason: str
    is_known: bool
    score: float


def suggest_tags(
    title: str, text: str, *, known: Mapping[str, str], exclude: Iterable[str] = (), limit: int = 12
) -> list[Suggestion]:
    """Up to ``limit`` suggestions, known tags first.

    ``known`` maps every known wording (tag names and synonyms) to the tag's name; ``exclude`` names
    tags the article already has. Deterministic for the same input.
    """
    taken = set(exclude)
    found = [item for item in _known_tags(title, text, known) if item.name not in taken]
    taken |= {item.name for item in found} | set(known)
    fresh = [item for item in _new_words(title, text) if item.name not in taken]
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


def _new_words(title: str, text: str) -> list[Suggestion]:
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
            rows[word] = Suggestion(word, reason, False, 100 * count / total * _rarity(word))
    return sorted(rows.values(), key=lambda row: (-row.score, row.name))


def _rarity(word: str) -> float:
    """Inverse frequency in the dictionary's own corpus; words it does not know count as rare."""
    loaded = tokenizer()
    return log(max(loaded.total, 1) / max(loaded.FREQ.get(word, 0), RARE))
