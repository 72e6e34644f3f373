"""The proof on real news: every random string is found, and nothing else, however it is typed."""

import random
from bisect import bisect_right
from itertools import accumulate

import pytest

from articles.models import Publication
from articles.search import matching
from articles.text.fold import TABLE, fold
from tests.search.shelves import corpus, fill

STRINGS = 2_000
pytestmark = [pytest.mark.corpus, pytest.mark.django_db]


def disguised(string, rng, traditional):
    """The same string as someone else would type it."""
    match rng.randrange(4):
        case 0:
            return "".join(rng.choice(traditional.get(c, c)) for c in string)
        case 1:
            return "".join(chr(ord(c) + 0xFEE0) if "!" < c <= "~" else c for c in string)
        case 2:
            return string.upper()
    return string


def quoted(string):
    for opening, closing in ('""', "“”", "「」", "『』"):
        if closing not in fold(string):
            return f"{opening}{string}{closing}"
    return None


class Everything:
    """All folded texts in a row: the scan that knows nothing of an index, in one go through."""

    def __init__(self, publications):
        folded = [fold(f"{title}\n{text}") for _, title, text in publications]
        self.keys = [pk for pk, _, _ in publications]
        self.whole = "".join(f"{text}\0" for text in folded)
        self.ends = list(accumulate(len(text) + 1 for text in folded))

    def having(self, string):
        found, at = set(), self.whole.find(string)
        while at >= 0:
            number = bisect_right(self.ends, at)
            found.add(self.keys[number])
            at = self.whole.find(string, self.ends[number])
        return found


@pytest.mark.timeout(900)
def test_two_thousand_random_strings(corpus_dir):
    rows = list(corpus(corpus_dir, every=20))
    assert fill(rows) > 750
    traditional = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        for pair in [] if line.startswith("#") else line.split():
            traditional.setdefault(pair[1], []).append(pair[0])
    everything = Everything(list(Publication.objects.values_list("pk", "title", "text")))
    assert len(everything.keys) == len(rows)
    rng = random.Random(20250609)
    missed = false = asked = 0
    while asked < STRINGS:
        row = rng.choice(rows)
        text = rng.choice([row["title"], *row["paragraphs"]])
        start = rng.randrange(len(text))
        string = text[start : start + rng.randint(2, 8)]
        query = quoted(disguised(string, rng, traditional))
        if len(fold(string).strip()) < 2 or query is None:
            continue
        asked += 1
        wanted = everything.having(fold(string))
        found = {*matching(Publication.objects.order_by(), query).values_list("pk", flat=True)}
        missed += len(wanted - found)
        false += len(found - wanted)
    assert (missed, false) == (0, 0)
