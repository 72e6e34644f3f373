"""How a segment of the index is written down: where each pair and triple of neighbouring characters stands in some thousands of texts.

A character is a UTF-16 unit here. A key says the field (``KEYS``), a pair of units and the unit that follows them, 0 for a
pair by itself and for what ends a text. A place is a number too: the document's upper byte, the place in its text in two
bytes, the document's lower byte. So moving places by a character is one addition, and the documents are two bytes of each.

A pair with few places has them under its own key, sorted by what follows. A frequent one has its documents there, and its
places under the keys of its triples; those of a frequent triple have rows of their own, by what follows again: one for each
frequent four, one for some neighbouring others. With every other place stands what follows its triple. So a string of up to
four characters is read off, and a longer one is where its fours stand in a row.
Here is what both sides know of it, and how it is read; ``packing`` writes it.
"""

from __future__ import annotations

import re
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import NamedTuple

from pyroaring import BitMap

from articles.search.query import LETTERS, Field

BLOCK = 8192  # documents of a segment at most
KEYS = {Field.ANY: 0, Field.TITLE: 1 << 48, Field.BYLINE: 2 << 48}
UNIT = 0xFFFF
WORD = re.compile(rf"[{LETTERS}]+(?:(?<=[0-9])[.,](?=[0-9])[{LETTERS}]+)*")
LONGEST_WORD = 100  # characters of a word that are kept apart; a longer one is looked at in the text
MANY = 256  # documents in no order
APART = 1 << 31  # in a page's table of ends: only the documents stand here, the places of a triple in rows
ROW = 1 << 31  # in the head of a row, which counts what follows; 0 is a frequent four
ENCODING = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"
_ALL = BitMap(range(BLOCK))
_PLAIN_BITS = BitMap(range(BLOCK, 1 << 16, 2))


def units(text: str) -> array[int]:
    return array("H", text.encode(ENCODING, "surrogatepass"))


def key_of(field: Field, some: Sequence[int]) -> int:
    """The key of one unit, of two, or of three."""
    first, second, third = [*some, 0, 0][:3]
    return KEYS[field] | second << 32 | first << 16 | third


Numbers = BitMap | array  # of the places


class Gram(NamedTuple):
    """Up to three units under their key, and the unit that follows three; or whatever follows."""

    key: int
    following: int = -1


class Posting(NamedTuple):
    """Where a gram stands: its places as bytes; of a frequent one bitmaps, of its documents (``listed``) and of its places
    if it is a four."""

    places: bytes = b""
    listed: bytes = b""

    @property
    def numbers(self) -> Numbers:
        return BitMap.deserialize(self.places) if self.listed else array("I", self.places)

    @property
    def documents(self) -> BitMap:
        return BitMap.deserialize(self.listed) if self.listed else documents_in(self.places)


NONE = Posting()


def posting(gram: Gram, data: bytes) -> Posting:
    """What a segment says, ``NONE`` if it has none: ``data`` is the row of the gram's triple in which what follows has its place, or if there is none
    the page in which the key has its own."""
    size = int.from_bytes(data[:4], sys.byteorder)
    return _in_row(data, size ^ ROW, gram.following) if size & ROW else _in_page(data, size, *gram)


def _in_page(page: bytes, size: int, key: int, following: int) -> Posting:
    view, listed = memoryview(page), int.from_bytes(page[4:8], sys.byteorder)
    keys = view[8 : 8 + 8 * size].cast("Q")
    at = bisect_right(keys, key) - 1
    if at < 0 or keys[at] not in (key, key & ~UNIT):
        return NONE
    values = 8 + 12 * size
    ends = view[8 + 8 * size : values].cast("I")
    start, end = ends[at - 1] if at else 0, ends[at]
    if keys[at] == key:
        if end & APART:
            return Posting(listed=page[values:]) if following < 0 else NONE
    elif not listed:  # a frequent pair, and not this triple
        return NONE
    else:
        thirds = values + ends[-1] // 2 * 3
        third = view[thirds + start // 2 : thirds + end // 2].cast("H")
        first, last = bisect_left(third, key & UNIT), bisect_right(third, key & UNIT)
        start, end = start + 4 * first, start + 4 * last
    value = page[values + start : values + end]
    if value and following >= 0:
        nexts = values + ends[-1]
        fourth = view[nexts + start // 2 : nexts + end // 2].cast("H")
        value = array("I", compress(array("I", value), map(following.__eq__, fourth))).tobytes()
    return Posting(value) if value else NONE


def _in_row(row: bytes, size: int, following: int) -> Posting:
    """A row begins with tables of what follows and where its places end; or is that of one frequent four."""
    view = memoryview(row)
    if not size:
        places = 10 + int.from_bytes(row[4:8], sys.byteorder)
        return Posting(row[places:], row[10:places]) if view[8:10].cast("H")[0] == following else NONE
    ends, values = view[4 : 4 + 4 * size].cast("I"), 4 + 6 * size
    known = view[4 + 4 * size : values].cast("H")
    at = bisect_left(known, following)
    if at == size or known[at] != following:
        return NONE
    start = ends[at - 1] if at else 0
    return Posting(row[values + start : values + ends[at]])


def documents_in(places: bytes | memoryview) -> BitMap:
    """The documents that have any of the places."""
    wide = bytearray(len(places))
    wide[0::4], wide[1::4] = places[0::4], places[3::4]  # on a machine that writes the small end first
    documents = array("I", bytes(wide))
    if len(documents) < MANY:
        return BitMap(documents)
    # In no order: a bitmap that begins as plain bits takes them several times as quickly as a sorted row.
    found = _PLAIN_BITS.copy()
    found.update(documents)
    found &= _ALL
    return found


def cover(length: int) -> list[int]:
    """Where the fours begin that say all of a string of four characters and more."""
    return [*range(0, length - 4, 4), length - 4]


def in_a_row(pieces: Iterable[tuple[int, Posting]]) -> BitMap:
    """The documents where all of it stands, each piece so many characters after the string's beginning.

    Of few places sets: a bitmap of places that lie far apart costs several times as much to make as to ask.
    """
    (at, first), *others = sorted(pieces, key=lambda piece: len(piece[1].places))
    found = first.numbers
    for offset, other in others:  # what is left, ever less, is moved to where the next has to stand
        if not found:
            break
        found = _moved(found, (offset - at) << 8, other.numbers)
        at = offset
    return documents_in(array("I", found).tobytes())


def _moved(found: Numbers, by: int, places: Numbers) -> Numbers:
    """Those that are among the places when they are moved."""
    if isinstance(found, BitMap):
        return found.shift(by) & (places if isinstance(places, BitMap) else BitMap(places))
    moved = map(by.__add__, found)
    if isinstance(places, BitMap):
        return array("I", [place for place in moved if place > 0 and place in places])
    return array("I", set(moved).intersection(places))
