"""Limits: exact under a race, told on every answer, never a write in the main database for who has no key."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import quotas
from articles.api.throttling import network_of
from articles.models import ApiKey, KeyUse

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["file", "redis"])
def store(request, settings, tmp_path):
    """Fresh counters of either kind."""
    settings.DATA_DIR = tmp_path
    if request.param == "redis":
        settings.ENV = replace(settings.ENV, REDIS_URL=request.getfixturevalue("redis_url"))
    quotas.counters.cache_clear()
    quotas.counter_file.cache_clear()
    yield request.param
    if request.param == "redis":
        quotas.counters().client.flushdb()
        quotas.counters().client.close()
    quotas.counters.cache_clear()
    quotas.counter_file.cache_clear()


def limit(settings, **limits):
    settings.ENV = replace(settings.ENV, **limits)


def test_two_hundred_at_once_pass_no_more_than_the_quota(store, settings):
    limit(settings, API_ANONYMOUS_PER_MINUTE=50)

    def ask(number):
        return Client(raise_request_exception=False).get("/api/v1/", REMOTE_ADDR=f"2001:db8::{number:x}").status_code

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, range(200)))
    assert (answers.count(200), answers.count(429)) == (50, 150)


def test_every_answer_tells_the_limit_and_429_when_to_come_back(api, store, settings):
    limit(settings, API_ANONYMOUS_PER_MINUTE=6)
    asked = ["", "articles/", "nothing/", "articles/?x=1"]
    answers = [api(path) for path in asked]
    answers += [api("", "OPTIONS"), api("articles/", Authorization="Bearer nonsense")]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 400, 204, 401]
    for left, answer in zip(range(5, -1, -1), answers, strict=True):
        assert answer["RateLimit-Policy"] == '"anonymous";q=6;w=60'
        assert answer["RateLimit"].startswith(f'"anonymous";r={left};t=')
    refused = api("articles/", Authorization="Bearer nonsense")
    assert refused.status_code == 429, "guessing keys is limited too"
    assert 1 <= int(refused["Retry-After"]) <= 60
    problem = api.problem("articles/", 429)
    assert (problem["code"], problem["violated_policies"]) == ("too-many-requests", ["anonymous"])
    other = api.client.get("/api/v1/", REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 200
    with CaptureQueriesContext(connection) as queries:
        api("articles/")
    assert queries.captured_queries == []


def test_a_key_has_its_own_limits_and_its_use_is_counted(keyed, store, settings, time_machine):
    time_machine.move_to(dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC))
    limit(settings, API_ANONYMOUS_PER_MINUTE=1)
    mine, other = keyed("sync"), keyed("sync", name="别家")
    key = ApiKey.objects.get(partner__name="镜像网")
    assert [mine("").status_code for _ in range(3)] == [200] * 3
    assert '"key-minute";q=1000000;w=60' in mine("")["RateLimit-Policy"]
    ApiKey.objects.filter(pk=key.pk).update(per_minute=5, per_day=5)
    assert [mine("").status_code for _ in range(3)] == [200, 429, 429]
    assert mine.problem("", 429)["violated_policies"][0] == "key-minute"
    assert other("").status_code == 200
    today = timezone.localdate()
    shown = quotas.usage(key, today - dt.timedelta(days=1))
    assert [(use.requests, use.refused) for use in shown] == [(0, 0), (8, 3)]
    time_machine.move_to(dt.datetime(2026, 3, 2, 4, 2, tzinfo=dt.UTC))
    mine("")
    assert KeyUse.objects.get(key=key).requests == 8, "carried over when the use is noted"
    assert quotas.usage(key, today)[0].requests == 9


def test_a_broken_or_missing_counter_lets_pass(api, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "counters").write_bytes(b"cut off" * 500)
    quotas.counter_file.cache_clear()
    quotas.counters.cache_clear()
    assert api("").status_code == 200
    assert api("")["RateLimit"].startswith('"anonymous";r=999998;'), "it was made anew, and counts"
    limit(settings, REDIS_URL="redis://127.0.0.1:1/0")
    quotas.counters.cache_clear()
    assert api("")["RateLimit"].startswith('"anonymous";r=999997;'), "the file counts where Redis does not answer"
    quotas.counter_file.cache_clear()
    quotas.counters.cache_clear()


def test_an_address_is_one_household():
    assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::9") == "2001:db8:1:2::"
    assert network_of("2001:db8:1:3::9") != "2001:db8:1:2::"
    assert network_of("::ffff:203.0.113.9") == network_of("203.0.113.9")
    assert network_of("") == network_of("unix:") == "nobody"


def test_limits_of_a_key_are_set_in_the_shell(keyed):
    keyed("sync")
    key = ApiKey.objects.get()
    call_command("api_key", "limit", key.prefix, "--per-minute", "30", "--per-day", "none", verbosity=0)
    key.refresh_from_db()
    assert (key.per_minute, key.per_day) == (30, None)
