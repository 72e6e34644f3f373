"""Each public page: that it answers, what it shows, and what it costs."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.views.defaults import server_error

from articles import publishing
from articles.choices import ArticleKind, WithdrawalReason
from articles.models import Page
from articles.public import rows
from tests.factories import (
    DAY,
    make_article,
    make_author,
    make_column,
    make_issue,
    make_page,
    make_publication,
    make_roundup,
    make_tag,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# Data, not script: tests/public/test_linked_data.py reads it, tests/e2e proves that the policy lets it stand.
DATA = re.compile(r'<script type="application/ld\+json">[^<>]*</script>')
OWN_SCRIPT = re.compile(
    r'<script src="/static/articles/site/[\w.-]+\.js" defer></script>'
)  # enriches; nothing needs it


@pytest.fixture
def issue_of():
    """Fills one page of the issue of DAY: ``issue_of(3)`` releases three articles with everything on."""

    def fill(count: int) -> Page:
        page = Page.objects.filter(issue__date=DAY).first() or make_page(
            banner="春耕/夏耘", credits=[{"role": "责任编辑", "name": "卢一白"}]
        )
        for _ in range(count):
            make_article(
                page=page,
                column=make_column(),
                authors=(make_author(), make_author()),
                tags=(make_tag(), make_tag()),
                quotes=("第二段讲办法，讲给做事的人听。",),
                headings=("一", "二", "三"),
                release=True,
            )
        return page

    return fill


def addresses(page: Page) -> list[str]:
    publication = page.publications.first()
    author = publication.authors.first()
    return [
        "/",
        "/issues/",
        page.issue.get_absolute_url(),
        page.issue.get_absolute_url() + "whole/",
        "/series/",
        reverse("public:series", args=[page.banner]),
        page.get_absolute_url(),
        publication.card["url"],
        publication.card["url"] + "large/",
        "/columns/",
        publication.column.get_absolute_url(),
        "/authors/",
        author.get_absolute_url(),
        "/tags/",
        publication.tags.first().get_absolute_url(),
        "/quotes/",
        publication.quotes.first().card["url"],
    ]


LIMITS = {"/": 12, "/articles/": 6}


@pytest.mark.twice
def test_every_page_answers_and_costs_the_same_for_more_rows(client, issue_of, django_assert_max_num_queries):
    page = issue_of(1)
    urls = addresses(page)
    costs = {}
    for url in urls:
        with django_assert_max_num_queries(LIMITS.get(url, 6 if url.startswith("/articles/") else 12)) as counted:
            response = client.get(url)
        assert response.status_code == 200, url
        costs[url] = len(counted)
    issue_of(2)
    make_roundup(page=page, release=True)
    for url in urls:
        with django_assert_max_num_queries(costs[url]):
            assert client.get(url).status_code == 200, url


def test_a_whole_issue_has_every_word_and_no_anchor_twice(client, issue_of):
    page = issue_of(2)
    roundup = make_roundup(page=page, release=True)
    make_article("不在这期", release=True)
    html = client.get(page.issue.get_absolute_url() + "whole/").content.decode()
    anchors = re.findall(r' id="([^"]*)"', html)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'aria-labelledby="([^"]*)"', html)) <= set(anchors)
    assert set(re.findall(r'href="#([^"]*)"', html)) <= {*anchors}
    assert html.count("第二段讲办法，讲给做事的人听。</p>") == page.publications.count()
    assert html.count("<h1") == 1
    for statement in roundup.statements.all():
        assert statement.text.split("。")[1] in html
    assert "不在这期" not in html.replace("<wbr>", "")


@pytest.mark.twice
def test_a_series_is_all_pages_under_one_banner(client):
    for day, title in ((1, "头一期"), (2, "后一期")):
        page = make_page(make_issue(dt.date(2025, 3, day)), banner="春耕/夏耘")
        make_article(title, page=page, release=True)
    make_article("别的", page=make_page(banner="别的通栏"), release=True)
    html = client.get(reverse("public:series", args=["春耕/夏耘"])).content.decode().replace("<wbr>", "")
    assert html.index("后一期") < html.index("头一期")
    assert "别的" not in html
    assert reverse("public:series", args=["春耕/夏耘"]) in client.get("/series/").content.decode()
    assert client.get("/series/没有的/").status_code == 404


def test_pages_set_no_cookie_and_may_be_kept_but_asked_for(client, issue_of):
    for url in addresses(issue_of(1)):
        response = client.get(url)
        assert not response.cookies, url
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Cookie" not in response.get("Vary", ""), url
        assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304, url


def test_an_article_says_when_it_changed(client):
    with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)):
        publication = make_publication()
    response = client.get(publication.card["url"])
    modified = response["Last-Modified"]
    assert client.get(publication.card["url"], headers={"If-Modified-Since": modified}).status_code == 304


def test_pages_carry_no_script_and_no_inline_style(client, issue_of):
    for url in addresses(issue_of(1)):
        html = OWN_SCRIPT.sub("", DATA.sub("", client.get(url).content.decode()))
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", html), url
        assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!localhost)', html), url


def test_the_head_names_the_page(client):
    publication = make_publication("印在纸上的标题", web_title="网上的标题", summary="摘要一句。")
    html = client.get(publication.card["url"]).content.decode()
    assert "<title>网上的标题 · 工友时报</title>" in html
    assert f'<link rel="canonical" href="http://localhost:8000{publication.card["url"]}">' in html
    assert '<meta name="description" content="摘要一句。">' in html
    assert '<meta property="og:type" content="article">' in html
    assert "<h1" in html
    assert "印在" in html.split("<h1")[1].split("</h1>")[0]


def test_large_print_is_the_same_page_in_large_type(client):
    publication = make_publication()
    html = client.get(publication.card["url"] + "large/").content.decode()
    assert '<html lang="zh-CN" class="large-print">' in html
    assert f'canonical" href="http://localhost:8000{publication.card["url"]}"' in html


def test_an_article_shows_what_it_has(client):
    page = make_page(credits=[{"role": "责任编辑", "name": "卢一白"}, {"role": "", "name": "姚一川"}])
    make_article("前一篇的题目", page=page, release=True)
    writer = make_author("沈维中")
    article = make_article(
        "本篇的题目",
        page=page,
        kicker="引题在上",
        subtitle="——副题在下",
        editor_note="编者要说的话",
        author_note="［作者单位：江州大学］",
        authors=(writer,),
        headings=("小标题甲", "小标题乙", "小标题丙"),
        tags=(make_tag("绿色技能"),),
        source_name="《海陵晚报》",
    )
    publishing.release(article, by=None)
    publishing.correct(article, text="“七号楼”误作“七号院”。", by=None, date=dt.date(2025, 6, 10))
    html = client.get(article.get_absolute_url()).content.decode().replace("<wbr>", "")
    for words in (
        "引题在上", "——副题在下", "编者要说的话", "——编者", "［作者单位：江州大学］", "本文目录", "绿色技能",
        "《海陵晚报》", "“七号楼”误作“七号院”。", "责任编辑：卢一白", ">姚一川<", "前一篇的题目", "/print/2025-06-09/5/2/",
        "沈维中. 本篇的题目[N]. 工友时报, 2025-06-09(5).",
    ):  # fmt: skip
        assert words in html, words
    assert f'href="{writer.get_absolute_url()}"' in html


def test_few_headings_make_no_contents(client):
    publication = make_publication(headings=("甲节", "乙节"))
    assert "本文目录" not in client.get(publication.card["url"]).content.decode()


def test_a_roundup_lists_its_voices(client):
    publication = make_roundup(voices=6, release=True).publication
    html = client.get(publication.card["url"]).content.decode()
    assert "六人谈" in html
    assert 'href="#s6"' in html
    assert 'id="s6"' in html


def test_an_interview_reads_as_turns(client):
    publication = make_article(
        kind=ArticleKind.INTERVIEW, statements=(("记者", "怎么做？"), ("苗桂兰", "先听懂。")), release=True
    ).publication
    html = client.get(publication.card["url"]).content.decode()
    assert "turn--ask" in html
    assert "turn--answer" in html


def test_where_a_text_goes_on_is_said_on_that_side(client):
    for jump, is_before in (("（上接第1版）", True), ("（下转第4版）", False)):
        publication = make_article(paragraphs=("正文只有一段。",), jump=jump, release=True).publication
        html = client.get(publication.card["url"]).content.decode()
        assert html.count(jump) == 1
        assert (html.index(jump) < html.index("正文只有一段。</p>")) is is_before


def test_all_count_the_characters_of_a_roundup_alike():
    article = make_article(
        kind=ArticleKind.ROUNDUP,
        paragraphs=("四个字。",),
        statements=(("苗桂兰", "先听懂。"), ("记者", "好 的")),
        release=True,
    )
    assert article.publication.card["characters"] == article.character_count() == 10


def test_a_web_only_article_has_no_place_in_print(client):
    publication = make_publication("只在网上的文章")
    html = client.get(publication.card["url"]).content.decode()
    assert "网络首发" in html
    assert "[N/OL]" in html
    assert "见报" not in html
    assert publication.card["url"] in client.get("/").content.decode()


def test_hostile_text_stays_text(client):
    evil = '"><script>alert(1)</script>&'
    column = make_column("栏" + evil[:20])
    author = make_author(evil)
    tag = make_tag(evil)
    page = make_page(name="理<b>", banner=evil)
    article = make_article(
        evil, page=page, column=column, authors=(author,), tags=(tag,), quotes=(evil,), kicker=evil, subtitle=evil,
        summary=evil, editor_note=evil, author_note=evil, web_title=evil, affiliation=evil, paragraphs=(evil,),
        release=True,
    )  # fmt: skip
    make_roundup(evil, page=make_page(number="6"), release=True)
    for url in addresses(page):
        html = OWN_SCRIPT.sub("", DATA.sub("", client.get(url).content.decode()))
        assert "<script" not in html, url
        assert "理<b>" not in html, url
    assert "&lt;script&gt;" in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.twice
def test_columns_authors_and_tags_list_their_articles(client):
    column, author, tag = make_column("热点思考"), make_author("沈维中"), make_tag("绿色技能")
    other = make_author("沈维中", distinguisher="北岭市司法局")
    make_publication("题目甲乙丙", column=column, authors=(author, other), tags=(tag,), affiliation="江州大学教授")
    for thing in (column, author, tag):
        html = client.get(thing.get_absolute_url()).content.decode().replace("<wbr>", "")
        assert "题目甲乙丙" in html
    html = client.get(author.get_absolute_url()).content.decode()
    assert "江州大学教授" in html
    assert "沈维中（北岭市司法局）" in html
    assert "Shen Weizhong" in html


@pytest.mark.twice
def test_long_lists_are_paged_strictly(client):
    column = make_column()
    for number in range(21):
        make_publication(f"第{number}篇文章", column=column)
    url = column.get_absolute_url()
    assert "共 2 页" in client.get(url).content.decode()
    second = client.get(url, {"page": "2"})
    assert second.status_code == 200
    assert f'canonical" href="http://localhost:8000{url}?page=2"' in second.content.decode()
    for wrong in ("0", "3", "-1", "1.0", "x", "", "１", "99999999", " 1", "01"):
        assert client.get(url, {"page": wrong}).status_code == 404, wrong
    assert client.get(f"{url}?page=1&page=2").status_code == 404


def test_issues_of_one_day_are_told_apart(client):
    day, extra = make_issue(), make_issue(edition="号外")
    make_publication("平日的文章", page=make_page(day))
    make_publication("号外的文章", page=make_page(extra))
    assert "号外的文章" not in client.get("/issues/2025-06-09/").content.decode().replace("<wbr>", "")
    assert "号外的文章" in client.get(extra.get_absolute_url()).content.decode().replace("<wbr>", "")


@pytest.mark.twice
def test_the_archive_keeps_to_a_year(client):
    make_publication("去年的文章", page=make_page(make_issue(dt.date(2024, 12, 31))))
    make_publication("今年的文章", page=make_page(make_issue(dt.date(2025, 1, 1))))
    assert "去年的" not in client.get("/issues/").content.decode().replace("<wbr>", "")
    assert "去年的" in client.get("/issues/?year=2024").content.decode().replace("<wbr>", "")
    for wrong in ("2023", "24", "x", ""):
        assert client.get("/issues/", {"year": wrong}).status_code == 404


def test_an_empty_site_answers(client):
    for name in ("front", "issues", "columns", "authors", "tags", "quotes"):
        assert client.get(reverse(f"public:{name}")).status_code == 200


@pytest.mark.twice
def test_what_has_very_many_texts_reads_the_same(client, monkeypatch):
    """Its first pages are found another way: by going through the days."""
    tag, writer = make_tag(), make_author()
    for number in range(8):
        issue = make_issue(dt.date(2025, 6, number // 2 + 1), edition="号外" * (number % 2))
        page = make_page(issue, number=str(9 - number))
        for _ in range(4):
            make_article(page=page, tags=(tag,), authors=(writer,), release=True)
        make_article(page=page, release=True)
    publishing.withdraw(writer.contributions.first().article, reason=WithdrawalReason.ERROR, by=None)
    make_article(tags=(tag,), authors=(writer,), release=True, embargo_until=timezone.now() + dt.timedelta(days=1))
    urls = [f"{each.get_absolute_url()}{page}" for each in (tag, writer) for page in ("", "?page=2")]
    usual = [client.get(url).content for url in urls]
    make_tag()  # another public state
    ways = []
    monkeypatch.setattr(rows, "MANY", 1)
    monkeypatch.setattr(rows, "_many", {})
    numbers_in = rows.numbers_in
    monkeypatch.setattr(rows, "numbers_in", lambda shape, *more: ways.append(shape) or numbers_in(shape, *more))
    assert [client.get(url).content for url in urls] == usual
    assert set(ways) == {("by day", "tag"), ("by day", "author")}


def test_the_page_of_a_fault_asks_nothing_of_the_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "网站出了故障" in response.content.decode()
    assert "工友时报" in response.content.decode()


def test_only_reading_is_possible(client):
    assert client.post("/").status_code == 405
    assert client.head(make_publication().card["url"]).status_code == 200


@pytest.mark.twice
def test_the_name_and_the_synonyms_of_a_tag_lead_to_it(client):
    tag, hidden = make_tag("集体协商"), make_tag("草稿的标签")
    tag.synonyms.create(name="集体合同")
    hidden.synonyms.create(name="草稿的别名")
    make_article(tags=(tag,), release=True)
    make_article(tags=(hidden,))
    for name in ("集体协商", "集体合同"):
        assert client.get(f"/tags/{name}/").url == tag.get_absolute_url()
    for name in ("草稿的标签", "草稿的别名", "没有的"):
        assert client.get(f"/tags/{name}/").status_code == 404
