"""JSON-LD and Open Graph say what the page says, and nothing else."""

import datetime as dt
import json
import re

import pytest

from articles import publishing
from articles.choices import ArticleKind
from articles.rendering.linked_data import script_text
from tests.factories import make_article, make_author, make_column, make_issue, make_page, make_roundup, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = "http://localhost:8000"


def graph_of(client, url):
    html = client.get(url).content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    document = json.loads(text)
    assert document["@context"] == "https://schema.org"
    return document["@graph"]


def crumbs_of(node):
    assert node["@type"] == "BreadcrumbList"
    assert [each["position"] for each in node["itemListElement"]] == list(range(1, len(node["itemListElement"]) + 1))
    return [(each["name"], each["item"]) for each in node["itemListElement"]]


def test_an_article(client, settings):
    settings.PAPER = settings.PAPER | {"publisher": "工友时报社", "cn": "CN 00-0000"}
    page = make_page(make_issue(serial_number=8145), number="7", credits=[{"role": "责任编辑", "name": "卢一白"}])
    column, writer = make_column("热点思考"), make_author("沈维中")
    article = make_article(
        "题目", page=page, column=column, authors=(writer,), subtitle="——副题", summary="摘要一句。",
        tags=(make_tag("绿色技能"),), quotes=("第二段讲办法，讲给做事的人听。",), source_name="《海陵晚报》",
        source_title="原来的题目", release=True,
    )  # fmt: skip
    publishing.correct(article, text="“七号楼”误作“七号院”。", by=None, date=dt.date(2025, 6, 10))
    node, crumbs = graph_of(client, article.get_absolute_url())
    publication = article.publication
    publication.refresh_from_db()
    expected = {
        "@type": "OpinionNewsArticle",
        "url": SITE + article.get_absolute_url(),
        "headline": "题目",
        "alternativeHeadline": "——副题",
        "description": "摘要一句。",
        "articleSection": "热点思考",
        "keywords": ["绿色技能"],
        "articleBody": publication.text,
        "printPage": "7",
        "printSection": "理论",
        "datePublished": publication.card["published_at"],
        "dateModified": publication.card["updated_at"],
    }
    assert {key: node[key] for key in expected} == expected
    (author,) = node["author"]
    assert (author["name"], author["affiliation"]["name"]) == ("沈维中", "江州大学教授")
    assert author["url"] == SITE + writer.get_absolute_url()
    assert node["editor"] == [{"@type": "Person", "name": "卢一白"}]
    assert node["correction"][0] | {"text": "“七号楼”误作“七号院”。"} == node["correction"][0]
    assert (node["isPartOf"]["@type"], node["isPartOf"]["issueNumber"]) == ("PublicationIssue", "8145")
    assert node["isPartOf"]["isPartOf"]["identifier"]["value"] == "CN 00-0000"
    assert node["publisher"]["name"] == "工友时报社"
    assert node["isBasedOn"]["isPartOf"]["name"] == "《海陵晚报》"
    assert node["hasPart"][0]["text"] == "第二段讲办法，讲给做事的人听。"
    assert crumbs_of(crumbs)[-2:] == [
        ("热点思考", SITE + column.get_absolute_url()), ("题目", SITE + article.get_absolute_url())
    ]  # fmt: skip


def test_kinds_and_statements(client):
    brief = make_article(kind=ArticleKind.BRIEF, release=True)
    assert graph_of(client, brief.get_absolute_url())[0]["@type"] == "NewsArticle"
    roundup = make_roundup(voices=2, release=True)
    parts = graph_of(client, roundup.get_absolute_url())[0]["hasPart"]
    assert [part["spokenByCharacter"]["name"] for part in parts] == ["发言人1", "发言人2"]
    assert all(part["@type"] == "Quotation" for part in parts)


def test_the_other_pages(client):
    page, column, tag = make_page(), make_column("热点思考"), make_tag("绿色技能")
    writer = make_author("沈维中")
    article = make_article(
        "题目", page=page, column=column, tags=(tag,), authors=(writer,), quotes=("第二段讲办法，讲给做事的人听。",),
        release=True,
    )  # fmt: skip
    assert [node["@type"] for node in graph_of(client, "/")] == ["Newspaper", "PublicationIssue"]
    issue, crumbs = graph_of(client, page.issue.get_absolute_url())
    assert issue["hasPart"] == [{"@type": "NewsArticle", "headline": "题目", "url": SITE + article.get_absolute_url()}]
    assert crumbs_of(crumbs)[0] == ("往期", SITE + "/issues/")
    sheet, crumbs = graph_of(client, page.get_absolute_url())
    assert (sheet["isPartOf"]["@type"], len(crumbs_of(crumbs))) == ("PublicationIssue", 3)
    person, _ = graph_of(client, writer.get_absolute_url())
    assert (person["@type"], person["name"]) == ("Person", "沈维中")
    for thing in (column, tag):
        assert graph_of(client, thing.get_absolute_url())[0]["name"] == thing.name
    quote, crumbs = graph_of(client, article.pull_quotes.first().get_absolute_url())
    assert (quote["@type"], quote["spokenByCharacter"][0]["name"]) == ("Quotation", "沈维中")
    assert crumbs_of(crumbs)[0] == ("金句", SITE + "/quotes/")


LISTS = {
    "/issues/": "CollectionPage", "/series/": "CollectionPage", "/series/绿色转型/": "CollectionPage", "/corrections/": "CollectionPage",
    "/columns/": "CollectionPage", "/authors/": "CollectionPage", "/tags/": "CollectionPage", "/quotes/": "CollectionPage",
    "/search/?q=讲办法": "SearchResultsPage", "/about/": "AboutPage",
}  # fmt: skip


def test_every_list_says_what_it_lists(client, settings):
    settings.PAPER = settings.PAPER | {"phone": "0000-1111"}
    article = make_article(
        "题目", page=make_page(banner="绿色转型"), column=make_column("热点思考"), tags=(make_tag("绿色技能"),),
        authors=(make_author("沈维中"),), quotes=("第二段讲办法，讲给做事的人听。",), release=True,
    )  # fmt: skip
    publishing.correct(article, text="“七号楼”误作“七号院”。", by=None, date=dt.date(2025, 6, 10))
    parts = {}
    for url, kind in LISTS.items():
        node = graph_of(client, url)[0]
        html = client.get(url).content.decode()
        assert node["@type"] == kind, url
        assert html.count('property="og:title"') == html.count('property="og:description"') == 1, url
        assert 'og:title" content=""' not in html, url
        parts[url] = [part.get("name") or part.get("headline") or part.get("text") for part in node.get("hasPart", [])]
    assert parts["/series/"] == ["绿色转型"]
    assert parts["/series/绿色转型/"] == ["题目"]
    assert parts["/corrections/"] == ["“七号楼”误作“七号院”。"]
    assert parts["/columns/"] == ["热点思考"]
    assert parts["/authors/"] == ["沈维中"]
    assert parts["/tags/"] == ["绿色技能"]
    assert parts["/quotes/"] == ["第二段讲办法，讲给做事的人听。"]
    assert graph_of(client, "/about/")[0]["about"]["telephone"] == "0000-1111"


def test_hostile_text_cannot_leave_the_script(client):
    evil = '</script><script>alert(1)</script><!--\u2028"\\'
    article = make_article(evil, paragraphs=(evil,), release=True)
    html = client.get(article.get_absolute_url()).content.decode()
    assert html.count("</script>") == html.count('<script type="application/ld+json">') + html.count(
        '<script src="/static/'
    )
    assert graph_of(client, article.get_absolute_url())[0]["headline"] == evil
    assert not set("<>&\u2028\u2029") & set(script_text([{"name": evil}]))


def test_open_graph_says_the_same(client):
    article = make_article("印在纸上的题目", web_title="网上的题目", summary='摘要"一句"。', release=True)
    html = client.get(article.get_absolute_url()).content.decode()
    assert '<meta property="og:title" content="网上的题目">' in html
    assert '<meta property="og:description" content="摘要&quot;一句&quot;。">' in html
    assert f'<meta property="og:url" content="{SITE}{article.get_absolute_url()}">' in html
    assert html.count("og:title") == html.count("og:type") == 1
