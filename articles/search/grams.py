"""Pairs of neighbouring characters: what both engines index. Three characters in a row are two pairs in a row.

For FTS5 pairs are words: every character begins one, the last of a field too (with ``FIELD_END``), so one character is
the beginning of a pair; marks and spaces move to a private area, because its tokenizer drops them. For PostgreSQL pairs
are integers, of two UTF-16 units each.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from itertools import pairwise

BREAK = "\ue00a"  # the end of a paragraph
FIELD_END = "\ue00b"
_PRIVATE = 0xE000
MARKS = {code: chr(_PRIVATE + code) for code in range(0x21, 0x80) if not chr(code).isalnum()}
MARKS |= {0x20: chr(_PRIVATE + 0x20), 0x0A: BREAK}
_ORDER = "le" if sys.byteorder == "little" else "be"
_SPACE = array("I", [0x20])


def pairs(fields: Iterable[str]) -> str:
    """The pairs of folded fields in order, separated by spaces; none reaches from one field into the next."""
    text = "".join(field + FIELD_END for field in fields if field)
    for code, mark in MARKS.items():
        text = text.replace(chr(code), mark)
    codes = array("I", text.encode(f"utf-32-{_ORDER}"))
    size = max(len(codes) - 1, 0)
    row = array("I", bytes(12 * size))
    row[0::3], row[1::3], row[2::3] = codes[:-1], codes[1:], _SPACE * size
    return row.tobytes().decode(f"utf-32-{_ORDER}")


def phrase(folded: str) -> str:
    """The pairs that stand in a row wherever ``folded``, of two characters or more, stands."""
    text = folded.translate(MARKS)
    return " ".join(map("".join, pairwise(text)))


def beginning(character: str) -> str:
    """What every pair that begins with the character begins with."""
    return character.translate(MARKS)


def packed_pairs(fields: Iterable[str]) -> set[int]:
    """All different pairs and single units of folded fields as signed integers; a field's end is no pair."""
    found: set[int] = set()
    for text in fields:
        units = text.encode(f"utf-16-{_ORDER}")
        found.update(array("H", units), _integers(units), _integers(units[2:]))
    return found


def packed_phrase(folded: str) -> list[int]:
    """The pairs that a text with ``folded`` in it must have, or the one unit."""
    units = folded.encode(f"utf-16-{_ORDER}")
    if len(units) == 2:
        return list(array("H", units))
    return sorted({*_integers(units), *_integers(units[2:])})


def is_exact(folded: str) -> bool:
    """True when a text that has ``packed_phrase(folded)`` is sure to contain ``folded``."""
    return len(folded.encode(f"utf-16-{_ORDER}")) <= 4


def _integers(units: bytes) -> array[int]:
    return array("i", units[: len(units) // 4 * 4])
