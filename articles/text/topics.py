"""Words and compounds of a text that could be a subject heading: judged by what they are and by how common they are.

Nouns, and words that recur beside one another as one term (职业伤害保障), told by the parts of speech of jieba's dictionary
(after Justeson and Katz 1995); weighed against the paper's own archive, so that what stands in every article is no topic.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from articles.text.frequencies import Kind
from articles.text.segmentation import cut, frequencies
from articles.text.terms import STOP_WORDS, TITLE_WEIGHT, Background

DICTIONARY = Background()  # how common a verb is in any writing tells 指出 from 保障
WORD = re.compile(r"[\u3400-\u9fff]{2,10}")
LONGEST = 10  # characters of a compound
MOST_WORDS = 4
FEWEST = 2  # times that a topic occurs in the text
FEWEST_OF_ACTS = 3
FEWEST_OF_COMMON = 6  # a text that says a common word so often may be about it
COMMON = 2.5  # rarity below which a word stands in every newspaper text: about 8% of the articles have it
COMMON_ACT = 3.0
TOO_COMMON = 2.0
NO_PART = frozenset({Kind.FUNCTION, Kind.SETTING})  # of a term
RAREST = 7.0  # rarer is no better: what is in no dictionary may be a slip of the segmenter
SHARE = 0.2  # of the best one's weight; what weighs less is not proposed
LIGHTER = 0.6  # what a verb weighs beside a noun
TOGETHER = 0.5  # of the rarer word's occurrences are in the compound


@dataclass(frozen=True, slots=True)
class Topic:
    """A word or compound, and its weight among the text's topics."""

    name: str
    weight: float


def topics(title: str, text: str, background: Background) -> list[Topic]:
    """The topics of a text, the heaviest first; none for a text in which nothing recurs. Deterministic."""
    runs = list(_runs(title)), list(_runs(text))
    in_title, in_text = ({size: Counter(_grams(each, size)) for size in range(1, MOST_WORDS + 2)} for each in runs)
    names = _compounds(in_text, background)
    left = Counter({words[0]: count for words, count in in_text[1].items()})
    for words, count in names.items():
        left.subtract(dict.fromkeys(words, count))
    names |= {(word,): count for word, count in left.items() if _is_topic(word, count, background)}
    found = [
        Topic("".join(words), _weight(words, count + TITLE_WEIGHT * in_title[len(words)][words], background))
        for words, count in names.items()
    ]
    heaviest = max((topic.weight for topic in found), default=0)
    return sorted(
        (each for each in found if each.weight >= SHARE * heaviest), key=lambda each: (-each.weight, each.name)
    )


def _runs(text: str) -> Iterator[list[str]]:
    """Words that stand side by side and can be parts of a term."""
    words = [*cut(text), ""]
    parts = {word for word in set(words) - STOP_WORDS if WORD.fullmatch(word) and _kind(word) not in NO_PART}
    run: list[str] = []
    for word in words:
        if word in parts:
            run.append(word)
        elif run:
            yield run
            run = []


def _grams(runs: Iterable[list[str]], size: int) -> Iterator[tuple[str, ...]]:
    for run in runs:
        yield from zip(*(run[at:] for at in range(size)), strict=False)


def _compounds(counts: Mapping[int, Counter[tuple[str, ...]]], background: Background) -> dict[tuple[str, ...], int]:
    """Compounds that recur, without those that are but a part of a longer one."""
    found: dict[tuple[str, ...], int] = {}
    goes_on: Counter[tuple[str, ...]] = Counter()  # how often at most one and the same word stands behind
    for size in range(MOST_WORDS + 1, 1, -1):
        for words, count in counts[size].items():
            if count < FEWEST:
                continue
            goes_on[words[:-1]] = max(goes_on[words[:-1]], count)
            rarest = min(counts[1][(word,)] for word in words)
            is_whole = goes_on[words] < TOGETHER * count and count >= TOGETHER * rarest
            if not (is_whole and _is_term(words, counts[1], background)):
                continue
            inside = sum(many for longer, many in found.items() if "".join(words) in "".join(longer))
            if count - inside >= FEWEST:
                found[words] = count - inside
    return found


def _is_term(words: tuple[str, ...], counts: Mapping[tuple[str, ...], int], background: Background) -> bool:
    """Whether the words can be one term: things, and acts that are things too, and no sentence of somebody's doing something."""
    *before, last = words
    kinds = [_kind(word) for word in words]
    if len("".join(words)) > LONGEST or len(set(words)) < len(words) or kinds[-1] is Kind.QUALITY:
        return False
    if kinds[-1] is Kind.VERB and (DICTIONARY.rarity(last) < COMMON or Kind.PERSON in kinds):
        return False
    if any(_kind(word) is Kind.VERB and not _is_topic(word, counts[(word,)], background) for word in before):
        return False
    return max(map(background.rarity, words)) >= COMMON


def _is_topic(word: str, count: int, background: Background) -> bool:
    """Whether a word that occurs so often says by itself what the text is about."""
    kind, rarity = _kind(word), background.rarity(word)
    if kind is Kind.QUALITY or rarity < TOO_COMMON:
        return False
    is_act = kind in (Kind.VERB, Kind.ACT)
    if rarity < (COMMON_ACT if is_act else COMMON):
        return count >= FEWEST_OF_COMMON
    return count >= (FEWEST_OF_ACTS if is_act else FEWEST)


def _weight(words: tuple[str, ...], count: int, background: Background) -> float:
    rarity = sum(min(background.rarity(word), RAREST) for word in words) / len(words)
    return count * rarity * (LIGHTER if len(words) == 1 and _kind(words[0]) is Kind.VERB else len(words) ** 0.5)


def _kind(word: str) -> Kind:
    """The dictionary's; a word that it does not have is what its characters allow, one that was learnt is a noun."""
    known = frequencies()
    found = known.kind(word)
    if found in (Kind.VERB, Kind.ACT) and known.kind(word[-1]) is Kind.FUNCTION and len(word) < 4:
        return Kind.FUNCTION  # 奖给, 致力于
    if found is not None:
        return found
    if known.get(word):
        return Kind.NOUN
    kinds = [known.kind(character) for character in word]
    if kinds[0] is Kind.FUNCTION or kinds[-1] in NO_PART or set(kinds) == {Kind.VERB}:
        return Kind.FUNCTION  # 提了, 印在, 四家, 答得, 端错
    return Kind.NOUN
