"""Where words begin, as bits: tells a whole word from the accident of two neighbours (国会 in 中国会议).

Places are those of the UTF-8 bytes, because ranking reads texts as bytes.
"""

from __future__ import annotations

from itertools import accumulate

from articles.text.segmentation import cut

_DIGITS = bytes([*b"01", *bytes(254)])


def boundaries(text: str) -> bytes:
    """A bit for each byte of ``text``, its end included: set where a word begins or the text ends."""
    places = [0, *accumulate(map(len, map(str.encode, cut(text))))]
    marks = bytearray(places[-1] + 1)
    for place in places:
        marks[place] = 1
    marks.reverse()
    return int(marks.translate(_DIGITS), 2).to_bytes(places[-1] // 8 + 1, "little")


def size_of(text: bytes) -> int:
    """How many bytes the boundaries of a text have."""
    return len(text) // 8 + 1


def is_boundary(bits: bytes, at: int) -> bool:
    return at >> 3 < len(bits) and bool(bits[at >> 3] & (1 << (at & 7)))
