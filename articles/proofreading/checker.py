"""Runs every registered check over a document."""

from __future__ import annotations

from articles.proofreading.document import Document, Lexicon
from articles.proofreading.findings import Finding, finding
from articles.proofreading.registry import Hit, Measure, checks

NO_LEXICON = Lexicon()


def check(document: Document, *, lexicon: Lexicon = NO_LEXICON) -> list[Finding]:
    """The findings in reading order; bylines come last. The same document gives the same list, always.

    Where two checks see the same words, the one registered first speaks.
    """
    ids = [block.id for block in document.blocks] + [byline.id for byline in document.bylines]
    order = {each: place for place, each in reversed(list(enumerate(ids)))}
    hits = [hit for run in checks() for hit in run(document, lexicon) if words_of(hit) not in lexicon.allowed]
    found = [finding(hit) for hit in _without_echoes(hits)]
    return sorted(found, key=lambda each: (order[each.block], each.start, each.end, each.code))


def words_of(hit: Hit) -> str:
    return hit.block.text[hit.start : hit.end]


def _without_echoes(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    spans: set[tuple[str, int, int]] = set()
    worded: set[tuple[str, int]] = set()  # places whose wrong characters have been named
    for hit in hits:
        span = (hit.block.id, hit.start, hit.end)
        places = {(hit.block.id, at) for at in range(hit.start, hit.end)}
        by_characters = hit.rule.measure is Measure.CHARACTERS
        if span in spans or (by_characters and worded & places):
            continue
        spans.add(span)
        if by_characters:
            worded |= places
        kept.append(hit)
    return kept
