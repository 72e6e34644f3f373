"""Proposes sentences of a text that could be set large: whole, short, to the point, without anything to lean on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from articles.text.sentences import sentences

SHORTEST, LONGEST = 14, 60  # characters
LEANING = re.compile(
    r"^(这|那|其|此|该|他|她|它|上述|前者|后者|为此|因此|同时|此外|另外|然而|但|而且|并且|例如|比如|据|如图|如表|一是|二是|三是|首先|其次|再次|最后|第[一二三四五六七八九十]+[，、])"
)
POINTED = re.compile(
    r"(不是|不仅|不只|不在于|而是|更是|更在于|才能|就是|关键|根本|核心|归根结底|说到底|必须|唯有|只有|重在|贵在|难在|越)"
)
FIGURES = re.compile(r"[0-9０-９]{2,}|％|%")
PROPOSED = 5


@dataclass(frozen=True, slots=True)
class Quotable:
    """A sentence and why it is proposed."""

    text: str
    reason: str


def quotable(
    paragraphs: Iterable[str], *, words: Iterable[str], taken: Iterable[str] = (), count: int = PROPOSED
) -> list[Quotable]:
    """The best sentences, in the order of the text; those already ``taken`` are left out.

    ``words`` are what the text is about: a sentence that says several of them counts for more.
    """
    used = [_plain(each) for each in taken if each.strip()]
    about = list(words)
    whole = [each.strip() for text in paragraphs for each in sentences(text) if _stands_alone(each.strip())]
    free = [each for each in whole if not any(_plain(each) in one or one in _plain(each) for one in used)]
    weighed = [(weight, at, text, reason) for at, text in enumerate(free) for weight, reason in [_weight(text, about)]]
    best = sorted((row for row in weighed if row[3]), key=lambda row: (-row[0], row[1]))[:count]
    return [Quotable(text, reason) for _, _, text, reason in sorted(best, key=lambda row: row[1])]


def _weight(sentence: str, words: list[str]) -> tuple[float, str]:
    said = [word for word in words if word in sentence]
    pointed = POINTED.search(sentence)
    reasons = [f"说到{'、'.join(said[:3])}"] * bool(said) + ([f"有“{pointed[0]}”的判断"] if pointed else [])
    return len(said) + 2 * bool(pointed) - abs(len(sentence) - 30) / 20, "，".join(reasons)


def _stands_alone(sentence: str) -> bool:
    if not SHORTEST <= len(sentence) <= LONGEST or not sentence.endswith(("。", "！", "”", "？")):
        return False
    if sentence.count("“") != sentence.count("”") or sentence.endswith("？"):
        return False
    return not LEANING.match(sentence) and not FIGURES.search(sentence)


def _plain(text: str) -> str:
    return re.sub(r"[\s“”。]", "", text)
