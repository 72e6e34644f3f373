"""Chinese word segmentation: one jieba tokenizer a process, its dictionary cached in a private folder.

jieba by itself keeps a marshal file in the shared temp folder, which anyone on the machine could
replace; ``configure`` gives it a folder of our own before the first use.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

_lock = threading.Lock()
_cache_folder: Path | None = None
_words: frozenset[str] = frozenset()


def configure(cache_folder: Path | None) -> None:
    """Where the dictionary cache lives. Call once at start-up; None keeps no cache on disk."""
    global _cache_folder
    _cache_folder = cache_folder


@lru_cache(maxsize=1)
def tokenizer() -> Any:
    """The process's tokenizer, loaded on first use (about 0.7 s without a cache)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42 imports pkg_resources and has old escapes
        import jieba  # heavy: 86 MB of dictionary

    jieba.setLogLevel(logging.WARNING)
    loaded = jieba.Tokenizer()
    if _cache_folder is not None:
        _cache_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        loaded.tmp_dir = str(_cache_folder)
        loaded.cache_file = "jieba.cache"
    with _lock:
        loaded.initialize()
    return loaded


def learn(words: Iterable[str]) -> None:
    """Teach the tokenizer the house's words (tags, names); words already learnt are skipped."""
    global _words
    fresh = {word for word in words if len(word) > 1} - _words
    for word in fresh:
        tokenizer().add_word(word)
    _words |= fresh


def cut(text: str) -> list[str]:
    """The words of ``text`` in order; joined they are the text again."""
    return list(tokenizer().cut(text))
