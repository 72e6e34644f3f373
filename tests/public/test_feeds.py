"""Feeds: valid, whole, at stable addresses, and in step with what is public."""

import datetime as dt
import io
import json

import feedparser
import pytest
import time_machine

from articles import publishing
from articles.choices import WithdrawalReason
from tests.factories import make_article, make_author, make_column, make_page, make_publication, make_roundup, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = "http://localhost:8000"
NAMES = ("rss.xml", "atom.xml", "feed.json")
HOSTILE = "<script>alert(1)</script>&amp;\x0b]]>\ufffe\"'"


def parsed(response):
    assert response.status_code == 200
    feed = feedparser.parse(io.BytesIO(response.content), response_headers={"content-type": response["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def titles(client, base):
    """The titles in each of the three feeds; they agree."""
    found = [[entry.title for entry in parsed(client.get(base + name)).entries] for name in NAMES[:2]]
    found.append([item["title"] for item in client.get(base + "feed.json").json()["items"]])
    assert found[0] == found[1] == found[2]
    return found[0]


@pytest.mark.twice
def test_every_feed_is_valid_and_listed_in_its_page(client):
    column, writer, tag = make_column("热点思考"), make_author("沈维中"), make_tag("绿色技能")
    make_publication("题目甲", column=column, authors=(writer,), tags=(tag,), page=make_page())
    for thing in (None, column, writer, tag):
        base = thing.get_absolute_url() if thing else "/"
        assert titles(client, base) == ["题目甲"]
        html = client.get(base).content.decode()
        for name in NAMES:
            assert f'href="{base}{name}"' in html
            assert 'href="/' + name in html


def test_an_entry_is_whole(client):
    page = make_page()
    article = make_article(
        "题目", page=page, kicker="引题", subtitle="——副题", summary="摘要一句。", editor_note="编者的话。",
        author_note="［附注］", authors=(make_author("沈维中"), make_author("叶青")), tags=(make_tag("绿色技能"),),
        quotes=("第二段讲办法，讲给做事的人听。",), source_name="《海陵晚报》", release=True,
    )  # fmt: skip
    publishing.correct(article, text="误作“七号院”。", by=None)
    for name in NAMES[:2]:
        (entry,) = parsed(client.get("/" + name)).entries
        assert entry.link == entry.id == SITE + article.get_absolute_url()
        assert [tag["term"] for tag in entry.tags] == ["绿色技能"]
        assert "沈维中" in str(entry.authors)
        words = entry.content[0].value
        for part in ("引题", "——副题", "摘要一句。", "编者的话。", "［附注］", "江州大学教授", "《海陵晚报》",
                     "第一段写明缘由，说清楚从哪里来。", "误作“七号院”。", "第5版 理论"):  # fmt: skip
            assert part in words, part
        assert "单独成页" not in words
        assert "<wbr" not in words
        assert 'href="/' not in words
    (item,) = client.get("/feed.json").json()["items"]
    assert item["content_html"].startswith("<p>引题</p>")
    assert [author["name"] for author in item["authors"]] == ["沈维中", "叶青"]


def test_hostile_text_stays_text(client):
    make_article(HOSTILE, paragraphs=(HOSTILE,), summary=HOSTILE, authors=(make_author(HOSTILE[:50]),),
                 tags=(make_tag(HOSTILE[:30]),), release=True)  # fmt: skip
    for name in NAMES[:2]:
        (entry,) = parsed(client.get("/" + name)).entries
        assert "alert(1)" in entry.title
    assert "<script" not in json.loads(client.get("/feed.json").content)["items"][0]["content_html"]


def test_what_an_author_said_is_in_the_feed(client):
    article = make_roundup("三人谈")
    speaker = make_author("发言人1")
    article.statements.filter(speaker="发言人1").update(author=speaker)
    publishing.release(article, by=None)
    assert titles(client, speaker.get_absolute_url()) == ["三人谈"]


def test_empty_and_unknown_feeds(client):
    assert titles(client, "/") == []
    draft = make_article(column=make_column(), tags=(make_tag(),), authors=(make_author(),))
    things = (draft.column, draft.tags.first(), draft.contributions.first().author)
    for base in (*(thing.get_absolute_url() for thing in things), "/columns/no/", "/tags/no/", "/authors/no/"):
        for name in NAMES:
            assert client.get(base + name).status_code == 404


def test_old_addresses_lead_to_the_new_ones(client):
    column, tag = make_column(slug="old"), make_tag(slug="old")
    merged = make_tag(slug="merged", merged_into=tag)
    make_publication(column=column, tags=(tag,))
    column.slug = tag.slug = "new"
    column.save()
    tag.save()
    for old, new in (("/columns/old/", "/columns/new/"), ("/tags/old/", "/tags/new/"), ("/tags/merged/", "/tags/new/")):
        response = client.get(old + "atom.xml")
        assert (response.status_code, response["Location"]) == (301, new + "atom.xml"), merged


@pytest.mark.twice
def test_unchanged_is_not_sent_again_and_changes_are(client):
    then = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    with time_machine.travel(then):
        first, second = make_article("甲", release=True), make_article("乙", release=True)
        make_article("丙", release=True, embargo_until=then + dt.timedelta(minutes=30))
    for name in NAMES:
        with time_machine.travel(then + dt.timedelta(minutes=10)):
            response = client.get("/" + name)
            stamps = [{"If-None-Match": response["ETag"]}, {"If-Modified-Since": response["Last-Modified"]}]
            for headers in stamps:
                assert client.get("/" + name, headers=headers).status_code == 304
        # The embargo has ended since, without any row being written.
        for headers in stamps:
            assert client.get("/" + name, headers=headers).status_code == 200
    with time_machine.travel(then + dt.timedelta(minutes=40)):
        publishing.withdraw(first, reason=WithdrawalReason.ERROR, by=None)
    stamp = client.get("/atom.xml")["Last-Modified"]
    assert titles(client, "/") == ["丙", "乙"]
    with time_machine.travel(then + dt.timedelta(minutes=50)):
        publishing.correct(second, text="更正一句。", by=None)
    response = client.get("/atom.xml", headers={"If-Modified-Since": stamp})
    assert response.status_code == 200
    assert "更正一句。" in response.content.decode()


def test_feeds_cost_the_same_for_more_entries(client, django_assert_max_num_queries):  # none is written ahead
    tag, writer = make_tag(), make_author()
    bases = ("/", tag.get_absolute_url(), writer.get_absolute_url())
    for _ in range(3):
        make_publication(tags=(tag,), authors=(writer,))
        for base in bases:
            with django_assert_max_num_queries(4):
                assert client.get(base + "rss.xml").status_code == 200
