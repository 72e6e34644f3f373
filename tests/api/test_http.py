"""Validators, headers, problems: what every endpoint does alike."""

import datetime as dt
import json
import logging
import re

import pytest
from django.db import connection
from django.test.utils import override_settings

from articles import publishing
from articles.api.errors import KINDS
from articles.api.views.articles import ArticleList
from articles.models import Change, Publication
from tests import factories
from tests.api.conftest import make_archive
from tests.lasting import lasting

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LONG_AGO = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


@lasting
def one():
    """A publication whose last change has settled."""
    (publication,) = make_archive(1)
    Publication.objects.update(updated_at=LONG_AGO)
    Change.objects.update(at=LONG_AGO)
    return publication


@pytest.fixture
def paths(one):
    author, quote = one.authors.get().public_id, one.quotes.get().public_id
    return [
        "", "openapi.json", "problems/withdrawn/", "articles/", f"articles/{one.public_id}/", "issues/",
        "issues/2025-06-09/", "issues/2025-06-09/pages/5/", "columns/", "columns/gongzuo/", "authors/",
        f"authors/{author}/", "tags/", "tags/gongren/", "quotes/", f"quotes/{quote}/",
    ]  # fmt: skip


def test_every_answer_is_public_json_with_a_strong_etag(api, paths):
    for path in paths:
        response = api(path)
        assert response.status_code == 200, path
        assert response["Content-Type"] == "application/json"
        assert response["ETag"].startswith('"')
        assert response["Cache-Control"] == "public, max-age=60"
        assert {"Accept", "Authorization"} <= set(response["Vary"].split(", "))
        assert "Cookie" not in response["Vary"]
        assert not response.cookies
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "X-Request-ID" in response
        assert not re.search(rb"(?<!\\)\\u", response.content)  # behind a backslash it is a pattern's own
        json.loads(response.content)


def test_a_known_etag_gets_304_with_the_shared_headers(api, paths):
    for path in paths:
        etag = api(path)["ETag"]
        for given in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            for method in ("GET", "HEAD"):
                response = api(path, method, If_None_Match=given)
                assert (response.status_code, response.content) == (304, b"")
                assert response["ETag"] == etag
                assert response["Access-Control-Allow-Origin"] == "*"
                assert "X-Request-ID" in response
        assert api(path, If_None_Match='"other"').status_code == 200


def test_head_says_what_get_says(api, paths):
    for path in paths:
        head, get = api(path, "HEAD"), api(path)
        assert (head.status_code, head.content) == (200, b"")
        own = {"X-Request-ID", "RateLimit"}
        assert {k: v for k, v in head.items() if k not in own} == {k: v for k, v in get.items() if k not in own}


def test_articles_and_quotes_say_when_they_changed(api, one):
    quote = one.quotes.get().public_id
    for path in ("articles/", f"articles/{one.public_id}/", "quotes/", f"quotes/{quote}/"):
        response = api(path)
        assert response["Last-Modified"] == "Wed, 01 Jan 2025 00:00:00 GMT"
        assert api(path, If_Modified_Since=response["Last-Modified"]).status_code == 304
        assert api(path, If_Modified_Since="Tue, 31 Dec 2024 23:59:59 GMT").status_code == 200
        assert api(path, If_Modified_Since="nonsense").status_code == 200
        both = api(path, If_None_Match='"other"', If_Modified_Since=response["Last-Modified"])
        assert both.status_code == 200, "the ETag has the word"


@pytest.mark.twice
def test_a_change_ends_the_304(api, one):
    since = api("articles/")["Last-Modified"]
    publishing.withdraw(one.article, reason="error", by=None)
    for path in ("articles/", "quotes/"):
        assert api(path, If_Modified_Since=since).status_code == 200


def test_a_change_of_this_second_is_not_dated(api, archive, time_machine):
    time_machine.move_to(dt.datetime.now(dt.UTC), tick=False)
    (fresh,) = archive(1)
    assert "Last-Modified" not in api("articles/")
    assert "Last-Modified" not in api(f"articles/{fresh.public_id}/")


@pytest.mark.parametrize("field", ["embargo_until", "expires_at"])
@pytest.mark.twice
def test_the_clock_ends_the_304_without_a_change_row(api, one, field, time_machine):
    strike = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    clocked = factories.make_publication()
    Publication.objects.filter(pk=clocked.pk).update(**{field: strike})
    Change.objects.update(at=LONG_AGO)
    before = api("articles/")
    time_machine.move_to(strike + dt.timedelta(seconds=1))
    assert api("articles/", If_Modified_Since=before["Last-Modified"]).status_code == 200
    assert api("articles/", If_None_Match=before["ETag"]).status_code == 200
    assert len(api.results("articles/")) == (2 if field == "embargo_until" else 1)


def test_nothing_is_kept_longer_than_it_may_be_seen(api, one, time_machine):
    now = dt.datetime.now(dt.UTC)
    Publication.objects.update(expires_at=now + dt.timedelta(seconds=25))
    time_machine.move_to(now, tick=False)
    assert api(f"articles/{one.public_id}/")["Cache-Control"] == "public, max-age=25"


@pytest.mark.parametrize("headers", [{"If_Match": '"other"'}, {"If_Unmodified_Since": "Mon, 01 Jan 2024 00:00:00 GMT"}])
def test_a_failed_precondition_is_a_problem(api, one, headers):
    assert api.problem("articles/", 412, **headers)["code"] == "precondition-failed"


def test_preflight(api, paths):
    for path in [*paths, "nothing/", "articles/?nonsense=1"]:
        response = api(path, "OPTIONS", Origin="https://a.example", Access_Control_Request_Method="GET")
        assert (response.status_code, response.content) == (204, b"")
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert "If-None-Match" in response["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.alike
def test_only_reading_is_allowed(api, paths, method):
    for path in [*paths, "nothing/"]:
        response = api(path, method)
        assert response.status_code == 405
        assert response["Content-Type"] == "application/problem+json"
        assert response["Allow"] == "GET, HEAD, OPTIONS"
        assert json.loads(response.content)["code"] == "method-not-allowed"


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html, */*;q=0.1", "application/*", ""])
@pytest.mark.alike
def test_json_is_what_there_is(api, one, accept):
    assert api("articles/", Accept=accept).status_code == 200


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*"])
def test_another_format_is_not_acceptable(api, one, accept):
    assert api.problem("articles/", 406, Accept=accept)["code"] == "not-acceptable"


NOWHERE = [
    "nothing",
    "nothing/",
    "articles",
    "articles/a/b/",
    "v2/",
    "%00/",
    "issues/2025-06-09/pages/",
    "docs",
    "\udcff/",
]


@pytest.mark.parametrize("path", NOWHERE)
@pytest.mark.alike
@pytest.mark.twice
def test_what_is_no_address_is_a_problem(api, path):
    problem = api.problem(path.encode("utf-8", "surrogateescape").decode("latin-1"), 404)
    assert problem["code"] == "not-found"
    assert problem["errors"] == []


def test_a_missing_slash_is_told(api):
    assert "斜杠" in api.problem("articles", 404)["detail"]
    for path in ("nothing", "articles/27crkqj9mm.foo", "articles/27crkqj9mm.foo/"):
        assert "斜杠" not in api.problem(path, 404)["detail"], path


def test_every_problem_has_the_same_members_and_an_address_that_explains_it(api, one):
    for path, headers in (("articles/?x=1", {}), ("nothing/", {}), ("articles/", {"Accept": "text/html"})):
        problem = json.loads(api(path, **headers).content)
        assert list(problem) == ["type", "title", "status", "detail", "code", "request_id", "errors"]
        assert problem["detail"].endswith("。")
        explained = api.json(problem["type"])
        assert {name: explained[name] for name in ("type", "title", "status", "code")} == {
            name: problem[name] for name in ("type", "title", "status", "code")
        }


def test_each_kind_of_problem_is_explained(api):
    for code in KINDS:
        assert api.json(f"problems/{code}/")["meaning"].endswith("。")
    api.problem("problems/other/", 404)


def test_problems_are_not_kept_by_caches(api):
    for path in ("nothing/", "articles/?x=1", "articles/zzzzzzzzzz/"):
        response = api(path)
        assert response["Cache-Control"] == "no-store"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "ETag" not in response


def test_a_failure_of_ours_says_nothing_and_is_logged(api, one, monkeypatch, caplog):
    def broken(self):
        raise RuntimeError("secret-of-the-house")

    monkeypatch.setattr(ArticleList, "wanted", broken)
    with caplog.at_level(logging.ERROR, logger="articles.api"):
        problem = api.problem("articles/", 500, X_Request_ID="abc-12345")
    assert problem["request_id"] == "abc-12345"
    assert "secret" not in json.dumps(problem)
    assert any("abc-12345" in record.getMessage() and record.exc_info for record in caplog.records)


def test_a_request_keeps_a_sane_name_of_its_own(api):
    assert api("", X_Request_ID="job-2025.06_09")["X-Request-ID"] == "job-2025.06_09"
    for bad in ("short", "x" * 65, "with space in it", "<script>alert"):
        assert api("", X_Request_ID=bad)["X-Request-ID"] != bad
    assert api("")["X-Request-ID"] != api("")["X-Request-ID"]


def test_addresses_carry_the_name_of_the_site(api, one):
    with override_settings(SITE_URL="https://paper.example"):
        item = api.json("/api/v1/articles/")["results"][0]
        detail = api.json(f"/api/v1/articles/{one.public_id}/")
        following = api.json("/api/v1/articles/?page_size=1")
    assert item["url"] == f"https://paper.example/articles/{one.public_id}/"
    assert item["print_locator"] == "https://paper.example/print/2025-06-09/5/1/"
    assert detail["pull_quotes"][0]["url"].startswith("https://paper.example/quotes/")
    assert following["next"] is None
    assert "http://localhost" not in json.dumps([item, detail])


def test_a_quoted_address_in_a_text_stays_as_it_is(api):
    words = '他写道："url":"/x"，又写 href="/y" 和 <a href="/z">。'
    publication = factories.make_publication(paragraphs=(words,), title='"url":"/标题"')
    detail = api.json(f"articles/{publication.public_id}/")
    assert detail["body"]["text"] == words
    assert detail["title"] == '"url":"/标题"'
    assert 'href="/y"' in detail["body"]["html"]


@pytest.mark.twice
def test_reading_takes_no_session_and_no_lock(api, one, django_assert_num_queries):
    api("articles/")
    with django_assert_num_queries(1):
        api("articles/")
    assert not connection.in_atomic_block or connection.needs_rollback is False
