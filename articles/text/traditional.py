"""Simplified to Traditional characters: OpenCC's dictionaries, held to the dictionary's words."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from articles.text.segmentation import cut_by_dictionary


def traditional(text: str) -> str:
    """``text`` in the forms of Taiwan's standard (這裡, 著力, 為了); the words stay the paper's own.

    OpenCC takes the longest entry from the left, across words too: 四家制造 would stay as it is, because of 家制.
    A word of two characters and more is therefore converted by itself, what is left by its surroundings.
    """
    whole = _converted(text)
    words = cut_by_dictionary(text)
    if len(whole) != len(text) or "".join(words) != text:
        return whole
    parts, at = [], 0
    for word in words:
        end = at + len(word)
        alone = _word(word) if len(word) > 1 and not word.isascii() else ""
        parts.append(alone if len(alone) == len(word) else _by_itself(whole[at:end]))
        at = end
    return "".join(parts)


@lru_cache(maxsize=1)
def _converter() -> Any:
    # Loading its dictionaries takes a moment that only the Traditional pages are worth.
    import opencc

    return opencc.OpenCC("s2tw")


def _converted(text: str) -> str:
    return str(_converter().convert(text))


def _by_itself(signs: str) -> str:
    """One that no word holds: 签 is then what one does to a contract, not what one draws."""
    return "簽" if signs == "籤" else signs


@lru_cache(maxsize=20_000)
def _word(word: str) -> str:
    return _converted(word)
