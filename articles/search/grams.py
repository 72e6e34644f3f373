"""Pairs of neighbouring characters: what both engines index. Three characters in a row are two pairs in a row.

Every character begins one pair, the last of a field too (with ``BREAK``), so one character is the beginning
of a pair. Marks and spaces move to a private area, because FTS5's tokenizer drops them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

BREAK = "\ue00a"  # the end of a paragraph and of a field
_PRIVATE = 0xE000
MARKS = {code: chr(_PRIVATE + code) for code in range(0x21, 0x80) if not chr(code).isalnum()}
MARKS |= {0x20: chr(_PRIVATE + 0x20), 0x0A: BREAK}
_LOW = 0xFFFF
_OFFSET = 1 << 31


def pairs(folded: str) -> str:
    """The pairs of a folded field in order, separated by spaces; nothing for an empty field."""
    text = folded.translate(MARKS)
    return " ".join(map("".join, zip(text, text[1:] + BREAK, strict=True))) if text else ""


def phrase(folded: str) -> str:
    """The pairs that stand in a row wherever ``folded``, of two characters or more, stands."""
    text = folded.translate(MARKS)
    return " ".join(map("".join, pairwise(text)))


def beginning(character: str) -> str:
    """What every pair that begins with the character begins with."""
    return character.translate(MARKS)


def packed(first: str, second: str) -> int:
    """A pair as a signed 32-bit integer; exact for characters of the basic plane (see ``is_exact``)."""
    return ((ord(first) & _LOW) << 16 | (ord(second) & _LOW)) - _OFFSET


def packed_pairs(fields: Iterable[str]) -> list[int]:
    """All different pairs and single characters of folded fields, sorted; a field's end is no pair."""
    found: set[int] = set()
    for text in fields:
        codes = [ord(character) & _LOW for character in text]
        found.update((first << 16) - _OFFSET for first in set(codes))
        found.update({(first << 16 | second) - _OFFSET for first, second in pairwise(codes)})
    return sorted(found)


def packed_phrase(folded: str) -> list[int]:
    """The pairs that a text with ``folded`` in it must have, or the one character."""
    if len(folded) == 1:
        return [packed(folded, "\x00")]
    return sorted({packed(first, second) for first, second in pairwise(folded)})


def is_exact(folded: str) -> bool:
    """True when a text that has ``packed_phrase(folded)`` is sure to contain ``folded``."""
    return len(folded) <= 2 and all(0 < ord(character) <= _LOW for character in folded)
