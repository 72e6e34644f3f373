"""robots.txt and the sitemap: whole, valid, and only of what is public."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
import time_machine
from django.urls import reverse

from articles import publishing
from articles.choices import WithdrawalReason
from tests.factories import make_article, make_author, make_column, make_issue, make_page, make_publication, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = "http://localhost:8000"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def addresses(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    found = [each.text for each in ET.fromstring(response.content).iter(f"{SPACE}loc")]
    assert all(each.startswith(SITE) for each in found)
    return [each.removeprefix(SITE) for each in found]


def all_addresses(client):
    return [url for part in addresses(client, "/sitemap.xml") for url in addresses(client, part)]


def test_robots(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    assert "Disallow: /admin/" in lines


@pytest.mark.twice
def test_the_sitemap_names_every_public_page_once_and_each_answers(client):
    column, tag, writer = make_column(), make_tag(), make_author()
    older = make_page(make_issue(dt.date(2024, 12, 31)))
    extra = make_page(make_issue(edition="号外"), number="1")
    made = [
        make_article(page=page, column=column, tags=(tag,), authors=(writer,), release=True,
                     quotes=("第二段讲办法，讲给做事的人听。",))
        for page in (make_page(), older, extra, None)
    ]  # fmt: skip
    found = all_addresses(client)
    expected = {each.get_absolute_url() for each in (column, tag, writer, older, older.issue, extra, extra.issue)}
    expected |= {each.get_absolute_url() for each in made} | {
        each.pull_quotes.first().get_absolute_url() for each in made
    }
    assert expected <= set(found)
    for part in addresses(client, "/sitemap.xml"):
        assert len(addresses(client, part)) == len(set(addresses(client, part)))
    for url in found:
        assert client.get(url).status_code == 200, url


@pytest.mark.twice
def test_news_are_of_two_days_and_carry_name_and_title(client):
    with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(days=3)):
        make_publication("旧文")
    make_publication("新文 & <b>\x0b")
    root = ET.fromstring(client.get("/sitemap/news.xml").content)
    (item,) = root.iter(f"{NEWS}news")
    assert item.findtext(f"{NEWS}title") == "新文 & <b>"
    assert item.findtext(f"{NEWS}publication/{NEWS}name") == "工友时报"
    assert item.findtext(f"{NEWS}publication/{NEWS}language") == "zh-cn"


def test_nothing_hidden_is_in_it(client):
    visible = make_article(page=make_page(), release=True)
    page = make_page(make_issue(dt.date(2025, 7, 1)), number="3")
    hidden = [
        make_article(page=page, column=make_column(), tags=(make_tag(),), authors=(make_author(),), release=release,
                     embargo_until=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1) if release else None)
        for release in (True, False)
    ]  # fmt: skip
    withdrawn = make_article(release=True)
    publishing.withdraw(withdrawn, reason=WithdrawalReason.ERROR, by=None)
    found = all_addresses(client)
    assert visible.get_absolute_url() in found
    assert not [url for url in found if client.get(url).status_code != 200]
    assert not {each.public_id for each in (*hidden, withdrawn)} & {url.split("/")[2] for url in found if url != "/"}
    assert client.get("/sitemap/2025-07.xml").status_code == 404


def test_the_parts_cost_the_same_for_more_rows(client, django_assert_max_num_queries):
    for _ in range(3):
        make_publication(page=make_page(make_issue(dt.date(2025, 1, 1 + _))), tags=(make_tag(),), column=make_column())
        month = reverse("public:sitemap_month", args=[dt.date(2025, 1, 1)])
        for url in (*(reverse(f"public:{name}") for name in ("sitemap", "sitemap_lists", "sitemap_news")), month):
            with django_assert_max_num_queries(7):
                client.get(url)
    assert client.get("/sitemap/quotes.xml")["Location"] == "/sitemap.xml"
    assert client.get("/sitemap/2025-13.xml").status_code == 404


def test_a_sitemap_is_not_sent_twice(client):
    with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)):
        article = make_article(release=True)
    url = addresses(client, "/sitemap.xml")[-1]
    response = client.get(url)
    assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.get(url, headers={"If-Modified-Since": response["Last-Modified"]}).status_code == 304
    with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)):
        publishing.correct(article, text="更正。", by=None)
    assert client.get(url, headers={"If-Modified-Since": response["Last-Modified"]}).status_code == 200
