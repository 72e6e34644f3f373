"""Pages: cursors that hold still, a fixed number of queries, fields and includes."""

import datetime as dt
import json

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.api import records
from articles.api.ready import Shelf
from articles.api.views import articles
from articles.choices import WithdrawalReason
from articles.models import Publication, Tag
from benchmarks.archive import copy_some
from tests import factories
from tests.api.conftest import make_archive
from tests.lasting import lasting

pytestmark = pytest.mark.django_db
ORDERINGS = ["date", "-date", "published_at", "-published_at"]


def walk(api, first, *, way="next", key="id"):
    """The keys of every page from ``first`` on, and the last page."""
    pages, document = [], api.json(first)
    pages.append([item[key] for item in document["results"]])
    while document[way]:
        document = api.json(document[way])
        pages.append([item[key] for item in document["results"]])
        assert len(pages) < 100
    return pages, document


@lasting
def fifteen():
    return make_archive(15)


@pytest.mark.parametrize("ordering", [*ORDERINGS, "relevance&q=缘由"])
def test_cursors_walk_the_whole_set_both_ways(api, fifteen, ordering):
    everything = {publication.public_id for publication in fifteen}
    whole = api.results(f"articles/?ordering={ordering}&page_size=100")
    assert set(whole) == everything
    for size in (1, 4, 5):
        query = f"articles/?ordering={ordering}&page_size={size}"
        pages, last = walk(api, query)
        assert [key for page in pages for key in page] == whole
        back, first = walk(api, last["previous"], way="previous")
        assert [key for page in reversed(back) for key in page] == whole[: 15 - len(pages[-1])]
        assert first["previous"] is None
        assert walk(api, first["next"])[0][-1] == pages[-1]


def test_orderings_say_what_they_do(api, fifteen):
    dates = api.results("articles/?ordering=date&page_size=100", key="date")
    assert dates == sorted(dates)
    assert api.results("articles/?ordering=-date&page_size=100", key="date") == dates[::-1]
    times = api.results("articles/?ordering=published_at&page_size=100", key="published_at")
    assert times == sorted(times)
    assert api.results("articles/?page_size=100") == api.results("articles/?page_size=100&ordering=-date")


@lasting
def nine_of_each():
    for number in range(9):
        issue = factories.make_issue(dt.date(2025, 1, 1 + number // 2), edition="号外" if number % 2 else "")
        factories.make_publication(
            page=factories.make_page(issue),
            column=factories.make_column(order=number // 3),
            authors=(factories.make_author(f"王{number // 2}", distinguisher=f"{number}"),),
            tags=(factories.make_tag(),),
            quotes=("第一段写明缘由", "说清楚从哪里来"),
        )


@pytest.mark.parametrize(
    ("endpoint", "key"), [("issues", "key"), ("columns", "slug"), ("authors", "id"), ("tags", "slug"), ("quotes", "id")]
)
def test_the_other_lists_walk_too(api, nine_of_each, endpoint, key):
    everything = api.results(f"{endpoint}/?page_size=100", key=key)
    assert len(everything) == (18 if endpoint == "quotes" else 9)
    pages, last = walk(api, f"{endpoint}/?page_size=2", key=key)
    assert [each for page in pages for each in page] == everything
    back, _ = walk(api, last["previous"], way="previous", key=key)
    assert [each for page in reversed(back) for each in page] == everything[: len(everything) - len(pages[-1])]


def test_pages_hold_still_while_rows_come_and_go(api, archive):
    made = archive(12)
    first = api.json("articles/?page_size=4")
    factories.make_publication(page=made[0].page, quotes=())  # before what was read
    factories.make_publication(page=made[-1].page)  # after it
    gone = next(p for p in made if p.public_id == first["results"][-1]["id"])
    publishing.withdraw(gone.article, reason="error", by=None)  # the very row that the cursor stands on
    seen = [item["id"] for item in first["results"]]
    pages, _ = walk(api, first["next"])
    seen += [key for page in pages for key in page]
    assert len(seen) == len(set(seen))
    assert {publication.public_id for publication in made} <= set(seen)


def test_a_page_that_ran_empty_leads_back(api, archive):
    made = {publication.public_id: publication for publication in archive(4)}
    first = api.json("articles/?page_size=2")
    second = api.json(first["next"])
    for item in second["results"]:
        publishing.withdraw(made[item["id"]].article, reason="error", by=None)
    empty = api.json(first["next"])
    assert (empty["results"], empty["next"]) == ([], None)
    assert api.json(empty["previous"])["results"] == first["results"]
    for item in first["results"]:
        publishing.withdraw(made[item["id"]].article, reason="error", by=None)
    assert api.json(second["previous"])["results"] == []


def test_a_cursor_opens_its_own_list_only(api, archive):
    archive(6)
    following = api.json("articles/?page_size=2&column=gongzuo")["next"]
    assert api(following).status_code == 200
    assert api(following.replace("page_size=2", "page_size=3")).status_code == 200, "the size may change"
    assert api(following + "&fields=id").status_code == 200
    for other in (
        following.replace("&column=gongzuo", ""),
        following.replace("column=gongzuo", "column=other"),
        following + "&ordering=date",
        following + "&q=x",
        following.replace("/articles/", "/quotes/").replace("&column=gongzuo", ""),
    ):
        assert api.faults(other) == {"cursor": "invalid-cursor"}


def test_a_tampered_cursor_is_refused(api, archive):
    archive(3)
    following = api.json("articles/?page_size=1")["next"]
    head, _, cursor = following.partition("cursor=")
    forged = signing.Signer(salt="something.else").sign_object(["x", "after", ["2025-01-01", "2025-01-01", "x"]])
    flipped = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")
    for bad in ("x", flipped, "A" + cursor[1:], cursor.replace("%3A", ":x"), forged, "W10", "%3A", "x" * 1500):
        assert api.faults(f"{head}cursor={bad}") == {"cursor": "invalid-cursor"}, bad


def test_a_cursor_tells_no_internal_number(api, archive):
    archive(3)
    cursor = api.json("articles/?page_size=1")["next"].partition("cursor=")[2].partition("%3A")[0]
    _, direction, position = json.loads(signing.b64_decode(cursor.encode()))
    assert direction == "after"
    assert all(isinstance(value, str) and not value.isdigit() for value in position)


def test_links_stay_the_same_so_that_the_etag_does(api, archive):
    archive(3)
    assert api("articles/?page_size=1").content == api("articles/?page_size=1").content


def test_count_comes_on_request_and_regards_the_filters(api, archive):
    archive(9)
    assert "count" not in api.json("articles/?page_size=2")
    assert "count" not in api.json("articles/?page_size=2&count=false")
    assert api.json("articles/?page_size=2&count=true")["count"] == 9
    assert api.json("articles/?date=2025-06-09&count=true")["count"] == 7
    assert api.json("articles/?q=缘由&count=true")["count"] == 9
    assert api.json("articles/?q=没有这话&count=true")["count"] == 0
    for name, number in (("issues", 2), ("columns", 1), ("authors", 1), ("tags", 1), ("quotes", 9)):
        assert api.json(f"{name}/?count=true")["count"] == number


COSTLY = [
    "articles/?",
    "articles/?include=body,statements,pull_quotes,corrections&",
    "articles/?fields=id,licence&",
    "articles/?column=gongzuo&count=true&",
    "articles/?tag=gongren&count=true&",
    "articles/?tag=产业工人&count=true&",
    "articles/?q=缘由&ordering=relevance&count=true&",
    "articles/?q=产业工人 OR 缘由&",
    "search/?q=缘由 工作&",
    "search/?q=“写明缘由”&facets=column,author,tag,year&",
    "issues/?count=true&",
    "columns/?count=true&",
    "authors/?count=true&",
    "tags/?count=true&",
    "quotes/?count=true&",
]


def test_the_number_of_queries_is_fixed(api, archive, monkeypatch):
    """At 1, 20 and 100 rows, whether this process has the texts at hand or not: at most four, and one for facets or for the count of what
    a search finds."""
    column, tag = archive(1)[0].column, Tag.objects.get()
    for number in range(1, 21):
        factories.make_publication(
            page=factories.make_page(factories.make_issue(dt.date(2024, 1, 1) + dt.timedelta(days=number))),
            column=column if number % 2 else factories.make_column(),
            authors=(factories.make_author(),),
            tags=(tag, factories.make_tag()),
            quotes=("第一段写明缘由",),
        )
    copy_some(90)
    api.json("articles/?q=缘由")  # the house's words are learnt once a process
    for path in COSTLY:
        api.json(path)  # whether an author or tag has much is looked up once an hour
        for cold in (True, False):
            taken = {size: queries_of(api, f"{path}page_size={size}", monkeypatch, cold=cold) for size in (1, 20, 100)}
            assert len(set(taken.values())) == 1, (path, cold, taken)
            assert taken[20] <= 4 + ("facets" in path or ("q=" in path and "count" in path)), (path, cold, taken)


def queries_of(api, path, monkeypatch, *, cold):
    """How many, with nothing or everything ready in this process."""
    if cold:
        monkeypatch.setattr(records, "shelf", Shelf(6_000_000))
    else:
        api.json(path)
    with CaptureQueriesContext(connection) as captured:
        api.json(path)
    return len(captured)


def test_details_take_few_queries_whatever_they_hold(api, archive, django_assert_max_num_queries):
    made = archive(7)
    author = made[0].authors.first().public_id
    quote = made[0].quotes.first().public_id
    for path in (
        f"articles/{made[0].public_id}/",
        "issues/2025-06-09/",
        "issues/2025-06-09/pages/5/",
        "columns/gongzuo/",
        "tags/gongren/",
        f"authors/{author}/",
        f"quotes/{quote}/",
    ):
        with django_assert_max_num_queries(4):
            api.json(path)


def test_fields_choose_parts(api, archive):
    archive(1)
    card = api.json("articles/?fields=title,column.slug,byline.name")["results"][0]
    assert set(card) == {"title", "column", "byline"}
    assert card["column"] == {"slug": "gongzuo"}
    assert card["byline"] == [{"name": "丁一禾"}]
    whole = api.json("articles/?fields=column,column.slug")["results"][0]
    assert set(whole["column"]) == {"slug", "name", "label", "url"}
    assert api.json("articles/?fields=column.slug,column")["results"][0] == whole
    nested = api.json("issues/2025-06-09/?fields=pages.articles.title")
    assert set(nested) == {"pages"}
    assert set(nested["pages"][0]["articles"][0]) == {"title"}


def test_fields_of_something_missing_stay_null(api):
    factories.make_publication()
    assert api.json("articles/?fields=column.slug,page.number,title")["results"][0]["column"] is None


def test_includes_add_parts_to_a_list(api, archive):
    archive(1)
    parts = {"body", "statements", "pull_quotes", "corrections"}
    assert not parts & set(api.json("articles/")["results"][0])
    for part in parts:
        assert set(api.json(f"articles/?include={part}")["results"][0]) & parts == {part}
    item = api.json("articles/?include=body,pull_quotes")["results"][0]
    assert "第一段写明缘由" in item["body"]["text"]
    assert item["pull_quotes"][0]["text"] == "第一段写明缘由"
    assert "credits" not in item


def test_a_part_named_in_fields_need_not_be_included(api, archive):
    archive(1)
    assert set(api.json("articles/?fields=id,body.text")["results"][0]["body"]) == {"text"}
    assert set(api.json("articles/?fields=id&include=statements")["results"][0]) == {"id", "statements"}


@pytest.mark.django_db(transaction=True)
def test_counts_are_remembered_until_something_public_changes_or_the_clock_strikes(api, time_machine):
    publication = factories.make_publication(column=factories.make_column("甲栏", slug="jia"))
    lift = timezone.now() + dt.timedelta(hours=1)
    embargoed = factories.make_publication(column=publication.column, embargo_until=lift)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            counts = (api.json("articles/?count=true")["count"], api.json("columns/")["results"][0]["article_count"])
        return counts, sum("COUNT(" in query["sql"] for query in queries)

    assert asked() == ((1, 1), 2)
    assert asked() == ((1, 1), 0)
    factories.make_publication(column=publication.column)
    assert asked() == ((2, 2), 2)
    time_machine.move_to(lift + dt.timedelta(seconds=1))
    assert asked() == ((3, 3), 2)
    publishing.withdraw(embargoed.article, reason="error", by=None)
    assert asked() == ((2, 2), 2)
    Publication.objects.filter(pk=publication.pk).update(expires_at=lift)
    assert asked() == ((1, 1), 2)


def test_who_has_much_is_walked_through_and_answered_alike(api, archive, monkeypatch):
    made = archive(9)
    tag, author = made[0].tags.get(), made[0].authors.get()
    factories.make_publication()
    publishing.withdraw(made[4].article, reason=WithdrawalReason.ERROR, by=None)
    paths = [f"articles/?{each}&page_size=4" for each in (f"tag={tag.slug}", f"author={author.public_id}")]
    paths += [f"{path}&ordering={order}" for path in paths for order in ("date", "-published_at", "published_at")]

    def walked(path):
        """All pages there and the last one's way back."""
        pages = [api.json(path)]
        while following := pages[-1]["next"]:
            pages.append(api.json(following))
        return [*pages, api.json(pages[-1]["previous"])]

    monkeypatch.setattr(articles, "has_much", lambda *about: False)
    sorted_out = [walked(path) for path in paths]
    assert [len(page["results"]) for page in sorted_out[0]] == [4, 4, 4]
    monkeypatch.setattr(articles, "has_much", lambda *about: True)
    assert [walked(path) for path in paths] == sorted_out
