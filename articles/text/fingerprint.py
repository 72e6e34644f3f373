"""Finds texts that are nearly the same without comparing each with each: one-permutation MinHash (Li, Owen and
Zhang 2012) over runs of characters, and locality-sensitive bands of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

from articles.text.fold import fold

RUN = 5  # characters
BINS, ROWS = 64, 4
EMPTY = 0xFFFFFFFF
NOT_WORDS = re.compile(r"[\W_]+")
GOLDEN = 0x9E3779B1


def runs(text: str) -> frozenset[int]:
    """The text's runs of five characters as numbers; width, script and punctuation do not matter."""
    bare = NOT_WORDS.sub("", fold(text))
    data = [bare[at : at + RUN] for at in range(max(len(bare) - RUN + 1, min(len(bare), 1)))]
    return frozenset(crc32(run.encode()) * GOLDEN & EMPTY for run in data)


def signature(found: frozenset[int]) -> tuple[int, ...]:
    """64 numbers of 32 bits; the share of equal ones estimates the Jaccard likeness. Empty for no words."""
    if not found:
        return ()
    bins = [EMPTY] * BINS
    for run in found:
        at, rest = run % BINS, run // BINS
        if rest < bins[at]:
            bins[at] = rest
    return tuple(_filled(bins, at) for at in range(BINS))


def bands(signed: Sequence[int]) -> list[int]:
    """Signed 63-bit numbers, one a band: texts that share one are worth comparing."""
    keys = []
    for at in range(0, len(signed), ROWS):
        name = f"{at}:{','.join(map(str, signed[at : at + ROWS]))}".encode()
        keys.append((crc32(name) << 31) | (crc32(name, 1) >> 1))
    return keys


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Jaccard: 1 for the same text, about 0.5 when a third of each is its own, 0 when nothing is shared."""
    return len(one & other) / len(one | other) if one or other else 0.0


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of the shorter text stands in the longer one (0–1): an extract of an article is found by it."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def _filled(bins: list[int], at: int) -> int:
    """An empty bin borrows from the next full one, marked by the distance (Shrivastava and Li 2014)."""
    for step in range(BINS):
        value = bins[(at + step) % BINS]
        if value != EMPTY:
            return (value + step * GOLDEN) & EMPTY
    return EMPTY
