"""The index finds what a scan finds, follows every release, correction and withdrawal, and shows no draft."""

import datetime as dt
import random

import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles import publishing
from articles.choices import WithdrawalReason
from articles.models import Affiliation, Publication, SearchDocument, TagSynonym
from articles.search import indexing, matching, segments
from articles.search.checking import check
from articles.search.engine import engine
from articles.search.query import parse
from articles.search.understanding import understood
from articles.text.segmentation import cut
from tests import factories
from tests.lasting import lasting
from tests.search.brute import scan

pytestmark = pytest.mark.django_db


def titles(query, publications=None):
    publications = Publication.objects.visible() if publications is None else publications
    return sorted(matching(publications, query).values_list("title", flat=True))


def test_who_speaks_often_is_one_person():
    said = tuple((name, f"第{at}句。") for at, name in enumerate(["记者", "苗桂兰"] * 3))
    factories.make_article(kind="interview", statements=said, release=True)
    assert SearchDocument.objects.get().byline.split("\n") == ["记者", "苗桂兰"]


PIECES = (
    "发展 高质量 质量 量发 国会 中国会议 DEET xDEETx 22.5% 122.5% 1,005 5 G20 covid-19 ，。 “两山” ( ) ' \" \\ % _ * 的 了 "
    "\u3000 発 發展 Ｄｅ e-mail a.b 3.14 é 𠀀 𠀀𠀁 — …… 《 》 0 00 ab ba aba"
).split(" ")


def random_text(rng, pieces):
    return "".join(rng.choice(PIECES) for _ in range(pieces)) or "空"


@lasting
def library():
    """Forty texts made of pieces that are easily taken for one another."""
    rng = random.Random(4)
    page = factories.make_page()
    for number in range(40):
        if number in (15, 30):  # two segments; the last ten are recent
            assert segments.gather(at_least=1) == 15
        factories.make_publication(
            f"{random_text(rng, 3).strip() or '题'}{number}"[:200],
            paragraphs=tuple(random_text(rng, rng.randint(1, 12)) for _ in range(rng.randint(1, 3))),
            authors=(factories.make_author(f"{rng.choice(['张三', '王明', '王明华', 'Anna Lee'])}{number}"),),
            quotes=(random_text(rng, 4),) if number % 3 == 0 else (),
            statements=(("李四", random_text(rng, 4)),) if number % 4 == 0 else (),
            kind="interview" if number % 5 == 0 else "article",
            **({"page": page} if number % 2 else {}),
        )
    return list(Publication.objects.all())


def assert_same_as_scan(query, publications):
    found = set(matching(Publication.objects.all(), query).values_list("pk", flat=True))
    assert found == scan(parse(query, cut=cut), publications), query


def test_every_string_is_found_and_nothing_else(library):
    rng = random.Random(5)
    for _ in range(300):
        text = rng.choice(library).text
        start = rng.randrange(len(text))
        string = text[start : start + rng.randint(1, 8)].split("\n")[0]
        quotes = next((pair for pair in ('""', "“”", "「」") if pair[1] not in string), None)
        if quotes and string.strip():
            assert_same_as_scan(f"{quotes[0]}{string}{quotes[1]}", library)


QUERIES = [
    "发展 DEET", "发展 -DEET", "-发展", "发展 OR DEET", "国会 OR covid-19 -高质量", "标题:发展", "标题:DEET", "标题:22.5%",
    "-标题:发展 22.5%", "作者:王明", "作者:王明 -作者:王明华", "体裁:访谈 发展", "日期:2025-06-09 发展", "-日期:2025-06", "DE*",
    "c* 国会", "1*", "“DEET”发展", "“，”", "(发展)", "G20 covid-19 a.b", "-covid-19", "发展 OR -covid-19", "甲 OR 日期:2025",
    "标题:“发展” OR 作者:张三 OR -体裁:访谈",
]  # fmt: skip


def test_every_query_finds_what_a_scan_finds(library):
    for query in [*filter(None, PIECES), *QUERIES]:
        assert_same_as_scan(query, library)


def test_hostile_input_finds_or_not_but_never_fails(library):
    rng = random.Random(6)
    marks = ['"', "“", "*", "-", "OR", "AND", "NOT", "NEAR(", ")", "(", ":", "title:", "标题:", "日期:", "\x00", "\ud800", "'", "%s", "{", "}", "^", "+", "|", "\\"]  # fmt: skip
    for _ in range(200):
        query = " ".join(rng.choice(marks + PIECES) for _ in range(rng.randint(1, 8)))
        list(matching(Publication.objects.visible(), query))


def test_title_byline_statement_quote_heading_and_kicker_are_searched():
    author = factories.make_author("欧阳若水")
    factories.make_publication(
        "大题目", kicker="肩题在此", subtitle="——副题在此", authors=(author,), affiliation="江州大学教授", headings=("小标题在此",),
        quotes=("金句在此处",), statements=(("发言的人", "观点在此"),), editor_note="按语在此", summary="提要在此",
    )  # fmt: skip
    for query in ["大题目", "肩题在此", "副题在此", "欧阳若水", "江州大学", "小标题在此", "金句在此处", "观点在此", "发言的人",
                  "按语在此", "提要在此"]:  # fmt: skip
        assert titles(f"“{query}”") == ["大题目"], query


def test_a_draft_is_nowhere():
    factories.make_article("草稿独有词甲乙丙")
    assert titles("草稿独有词") == []
    assert SearchDocument.objects.count() == engine().count() == 0


def test_correction_and_withdrawal_follow_at_once():
    article = factories.make_publication("原来的题目", paragraphs=("旧的说法。",)).article
    article.title = "更正后的题目"
    article.body[0]["text"] = "新的写法。"
    article.save()
    assert titles("旧的说法") == ["原来的题目"]
    publishing.correct(article, text="改了。", by=None)
    assert titles("旧的说法") == titles("原来的题目") == []
    assert titles("新的写法") == ["更正后的题目"]
    publishing.withdraw(article, reason=WithdrawalReason.ERROR, by=None)
    assert titles("新的写法", Publication.objects.all()) == []
    assert SearchDocument.objects.count() == engine().count() == 0
    publishing.release(article, by=None)
    assert titles("新的写法") == ["更正后的题目"]


def test_a_release_that_fails_leaves_no_trace():
    with transaction.atomic():
        factories.make_publication("回滚的题目")
        assert titles("回滚") == ["回滚的题目"]
        transaction.set_rollback(True)
    assert titles("回滚", Publication.objects.all()) == []
    assert engine().count() == 0


def test_embargo_and_expiry_are_asked_each_time():
    later = timezone.now() + dt.timedelta(hours=1)
    publication = factories.make_publication("限时的题目", embargo_until=later)
    assert titles("限时") == []
    assert titles("限时", Publication.objects.visible(later)) == ["限时的题目"]
    Publication.objects.filter(pk=publication.pk).update(embargo_until=None, expires_at=later)
    assert titles("限时") == ["限时的题目"]
    assert titles("限时", Publication.objects.visible(later)) == []


def test_tags_columns_and_their_other_names():
    kept = factories.make_tag("人工智能")
    TagSynonym.objects.create(tag=kept, name="AI")
    factories.make_tag("机器智能", merged_into=kept)
    column = factories.make_column("热点思考")
    factories.make_publication("一篇", tags=(kept,), column=column)
    factories.make_publication("二篇", paragraphs=("谈人工智能。",))
    factories.make_publication("三篇")
    for query in ["标签:人工智能", "标签:AI", "标签:ai", "标签:机器智能", "标签：智能", "栏目:热点思考", "栏目:热点"]:
        assert titles(query) == ["一篇"], query
    assert titles("人工智能") == ["一篇", "二篇"]  # its tag says so, or its text
    assert titles("AI") == titles("机器智能") == ["一篇"]
    assert titles("“人工智能”") == ["二篇"]
    assert titles("人工智能 -“人工智能”") == ["一篇"]
    assert titles("标签:没有") == titles("栏目:没有") == titles("体裁:没有") == []
    assert titles("-标签:人工智能") == ["三篇", "二篇"]


def test_authors_by_pinyin_and_initials():
    factories.make_publication("一篇", authors=(factories.make_author("单伯安"),))
    for query in ["作者:单伯安", "作者:shanboan", "作者:sba", "作者：SBA"]:
        assert titles(query) == ["一篇"], query
    assert titles("作者:sb") == []


def test_an_empty_query_narrows_nothing():
    factories.make_publication("一篇")
    assert titles("") == titles(" \u3000") == ["一篇"]


def test_the_queryset_stays_one():
    factories.make_publication("一篇发展")
    found = matching(Publication.objects.visible(), "发展")
    assert found.filter(kind="article").exclude(title="").count() == 1
    assert matching(found, "一篇").exists()


def test_the_index_is_made_for_this_database_and_can_be_emptied():
    factories.make_publication("一篇")
    assert connection.vendor in ("sqlite", "postgresql")
    assert engine().count() == 1
    indexing.clear()
    assert engine().count() == SearchDocument.objects.count() == 0
    assert indexing.waiting().count() == 1


def test_a_flushed_database_leaves_no_ghosts():
    publication = factories.make_publication("一篇")
    SearchDocument.objects.all().delete()  # the table emptied behind the index's back
    indexing.put(publication)
    assert engine().count() == 1


def test_refresh_keeps_the_document_current():
    tag = factories.make_tag("旧名")
    factories.make_publication("一篇", tags=(tag,))
    tag.name = "新名"
    tag.save()
    publishing.refresh_for(tag)
    assert not indexing.waiting().exists()
    assert titles("标签:新名") == ["一篇"]


@pytest.mark.django_db(transaction=True)  # what can have changed is told at the commit
def test_a_name_that_is_learnt_later_hides_nothing():
    """Indexed before and after 马骏驰 and the institution were known from a byline: found by the name and by its parts."""
    text = "马骏驰在东岭政法学院劳动法研究中心说，规则要先公示。"
    factories.make_publication("旧的一篇", paragraphs=(text,))
    queries = [
        "马骏驰",
        "马骏",
        "“骏驰”",
        "劳动法",
        "东岭政法学院",
        "政法学院 劳动法",
        "东岭政法学院劳动法研究中心",
        "研究中心说",
    ]
    assert {query: titles(query) for query in queries} == {query: ["旧的一篇"] for query in queries}
    author = factories.make_author("马骏驰")
    Affiliation.objects.create(author=author, text="东岭政法学院劳动法研究中心研究员")
    assert [term.value for term in understood("马骏驰说").parts[0].terms] == ["马骏驰", "说"]
    factories.make_publication("新的一篇", paragraphs=(text,))
    assert {query: titles(query) for query in queries} == {query: ["新的一篇", "旧的一篇"] for query in queries}
    assert check().is_clean
