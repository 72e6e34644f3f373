"""Which words of a text stand in no source: what an editor put in beside what the source says."""

from __future__ import annotations

import re
from collections.abc import Iterable

from articles.text.fold import fold

RUN = 4  # characters in a row that must stand in the source to count as taken from it
NOT_WORDS = re.compile(r"[\W_]+")


class Source:
    """Texts that words are looked for in; width, script, white space and punctuation do not matter."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.text = "\n".join(filter(None, map(bare, texts)))
        self._runs = {self.text[at : at + RUN] for at in range(len(self.text) - RUN + 1)}

    def untraced(self, words: str) -> list[str]:
        """The stretches of ``words`` that do not stand in it, in order; what is left of ``words`` is in it."""
        plain = bare(words)
        if len(plain) <= RUN:
            return [] if plain in self.text else [plain]
        found = [False] * len(plain)
        for at in range(len(plain) - RUN + 1):
            if plain[at : at + RUN] in self._runs:
                found[at : at + RUN] = [True] * RUN
        marked = "".join(character if not known else "\n" for character, known in zip(plain, found, strict=True))
        return marked.split()


def bare(text: str) -> str:
    """The letters, digits and characters of a text, folded."""
    return NOT_WORDS.sub("", fold(text))
