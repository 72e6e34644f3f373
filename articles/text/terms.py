"""The words that a text is about: TF-IDF with the paper's own archive as background (Salton and Buckley 1988)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp, log

from articles.text.fold import fold
from articles.text.segmentation import cut, frequencies

TERM = re.compile(r"[\u3400-\u9fff]{2,12}|[a-z][a-z0-9-]+")
STOP_WORDS = frozenset(
    "我们 他们 你们 自己 这个 那个 这些 那些 一个 一些 一种 一项 可以 能够 需要 应当 应该 没有 不是 就是 而是 因此 所以 "
    "但是 由于 以及 或者 如果 同时 通过 对于 关于 进行 成为 作为 具有 不断 推动 促进 加强 实现 提高 问题 方面 工作 情况 "
    "时候 时间 重要 主要 这种 这样 那样 什么 怎样 如何 还是 已经 正在 不仅 不能 不会 也是 之间 之后 之前 其中 第一 第二 "
    "第三 第四 首先 其次 最后 另外 今年 去年 记者 作者 笔者 本文 单位 本报".split()
)
TITLE_WEIGHT = 3
PRIOR = 200  # the dictionary's own corpus counts like so many articles of ours
WORDS_OF_AN_ARTICLE = 800
UNKNOWN = 3  # the dictionary frequency that a word it does not have is taken to have


@dataclass(frozen=True, slots=True)
class Background:
    """How many of the archive's ``articles`` have a term; a term that is missing is in none."""

    articles: int = 0
    having: Mapping[str, int] = field(default_factory=dict)

    def rarity(self, term: str) -> float:
        """Inverse document frequency. A young archive leans on the dictionary, an old one on itself."""
        prior = PRIOR * _share_by_dictionary(term)
        return log((self.articles + PRIOR + 1) / (self.having.get(term, 0) + prior))


def terms(text: str) -> Counter[str]:
    """Words that can say what a text is about, folded (width, case, Traditional), with how often they occur."""
    return Counter(word for word in cut(fold(text)) if TERM.fullmatch(word) and word not in STOP_WORDS)


def weigh(title: str, text: str, background: Background) -> dict[str, float]:
    """term → weight, the heaviest first; the squares add up to 1. Empty for a text without words."""
    counts = terms(text)
    for term, count in terms(title).items():
        counts[term] += TITLE_WEIGHT * count
    weights = {term: count * background.rarity(term) for term, count in counts.items()}
    length = sum(weight * weight for weight in weights.values()) ** 0.5 or 1
    return {term: weight / length for term, weight in sorted(weights.items(), key=lambda row: (-row[1], row[0]))}


def _share_by_dictionary(term: str) -> float:
    """The share of articles that would have the term if they were written like the dictionary's corpus."""
    known = frequencies()
    frequency = known.get(term) or UNKNOWN
    return 1 - exp(-frequency / known.total * WORDS_OF_AN_ARTICLE)
