"""Sentences that can stand for a text: as a pull quote, or together as its summary.

A sentence counts by the weight of what it is about (centroid, Radev et al. 2004), by whether it says
something general and can be understood alone; one that repeats another is passed over (MMR,
Carbonell and Goldstein 1998).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.text.sentences import sentences
from articles.text.terms import terms

SHORTEST, LONGEST = 12, 70  # characters of a sentence that can be set as a pull quote
HANDY = 36  # longer ones are read less
# What begins so needs the sentence before it.
LEANING = re.compile(
    r"[“‘「（(]*(这|那|其|此|该|他|她|它|但|而|也|又|则|却|因此|所以|于是|同时|另外|此外|对此|为此|然而|可是|不过|例如|比如|譬如|据|"
    r"如前|综上|换言之|也就是说|[一二三四五六七八九十]是|第[一二三四五六七八九十]|首先|其次|再次|最后|一方面|另一方面)"
)
# Says what is so in general, or what is to be done.
JUDGEMENT = re.compile(
    r"不是.{1,24}(而)?是|不(在|等于|只是|仅是).{1,24}|不(能|应|该|可|必|宜)|既要.{1,24}(又|也|更)要|才(能|是|有|算|会)?|只有|必须|关键|根本|"
    r"归根到底|离不开|从来|越.{1,8}越|就是|应当|(?<!可)是.{2,30}的?。|无非|意味着|莫过于|贵在|重在|胜过|先要|靠的|比.{2,16}更"
)
# Tells what happened once: a day, a place, a person, a figure.
TALE = re.compile(
    r"[0-9０-９]|了|过(?=[，。；])|今年|去年|当时|那天|一位|有人|有位|笔者|我|记者|他|她|曾|正在|月|某|例如|比如|介绍|告诉|表示|认为|指出"
)
OPENERS, CLOSERS = "“‘《（「『", "”’》）」』"
LIKENESS_COSTS = 0.6


@dataclass(frozen=True, slots=True)
class KeySentence:
    """A sentence as it stands in the text, its block's id, how well it stands for the text (0–1), and why."""

    text: str
    block_id: str
    score: float
    reason: str


def key_sentences(
    blocks: Iterable[tuple[str, str]], weights: Mapping[str, float], *, taken: Iterable[str] = (), limit: int = 5
) -> list[KeySentence]:
    """The best ``limit`` sentences of ``blocks`` (id, text), the best first; none that repeats one of ``taken``.

    ``weights`` come from ``terms.weigh``. Deterministic. Cost grows with the text, not with its square.
    """
    found = [
        (score, at, block_id, sentence)
        for at, (block_id, sentence, at_an_edge) in enumerate(_candidates(blocks))
        if (score := _score(sentence, weights, at_an_edge=at_an_edge)) > 0
    ]
    found.sort(key=lambda row: (-row[0], row[1]))
    best = found[0][0] if found else 1.0
    chosen: list[KeySentence] = []
    said = [set(terms(text)) for text in taken if text.strip()]
    for score, _, block_id, sentence in found[: limit * 6]:
        words = set(terms(sentence))
        repeats = max((len(words & other) / (len(words | other) or 1) for other in said), default=0.0)
        if repeats < LIKENESS_COSTS:
            chosen.append(KeySentence(sentence, block_id, round(score / best, 3), _reason(sentence, words, weights)))
            said.append(words)
        if len(chosen) == limit:
            break
    return chosen


def summary(blocks: Iterable[tuple[str, str]], weights: Mapping[str, float], *, length: int = 150) -> str:
    """The key sentences that fit into ``length`` characters, in the text's order."""
    kept = list(blocks)
    order = {sentence: at for at, (_, sentence, _) in enumerate(_candidates(kept))}
    chosen: list[str] = []
    for key in key_sentences(kept, weights, limit=8):
        if sum(map(len, chosen)) + len(key.text) <= length:
            chosen.append(key.text)
    return "".join(sorted(chosen, key=lambda sentence: order[sentence]))


def _reason(sentence: str, words: Iterable[str], weights: Mapping[str, float]) -> str:
    about = sorted((word for word in words if word in weights), key=lambda word: (-weights[word], word))[:3]
    judged = JUDGEMENT.search(sentence)
    reasons = [f"说到{'、'.join(about)}"] * bool(about) + ([f"有“{judged[0][:6]}”的判断"] if judged else [])
    return "，".join(reasons)


def _candidates(blocks: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str, bool]]:
    """(block id, sentence, whether a paragraph begins or ends with it)."""
    for block_id, text in blocks:
        found = [sentence.strip() for sentence in sentences(text)]
        for at, bare in enumerate(found):
            if SHORTEST <= len(bare) <= LONGEST and bare[-1] not in "？：；，、" and _is_whole(bare):
                yield block_id, bare, at in (0, len(found) - 1)


def _is_whole(sentence: str) -> bool:
    """Every quote and bracket that opens closes: a part of somebody's longer saying cannot stand alone."""
    return all(sentence.count(one) == sentence.count(other) for one, other in zip(OPENERS, CLOSERS, strict=True))


def _score(sentence: str, weights: Mapping[str, float], *, at_an_edge: bool) -> float:
    words = terms(sentence)
    if not words:
        return 0.0
    score = sum(weights.get(word, 0.0) for word in words) / (len(words) + 4) ** 0.5
    score *= 1.0 if len(sentence) <= HANDY else HANDY / len(sentence)
    score *= 0.5 if LEANING.match(sentence) else 1.0
    score *= 1.8 if JUDGEMENT.search(sentence) else 1.0
    score *= 1.3 if at_an_edge else 1.0
    return float(score * 0.7 ** min(len(TALE.findall(sentence)), 5))
