"""webhooks/ and deliveries/: what a partner may do with its own, and that another's are not there."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Delivery, Partner, Webhook
from articles.webhooks.delivering import deliver_due
from articles.webhooks.registering import stop
from tests import factories
from tests.webhooks.conftest import Clock, Receiver

pytestmark = pytest.mark.django_db
URL = "https://mirror.example.cn/hook"


def send(caller, path, method="POST", body=None, content_type="application/json"):
    raw = body if isinstance(body, str | bytes) else json.dumps(body) if body is not None else ""
    headers = {"Authorization": f"Bearer {caller.key}"} if caller.key else {}
    response = caller.client.generic(method, f"/api/v1/{path}", raw, content_type=content_type, headers=headers)
    return response.status_code, json.loads(response.content) if response.content else None


def test_the_whole_life_of_one(keyed, api):
    ours = keyed("hooks")
    status, made = send(ours, "webhooks/", body={"url": URL, "kinds": ["withdrawn", "released"], "note": "主站"})
    assert status == 201
    assert made["secret"].startswith("whsec_")
    assert made["kinds"] == ["released", "withdrawn"]
    address = f"webhooks/{made['id']}/"
    shown = ours.json(address)
    assert shown == {name: value for name, value in made.items() if name != "secret"}
    assert ours.json("webhooks/")["results"] == [shown]
    assert made["secret"] not in ours("webhooks/").content.decode()

    publication = factories.make_publication()
    clock = Clock()
    deliver_due(send=Receiver(500), clock=clock)
    (listed,) = ours.json("deliveries/?status=waiting")["results"]
    assert (listed["article"], listed["kind"], listed["last_code"]) == (publication.public_id, "released", 500)
    detail = ours.json(f"deliveries/{listed['id']}/")
    assert [(row["code"], row["note"]) for row in detail["log"]] == [(500, "收到")]
    assert send(ours, f"deliveries/{listed['id']}/replay/")[1]["attempts"] == 0
    assert deliver_due(send=Receiver(), clock=clock) == 1

    assert send(ours, f"{address}test/")[0] == 202
    assert ours.results("deliveries/", "kind") == ["test", "released"]
    since = (timezone.now() - dt.timedelta(hours=1)).isoformat()
    assert send(ours, f"{address}replay/", body={"since": since}) == (202, {"deliveries": 1})

    rotated = send(ours, f"{address}rotate/")[1]
    assert rotated["secret"] not in ("", made["secret"])
    assert Webhook.objects.get().secrets_at(timezone.now()) == [rotated["secret"], made["secret"]]

    changed = send(ours, address, "PATCH", {"active": False, "note": "", "kinds": []})[1]
    assert (changed["stopped"]["by"], changed["note"], changed["kinds"]) == ("partner", "", [])
    assert send(ours, f"{address}test/")[0] == 409
    assert send(ours, address, "PATCH", {"active": True})[1]["stopped"] is None
    stop(Webhook.objects.get(), by="paper")
    assert send(ours, address, "PATCH", {"active": True})[0] == 409
    assert send(ours, address, "DELETE") == (204, None)
    assert ours.json("deliveries/")["results"] == []


def test_another_partner_sees_nothing_of_it(keyed, api):
    ours, others, without = keyed("hooks"), keyed("hooks", name="别家"), keyed("sync", name="无权")
    made = send(ours, "webhooks/", body={"url": URL})[1]
    factories.make_publication("金丝雀")
    (message,) = ours.results("deliveries/")
    paths = [
        ("webhooks/", "GET"), ("deliveries/", "GET"), (f"deliveries/?webhook={made['id']}&count=true", "GET"),
        (f"webhooks/{made['id']}/", "GET"), (f"webhooks/{made['id']}/", "PATCH"), (f"webhooks/{made['id']}/", "DELETE"),
        (f"webhooks/{made['id']}/test/", "POST"), (f"webhooks/{made['id']}/rotate/", "POST"),
        (f"webhooks/{made['id']}/replay/", "POST"), (f"deliveries/{message}/", "GET"),
        (f"deliveries/{message}/replay/", "POST"),
    ]  # fmt: skip
    before = list(Webhook.objects.values()), list(Delivery.objects.values())
    for path, method in paths:
        status, answer = send(others, path, method, {} if method != "GET" else None)
        assert (status == 404) or answer["results"] == [], path
        assert made["id"] not in json.dumps(answer).replace(path, ""), path
        assert send(without, path, method)[0] == 403
        assert send(api, path, method)[0] == 401
    assert (list(Webhook.objects.values()), list(Delivery.objects.values())) == before


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, {"url": "empty-value"}),
        ({"url": "http://x.cn/", "a": 1, "kinds": ["x"], "note": "a\nb"},
         {"a": "unknown-parameter", "kinds": "invalid-value", "note": "invalid-value"}),
        ({"url": "https://127.1/"}, {"url": "invalid-value"}),
        ({"url": ["https://x.cn/"]}, {"url": "invalid-value"}),
        ({"url": URL, "note": "x" * 101}, {"note": "invalid-value"}),
        ({"url": URL, "\ud800": 1}, {"?": "unknown-parameter"}),
        ([], None), ("x", None), ('{"a":' * 9000, None), (b"\xff", None), (json.dumps({"url": "x" * 20_000}), None),
    ],
)  # fmt: skip
@pytest.mark.alike
def test_what_is_not_understood_is_refused_in_whole(keyed, body, faults):
    ours = keyed("hooks")
    status, problem = send(ours, "webhooks/", body=body)
    assert status == 400
    assert {error["parameter"]: error["code"] for error in problem["errors"]} == (faults or {})
    assert not Webhook.objects.exists()


def test_further_refusals(keyed):
    ours = keyed("hooks")
    assert send(ours, "webhooks/", body="url=x", content_type="application/x-www-form-urlencoded")[0] == 415
    made = send(ours, "webhooks/", body={"url": URL})[1]
    for body in ({}, {"since": "gestern"}, {"since": "2020-01-01T00:00:00+08:00"}, {"since": 7}):
        assert send(ours, f"webhooks/{made['id']}/replay/", body=body)[0] == 400
    assert send(ours, f"webhooks/{made['id']}/", "PATCH", {"url": "https://10.0.0.1/"})[0] == 400
    assert send(ours, f"webhooks/{made['id']}/", "PATCH", {"active": "no"})[0] == 400
    assert send(ours, f"webhooks/{made['id']}/", "PUT", {"url": URL})[0] == 405
    for _ in range(9):
        assert send(ours, "webhooks/", body={"url": URL})[0] == 201
    assert send(ours, "webhooks/", body={"url": URL})[0] == 409


def test_a_contract_bounds_what_is_listed_and_replayed(keyed):
    inside, outside = factories.make_column("甲栏"), factories.make_column("乙栏")
    ours = keyed("hooks", columns=[inside])
    made = send(ours, "webhooks/", body={"url": URL})[1]
    factories.make_publication(column=outside)
    hidden = factories.make_publication(column=outside)
    publishing.withdraw(hidden.article, reason="error", by=None)
    since = (timezone.now() - dt.timedelta(hours=1)).isoformat()
    assert send(ours, f"webhooks/{made['id']}/replay/", body={"since": since}) == (202, {"deliveries": 0})
    assert ours.json("deliveries/?count=true")["count"] == 0
    Partner.objects.update(covers_all=True)
    assert send(ours, f"webhooks/{made['id']}/replay/", body={"since": since}) == (202, {"deliveries": 3})
