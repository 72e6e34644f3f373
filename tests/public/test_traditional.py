"""Pages in Traditional characters: whole words converted, links that stay, and nothing hidden."""

import datetime as dt
import re
from urllib.parse import urljoin

import pytest

from articles import publishing
from articles.choices import WithdrawalReason
from articles.public.traditional import in_traditional, is_page
from articles.public.views import series
from tests.factories import make_article, make_author, make_column, make_issue, make_page, make_publication, make_tag
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
        links = {urljoin(url, each).split("#")[0] for each in re.findall(r'<a [^>]*?href="([^":]*)"', html)}
        outside = {each for each in links if not each.startswith("/zh-hant/")}
        feeds = {each for each in outside if each.endswith(".xml")}
        assert all(client.get(each).status_code == 200 for each in feeds - seen), (url, feeds)
        seen |= feeds
        assert all(
            re.search(r"\.(xml|ris|json|png)$|/(text|wechat|docs|quickstart|pdf)/$", each) for each in outside
        ), (
            url,
            outside,
        )
        queue += links - outside - seen - set(queue)
    assert len(seen) > 12


def test_addresses_are_not_converted(client, db):
    """A banner and an edition stand in addresses: the head, the linked data and the pager name the page that there is."""
    for title, edition in (("头发", "号外"), ("里面", "")):
        page = make_page(make_issue(dt.date(2025, 3, 1), edition=edition), banner="为了发展")
        make_article(title, page=page, release=True)
    for url in (
        "/series/为了发展/",
        "/issues/2025-03-01-号外/",
        "/issues/2025-03-01-号外/whole/",
        "/issues/2025-03-01-号外/5/",
    ):
        html = client.get(f"/zh-hant{url}").content.decode()
        head = re.findall(r'(?:rel="canonical"|hreflang="[^"]*"|"og:url") (?:href|content)="([^"]*)"', html)
        named = head + re.findall(r'"(?:@id|url|item)":"([^"#]*)"', html)
        assert len(head) == 5, url
        for address in named:
            assert client.get(address.removeprefix(SITE)).status_code == 200, (url, address)


def test_the_pager_of_a_series_leads_back(client, db, monkeypatch):
    monkeypatch.setattr(series, "ROWS", 1)
    for day in (1, 2):
        make_article(page=make_page(make_issue(dt.date(2025, 3, day)), banner="为了发展"), release=True)
    html = client.get("/zh-hant/series/为了发展/?page=2").content.decode()
    assert client.get(re.search(r'href="([^"]*)" rel="prev"', html)[1]).status_code == 200


def test_what_there_is_not_is_said_in_traditional_characters(client, article):
    for url in ("/zh-hant/nope/", "/zh-hant/articles/nope/"):
        response = client.get(url)
        html = response.content.decode()
        assert response.status_code == 404
        assert '<html lang="zh-Hant"' in html
        assert "沒有這一頁" in html
        assert 'href="/zh-hant/issues/"' in html


def test_suggestions_stay(client, article):
    """The script asks beside the form's own address."""
    rows = client.get("/zh-hant/search/suggest/", {"q": "热点"}).json()["suggestions"]
    assert rows == [{"kind": "欄目", "text": "熱點思考", "url": "/zh-hant" + article.column.get_absolute_url()}]


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
