"""The search page: what it finds, how it narrows, what it says when there is nothing, and what it costs."""

import datetime as dt
import html as entities
import re

import pytest
from django.utils import timezone

from articles import publishing
from articles.choices import ArticleKind, WithdrawalReason
from tests.factories import (
    make_article,
    make_author,
    make_column,
    make_issue,
    make_page,
    make_publication,
    make_roundup,
    make_tag,
)
from tests.lasting import lasting

pytestmark = pytest.mark.django_db
URL = "/search/"
CANARY = "金丝雀"


def search(client, q="", **more):
    response = client.get(URL, {"q": q} | more)
    assert response.status_code == 200
    return response.content.decode()


def hits(html):
    """The headlines found, in order."""
    return [
        entities.unescape(re.sub(r"<[^>]+>", "", each))
        for each in re.findall(r'<h2 class="phrase"><a[^>]*>(.*?)</a>', html)
    ]


@lasting
def three():
    column, writer, tag = make_column("热点思考"), make_author("沈维中"), make_tag("绿色转型")
    page = make_page()
    make_publication("绿色技能怎样炼成", column=column, authors=(writer,), tags=(tag,), page=page)
    make_publication("技能津贴该不该发", column=make_column("工作研究"), authors=(make_author("叶青"),), page=page,
                     paragraphs=("技能人才的待遇，是一个老话题。",))  # fmt: skip
    make_publication("去年的技能竞赛", kind=ArticleKind.BRIEF, page=make_page(make_issue(dt.date(2024, 3, 1))))
    return column, writer, tag


def test_hits_are_marked_on_the_exact_characters(client, three):
    html = search(client, "技能津贴")
    assert hits(html) == ["技能津贴该不该发"]
    (title,) = re.findall(r'<h2 class="phrase"><a[^>]*>(.*?)</a>', html)
    assert "".join(re.findall(r"<mark>(.*?)</mark>", title)).replace("<wbr>", "") == "技能津贴"
    assert "<mark>技能</mark>人才的待遇" in html


def test_hostile_words_stay_words(client):
    evil = '"><script>alert(1)</script>&<b>'
    make_publication(f"标题{evil}", paragraphs=(f"正文{evil}",))
    html = search(client, evil)
    assert hits(html)
    assert "<script>" not in html
    assert "<b>&" not in html
    assert not re.search(r'value="[^"]*"[^ >]', html)


def test_facets_and_days_narrow(client, three):
    column, writer, tag = three
    assert len(hits(search(client, "技能"))) == 3
    for more, found in (
        ({"column": column.slug}, ["绿色技能怎样炼成"]),
        ({"author": writer.public_id}, ["绿色技能怎样炼成"]),
        ({"tag": tag.slug}, ["绿色技能怎样炼成"]),
        ({"kind": "brief"}, ["去年的技能竞赛"]),
        ({"to": "2024-12-31"}, ["去年的技能竞赛"]),
        ({"from": "2024-03-01", "to": "2024-03-01"}, ["去年的技能竞赛"]),
        ({"from": "2024-03-01", "to": "2024-03-01", "kind": "article"}, []),
    ):
        assert hits(search(client, "技能", **more)) == found, more
    html = search(client, "技能")
    assert f"?q=%E6%8A%80%E8%83%BD&amp;column={column.slug}" in html
    assert "from=2024-01-01&amp;to=2024-12-31" in html


def test_filters_alone_list_everything_newest_first(client, three):
    column, _, _ = three
    assert hits(search(client, column=column.slug)) == ["绿色技能怎样炼成"]
    assert len(hits(search(client, to="2030-01-01"))) == 3


def test_the_order_can_be_the_date(client, three):
    html = search(client, "技能", sort="date")
    assert hits(html)[-1] == "去年的技能竞赛"
    assert 'name="sort" value="date"' in html


def test_wrong_days_are_told_and_left_out(client, three):
    for wrong in ("2025-13-01", "昨天", "2025-6-9", "２０２５-06-09"):
        html = search(client, "技能", **{"from": wrong})
        assert "不是日期" in html
        assert len(hits(html)) == 3
    turned = search(client, "技能", **{"from": "2024-12-31", "to": "2024-01-01"})
    assert hits(turned) == ["去年的技能竞赛"]
    assert "起止两个日期写反了" in turned


def test_a_field_whose_value_means_nothing_is_told(client, three):
    for wrong in ("日期:2025-13", "date:昨天", "技能 -日期: “2025-06-31”"):
        assert "不是日期" in search(client, wrong), wrong
    for wrong in ("体裁:foo", "技能 kind:书评"):
        html = search(client, wrong)
        assert "没有“" in html
        assert "可以写的是：文章、观点综述" in html
    for right in ("日期:2025-05..2025-06", "体裁:文章", "kind:article*", "“日期:2025-13”", "体裁:", "技能日期"):
        assert 'role="alert"' not in search(client, right), right


def test_what_was_meant_is_shown(client, three):
    html = search(client, "绿色机能")
    assert "没有找到“绿色机能”" in html
    assert hits(html) == ["绿色技能怎样炼成"]
    assert search(client, "技能").count("您要找的是不是") == 0


def test_nothing_found_helps_on(client, three):
    html = search(client, "量子纠缠")
    assert hits(html) == []
    assert "没有找到“量子纠缠”" in html
    assert "绿色转型" in html
    assert "去掉筛选条件" in search(client, "津贴", kind="brief")


def test_without_words_it_explains(client, three):
    html = search(client)
    assert "怎样检索" in html
    assert "热点思考" in html
    assert 'name="robots" content="noindex' in html


def test_names_lead_straight_to_their_pages(client, three):
    _, writer, tag = three
    assert f'href="{writer.get_absolute_url()}"><span class="meta">作者' in search(client, "沈维中")
    assert f'href="{tag.get_absolute_url()}"><span class="meta">标签' in search(client, "绿色转型")


def test_a_speaker_is_shown_beside_the_hit(client):
    make_roundup("众人谈", voices=4, release=True)
    html = search(client, "作者:发言人3 OR 发言人3")
    assert hits(html) == ["众人谈"]


def test_pages(client):
    for number in range(45):
        make_publication(f"第{number}篇讲技能的文章")
    first = search(client, "技能")
    assert len(hits(first)) == 20
    assert "第 1 / 3 页" in first
    assert 'rel="next"' in first
    last = search(client, "技能", page="3")
    assert len(hits(last)) == 5
    assert 'start="41"' in last
    for wrong in ("0", "4", "x", "", "01"):
        assert client.get(URL, {"q": "技能", "page": wrong}).status_code == 404, wrong


@pytest.mark.parametrize("q", ["\x00", "标题:", '"', "OR", "-", "*", "a" * 5000, "日期:2025-99", "%", "' OR 1=1"])
def test_nothing_typed_hurts(client, three, q):
    search(client, q)
    search(client, "技能", column=q, author=q, tag=q, kind=q)
    assert client.get(f"{URL}?q=%ED%A0%80%FF&column=%ED%A0%80").status_code == 200


def test_hidden_texts_are_not_found_counted_or_named(client, three):
    fields = {
        "paragraphs": (f"{CANARY}的正文。",),
        "column": make_column(f"{CANARY}栏"),
        "tags": (make_tag(f"{CANARY}签"),),
    }
    fields |= {"authors": (make_author(f"{CANARY}者"),)}
    make_article(f"{CANARY}草稿", **fields)
    make_article(f"{CANARY}解禁前", release=True, embargo_until=timezone.now() + dt.timedelta(hours=1), **fields)
    gone = make_article(f"{CANARY}撤回", release=True, **fields)
    assert hits(search(client, CANARY)) == [f"{CANARY}撤回"]
    publishing.withdraw(gone, reason=WithdrawalReason.ERROR, by=None)
    for q in (CANARY, f"标题:{CANARY}", f"{CANARY}的", f"作者:{CANARY}者", "技能", ""):
        html = search(client, q)
        assert CANARY not in html.replace(f"“{q}”", "").replace(f'value="{q}"', "").replace(f"检索：{q}", "")
        assert not [title for title in hits(html) if CANARY in title]
    assert f"{CANARY}栏" not in search(client, "技能")


def test_a_correction_is_found_at_once(client):
    article = make_article("题目", paragraphs=("写成了七号院。",), release=True)
    article.body[0]["text"] = "写成了七号楼。"
    article.save()
    publishing.correct(article, text="改正楼号。", by=None)
    assert hits(search(client, "七号楼")) == ["题目"]
    assert "没有找到“七号院”" in search(client, "七号院")  # but something like it, which it offers


def test_it_costs_the_same_for_more_hits(client, three, django_assert_max_num_queries):
    with django_assert_max_num_queries(16) as counted:
        search(client, "技能")
    cost = len(counted)
    for _ in range(4):
        make_publication("又一篇讲技能的", column=make_column(), authors=(make_author(),), tags=(make_tag(),))
    with django_assert_max_num_queries(cost):
        search(client, "技能")


def test_the_search_box_is_on_every_page(client):
    publication = make_publication()
    for url in ("/", publication.card["url"]):
        html = client.get(url).content.decode()
        assert html.count('action="/search/"') >= 2
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
