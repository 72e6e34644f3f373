"""Pages in Traditional characters: whole words converted, links that stay, and nothing hidden."""

import re

import pytest

from articles import publishing
from articles.choices import WithdrawalReason
from articles.public.traditional import in_traditional, is_page
from tests.factories import make_article, make_author, make_column, make_page, make_publication, make_tag
from tests.lasting import lasting

pytestmark = pytest.mark.once

SITE = "http://localhost:8000"


@pytest.mark.parametrize(
    ("simplified", "expected"),
    [
        ("<p>头发发展</p>", "<p>頭髮發展</p>"),
        ("<h1>头<wbr>发<wbr>发展</h1>", "<h1>頭<wbr>髮<wbr>發展</h1>"),
        ("<p>皇<mark>后</mark>以后</p>", "<p>皇<mark>后</mark>以後</p>"),
        ("<p>头</p><p>发</p>", "<p>頭</p><p>發</p>"),
        ('<img alt="头发" src="/media/x.png">', '<img alt="頭髮" src="/media/x.png">'),
        ('<a href="/tags/x/" title="头发">里面</a>', '<a href="/zh-hant/tags/x/" title="頭髮">裡面</a>'),
        ('<a href="/rss.xml">订阅</a>', '<a href="/rss.xml">訂閱</a>'),
        ('<a href="/columns/x/rss.xml">订阅</a>', '<a href="/columns/x/rss.xml">訂閱</a>'),
        ('<a href="?page=2">页</a>', '<a href="?page=2">頁</a>'),
        ('<a href="/articles/x/text/">字</a>', '<a href="/articles/x/text/">字</a>'),
        ('<a href="/x/" hreflang="zh-Hans" lang="zh-Hans">简体</a>', '<a href="/x/" hreflang="zh-Hans" lang="zh-Hans">简体</a>'),
        ('<a href="/" hreflang="zh-Hans" lang="zh-Hans">简体</a>', '<a href="/" hreflang="zh-Hans" lang="zh-Hans">简体</a>'),
        ('<form action="/search/">', '<form action="/zh-hant/search/">'),
        ("", ""),
    ],
)  # fmt: skip
def test_conversion(simplified, expected):
    assert in_traditional(simplified) == expected


@pytest.mark.parametrize("address", ["/", "/issues/", "/issues/2025-06-09/7/", "/articles/x/", "/articles/x/#s1", "/articles/x/large/", "/search/?q=%E7", "/columns/a-b/"])  # fmt: skip
def test_pages(address):
    assert is_page(address)


@pytest.mark.parametrize("address", ["/admin/", "/api/v1/", "/static/a/", "/media/x/", "/articles/x/text/", "/tags/x/rss.xml", "/print/2025-06-09/5/1/", "//evil/", "/zh-hant/", "/robots.txt", "x"])  # fmt: skip
def test_no_pages(address):
    assert not is_page(address)


@lasting
def article():
    return make_article(
        "头发里的发展", page=make_page(), column=make_column("热点思考"), authors=(make_author("沈维中"),),
        tags=(make_tag("绿色转型"),), paragraphs=("为了这里的头发。",), release=True,
    )  # fmt: skip


def test_a_page_and_its_counterpart_name_each_other(client, article):
    url = article.get_absolute_url()
    for path, lang in ((url, "zh-CN"), (f"/zh-hant{url}", "zh-Hant")):
        html = client.get(path).content.decode()
        assert f'<html lang="{lang}"' in html
        assert f'<link rel="canonical" href="{SITE}{path}">' in html
        assert f'hreflang="zh-Hans" href="{SITE}{url}">' in html
        assert f'hreflang="zh-Hant" href="{SITE}/zh-hant{url}">' in html
        assert f'property="og:url" content="{SITE}{path}"' in html
    assert f'<a href="{url}" hreflang="zh-Hans" lang="zh-Hans">简体</a>' in html
    plain = html.replace("<wbr>", "")
    for words in ("頭髮裡的發展", "為了這裡的頭髮。", "沈維中", "綠色轉型", "工友時報", '"inLanguage":"zh-Hant"'):
        assert words in plain, words
    assert "头发" not in plain


def test_links_stay(client, article):
    """Whoever follows a link from a page in Traditional characters reads on in them."""
    seen, queue = set(), ["/zh-hant/"]
    while queue:
        url = queue.pop()
        seen.add(url)
        response = client.get(url)
        assert response.status_code == 200, url
        html = re.sub(r"<a [^>]*lang=\"zh-Hans\".*?</a>", "", response.content.decode())
        links = {each.split("#")[0] for each in re.findall(r'<a [^>]*?href="(/[^"]*)"', html)}
        outside = {each for each in links if not each.startswith("/zh-hant/")}
        assert all(
            re.search(r"\.(xml|ris|json|png)$|/(text|wechat|docs|quickstart|pdf)/$", each) for each in outside
        ), (
            url,
            outside,
        )
        queue += links - outside - seen - set(queue)
    assert len(seen) > 12


def test_redirects_stay(client, article):
    column = article.column
    old = column.get_absolute_url()
    column.slug = "new"
    column.save()
    response = client.get(f"/zh-hant{old}")
    assert (response.status_code, response["Location"]) == (301, "/zh-hant/columns/new/")
    assert client.get("/zh-hant")["Location"] == "/zh-hant/"


@pytest.mark.twice
def test_search_understands_both(client, article):
    for q in ("頭髮", "头发"):
        html = client.get("/zh-hant/search/", {"q": q}).content.decode()
        assert "<mark>頭髮</mark>" in html
        assert 'action="/zh-hant/search/"' in html


def test_only_pages_and_only_public_ones(client, article):
    draft = make_article()
    for url in (draft.get_absolute_url(), "/nothing/", "/admin/", "/api/v1/", "/robots.txt/", "/zh-hant/"):
        assert client.get(f"/zh-hant{url}").status_code == 404, url
    publishing.withdraw(article, reason=WithdrawalReason.ERROR, by=None)
    response = client.get(f"/zh-hant{article.get_absolute_url()}")
    assert response.status_code == 410
    assert "這篇文章已經撤稿" in response.content.decode()
    assert client.post("/zh-hant/").status_code == 405


def test_it_is_sent_once_and_costs_few_queries(client, db, django_assert_max_num_queries):
    url = make_publication().card["url"]
    response = client.get(f"/zh-hant{url}")
    assert client.get(f"/zh-hant{url}", headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert not response.cookies
    with django_assert_max_num_queries(7):
        client.get(f"/zh-hant{url}")
