"""Kept pages: a public change clears page, feed, sitemap and search together; the clock ends an embargo; readers get 304."""

import datetime as dt
import gzip
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import keeping, preparing, publishing
from articles.choices import WithdrawalReason
from articles.public import ready
from articles.public.keeping import keeper
from tests.factories import make_article, make_author, make_column, make_page, make_tag

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "晨光驿站"


@pytest.fixture(autouse=True)
def empty():
    keeper.clear()
    yield
    keeper.clear()


def read(client, address):
    """The words of an answer, without break hints and marks inside them."""
    return re.sub("<(?:wbr|/?mark)>", "", client.get(address).content.decode())


def test_a_change_clears_all_that_shows_it_together(client):
    column = make_column("热点思考")
    article = make_article(
        f"{WORD}的夜班", page=make_page(), column=column, paragraphs=(f"{WORD}开了灯。",), release=True
    )
    url = article.get_absolute_url()
    showing = [url, "/", "/rss.xml", column.get_absolute_url(), f"/search/?q={WORD}", article.page.get_absolute_url()]
    sitemap = "/sitemap/2025-06.xml"
    for address in [*showing, sitemap]:
        first = client.get(address)
        with CaptureQueriesContext(connection) as queries:
            again = client.get(address)
        assert len(queries) == 1, address
        assert again.content == first.content
        assert again["ETag"] == first["ETag"]
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
        assert again["Content-Security-Policy"]
        assert (article.public_id if address == sitemap else f"{WORD}的夜班") in read(client, address), address
    other = make_article("不相干的文章", release=True)
    unchanged = client.get(other.get_absolute_url())["ETag"]

    publishing.correct(article, text="第一段“开了灯”应为“亮了灯”。", by=None)
    assert "亮了灯" in read(client, url)
    assert "亮了灯" in read(client, "/rss.xml")
    assert client.get(other.get_absolute_url())["ETag"] == unchanged  # a reader's copy of another page stays good

    publishing.withdraw(article, reason=WithdrawalReason.ERROR, by=None)
    assert client.get(url).status_code == 410
    for address in showing[1:]:
        assert f"{WORD}的夜班" not in read(client, address), address
    assert article.public_id not in read(client, "/sitemap.xml")
    assert client.get(sitemap).status_code == 404


def test_the_clock_opens_what_was_kept_shut(client):
    now = timezone.now()
    make_article("先出的", release=True)
    make_article(f"{WORD}解禁", release=True, embargo_until=now + dt.timedelta(minutes=5))
    assert WORD not in read(client, "/")
    with time_machine.travel(now + dt.timedelta(minutes=4)):
        assert WORD not in read(client, "/")
    with time_machine.travel(now + dt.timedelta(minutes=6)):
        assert WORD in read(client, "/")


def test_packed_for_whom_can_read_it(client):
    make_article(release=True)
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(packed.content) == plain.content
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] == f"W/{plain['ETag']}"
    assert "Accept-Encoding" in plain["Vary"]
    answer = client.get("/", headers={"If-None-Match": packed["ETag"]})
    assert answer.status_code == 304
    assert not answer.content
    assert client.head("/").status_code == 200
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_the_room_is_limited(client, monkeypatch):
    monkeypatch.setattr(keeper, "most", 30_000)
    make_article(release=True)
    for number in range(6):
        client.get(f"/?{number}")
    assert 0 < keeper.size <= 30_000
    assert keeper.size == sum(page.size for page in keeper.pages.values())


def test_each_script_leads_to_the_other(client):
    url = make_article("两种字体", release=True).get_absolute_url()
    assert f'href="/zh-hant{url}"' in read(client, url)
    assert f'<a href="{url}" hreflang="zh-Hans"' in read(client, f"/zh-hant{url}")


def test_what_pages_share_may_vanish_at_any_moment(client, monkeypatch):
    """Another thread clears the room when it is full: a page then asks for itself."""
    common = {"page": make_page(), "column": make_column(), "authors": (make_author("丁一禾"),), "tags": (make_tag(),)}
    made = [make_article(f"第{number}篇", release=True, **common) for number in range(3)]
    preparing.renew_some()
    things = [*made, *common["authors"], *common["tags"], common["column"], common["page"], common["page"].issue]
    addresses = ["/", *(thing.get_absolute_url() for thing in things)]
    shown = [read(client, address) for address in addresses]
    keeper.clear()
    for module in (keeping, ready):
        monkeypatch.setattr(module, "put", lambda room, made: room.clear())
    assert [read(client, address) for address in addresses] == shown


def test_what_surrounds_a_page_outlasts_a_change_only_where_it_shows_the_same(client, settings):
    column = make_column("热点思考")
    article = make_article(f"{WORD}的夜班", page=make_page(), column=column, release=True)
    other = make_article("不相干的文章", release=True).get_absolute_url()
    assert "热点思考" in read(client, other)
    type(column).objects.filter(pk=column.pk).update(name="冷点思考")
    page = read(client, other)
    assert "冷点思考" in page
    assert "热点思考" not in page
    article.page.issue.edition = "特别号外"
    article.page.issue.save()
    assert "特别号外" in read(client, other)
    publishing.withdraw(article, reason=WithdrawalReason.ERROR, by=None)
    assert "冷点思考" not in read(client, other)
    settings.PAPER = settings.PAPER | {"name": "河湾新报"}
    keeper.clear()
    assert "河湾新报" in read(client, other)
