"""Pages of hits: order, marks on the original words, passages, facets, suggestions, second thoughts."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Publication, TagSynonym
from articles.search import DATE, RELEVANCE, did_you_mean, indexing, search, suggest
from articles.search.passages import marked, passage
from articles.search.query import Field, Term
from articles.text.fold import fold
from tests import factories

pytestmark = pytest.mark.django_db
FILLER = "这里说的是另外一些事情，与所问的没有关系。"


def found(query, **more):
    return [hit.publication.title for hit in search(query, **more).hits]


def test_title_before_quote_before_heading_before_body():
    factories.make_publication("第四篇", paragraphs=(FILLER, "正文里提到乡村振兴。"))
    factories.make_publication("第三篇", paragraphs=(FILLER * 5,), headings=("谈谈乡村振兴",))
    factories.make_publication("第二篇", paragraphs=(FILLER,), quotes=("金句是乡村振兴",))
    factories.make_publication("乡村振兴第一篇", paragraphs=(FILLER,))
    factories.make_publication("无关的一篇", paragraphs=(FILLER,))
    assert found("乡村振兴") == ["乡村振兴第一篇", "第二篇", "第三篇", "第四篇"]


def test_whole_words_before_accidental_neighbours():
    factories.make_publication("新闻一", paragraphs=(FILLER, "美国国会今天开会。"))
    factories.make_publication("新闻二", paragraphs=(FILLER, "这是一次中国会议的消息。"))
    assert found("国会") == ["新闻一", "新闻二"]


def test_the_run_as_typed_before_its_scattered_words():
    factories.make_publication("甲", paragraphs=("推动经济发展新格局。" + FILLER,))
    factories.make_publication("乙", paragraphs=("经济要稳。" + FILLER * 3 + "发展要快。",))
    assert found("经济发展") == ["甲", "乙"]
    assert found("“经济发展”") == ["甲"]


def test_recent_before_old_when_all_else_is_equal():
    for day in ("2020-01-01", "2025-01-01", "2022-01-01"):
        page = factories.make_page(factories.make_issue(dt.date.fromisoformat(day)))
        factories.make_publication(f"同样的题{day}", paragraphs=("同样的话。",), page=page)
    assert found("同样") == ["同样的题2025-01-01", "同样的题2022-01-01", "同样的题2020-01-01"]
    assert found("同样", order="date") == found("同样")


def test_synonyms_bring_tagged_texts_and_the_exact_title_comes_first():
    tag = factories.make_tag("人工智能")
    TagSynonym.objects.create(tag=tag, name="AI")
    factories.make_publication("只有标签", paragraphs=(FILLER,), tags=(tag,))
    factories.make_publication("AI怎样改变人工智能以外的事", paragraphs=("AI。",))
    factories.make_publication("AI", paragraphs=(FILLER,))
    assert found("AI") == ["AI", "AI怎样改变人工智能以外的事", "只有标签"]


def test_pages_hold_every_hit_once():
    for number in range(45):
        factories.make_publication(f"第{number}篇谈发展")
    pages = [search("发展", page=page) for page in (1, 2, 3, 4)]
    assert [len(result.hits) for result in pages] == [20, 20, 5, 0]
    assert pages[0].total == 45
    assert pages[0].pages == 3
    assert len({hit.publication.pk for result in pages for hit in result.hits}) == 45
    assert len(search("", page=3).hits) == 5


def test_pages_beyond_the_candidates(monkeypatch):
    monkeypatch.setattr("articles.search.finding.NEWEST", 5)
    monkeypatch.setattr("articles.search.finding.IN_TITLE", 5)
    for number in range(30):
        factories.make_publication(f"第{number}篇谈发展" if number < 4 else f"第{number}篇", paragraphs=("说发展。",))
    pages = [search("发展", page=page, size=10) for page in (1, 2, 3, 4)]
    titles = [hit.publication.title for result in pages for hit in result.hits]
    assert len(titles) == len(set(titles)) == 30
    assert set(titles[:4]) == {f"第{number}篇谈发展" for number in range(4)}


def test_embargoed_and_expired_are_neither_shown_nor_counted():
    later = timezone.now() + dt.timedelta(hours=1)
    factories.make_publication("公开的发展")
    factories.make_publication("禁发的发展", embargo_until=later)
    expired = factories.make_publication("过期的发展")
    expired.expires_at = timezone.now()
    expired.save()
    indexing.keep_step(expired)
    result = search("发展")
    assert found("发展") == ["公开的发展"]
    assert [count.count for count in result.facets.kinds] == [1]
    assert suggest("禁发") == []
    factories.make_publication("改时的发展", embargo_until=later)
    assert search("发展").total == 1
    assert search("发展", Publication.objects.all()).total == 4


def test_marks_stand_on_the_original_words():
    hit_of = factories.make_publication(
        "論ＧＤＰ與高質量發展", paragraphs=(FILLER * 9, "談到ＧＤＰ\u200b增长，也谈高质量发展。")
    )
    hit = search("高质量发展 gdp").hits[0]
    assert hit.publication == hit_of
    assert [hit.title.text[a:b] for a, b in hit.title.spans] == ["ＧＤＰ", "高質量發展"]
    assert [hit.passage.text[a:b] for a, b in hit.passage.spans] == ["ＧＤＰ", "高质量发展"]
    assert hit.passage.text.startswith("…談到")
    assert ("ＧＤＰ", True) in hit.title.parts()


texts = st.text(st.sampled_from("发展發高A a。，\n\u200bＡ質量质22.5%"), max_size=60)


@given(texts, st.lists(st.sampled_from(["发展", "a", "质量", "2", "22.5%", "。"]), min_size=1, max_size=3))
def test_marks_are_what_was_looked_for(text, values):
    terms = [Term(fold(value)) for value in values]
    for shown in (marked(text, terms), passage(text, terms, length=20)):
        at = 0
        for start, end in shown.spans:
            assert at <= start < end <= len(shown.text)
            assert any(term.value in fold(shown.text[start:end]) for term in terms) or len(shown.text) >= 20
            at = end
        assert "".join(piece for piece, _ in shown.parts()) == shown.text


def test_marks_keep_to_their_field():
    assert marked("发展", [Term("发展", field=Field.TITLE)], field=Field.TITLE).spans == ((0, 2),)
    assert marked("发展", [Term("发展", field=Field.BYLINE)], field=Field.TITLE).spans == ()


def test_facets_count_all_hits():
    column, tag = factories.make_column("热点思考"), factories.make_tag("经济")
    author = factories.make_author("张三")
    for number in range(25):
        page = factories.make_page(factories.make_issue(dt.date(2023 + number % 2, 1, 1 + number)))
        factories.make_publication(
            f"发展{number}", page=page, column=column if number < 10 else None, tags=(tag,), authors=(author,)
        )
    facets = search("发展").facets
    assert [(each.label, each.count) for each in facets.columns] == [("热点思考", 10)]
    assert [(each.label, each.count) for each in facets.tags] == [("经济", 25)]
    assert [(each.label, each.count) for each in facets.authors] == [("张三", 25)]
    assert [(each.label, each.count) for each in facets.years] == [("2024年", 12), ("2023年", 13)]
    assert [(each.label, each.count) for each in facets.kinds] == [("文章", 25)]


def test_suggestions_by_characters_pinyin_and_initials():
    tag = factories.make_tag("基层治理")
    column = factories.make_column("热点思考")
    factories.make_tag("没有公开的")
    factories.make_article("草稿基层")
    factories.make_publication("基层的事基层办", tags=(tag,), column=column, authors=(factories.make_author("单伯安"),))
    assert [(each.kind, each.text) for each in suggest("基层")] == [("tag", "基层治理"), ("title", "基层的事基层办")]
    for typed, text in [("单", "单伯安"), ("shanb", "单伯安"), ("SBA", "单伯安"), ("rd", "热点思考"), ("jiceng", "基层治理"), ("热", "热点思考")]:  # fmt: skip
        assert text in [each.text for each in suggest(typed)], typed
    assert suggest("没有公开") == suggest("草稿") == suggest(" ") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("高职量发展", "高质量发展"),  # the wrong character
        ("高量质发展", "高质量发展"),  # out of turn
        ("高质良量发展", "高质量发展"),  # one too many
        ("单博安", "单伯安"),  # a name by its sound
        ("作者 高职量发展", ""),  # the other word is not there either
        ("完全不相干的话", ""),
        ("高质量发展", ""),
        ("作者:", ""),  # not yet a question
    ],
)
def test_did_you_mean(typed, meant):
    author = factories.make_author("单伯安")
    factories.make_publication("谈一谈", paragraphs=("推动高质量发展是硬道理。",), authors=(author,))
    if meant and search(typed).total:
        pytest.fail("the query finds something by itself")
    assert did_you_mean(typed) == meant


def test_hostile_queries_give_a_page():
    factories.make_publication("发展")
    for query in [
        "\x00",
        "\ud800",
        "'; DROP TABLE",
        "“",
        "((",
        "NEAR(",
        "标题:",
        "-" * 400,
        "*",
        "%s %d",
        "作者:'",
        "栏目:%",
    ]:
        result = search(query)
        assert result.total >= len(result.hits)
        assert isinstance(did_you_mean(query), str)
        assert isinstance(suggest(query), list)


def test_a_total_beyond_what_is_counted_says_so(monkeypatch):
    for number in range(5):
        factories.make_publication(f"第{number}篇台风")
    monkeypatch.setattr("articles.search.finding.MOST_COUNTED", 5)
    assert (search("台风").total, search("台风").is_lower_bound) == (5, False)
    monkeypatch.setattr("articles.search.finding.MOST_COUNTED", 4)
    for order in (DATE, RELEVANCE):
        found = search("台风", order=order)
        assert (found.total, found.is_lower_bound, len(found.hits)) == (4, True, 5)
