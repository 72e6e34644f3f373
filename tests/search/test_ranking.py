"""The order is the same on every engine: it is worked out from numbers alone, over a bounded set."""

import pytest

from articles.models import SearchDocument
from articles.search import dialect, ranking, search
from articles.search.boundaries import boundaries
from articles.search.query import parse
from articles.text.fold import fold
from articles.text.segmentation import cut
from tests.search.brute import holds
from tests.search.shelves import corpus, fill


def document(number, title, body="", quotes="", headings="", byline=""):
    title, body = fold(title), fold(body)
    words = [fold(text).encode() for text in (title, byline, quotes, headings)]
    return ranking.Document(number, len(body), *words, boundaries(title) + boundaries(body), body.encode())


def order(query, *documents):
    return [number for _, number in ranking.ranked(parse(query, cut=cut), documents)]


def test_short_titles_that_say_it_come_before_long_ones():
    long = document(1, "关于各地推动经济社会各方面工作中乡村振兴等若干问题的情况汇总")
    assert order("乡村振兴", long, document(2, "乡村振兴")) == [2, 1]


def test_many_places_in_a_body_do_not_outweigh_the_title():
    body = document(1, "别的题目", "乡村振兴。" * 50)
    assert order("乡村振兴", body, document(2, "乡村振兴在路上", "说一说。")) == [2, 1]


def test_an_early_place_before_a_late_one():
    filler = "这里说别的事情，一句又一句。" * 10
    assert order("台风", document(1, "题", filler + "台风。"), document(2, "题", "台风。" + filler)) == [2, 1]


def test_the_rare_word_counts_more():
    common = [document(number, "题", "会议开始。") for number in range(10, 30)]
    rows = [document(1, "题", "登革热。"), document(2, "题", "会议会议会议。"), *common]
    assert order("登革热 OR 会议", *rows)[0] == 1


def test_ties_go_to_the_newer():
    assert order("台风", document(5, "台风"), document(7, "台风"), document(6, "台风")) == [7, 6, 5]


def test_nothing_asked_for_is_no_error():
    assert order("-台风", document(1, "题")) == [1]
    assert ranking.ranked(parse("台风", cut=cut), []) == []


QUERIES = ["乡村振兴", "人工智能", "台风 救灾", "以色列 停火", "王毅", "G20", "长江保护", "“春运”", "新能源 -汽车"]


@pytest.mark.corpus
@pytest.mark.django_db
def test_the_first_twenty_follow_from_the_texts_alone(corpus_dir):
    """Both engines must agree with the ranking of a plain scan's hits, so they agree with each other."""
    fill(corpus(corpus_dir, every=40))
    everything = list(SearchDocument.objects.order_by("-number"))
    for query in QUERIES:
        tree = parse(query, cut=cut)
        found = search(query, size=20)
        numbers = {each.number for each in everything if _holds(tree, each)}
        assert found.total == len(numbers)
        documents = [ranking.Document(*row) for row in dialect.texts(numbers)]
        expected = ranking.ranked(tree, documents)[:20]
        assert [(hit.score, hit.publication.search_document.number) for hit in found.hits] == expected


def _holds(tree, each):
    return holds(tree, None, {name: getattr(each, name) for name in ("title", "byline", "quotes", "body")})
