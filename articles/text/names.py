"""Known persons and institutions in a text, by their names as strings: the longest first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache

import marisa_trie

from articles.text.affiliations import TITLES_OF_OUR_OWN
from articles.text.frequencies import Kind
from articles.text.segmentation import frequencies

PERSON = re.compile(r"[\u4e00-\u9fd5]{2,12}|[\u4e00-\u9fd5]{1,12}(?:·[\u4e00-\u9fd5]{1,12})+")
RARE = 200  # as 李强 is; the dictionary takes 高峰 and 陈述 for names too
COMMON = 1000  # of 60 million words in the dictionary's corpus: 方向 is one, and 方向明 is no name to go by


class Names:
    """Finds its names in texts. 30,000 of them take a few hundred kilobytes."""

    def __init__(self, names: Iterable[str]) -> None:
        self.trie = marisa_trie.Trie(list(names))

    def found(self, text: str) -> Counter[str]:
        """How often each name stands in the text, from the left the longest that begins at a place, none inside another."""
        counts: Counter[str] = Counter()
        at = 0
        while at < len(text):
            longest = max(self.trie.prefixes(text[at : at + 64]), key=len, default="")
            if longest:
                counts[longest] += 1
            at += len(longest) or 1
        return counts


NO_NAMES = Names(())


def is_person(name: str) -> bool:
    """Whether the name of a byline can be a person's at all: 本报评论员 and Latin letters cannot be told from the text."""
    return bool(PERSON.fullmatch(name)) and not name.startswith(TITLES_OF_OUR_OWN) and not name.startswith("新华社")


@lru_cache(maxsize=1 << 16)
def is_telling(name: str) -> bool:
    """Whether the name's characters, wherever they stand, are the name: not 高峰, not 方向明, which common words begin or are."""
    known = frequencies()
    if len(name) < 3 or known.kind(name) not in (None, Kind.PERSON):
        return False
    begins = name[:2]
    return (known.get(begins) or 0) < COMMON or known.kind(begins) is Kind.PERSON


def stands_alone(name: str, words: Collection[str]) -> bool:
    """Whether a name that is not telling is one of the text's words, and no common one: 李明, but not in 李明白, and never 高峰."""
    known = frequencies()
    return name in words and known.kind(name) in (None, Kind.PERSON) and (known.get(name) or 0) < RARE
