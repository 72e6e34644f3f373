"""A kicker over a title, or one title on two lines: what the two lines say, and what the text says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from articles.parsing.bodies import Body
from articles.parsing.forms import RUBRIC
from articles.parsing.glyphs import open_brackets, solid
from articles.parsing.likeness import Cohesion, bigrams
from articles.parsing.seams import seam

_JOIN_END = re.compile(
    r"(的|之|与|和|、|，|在|把|让|是|为|对|从|到|向|给|以|及|或|将|被|使|里的|中的|不|更|要|中|先|从|怎样|如何|再|又|还|最|也|都|就|却|而|于|由|因|没|没有|的是|：|用|[只不也就才]会|懂|住|进|到|有|成|可以|可能|[只才不]能|[一两三几][个场次种条片段份堂本封座代声])$"
)
_JOIN_START = re.compile(
    r"^(的|之|与|和|如何|怎样|怎么|为何|何以|也|还|就|都|更|要|须|应|需|才|又|再|却|不|能|会|可|中|里|上|下|，|、|写|让|使|为|以|在|比|向|与|助|促|推|走|用|把|成|变|留|摆|松|换|看|管|到|真的|真能|是|有没有|究竟|到底|办|建|打|送|搬|装|闯|跑|里的|中的|上的|背后|之后|之间)"
)
KICKER_END = re.compile(
    r"(》(读后感?|书后|序|跋|编后|观后感?|札记|评介)|纵横谈|系列谈|系列报道|系列|之[一二三四五六七八九十]{1,2}|述评|观察|特稿|调查|巡礼|第\s*\d{1,4}\s*期|——|[⑴-⑽①-⑩]|（[一二三四五六七八九十上中下]{1,2}）)$"
)
OF_A_WORK = re.compile(r"^(读|评|观|品|听|赏|看|重读|再读|也评|也谈)[《“].{1,16}[》”].{0,4}$")  # a book, a play
SERIES = re.compile(
    r"[\u4e00-\u9fff”》]\s?·\s?[\u4e00-\u9fff]|周年$|第\s*\d+\s*期$|之[一二三四五六七八九十]$|[①-⑩⑴-⑽]$|（[一二三四五六七八九十上中下]）$|系列"
)
_ASKS = re.compile("谁|什么|怎样|怎么|如何|吗$|何以|何在|为何|多少|哪|几")
_CUT_WORD = 2.0  # so sure that it is no chance
# Fitted (logistic regression) on 142 pairs of lines whose parts are known; 133 of the pairs left out were told right.
_KICKER_WEIGHTS = {
    "always": -0.3,
    "the second reads on from the first": -1.4,
    "the text says the words of the first": -2.0,
    "the text says the words of the second": 0.7,
    "a word is cut": -0.3,
    "characters of both above 14, by tens": 1.8,
    "how short the second is": -1.7,
    "how unlike in length, by fives": 0.5,
    "how much longer the second is, by fives": 0.5,
    "both are long": 1.2,
    "the first ends like a kicker": 1.3,
    "the first names a series": 1.2,
    "the first ends in a comma": -1.0,
    "the second begins with a quotation mark": -0.4,
    "the second is a clause": 1.1,
    "the second alone asks": 0.8,
    "the first ends like a rubric": 0.5,
    "alike in length": -0.4,
    "built alike": -1.0,
}
_LONG = 8
_MOST_ODDS = 4.0
_ALIKE = 2  # characters in the same place, counted from the end


@dataclass
class Said:
    """The pairs of characters that each text of the page has."""

    bodies: list[Body]
    cohesion: Cohesion

    @cached_property
    def texts(self) -> list[set[str]]:
        """One set a text; made when two lines are compared."""
        return [set().union(*(self.cohesion.grams_of(unit.text) for unit in body.units)) for body in self.bodies]

    def share(self, words: str, near: str) -> float:
        """0 to 1: how much of ``words`` the text says that says most of ``near``."""
        pairs, wide = bigrams(words), bigrams(near)
        text = max(self.texts, key=lambda found: sum(1 for pair in wide if pair in found), default=set())
        return sum(1 for pair in pairs if pair in text) / max(1, len(pairs))

    def across(self, first: str, second: str) -> bool:
        """True when the text that says most of both lines has the two characters at the break side by side."""
        joint = bigrams(first[-1] + second[0])
        return bool(joint) and self.share(first[-1] + second[0], first + second) > 0


def reads_on(first: str, second: str) -> bool:
    """True when the words at the break say that one headline line was broken in two."""
    joined = re.search(r"[了过着]$", first) and re.match(r"[“《\d]", second)
    worded = _JOIN_END.search(first) or _JOIN_START.match(second)
    return bool(joined or worded or open_brackets(first) > 0 or seam(first, second) >= _CUT_WORD)


def kicker_odds(first: str, second: str, said: Said) -> float:
    """Log odds that the first of two lines is a kicker and the second the title, against one title on two lines."""
    first, second = first.strip(), second.strip()
    one, two = solid(first), solid(second)
    onward = reads_on(first, second) or said.across(first, second)
    signs = (
        1.0,
        onward,
        said.share(first, first + second),
        said.share(second, first + second),
        max(0.0, seam(first, second)),
        max(0, one + two - 14) / 10,
        max(0, 5 - two) / 3,
        abs(one - two) / 5,
        max(0, two - one) / 5,
        min(one, two) >= _LONG,
        bool(KICKER_END.search(first) or OF_A_WORK.match(first)),
        bool(SERIES.search(first)),
        first[-1] in "，、：",
        second[0] in "“《",
        bool(re.search("[？！，,]", second)),
        bool(_ASKS.search(second)) and not _ASKS.search(first) and not onward,
        bool(RUBRIC.search(first)),
        one == two,
        first[-2:] == second[-2:] or sum(a == b for a, b in zip(first[::-1], second[::-1], strict=False)) >= _ALIKE,
    )
    odds = sum(weight * float(sign) for weight, sign in zip(_KICKER_WEIGHTS.values(), signs, strict=True))
    return max(-_MOST_ODDS, min(_MOST_ODDS, odds))
