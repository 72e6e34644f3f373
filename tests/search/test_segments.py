"""Segments say of every string what the texts say, through merges, corrections and withdrawals in between."""

import random

import pytest
from pyroaring import BitMap

from articles.models import Publication, SearchDocument, SearchPage, SearchPlaces, SearchRecent, SearchSegment
from articles.search import blocks, dialect, indexing, matching, packing, postings, segments
from articles.search.engine import engine
from articles.search.query import Field, Term
from tests import factories

pytestmark = pytest.mark.django_db


def made(*texts):
    return [factories.make_publication(f"题{at}", paragraphs=(text,)) for at, text in enumerate(texts)]


def rewritten(publication, text):
    publication.text = text
    publication.save(update_fields=["text"])
    indexing.put(publication)


def found(query):
    return sorted(matching(Publication.objects.all(), f"“{query}”").values_list("title", flat=True))


@pytest.mark.parametrize("page", [30, 200])
def test_frequent_triples_stand_apart_and_say_the_same(monkeypatch, page):
    """Whether one four is in a row, or several."""
    monkeypatch.setattr(packing, "FEW", 3)
    monkeypatch.setattr(packing, "PAGE", page)
    monkeypatch.setattr(postings, "MANY", 8)
    rng = random.Random(7)
    texts = ["".join(rng.choice("发展国会议") for _ in range(rng.randint(2, 40))) for _ in range(30)]
    texts[3] += "𠀀𠀁𠀀"
    made(*texts)
    engine().tidy(wholly=True)
    assert SearchPage.objects.count() > 1
    triples = SearchPlaces.objects.values("triple").distinct().count()
    assert SearchPlaces.objects.count() > triples > 1
    titles = {each.number: int(each.title.removeprefix("题")) for each in SearchDocument.objects.all()}
    for _ in range(200):
        text = rng.choice(texts)
        start = rng.randrange(len(text))
        string = (
            text[start : start + rng.randint(1, 9)] if rng.random() < 0.7 else "".join(rng.choices("发展国会", k=4))
        )
        term = Term(string)
        reader = engine().reader([term])
        assert sorted(titles[number] for number in reader.find(term).numbers()) == sorted(
            at for at, each in enumerate(texts) if string in each
        ), string


def test_what_was_written_since_counts_until_it_is_a_segment_and_after():
    first, _, third = made("旧的说法。", "旧的说法。", "旧的说法。")
    engine().tidy(wholly=True)
    rewritten(first, "新的写法。")
    indexing.remove([third.pk])
    for _ in range(2):
        assert found("旧的说法") == ["题1"]
        assert found("新的写法") == ["题0"]
        assert engine().count() == SearchDocument.objects.count() == 2
        engine().tidy(wholly=True)
    assert not SearchRecent.objects.exists()


def test_a_segment_does_not_overrule_what_was_written_while_it_was_made():
    first, _ = made("旧的说法。", "旧的说法。")
    turns = dict(SearchRecent.objects.values_list("number", "turn"))
    documents = list(SearchDocument.objects.order_by("number"))
    rewritten(first, "新的写法。")
    written = packing.segment_of([packing.run_of(documents, 0)])
    assert segments.settle(written, turns) == 1
    assert segments.settle(written, turns) == 0, "another process was as far"
    assert found("旧的说法") == ["题1"]
    assert found("新的写法") == ["题0"]
    assert engine().count() == 2


def test_many_small_segments_become_one_and_searches_that_have_begun_go_on():
    published = []
    for number in range(segments.ALIKE):
        published += made(f"第{number}号词句")
        assert segments.gather(at_least=1) == 1
    reader = engine().reader()
    rewritten(published[2], "别的词句")
    assert segments.merge()
    assert not segments.merge()
    assert SearchSegment.objects.filter(retired_at__isnull=True).count() == 1
    assert len(found("号词句")) == segments.ALIKE - 1
    assert len(reader.find(Term("号词句"))) == segments.ALIKE
    SearchSegment.objects.filter(retired_at__isnull=False).update(retired_at="2020-01-01T00:00:00Z")
    segments.merge()
    assert SearchSegment.objects.count() == 1
    assert len(found("号词句")) == segments.ALIKE - 1


def test_what_no_segment_has_room_for_is_looked_through(monkeypatch):
    monkeypatch.setattr(segments, "LONGEST", 100)
    made("很长的文字。" * 40, "短的文字。")
    engine().tidy(wholly=True)
    assert SearchRecent.objects.count() == 1
    assert found("长的文字") == ["题0"]
    assert found("的文字") == ["题0", "题1"]


def test_many_recent_texts_are_read_once_for_all_terms(monkeypatch):
    made("台风", "救灾", "台风救灾")
    terms, read, texts = [Term("台风"), Term("救灾")], [], dialect.texts
    monkeypatch.setattr(blocks, "KEPT", 2)
    monkeypatch.setattr(dialect, "texts", lambda numbers: [read.append(row[0]) or row for row in texts(numbers)])
    reader = engine().reader(terms)
    assert [len(reader.find(term)) for term in terms] == [2, 2]
    assert sorted(read) == sorted(SearchRecent.objects.values_list("number", flat=True))


def test_places():
    text = "甲乙甲乙丙丁戊"
    run = packing.run_of([SearchDocument(number=5, title="", byline="", quotes="", body=text)], base=300)
    written = packing.segment_of([run])
    assert list(written.numbers) == [0] * 300 + [5]
    (_, page), *_ = written.pages
    row = postings.units(text)
    first, second = (postings.posting(gram_of(row[at : at + 4]), page) for at in postings.cover(len(text)))
    assert first.documents == second.documents == BitMap([300])
    assert postings.in_a_row([(0, first), (3, second)]) == BitMap([300])
    assert not postings.in_a_row([(3, first), (0, second)])
    for missing in ("乙乙", "乙丙甲", "己", "甲乙丁", "甲乙丙甲", "丙丁戊戊"):
        assert not postings.posting(gram_of(postings.units(missing)), page).documents, missing


def gram_of(row):
    return postings.Gram(postings.key_of(Field.ANY, row[:3]), *row[3:])
