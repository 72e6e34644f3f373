"""Shows a hit: the places of the query's words on the original text, and the passage that says most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from articles.search.occurrence import Span, spans
from articles.search.query import Field, Term
from articles.text.fold import Folded, fold_with_map

PASSAGE_LENGTH = 100  # characters of a snippet
ENDS = "。！？；…\n"


@dataclass(frozen=True, slots=True)
class Marked:
    """Original text and the spans in it to be marked, in order and apart from one another."""

    text: str
    spans: tuple[Span, ...] = ()

    def parts(self) -> list[tuple[str, bool]]:
        """(text, is it marked) pieces in order, for a template."""
        pieces, at = [], 0
        for start, end in self.spans:
            pieces += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        return [(text, is_marked) for text, is_marked in [*pieces, (self.text[at:], False)] if text]


def marked(text: str, terms: Sequence[Term], *, field: Field = Field.ANY) -> Marked:
    """``text`` with every place of every term; terms bound to another field are left out."""
    if not text:
        return Marked(text)
    folded = fold_with_map(text)
    fitting = [term for term in terms if term.field in (Field.ANY, field)]
    places = sorted(place for term in fitting for place in spans(term, folded.text))
    return Marked(text, tuple(folded.original(*place) for place in _united(places)))


def passage(text: str, terms: Sequence[Term], *, length: int = PASSAGE_LENGTH, folded: str = "") -> Marked:
    """About ``length`` characters where most different terms stand together; the beginning when there are none.

    ``folded`` saves the folding of the whole text; it must be the text's.
    """
    whole = Folded(folded, range(len(text) + 1)) if len(folded) == len(text) else fold_with_map(text)
    fitting = [term for term in terms if term.field is Field.ANY]
    places = [(start, end, at) for at, term in enumerate(fitting) for start, end in spans(term, whole.text)]
    if len(fitting) > 1:
        places.sort()
    if not isinstance(whole.offsets, range):
        places = [(*whole.original(start, end), at) for start, end, at in places]
    if not places:
        return Marked(_shortened(text, 0, length))
    start = _best_start(places, length)
    begin, end = _window(text, start, length)
    near = _united([(a, b) for a, b, _ in places if a < end and b > begin])
    kept = tuple((max(a, begin) - begin, min(b, end) - begin) for a, b in near)
    shown = text[begin:end].replace("\n", " ")
    before, after = ("…" if begin else ""), ("…" if end < len(text.rstrip()) else "")
    return Marked(before + shown + after, tuple((a + len(before), b + len(before)) for a, b in kept))


def _best_start(places: Sequence[tuple[int, int, int]], length: int) -> int:
    """The place from which a window sees most different terms, then most places, the earliest of equals."""
    if len(places) == 1:
        return places[0][0]
    best, best_start, last = (-1, -1), 0, 0
    seen, different = Counter[int](), 0
    for first, (start, _, term) in enumerate(places):
        limit = start + length * 3 // 4
        while last < len(places) and (places[last][1] <= limit or last == first):
            another = places[last][2]
            different += not seen[another]
            seen[another] += 1
            last += 1
        value = (different, last - first)
        if value > best:
            best, best_start = value, start
        seen[term] -= 1
        different -= not seen[term]
    return best_start


def _window(text: str, start: int, length: int) -> tuple[int, int]:
    """From the beginning of the sentence when it is near, else from a little before ``start``."""
    low = max(0, start - length // 2)
    begin = max(text.rfind(mark, low, start) for mark in ENDS) + 1
    if begin == 0 and low > 0:
        begin = max(0, start - length // 5)
    while begin < start and text[begin].isspace():
        begin += 1
    return begin, min(len(text), begin + length)


def _shortened(text: str, start: int, length: int) -> str:
    cut = text[start : start + length].replace("\n", " ")
    return cut + ("…" if len(text) > start + length else "")


def _united(places: Sequence[Span]) -> list[Span]:
    """Sorted spans with those that overlap or touch made one."""
    united: list[Span] = []
    for start, end in places:
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united
