"""An archive that is not read at once: searches read its newest segments, older ones where they are needed, and find the same."""

import datetime as dt
import random

import pytest
from django.utils import timezone

from articles import compiled
from articles.models import Publication, SearchDocument, SearchPage, SearchRecent, SearchSegment
from articles.search import DATE, RELEVANCE, asking, indexing, matching, search, segments
from articles.search.checking import check
from articles.search.engine import engine
from articles.search.finding import Finder
from articles.search.query import parse
from articles.search.working import search_working
from articles.text.segmentation import cut
from tests import factories
from tests.lasting import lasting

pytestmark = pytest.mark.django_db
COUNT, PORTION = 36, 4
QUERIES = [
    "台风", "救灾", "“台风救灾”", "台风救灾", "“风救灾到台”", "标题:台风", "台风 OR 救灾", "救灾 -台风", "栏目:热点", "作者:san 台风",
    "标签:天气", "天气", "日期:2024-01-10.. 台风", "AI", "没有的",
]  # fmt: skip


@lasting
def archive():
    """Segments of four texts each and one of corrected ones, of all years; a part of three segments, then larger ones."""
    rng = random.Random(5)
    column, tag, author = factories.make_column("热点"), factories.make_tag("天气"), factories.make_author("张三")
    made = []
    for number in range(COUNT):
        words = "".join(rng.choice(["台风", "救灾", "台风救灾", "到", "AI "]) for _ in range(6))
        page = factories.make_page(factories.make_issue(dt.date(2024, 1, 1) + dt.timedelta(days=number)))
        more = {"column": column} if number % 3 else {"tags": (tag,), "authors": (author,)}
        made.append(factories.make_publication(f"{words[:3]}{number}", paragraphs=(words,), page=page, **more))
        if number % PORTION == PORTION - 1:
            segments.gather(at_least=1)
    made[7].embargo_until = timezone.now() + dt.timedelta(days=1)
    made[7].save()
    indexing.keep_step(made[7])
    for publication in (made[2], made[20]):
        indexing.put(publication)
    segments.gather(at_least=1)
    for publication in (made[9], made[30]):
        indexing.put(publication)
    indexing.remove([made[11].pk])
    return made


@pytest.fixture(autouse=True)
def three_segments_at_once(monkeypatch):
    read_at_once(monkeypatch, 2 * PORTION + 1)


def read_at_once(monkeypatch, documents):
    monkeypatch.setattr(asking, "AT_ONCE", documents)
    monkeypatch.setattr(compiled, "_statements", {})  # it stands in there


def test_segments_are_read_the_newest_first(archive):
    assert SearchSegment.objects.count() == COUNT // PORTION + 1
    assert SearchRecent.objects.count() == 3
    reader, read = engine().reader(), []
    while reader:
        numbers = [number for segment in reader.segments for number in segment.numbers]
        assert max(numbers) > reader.bound
        read.append(len(reader.segments))
        reader = reader.older()
    assert read == [3, 6, 1]


def test_every_text_is_in_one_part(archive):
    finder = Finder(parse("", cut=cut))
    found = [number for part in finder.found(finder.tree, 1000) for number in part.numbers()]
    numbers = {*SearchDocument.objects.exclude(publication=archive[7]).values_list("number", flat=True)}
    assert len(found) == len({*found}) == len(numbers)
    assert {*found} == numbers


@pytest.mark.parametrize("order", [DATE, RELEVANCE])
def test_pages_and_facets_are_those_of_an_archive_read_at_once(archive, monkeypatch, order):
    monkeypatch.setattr("articles.search.finding.NEWEST", 4)
    monkeypatch.setattr("articles.search.finding.IN_TITLE", 3)
    monkeypatch.setattr("articles.search.finding.AS_TYPED", 3)
    monkeypatch.setattr("articles.search.numbers.FEW_NUMBERS", 3)
    narrowed = Publication.objects.filter(date__gte="2024-01-03")

    def told(query, among, page):
        found = search(query, among, order=order, page=page, size=3)
        hits = [(hit.publication.pk, hit.score) for hit in found.hits]
        return query, found.total, found.is_lower_bound, hits, found.facets

    def pages():
        return [told(query, among, page) for query in QUERIES for among in (None, narrowed) for page in (1, 2, 9)]

    in_parts = pages()
    read_at_once(monkeypatch, 1000)
    assert in_parts == pages()


def test_lists_and_the_desk_find_all(archive, monkeypatch):
    def found(query):
        desk, numbers = search_working(query), matching(Publication.objects.all(), query).values_list("pk", flat=True)
        hits = [(hit.article.pk, hit.score) for hit in desk.hits]
        return query, sorted(numbers), desk.total, hits, desk.columns, desk.issues

    in_parts = list(map(found, QUERIES))
    read_at_once(monkeypatch, 1000)
    assert in_parts == list(map(found, QUERIES))


def test_the_check_looks_into_every_part(archive):
    assert not check().not_found
    oldest = SearchSegment.objects.order_by("newest").first()
    SearchPage.objects.filter(segment=oldest.key).delete()
    assert len(check().not_found) == oldest.size - 1, "one of them was written anew"


def test_common_words_are_not_counted_to_the_end(archive, monkeypatch):
    """As far as the page and a step more; no older segment is read than that takes."""
    whole = search("台风", order=DATE, size=100)
    monkeypatch.setattr("articles.search.finding.COUNTED", 6)
    for order in (DATE, RELEVANCE):
        first, second, third = (search("台风", order=order, page=page, size=3) for page in (1, 2, 3))
        assert [(each.total, each.is_lower_bound, each.pages) for each in (first, second, third)] == [
            (6, True, 2), (12, True, 4), (12, True, 4),
        ]  # fmt: skip
    assert len(search("台风", order=DATE, size=3).finder.readers) == 1
    last = search("台风", order=DATE, page=-(-whole.total // 3), size=3)
    assert (last.total, last.is_lower_bound) == (whole.total, False)
    assert [hit.publication.pk for hit in last.hits] == [
        hit.publication.pk for hit in whole.hits[3 * (last.page - 1) :]
    ]
    newest = search("台风", order=DATE, size=3)
    assert sum(each.count for each in newest.facets.kinds) == 6
    monkeypatch.setattr("articles.search.finding.MOST_COUNTED", 8)
    assert [search("台风", page=page, size=3).total for page in (1, 2, 3)] == [6, 8, 8]


def test_long_phrases_of_common_words_are_counted_less_far(archive, monkeypatch):
    """They take longest; what is read off is counted as ever."""
    whole, common = search("“台风救灾到”", order=DATE, size=100), search("“台风救灾”", size=3)
    assert not whole.is_lower_bound
    monkeypatch.setattr("articles.search.finding.HARD", 1)
    monkeypatch.setattr("articles.search.finding.HARD_COUNTED", 4)
    first, second = (search("“台风救灾到”", order=DATE, page=page, size=3) for page in (1, 2))
    assert [(each.total, each.is_lower_bound) for each in (first, second)] == [(4, True), (8, True)]
    shown = [hit.publication.pk for each in (first, second) for hit in each.hits]
    assert shown == [hit.publication.pk for hit in whole.hits[:6]]
    again = search("“台风救灾”", size=3)
    assert (again.total, again.is_lower_bound) == (common.total, False)
