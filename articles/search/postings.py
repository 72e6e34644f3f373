"""How a segment of the index is written down: where each pair and triple of neighbouring characters stands in some thousands of texts.

A character is a UTF-16 unit here. A key says the field (``KEYS``), a pair of units and the unit that follows them, 0 for a
pair by itself and for what ends a text. A place is a number too: the document's upper byte, the place in its text in two
bytes, the document's lower byte. So moving places by a character is one addition, and the documents are two bytes of each.

A pair with few places has them under its own key, sorted by what follows. A frequent one has its documents there, and its
places under the keys of its triples; those of a frequent triple are a row of their own (``Row``), sorted by what follows
again. With every other place stands what follows its triple. So a string of up to four characters is read off, and a longer
one is where its fours stand in a row.
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
MANY_TIMES = 16  # as many places as are looked for: it is quicker to look each of these up in them
APART = 1 << 31  # in a page's table of ends: only the documents stand here
ENCODING = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"
_ALL = BitMap(range(BLOCK))
_PLAIN_BITS = BitMap(range(BLOCK, 1 << 16, 2))


def units(text: str) -> array[int]:
    return array("H", text.encode(ENCODING, "surrogatepass"))


def key_of(field: Field, some: Sequence[int]) -> int:
    """The key of one unit, of two, or of three."""
    first, second, third = [*some, 0, 0][:3]
    return KEYS[field] | second << 32 | first << 16 | third


class Posting(NamedTuple):
    """What a page says of a key: its documents; its places as bytes, or None when they stand apart."""

    documents: BitMap
    places: bytes | None


NONE = Posting(BitMap(), b"")
EMPTY_PAGE = bytes(8)


def posting(page: bytes, key: int, following: int | None = None) -> Posting:
    """``page`` is that in which the key has its place in the order. Only what has ``following`` after it, if that is given;
    but of a triple whose places stand apart all documents."""
    size, listed = (int.from_bytes(page[at : at + 4], sys.byteorder) for at in (0, 4))
    view = memoryview(page)
    keys = view[8 : 8 + 8 * size].cast("Q")
    at = bisect_right(keys, key) - 1
    if at < 0 or keys[at] not in (key, key & ~UNIT):
        return NONE
    values = 8 + 12 * size
    ends = view[8 + 8 * size : values].cast("I")
    start, end = ends[at - 1] if at else 0, ends[at]
    if keys[at] == key:
        if end & APART:
            return Posting(BitMap.deserialize(page[values:]), None)
    elif not listed:  # a frequent pair, and not this triple
        return NONE
    else:
        thirds = values + ends[-1] // 2 * 3
        third = view[thirds + start // 2 : thirds + end // 2].cast("H")
        first, last = bisect_left(third, key & UNIT), bisect_right(third, key & UNIT)
        start, end = start + 4 * first, start + 4 * last
    value = page[values + start : values + end]
    if value and following is not None:
        nexts = values + ends[-1]
        fourth = view[nexts + start // 2 : nexts + end // 2].cast("H")
        value = array("I", compress(array("I", value), map(following.__eq__, fourth))).tobytes()
    return Posting(documents_in(value), value) if value else NONE


class Row(NamedTuple):
    """The places of a frequent triple in a segment, by the unit after them."""

    data: bytes

    def places(self, following: int) -> bytes:
        """Those with this unit after them, in order."""
        _, ends, _, values = self._tables()
        return self._slice(self._at(following), ends, values)

    def documents(self, following: int) -> BitMap:
        """The documents that have any place with this unit after it."""
        _, ends, packed, values = self._tables()
        at = self._at(following)
        found = self._slice(at, packed, values + ends[-1]) if ends else b""
        return BitMap.deserialize(found) if found else documents_in(self._slice(at, ends, values))

    def _at(self, following: int) -> int:
        known, *_ = self._tables()
        at = bisect_left(known, following)
        return at if at < len(known) and known[at] == following else -1

    def _slice(self, at: int, ends: memoryview, values: int) -> bytes:
        start = ends[at - 1] if at > 0 else 0
        return self.data[values + start : values + ends[at]] if at >= 0 else b""

    def _tables(self) -> tuple[memoryview, memoryview, memoryview, int]:
        """What follows, where its places and its documents end, and where the places begin."""
        size, view = int.from_bytes(self.data[:4], sys.byteorder), memoryview(self.data)
        ends, packed, values = 4, 4 + 4 * size, 4 + 10 * size
        known = view[4 + 8 * size : values].cast("H")
        return known, view[ends:packed].cast("I"), view[packed : 4 + 8 * size].cast("I"), values


EMPTY_ROW = Row(bytes(4))


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


class Places(NamedTuple):
    """Where a piece stands, ``offset`` after the beginning of the string; ``in_order`` as numbers, or not."""

    offset: int
    packed: bytes
    in_order: bool


def in_a_row(pieces: Iterable[Places]) -> BitMap:
    """The documents where all of it stands, each place so many characters after the string's beginning.

    Sets of numbers: a bitmap of places that lie far apart costs several times as much to make as to ask.
    """
    (at, first, _), *others = sorted(pieces, key=lambda each: len(each.packed))
    found = set(array("I", first))
    for offset, packed, in_order in others:  # what is left, ever less, is moved to where the next has to stand
        if not found:
            break
        places = array("I", packed)
        wanted = set(map(((offset - at) << 8).__add__, found))
        is_looked_up = in_order and len(places) > MANY_TIMES * len(wanted)
        found = _looked_up(wanted, places) if is_looked_up else wanted.intersection(places)
        at = offset
    return documents_in(array("I", found).tobytes())


def _looked_up(wanted: Iterable[int], places: array[int]) -> set[int]:
    found, size = set(), len(places)
    for place in wanted:
        at = bisect_left(places, place)
        if at < size and places[at] == place:
            found.add(place)
    return found
