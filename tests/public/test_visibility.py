"""Nothing leaks: drafts, embargoed, expired and withdrawn texts, and what stands around them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.choices import WithdrawalReason
from articles.models import Affiliation, Contribution, RetiredSlug
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

pytestmark = pytest.mark.django_db
CANARY = "金丝雀"
LISTS = (
    "front", "issues", "columns", "authors", "tags", "quotes", "corrections", "search", "sitemap", "sitemap_news", "sitemap_lists",
    "all_series", "about",
)  # fmt: skip
FEEDS = ("rss.xml", "atom.xml", "feed.json")


def make_hidden(page=None, **fields):
    """An article whose every word is the canary's, in a column, with a tag, author and quote of its own."""
    return make_article(
        f"{CANARY}标题",
        page=page or make_page(make_issue(dt.date(2025, 6, 10)), number="3", name=f"{CANARY}版", banner=CANARY),
        column=make_column(f"{CANARY}栏"),
        authors=(make_author(f"{CANARY}者"),),
        affiliation=f"{CANARY}大学",
        tags=(make_tag(f"{CANARY}签"),),
        quotes=(f"{CANARY}说：好。",),
        paragraphs=(f"{CANARY}说：好。",),
        summary=CANARY,
        **fields,
    )


def own_addresses(article):
    author = article.contributions.first().author
    things = (article.column, author, article.tags.first())
    return [
        article.get_absolute_url(),
        *(article.get_absolute_url() + name for name in ("large/", "text/", "wechat/", "cite.ris", "cite.json")),
        *(thing.get_absolute_url() + name for thing in things for name in FEEDS),
        article.page.get_absolute_url(),
        article.issue.get_absolute_url(),
        article.column.get_absolute_url(),
        author.get_absolute_url(),
        article.tags.first().get_absolute_url(),
        article.pull_quotes.first().get_absolute_url(),
        f"/print/{article.issue.key}/{article.page.number}/{article.position}/",
    ]


def assert_not_listed(client):
    for url in (*(reverse(f"public:{name}") for name in LISTS), *(f"/{name}" for name in FEEDS)):
        response = client.get(url)
        assert response.status_code == 200, url
        assert CANARY not in response.content.decode().replace("<wbr>", ""), url


def assert_nowhere(client, article, *, but=()):
    assert_not_listed(client)
    for url in own_addresses(article):
        response = client.get(url)
        assert response.status_code == (410 if url in but else 404), url
        assert CANARY not in response.content.decode().replace("<wbr>", ""), url


def test_a_draft_is_nowhere(client):
    make_publication(page=make_page())
    assert_nowhere(client, make_hidden())


def test_an_embargo_holds_and_ends(client):
    make_publication(page=make_page())
    soon = timezone.now() + dt.timedelta(hours=1)
    article = make_hidden(release=True, embargo_until=soon)
    assert_nowhere(client, article)
    article.publication.embargo_until = timezone.now()
    article.publication.save()
    assert client.get(article.get_absolute_url()).status_code == 200


def test_an_expired_text_is_gone(client):
    make_publication(page=make_page())
    article = make_hidden(release=True)
    article.publication.expires_at = timezone.now()
    article.publication.save()
    assert_nowhere(client, article)


def test_a_withdrawn_text_leaves_its_reason_and_nothing_else(client):
    make_publication(page=make_page())
    article = make_hidden(release=True)
    assert client.get(article.get_absolute_url()).status_code == 200
    publishing.withdraw(article, reason=WithdrawalReason.RIGHTS, by=None, note=f"{CANARY}内部说明")
    gone = article.get_absolute_url()
    locator = own_addresses(article)[-1]
    assert client.get(locator).status_code == 302
    for url in own_addresses(article)[:-1]:
        response = client.get(url)
        assert response.status_code == (410 if url.startswith(gone) else 404), url
        assert CANARY not in response.content.decode().replace("<wbr>", ""), url
    tombstone, missing = (client.get(url).content.decode() for url in (gone, "/nowhere/"))
    assert "版权原因" in tombstone
    for page in (tombstone, missing):  # the ways on: none leads to what is hidden
        onward = page.partition('class="onward"')[2].partition("</ul>")[0]
        assert "/search/" in onward
        assert "/issues/2" in onward
        assert not any(url in onward for url in own_addresses(article))
    assert_not_listed(client)


def test_withdrawn_before_its_embargo_ended_it_never_was(client):
    article = make_hidden(release=True, embargo_until=timezone.now() + dt.timedelta(hours=1))
    publishing.withdraw(article, reason=WithdrawalReason.ERROR, by=None)
    assert client.get(article.get_absolute_url()).status_code == 404


def test_hidden_neighbours_stay_hidden_beside_visible_ones(client):
    """Same page, column, author and tag: counts, previous and next, related and calendar say nothing."""
    column, author, tag = make_column("热点思考"), make_author("沈维中"), make_tag("绿色技能")
    page = make_page()
    shared = {"page": page, "column": column, "authors": (author,), "tags": (tag,)}
    first = make_article("看得见的甲", release=True, **shared)
    make_article(f"{CANARY}草稿", quotes=(f"{CANARY}说：好。",), paragraphs=(f"{CANARY}说：好。",), **shared)
    make_roundup("看得见的乙", release=True, **shared)
    urls = [reverse(f"public:{name}") for name in LISTS]
    urls += [thing.get_absolute_url() + name for thing in (column, author, tag) for name in FEEDS]
    urls += [first.get_absolute_url(), page.get_absolute_url(), page.issue.get_absolute_url()]
    urls += [thing.get_absolute_url() for thing in (column, author, tag)]
    for url in urls:
        html = client.get(url).content.decode().replace("<wbr>", "")
        assert CANARY not in html, url
    assert "本版 2 篇" in client.get(page.get_absolute_url()).content.decode()
    assert "看得见的乙" in client.get(first.get_absolute_url()).content.decode().replace("<wbr>", "")


def test_edits_of_the_working_copy_stay_inside(client):
    author = make_author()
    article = make_article("公开的标题", page=make_page(), authors=(author,), release=True)
    article.title = f"{CANARY}标题"
    article.body[0]["text"] = CANARY
    article.save()
    Contribution.objects.filter(article=article).update(name=f"{CANARY}者")
    for url in ("/", article.get_absolute_url(), author.get_absolute_url(), article.page.get_absolute_url()):
        assert CANARY not in client.get(url).content.decode().replace("<wbr>", ""), url


def test_an_affiliation_that_only_a_draft_carries_stays_inside(client):
    author = make_author()
    make_publication(authors=(author,), affiliation="江州大学教授")
    make_article(authors=(author,), affiliation=f"{CANARY}大学")
    Affiliation.objects.create(author=author, text=f"{CANARY}大学")
    Affiliation.objects.create(author=author, text="编辑补记的旧单位", since=dt.date(2014, 1, 1))
    html = client.get(author.get_absolute_url()).content.decode()
    assert CANARY not in html
    assert "编辑补记的旧单位" in html


def test_missing_and_nonsense_addresses(client):
    make_publication(page=make_page())
    for url in (
        "/issues/2025-13-01/", "/issues/2025-06-9/", "/issues/2025-W24-1/", "/issues/x/", "/issues/2025-06-10/",
        "/issues/2025-06-09-号外/", "/issues/２０２５-06-09/", "/issues/2025-06-09/6/", "/issues/2025-06-09/x/",
        "/articles/nope/", "/columns/nope/", "/authors/nope/", "/tags/nope/", "/quotes/nope/", "/nope/",
        "/print/2025-06-09/5/2/", "/print/2025-06-09/5/x/", "/print/x/5/1/", "/print/2025-02-30/5/1/",
    ):  # fmt: skip
        response = client.get(url)
        assert response.status_code == 404, url
        assert "没有这一页" in response.content.decode()


def test_redirects(client):
    page = make_page(number="5")
    column, tag = make_column("热点思考", slug="old-column"), make_tag("绿色技能", slug="old-tag")
    article = make_article(page=page, column=column, tags=(tag,), release=True)
    column.slug, tag.slug = "new-column", "new-tag"
    column.save()
    tag.save()
    assert RetiredSlug.objects.count() == 2
    merged = make_tag("绿能", slug="merged", merged_into=tag)
    again = make_tag("绿电", slug="again", merged_into=merged)
    for old, new in (
        ("/issues/2025-06-09/05/", "/issues/2025-06-09/5/"),
        ("/columns/old-column/", "/columns/new-column/"),
        ("/tags/old-tag/", "/tags/new-tag/"),
        (merged.get_absolute_url(), "/tags/new-tag/"),
        (again.get_absolute_url(), "/tags/new-tag/"),
    ):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, new)
    response = client.get("/print/2025-06-09/05/1/")
    assert (response.status_code, response["Location"]) == (302, article.get_absolute_url())


def test_a_redirect_never_leads_to_what_is_not_public(client):
    column = make_column(slug="old")
    column.slug = "new"
    column.save()
    make_tag("并掉的", slug="gone", merged_into=make_tag())
    assert client.get("/columns/old/").status_code == 404
    assert client.get("/tags/gone/").status_code == 404
