"""Where words begin, as bits: tells a whole word from the accident of two neighbours (国会 in 中国会议).

Places are those of the UTF-8 bytes, because ranking reads texts as bytes.
"""

from __future__ import annotations

from articles.text.segmentation import cut


def boundaries(text: str) -> bytes:
    """A bit for each byte of ``text``, its end included: set where a word begins or the text ends."""
    sizes = list(map(len, map(str.encode, cut(text))))
    sizes.reverse()  # binary digits are written from the right: the text's end comes first
    digits = "1" + "".join(map(_DIGITS.__getitem__, sizes))
    return int(digits, 2).to_bytes(size_of(len(digits) - 1), "little")


class _Digits(dict[int, str]):
    """A digit for each byte of a word of that size, from the right: it begins at the last."""

    def __missing__(self, size: int) -> str:
        return "1".zfill(size)


_DIGITS = _Digits((size, "1".zfill(size)) for size in range(1, 65))


def size_of(length: int) -> int:
    """How many bytes the boundaries of so many bytes of text have."""
    return length // 8 + 1
