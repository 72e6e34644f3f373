"""Chinese word segmentation: jieba's words, cut by rjieba, which is many times faster.

Both are loaded once a process, jieba's dictionary as a trie in a file (``frequencies``). rjieba cuts what it is proved to cut as jieba does (tests/text/test_segmentation.py): runs of
Latin, digits and signs are divided after jieba's rule, and texts with rare ideographs are left to jieba. jieba by itself keeps a marshal file in the shared temp folder, which anyone on the machine could
replace; ``configure`` names a folder of our own before the first use.
"""

from __future__ import annotations

import logging
import re
import threading
import warnings
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from articles.text.frequencies import Frequencies

# Where rjieba keeps together what jieba divides: MQ-9, 20th.cpcnews.cn, 5.5G.
_MIXED = re.compile(r"[A-Za-z0-9][._%+#&\-]|[._%+#&\-][A-Za-z0-9]|[._%+#&\-]{2}")
_PARTS = re.compile(r"[a-zA-Z0-9]+(?:\.[0-9]+)?%?|[^a-zA-Z0-9]+")
# Signs, and ideographs outside jieba's range, which rjieba takes to be words like others.
_NOTED = re.compile("[._%+#&\\-\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_RARE = re.compile("([\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_lock = threading.Lock()
_cache_folder: Path | None = None
_words: dict[str, int] = {}  # what was learnt, in order, and how common it is held to be


def configure(cache_folder: Path | None) -> None:
    """Where the dictionary cache lives. Call once at start-up; None keeps no cache on disk."""
    global _cache_folder
    _cache_folder = cache_folder


@lru_cache(maxsize=1)
def tokenizer() -> Any:
    """jieba's tokenizer with its word frequencies, and rjieba with it; loaded on first use."""
    _taught()
    loaded = _jieba().Tokenizer()
    loaded.FREQ = frequencies()
    loaded.total, loaded.initialized = loaded.FREQ.total, True
    return loaded


@lru_cache(maxsize=1)
def frequencies() -> Frequencies:
    """How common each word is, with those that were learnt."""
    with _lock:
        known = Frequencies.kept_in(_cache_folder)
        for word, count in _words.items():
            known.learn(word, count)
    return known


def load() -> None:
    """What cutting takes, before a server parts into processes. jieba itself, 20 MB, is left to whoever needs it."""
    _untaught()
    _taught()
    frequencies()


@lru_cache(maxsize=1)
def word_counts() -> tuple[Any, int]:
    """How common each word is, and their sum; where no cache is kept yet none is made for it: a dry run writes nothing."""
    if _cache_folder is None or _cache_folder.exists():
        return frequencies(), frequencies().total
    counts, total = _jieba().Tokenizer().gen_pfdict(_jieba().dt.get_dict_file())
    return counts, total


def _jieba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42 imports pkg_resources and has old escapes
        import jieba  # heavy: 20 MB of tables

    jieba.setLogLevel(logging.WARNING)
    return jieba


def learn(words: Iterable[str]) -> None:
    """Teach the segmenter words of the house; those that it learnt already are skipped. jieba is not loaded for it."""
    fast = _taught()
    with _lock:
        for word in sorted({word for word in words if len(word) > 1} - _words.keys()):  # each weighs on the next
            count = fast.suggest_freq(word) + 1  # it reckons in logarithms: one less would leave it to chance
            fast.add_word(word, count, None)
            _words[word] = count
            if frequencies.cache_info().currsize:
                frequencies().learn(word, count)
            if tokenizer.cache_info().currsize:
                tokenizer().total = frequencies().total


def know(words: Iterable[str]) -> None:
    """Have the segmenter know these words and no others of the house; to unlearn one takes loading anew, 0.1 s."""
    wanted = {word for word in words if len(word) > 1}
    if _words.keys() - wanted:
        forget()
    learn(wanted)


def forget() -> None:
    """Unload both dictionaries with all that was learnt; the next use loads them again."""
    for loaded in (tokenizer, frequencies, word_counts, _taught):
        loaded.cache_clear()
    _words.clear()


@lru_cache(maxsize=1)
def _untaught() -> Any:
    import rjieba  # heavy: 34 MB of dictionary, which the package makes when it is imported

    own: Any = rjieba.cut
    return own.__self__


@lru_cache(maxsize=1)
def _taught() -> Any:
    """The one that learns: 24 MB more, which processes share when they part after ``load``."""
    import rjieba  # as above

    return rjieba.Jieba()


def cut(text: str) -> list[str]:
    """The words of ``text`` in order, those of the house among them; joined they are the text again."""
    noted = [match.start() for match in _NOTED.finditer(text)]
    if any(not text[at].isascii() for at in noted):
        return list(tokenizer().cut(text))
    engine = _taught() if _words else _untaught()
    with _lock:  # a word may be learnt at the same time
        words: list[str] = engine.cut(text)
    return _with_divided(words, noted, engine) if noted else words


def cut_by_dictionary(text: str) -> list[str]:
    """The same without the words of the house: of equal texts equal words, in every process and at every time.

    For what pages show, lest they change with each name that is learnt. A rare ideograph is a word by itself.
    """
    words: list[str] = []
    for part in _RARE.split(text):
        if _RARE.fullmatch(part):
            words.append(part)
        elif part:
            noted = [match.start() for match in _NOTED.finditer(part)]
            found = _untaught().cut(part)
            words += _with_divided(found, noted, _untaught()) if noted else found
    return words


def _with_divided(words: list[str], signs: Sequence[int], engine: Any) -> list[str]:
    """The words with those that stand at the places ``signs`` divided after jieba's rule."""
    ends = list(accumulate(map(len, words)))
    divided: list[str] = []
    done = 0
    for at in sorted({bisect_right(ends, place) for place in signs}):
        divided += words[done:at]
        divided += _divided(words[at], engine)
        done = at + 1
    return divided + words[done:]


def _divided(word: str, engine: Any) -> list[str]:
    if len(word) == 1 or not _MIXED.search(word) or engine.has_word(word):
        return [word]
    return _PARTS.findall(word)
