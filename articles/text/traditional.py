"""Simplified to Traditional characters, by OpenCC's dictionaries of words and phrases."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _converter() -> Any:
    # Loading its dictionaries takes a moment that only the Traditional pages are worth.
    import opencc

    return opencc.OpenCC("s2tw")  # the forms of Taiwan's standard (這裡, 著力, 為了); words stay the paper's own


def traditional(text: str) -> str:
    return str(_converter().convert(text))
