"""Kept answers of the API: a public change clears them all, the clock too; each request is still counted and named."""

import dataclasses
import datetime as dt
import json

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import marking, publishing
from articles.api.keeping import keeper
from articles.choices import WithdrawalReason
from articles.models import ApiKey, Copy, Partner
from articles.webhooks.registering import register
from tests.factories import make_article, make_column, make_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty():
    keeper.clear()
    yield
    keeper.clear()


def test_a_repeated_question_costs_one_read_until_something_public_changes(api, keyed):
    column = make_column("热点思考")
    article = make_article("晨光驿站", page=make_page(), column=column, release=True)
    addresses = ["articles/", f"articles/?column={column.slug}", f"articles/{article.public_id}/", "columns/"]
    addresses += [f"articles/{article.public_id}.ninjs.json", "issues/"]
    for address in addresses:
        first = api(address)
        with CaptureQueriesContext(connection) as queries:
            again = api(address, X_Request_ID="partner-7-0001")
        assert len(queries) == 1, address
        assert (again.content, again["ETag"]) == (first.content, first["ETag"])
        assert again["X-Request-ID"] == "partner-7-0001" != first["X-Request-ID"]
        assert again["RateLimit"] != first["RateLimit"]
        assert again.headers.keys() == first.headers.keys()
        same = api(address, If_None_Match=first["ETag"])
        assert (same.status_code, same.content) == (304, b"")
        assert same["RateLimit"]
        assert "晨光驿站" in again.content.decode() or address in ("columns/", "issues/")

    publishing.correct(article, text="第一段有一字之误。", by=None)
    assert api.json(f"articles/{article.public_id}/")["version"] == 2
    publishing.withdraw(article, reason=WithdrawalReason.ERROR, by=None)
    assert api(f"articles/{article.public_id}/").status_code == 410
    for address in ("articles/", f"articles/?column={column.slug}"):
        assert "晨光驿站" not in api(address).content.decode()


def test_a_database_that_is_away_is_a_problem_of_ours_and_no_page(api, monkeypatch):
    def away():
        raise OperationalError("database is locked")

    monkeypatch.setattr(marking, "mark", away)
    answer = api("articles/", X_Request_ID="partner-7-0002")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert (answer.json()["code"], answer.json()["request_id"]) == ("internal-error", "partner-7-0002")
    assert "locked" not in answer.content.decode()


def test_a_key_gets_its_own_answer_and_too_many_requests_are_refused(api, keyed, settings):
    article = make_article(column=make_column(), release=True)
    address = f"articles/{article.public_id}/"
    assert api.json(address)["licence"]["reprint"] is False
    partner = keyed("sync", may_reprint=True)
    assert partner.json(address)["licence"]["reprint"] is True
    assert api.json(address)["licence"]["reprint"] is False
    settings.ENV = dataclasses.replace(settings.ENV, API_ANONYMOUS_PER_MINUTE=3)
    answers = [api(address).status_code for _ in range(3)]
    assert answers[-1] == 429


def test_a_partners_answers_are_kept_under_its_contract_and_its_key_is_looked_at_each_time(api, keyed):
    column = make_column()
    article = make_article("晨光驿站", column=column, release=True)
    address = f"articles/{article.public_id}/"
    some, none = keyed(columns=[column], may_reprint=True), keyed(name="乙", columns=[make_column("别的")])
    alike = keyed(name="丙", columns=[column], may_reprint=True)
    rights = {some: True, none: False, alike: True, api: False}
    for caller, right in rights.items():
        assert caller.json(address)["licence"]["reprint"] is right
    for caller, right in rights.items():
        with CaptureQueriesContext(connection) as queries:
            answer = caller(address)
        assert json.loads(answer.content)["licence"]["reprint"] is right
        assert len(queries) == 1
        assert answer["Cache-Control"].startswith("public" if caller is api else "private")
    assert sorted(Copy.objects.values_list("partner__name", flat=True)) == sorted(["镜像网", "乙", "丙"])

    Partner.objects.filter(name="镜像网").update(may_reprint=False)
    assert some.json(address)["licence"]["reprint"] is False
    Partner.objects.get(name="丙").columns.clear()
    assert alike.json(address)["licence"]["reprint"] is False
    ApiKey.objects.filter(partner__name="镜像网").update(revoked_at=timezone.now())
    assert some(address).status_code == 401
    Partner.objects.filter(name="乙").update(active=False)
    assert none(address).status_code == 401
    ends = timezone.now() + dt.timedelta(minutes=3)
    ApiKey.objects.filter(partner__name="丙").update(expires_at=ends)
    assert alike(address).status_code == 200
    with time_machine.travel(ends, tick=False):
        assert alike(address).status_code == 401


def test_what_a_scope_opens_is_kept_for_nobody(keyed):
    article = make_article("晨光驿站", column=make_column(), release=True)
    mine, without, other = keyed("history", "hooks"), keyed(name="乙"), keyed("history", "hooks", name="丙")
    register(Partner.objects.get(name="镜像网"), url="https://mirror.example.cn/hook")
    publishing.correct(article, text="第一段有一字之误。", by=None)
    for address in (f"articles/{article.public_id}/versions/", "deliveries/", "webhooks/"):
        assert [mine(address).status_code for _ in range(2)] == [200, 200]
        assert without(address).status_code == 403, address
    assert mine.json("deliveries/")["results"] != []
    assert other.json("deliveries/")["results"] == other.json("webhooks/")["results"] == []


def test_the_last_use_of_a_key_whose_answers_are_kept_is_noted_once_a_minute(keyed):
    caller, start = keyed("sync"), timezone.now()
    writes = []
    for seconds in (0, 1, 59, 61, 62):
        with time_machine.travel(start + dt.timedelta(seconds=seconds), tick=False):
            with CaptureQueriesContext(connection) as queries:
                caller.json("articles/")
            writes.append(sum(query["sql"].startswith('UPDATE "articles_apikey"') for query in queries))
    assert writes == [1, 0, 0, 1, 0]
    assert ApiKey.objects.get().last_used_at == start + dt.timedelta(seconds=61)


def test_an_expiry_ends_what_is_kept_and_what_caches_may_keep(api):
    article = make_article("到期就撤下", release=True)
    ends = timezone.now() + dt.timedelta(minutes=10)
    article.publication.expires_at = ends
    article.publication.save()
    assert "到期就撤下" in api("articles/").content.decode()
    with time_machine.travel(ends - dt.timedelta(seconds=20), tick=False):
        assert api(f"articles/{article.public_id}/")["Cache-Control"] == "public, max-age=20"
    with time_machine.travel(ends + dt.timedelta(seconds=1), tick=False):
        assert "到期就撤下" not in api("articles/").content.decode()
        assert api(f"articles/{article.public_id}/").status_code == 404
