"""How common words are in what the paper has published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db import transaction

from articles.models import Publication, TermCount
from articles.models.analysis import LONGEST_TERM
from articles.text.terms import Background, terms

ALL = ""  # the row that counts the texts
BATCH = 200
ONCE = 1  # a term of one single text says no more than one of none


def background_for(words: Iterable[str]) -> Background:
    """What the archive says about these words. One query."""
    having = dict(TermCount.objects.filter(term__in={ALL, *words}).values_list("term", "articles"))
    return Background(having.pop(ALL, 0), having)


def recount_if_grown() -> int:
    """Recount once the archive is another by a fiftieth; returns how many texts were counted."""
    counted = background_for([]).articles
    if abs(Publication.objects.visible().count() - counted) * 50 < max(counted, 1):
        return 0
    return sum(recount())


def recount() -> Iterator[int]:
    """Count every public text anew; yields the size of each batch done. The old counts hold until the end."""
    counts: Counter[str] = Counter()
    texts = Publication.objects.visible().order_by("pk").values_list("title", "text")
    done = 0
    batch = 0
    for title, text in texts.iterator(chunk_size=BATCH):
        counts.update({term for term in terms(f"{title}\n{text}") if len(term) <= LONGEST_TERM})
        done, batch = done + 1, batch + 1
        if batch == BATCH:
            yield batch
            batch = 0
    rows = [TermCount(term=term, articles=count) for term, count in counts.items() if count > ONCE]
    with transaction.atomic():
        TermCount.objects.all().delete()
        TermCount.objects.bulk_create([TermCount(term=ALL, articles=done), *rows], batch_size=2000)
    yield batch
