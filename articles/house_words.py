"""The words that the house itself made: tags, their synonyms, approved wordings. Every process's segmenter knows them.

Whoever cuts a text that somebody waits for calls ``teach`` first: a word that was entered, changed or deleted in
another process counts at once, without a restart. The database's mark tells whether anything can have changed.
"""

from __future__ import annotations

from articles.choices import PhraseKind
from articles.marking import mark
from articles.models import Phrase, Tag, TagSynonym
from articles.text import segmentation

_known: str | None = None


def teach() -> None:
    """Have this process's segmenter know the words as they stand, and no others. One read of one row, mostly."""
    global _known
    now = mark()
    if now == _known:
        return
    approved = Phrase.objects.exclude(kind=PhraseKind.ALLOWED).order_by().values_list("text", flat=True)
    named, also = (rows.objects.order_by().values_list("name", flat=True) for rows in (Tag, TagSynonym))
    segmentation.know(named.union(also, approved))
    _known = now
