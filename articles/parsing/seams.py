"""Whether one printed line reads on from another: the words that the break between them cuts through.

Nearly half of the breaks in running text fall inside a word; two lines that have nothing to do with
each other hardly ever make one. The words and how common they are come from the segmenter's dictionary.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from articles.parsing.glyphs import fold
from articles.text.segmentation import word_counts

_REACH = 3  # characters looked at on either side of the break
_LONGEST = 4
_UNSEEN = 0.5
_COMMON = 50
_OTHER = re.compile(r"[^\u4e00-\u9fff]")
_NO_WORD = -0.56  # log odds, measured on paragraphs cut at every thirteenth character
_STEPS = ((1.0, 0.6), (2.0, 1.5), (4.0, 2.0))
_MOST = 3.2


@lru_cache(maxsize=4096)
def seam(before: str, after: str) -> float:
    """Log odds that ``after`` reads on from ``before``: positive where a word spans the break."""
    left = _OTHER.split(fold(before).rstrip()[-_REACH:])[-1]
    right = _OTHER.split(fold(after).lstrip()[:_REACH])[0]
    if not left or not right:
        return _beside_signs(fold(before).rstrip()[-1:], fold(after).lstrip()[:1])
    gain = _likelihood(left + right) - _likelihood(left) - _likelihood(right)
    if gain < 0.01:
        return _NO_WORD
    return next((odds for most, odds in _STEPS if gain < most), _MOST)


def _beside_signs(last: str, first: str) -> float:
    """Figures and Latin letters go on as such; next to a mark anything may begin."""
    if last.isascii() and last.isdigit():
        return 0.8 if first.isdigit() or first in "%％年月日个万亿元人岁家次.，、" else -0.8
    if last.isascii() and last.isalpha():
        return 0.8 if first.isascii() and first.isalnum() else -0.2
    return -0.1


def is_word(text: str) -> bool:
    """True for a word that the dictionary knows and that is not rare."""
    return bool((word_counts()[0].get(fold(text)) or 0) >= _COMMON)


@lru_cache(maxsize=65_536)
def _likelihood(text: str) -> float:
    """Log likelihood of the best way to cut a few characters into words."""
    known, total = word_counts()
    everything = math.log(total)
    best = [0.0] + [-math.inf] * len(text)
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + _LONGEST) + 1):
            count = known.get(text[start:end]) or (_UNSEEN if end == start + 1 else 0)
            if count:
                best[end] = max(best[end], best[start] + math.log(count) - everything)
    return best[-1]
