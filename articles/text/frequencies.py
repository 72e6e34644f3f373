"""jieba's word frequencies and kinds as a trie in a file: 2 MB that all processes share, where a dictionary takes 60 MB in each."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from enum import IntEnum
from importlib.metadata import version
from pathlib import Path
from typing import Any

import marisa_trie

FORMAT = "<IB"
TOTAL = "\ue0fd"  # the word, of no text, that the sum of all stands under


class Kind(IntEnum):
    """What a word can be, as far as somebody asks: jieba's parts of speech in a few classes."""

    FUNCTION = 0  # pronouns, numbers, measures, particles, adverbs, set phrases …
    NOUN = 1
    PERSON = 2
    VERB = 3
    ACT = 4  # a verb that is a noun as well: 改革
    QUALITY = 5
    SETTING = 6  # times, places and directions

    @classmethod
    def of(cls, tag: str) -> Kind:
        """From a tag of jieba's dictionary."""
        if tag.startswith("nr"):
            return cls.PERSON
        if tag in ("ad", "an", "vd"):  # 公开, 积分, 持续: an act as often as a quality
            return cls.VERB
        if tag == "vn":
            return cls.ACT
        if tag in ("zg", "g"):  # single characters of no certain kind
            return cls.NOUN
        return _KINDS.get(tag[:1], cls.FUNCTION)


_KINDS = {
    "n": Kind.NOUN,
    "j": Kind.NOUN,
    "v": Kind.VERB,
    "a": Kind.QUALITY,
    "b": Kind.QUALITY,
    "t": Kind.SETTING,
    "s": Kind.SETTING,
    "f": Kind.SETTING,
}


class Frequencies:
    """What jieba's tokenizer asks of its dictionary: a word's frequency, and 0 for the beginnings of words.

    Words that are learnt are kept beside the trie, which does not change.
    """

    def __init__(self, trie: Any) -> None:
        self.trie = trie
        self.learnt: dict[str, int] = {}
        self.total: int = trie[TOTAL][0][0]

    @classmethod
    def kept_in(cls, folder: Path | None) -> Frequencies:
        """From the file in ``folder``, made on the first call; None keeps no file. The folder is closed to others."""
        if folder is None:
            return cls(made())
        file = folder / f"words-{version('jieba')}-kinds.marisa"
        if not file.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = file.with_suffix(f".{os.getpid()}")
            made().save(str(fresh))
            fresh.replace(file)
        return cls(marisa_trie.RecordTrie(FORMAT).mmap(str(file)))

    def get(self, word: str, default: int | None = None) -> int | None:
        if word in self.learnt:
            return self.learnt[word]
        if found := self.trie.get(word):
            frequency: int = found[0][0]
            return frequency
        return 0 if self.is_beginning(word) else default

    def kind(self, word: str) -> Kind | None:
        """None for a word that the dictionary does not have, even if it was learnt."""
        found = self.trie.get(word)
        return Kind(found[0][1]) if found else None

    def is_beginning(self, word: str) -> bool:
        return next(self.trie.iterkeys(word), None) is not None

    def __contains__(self, word: str) -> bool:
        return word in self.learnt or self.is_beginning(word)

    def __getitem__(self, word: str) -> int:
        found = self.get(word)
        if found is None:
            raise KeyError(word)
        return found

    def learn(self, word: str, frequency: int) -> None:
        """From now on the word is as common as that; the total follows."""
        self.total += frequency - (self.get(word) or 0)
        beginnings = [word[:end] for end in range(1, len(word))]
        self.learnt |= {each: 0 for each in beginnings if each not in self} | {word: frequency}


def made() -> Any:
    """The trie of jieba's dictionary. Takes about two seconds."""
    given = list(lines())
    words = {word: (frequency, Kind.of(tag)) for word, frequency, tag in given}
    total = sum(frequency for _, frequency, _ in given)  # one word is given twice, and counted so
    return marisa_trie.RecordTrie(FORMAT, (words | {TOTAL: (total, Kind.FUNCTION)}).items())


def lines() -> Iterator[tuple[str, int, str]]:
    """Each word of the dictionary with its frequency and its part of speech."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42 imports pkg_resources and has old escapes
        import jieba  # heavy: 20 MB of tables

    with jieba.dt.get_dict_file() as file:
        for line in file:
            word, frequency, tag = line.decode().split(" ")
            yield word, int(frequency), tag.strip()
