"""Quotes: a text put in quotation marks, and the sentence that a pull quote was lifted from, even when its wording differs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

NEAR = 0.75  # below this likeness a quote counts as not found
SENTENCE = re.compile(r"[^。！？；…\n]+[。！？；…]*[”’」』）]*")
SHINGLE = 2


@dataclass(frozen=True, slots=True)
class Location:
    """Where a quote stands: block id, offsets in the block's text (end exclusive), likeness 0–1."""

    block: str
    start: int
    end: int
    ratio: float

    @property
    def is_verbatim(self) -> bool:
        return self.ratio == 1.0


def locate(quote: str, blocks: Iterable[tuple[str, str]]) -> Location | None:
    """The best place of ``quote`` among (block id, text) pairs, or None when nothing is like it.

    A verbatim hit wins at once. Otherwise runs of up to three sentences are compared; only runs that
    share enough character pairs are aligned, so the cost stays linear in the text.
    """
    wanted = _plain(quote)
    if not wanted:
        return None
    words, blocks = quote.strip(), list(blocks)
    for block, text in blocks:
        if (at := text.find(words)) >= 0:
            return Location(block, at, at + len(words), 1.0)
    best: Location | None = None
    pairs = _pairs(wanted)
    for block, text in blocks:
        for start, end in _runs(text):
            candidate = _plain(text[start:end])
            shared = len(pairs & _pairs(candidate)) / max(1, len(pairs))
            if shared < 0.5 or len(candidate) > 3 * len(wanted):
                continue
            ratio = SequenceMatcher(None, wanted, candidate, autojunk=False).ratio()
            ratio = min(ratio, 0.999)
            if ratio >= NEAR and (best is None or ratio > best.ratio):
                best = Location(block, start, end, ratio)
    return best


def in_quotes(text: str) -> str:
    """'“算法”', the quotation marks inside made single ones."""
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).strip('“”"「」『』。')


def _pairs(text: str) -> set[str]:
    return {text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1)} or {text}


def _runs(text: str) -> Iterable[tuple[int, int]]:
    """Spans of one, two and three neighbouring sentences, without surrounding white space."""
    spans = [match.span() for match in SENTENCE.finditer(text)]
    for first in range(len(spans)):
        for last in range(first, min(first + 3, len(spans))):
            yield spans[first][0], spans[last][1]
