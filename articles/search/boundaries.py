"""Where words begin, as bits: tells a whole word from the accident of two neighbours (国会 in 中国会议)."""

from __future__ import annotations

from articles.text.segmentation import cut


def boundaries(text: str) -> bytes:
    """A bit for each place of ``text``, its end included: set where a word begins or the text ends."""
    bits = bytearray(len(text) // 8 + 1)
    at = 0
    for word in cut(text):
        bits[at >> 3] |= 1 << (at & 7)
        at += len(word)
    bits[at >> 3] |= 1 << (at & 7)
    return bytes(bits)


def size_of(text: str) -> int:
    """How many bytes ``boundaries(text)`` has."""
    return len(text) // 8 + 1


def is_boundary(bits: bytes, at: int) -> bool:
    return at >> 3 < len(bits) and bool(bits[at >> 3] & (1 << (at & 7)))
