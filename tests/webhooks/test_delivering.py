"""Deliveries: written with the change, sent thin and signed, retried over days, stopped where nobody listens."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from articles import jobs, publishing
from articles.models import ApiKey, Change, Delivery, DeliveryAttempt, Partner, Webhook
from articles.webhooks import registering
from articles.webhooks.delivering import WAITS, deliver_due, drop_old
from tests.factories import make_article, make_column, make_publication
from tests.webhooks.conftest import Receiver

pytestmark = pytest.mark.django_db
SECRET_WORD = "金丝雀推送独有词"


def steps(webhook):
    return list(Delivery.objects.filter(webhook=webhook).order_by("pk").values_list("status", "attempts"))


def test_a_change_is_told_thin_and_signed(hooked, clock):
    webhook = hooked()
    publication = make_publication(SECRET_WORD)
    receiver = Receiver()
    assert deliver_due(send=receiver, clock=clock) == 1
    body, headers = receiver.last
    message = Verifier(webhook.secret).verify(body, headers)
    assert message["type"] == "article.upsert"
    assert set(message["data"]) == {"id", "op", "kind", "version", "seq", "url"}
    assert message["data"]["id"] == publication.public_id
    assert SECRET_WORD not in body.decode()
    with pytest.raises(WebhookVerificationError):
        Verifier(webhook.secret).verify(body + b" ", headers)
    publishing.withdraw(publication.article, reason="rights", by=None)
    deliver_due(send=receiver, clock=clock)
    assert receiver.data[-1] == {
        "id": publication.public_id, "op": "delete", "kind": "withdrawn", "version": 2, "reason": "rights",
        "seq": Change.objects.last().seq,
    }  # fmt: skip
    assert deliver_due(send=receiver, clock=clock) == 0
    assert steps(webhook) == [("done", 1), ("done", 1)]


def test_the_change_and_its_delivery_are_one_transaction(hooked):
    hooked()
    draft = make_article("草稿")
    with transaction.atomic():
        publishing.release(draft, by=None)
        assert Delivery.objects.count() == 1
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_runner_is_woken_once_the_change_is_through(hooked, monkeypatch):
    woken = []
    monkeypatch.setattr(jobs, "wake", woken.append)
    make_publication()
    assert woken == []
    hooked()
    make_publication()
    assert woken == ["deliver"]


def test_what_a_contract_does_not_cover_never_shows(hooked, clock):
    ours, other = make_column("甲栏"), make_column("乙栏")
    webhook, everything = hooked("甲网", columns=[ours]), hooked("全网")
    inside = make_publication(column=ours)
    outside = make_publication(SECRET_WORD, column=other)
    make_publication(column=ours, embargo_until=timezone.now() + dt.timedelta(days=1))
    publishing.withdraw(outside.article, reason="error", by=None)
    assert Delivery.objects.filter(webhook=webhook).count() == 1
    assert Delivery.objects.filter(webhook=everything).count() == 3
    receiver = Receiver()
    deliver_due(send=receiver, clock=clock)
    by_hook = {delivery.change.object_id for delivery in webhook.deliveries.select_related("change")}
    assert by_hook == {inside.public_id}
    # A contract that ends between the change and the sending.
    publishing.correct(inside.article, text="第三段有误。", by=None)
    Partner.objects.filter(name="甲网").update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    sent = len(receiver.got)
    deliver_due(send=receiver, clock=clock)
    assert len(receiver.got) == sent + 1  # to the other partner only
    assert steps(webhook)[-1] == ("dropped", 0)
    # An article that leaves the column is told as a tombstone.
    Partner.objects.update(valid_until=None)
    inside.article.column = other
    inside.article.save()
    publishing.release(inside.article, by=None)
    deliver_due(send=receiver, clock=clock)
    assert {"op": "delete", "reason": "rights", "id": inside.public_id}.items() <= receiver.data[-2].items()


def test_nothing_is_told_without_a_live_key_of_the_scope(hooked):
    hooked("无权网", scopes=("sync",))
    hooked("停用网")
    ApiKey.objects.get(partner__name="停用网").revoke()
    hooked("散伙网")
    Partner.objects.filter(name="散伙网").update(active=False)
    only = hooked("只要撤稿", kinds=["withdrawn"])
    publication = make_publication()
    assert not Delivery.objects.exists()
    publishing.withdraw(publication.article, reason="error", by=None)
    assert [delivery.webhook for delivery in Delivery.objects.all()] == [only]


def test_it_is_tried_again_over_days_and_then_given_up(hooked, clock, monkeypatch):
    monkeypatch.setattr("articles.webhooks.delivering.JITTER", 0)
    webhook = hooked()
    make_publication()
    receiver = Receiver(500)
    waits = []
    deliver_due(send=receiver, clock=clock)
    while (delivery := Delivery.objects.get()).status == "waiting":
        waits.append(delivery.next_at - clock.now)
        clock.add(seconds=waits[-1].total_seconds() - 1)
        deliver_due(send=receiver, clock=clock)
        assert len(receiver.got) == len(waits), "not before its time"
        clock.add(seconds=1)
        deliver_due(send=receiver, clock=clock)
    assert waits == list(WAITS)
    assert len({name for name, _ in receiver.got}) == 1, "the message keeps its id"
    assert (delivery.status, delivery.attempts, delivery.last_code) == ("failed", 10, 500)
    assert list(delivery.log.values_list("code", "note", "took")) == [(500, "收到", 7)] * 10
    webhook.refresh_from_db()
    assert webhook.stopped_at is None, "three days are not five"
    # Five days without a single success.
    clock.add(days=2)
    make_publication()
    Delivery.objects.filter(status="waiting").update(next_at=clock.now)
    deliver_due(send=receiver, clock=clock)
    webhook.refresh_from_db()
    assert webhook.stopped_by == "failing"
    make_publication()
    assert Delivery.objects.count() == 2, "a stopped webhook gets no more rows"


def test_a_failing_side_does_not_hold_up_the_others(hooked, clock):
    down, up = hooked("断网"), hooked("通网", url="https://up.example.cn/")
    for _ in range(3):
        make_publication()
    asked = []

    def send(url, body, headers):
        asked.append(url)
        return Receiver(None if url == down.url else 200)(url, body, headers)

    assert deliver_due(send=send, clock=clock) == 3
    assert asked.count(down.url) == 1, "one attempt, then it pauses"
    assert steps(up) == [("done", 1)] * 3
    clock.add(minutes=2)
    assert deliver_due(send=Receiver(), clock=clock) == 3, "and catches up when it is back"
    down.refresh_from_db()
    assert (down.failures, down.failing_since) == (0, None)


def test_410_ends_it_at_once(hooked, clock):
    webhook = hooked()
    make_publication()
    make_publication()
    receiver = Receiver(410)
    deliver_due(send=receiver, clock=clock)
    webhook.refresh_from_db()
    assert (webhook.stopped_by, len(receiver.got)) == ("gone", 1)
    assert steps(webhook) == [("failed", 1), ("waiting", 0)]
    clock.add(days=1)
    assert deliver_due(send=receiver, clock=clock) == 0
    registering.resume(webhook)
    assert deliver_due(send=Receiver(), clock=clock) == 1


def test_a_wait_that_the_other_side_asks_for_is_kept(hooked, clock):
    webhook = hooked()
    make_publication()

    def busy(url, body, headers):
        return Receiver(429)(url, body, headers).__class__(429, retry_after=7200)

    deliver_due(send=busy, clock=clock)
    assert webhook.deliveries.get().next_at - clock.now == dt.timedelta(hours=2)


def test_two_secrets_sign_while_one_takes_over(hooked, clock):
    webhook = hooked()
    old = webhook.secret
    new = registering.rotate_secret(webhook, clock.now)
    make_publication()
    receiver = Receiver()
    deliver_due(send=receiver, clock=clock)
    body, headers = receiver.last
    for secret in (old, new):
        Verifier(secret).verify(body, headers)
    clock.add(days=1, minutes=1)
    registering.send_test(webhook)
    Delivery.objects.filter(change=None).update(next_at=clock.now)
    deliver_due(send=receiver, clock=clock)
    body, headers = receiver.last
    signatures = headers["webhook-signature"].split()
    assert len(signatures) == 1
    assert b'"type":"test"' in body
    drop_old(clock.now)
    webhook.refresh_from_db()
    assert (webhook.secret, webhook.old_secret) == (new, "")


def test_replay(hooked, clock):
    webhook = hooked()
    first = make_publication()
    receiver = Receiver()
    deliver_due(send=receiver, clock=clock)
    registering.replay(webhook.deliveries.get())
    clock.add(seconds=5)
    assert deliver_due(send=receiver, clock=clock) == 1
    assert receiver.got[0] == receiver.got[1], "the same message under the same id"
    # What happened while it stood still comes too.
    Webhook.objects.update(stopped_at=clock.now, stopped_by="partner")
    second = make_publication()
    registering.resume(webhook)
    assert registering.replay_since(webhook, timezone.now() - dt.timedelta(hours=1)) == 2
    clock.add(seconds=5)
    deliver_due(send=receiver, clock=clock)
    assert [data["id"] for data in receiver.data[2:]] == [first.public_id, second.public_id]
    with pytest.raises(registering.NewsroomError, match="30 天"):
        registering.replay_since(webhook, timezone.now() - dt.timedelta(days=31))


def test_a_process_that_died_gives_way(hooked, clock):
    webhook = hooked()
    make_publication()
    Webhook.objects.update(leased_until=clock.now + dt.timedelta(minutes=5))
    assert deliver_due(send=Receiver(), clock=clock) == 0
    clock.add(minutes=5)
    assert deliver_due(send=Receiver(), clock=clock) == 1
    assert webhook.deliveries.get().status == "done"


def test_old_deliveries_go_with_their_log(hooked, clock):
    hooked()
    make_publication()
    deliver_due(send=Receiver(), clock=clock)
    drop_old(clock.now + dt.timedelta(days=89))
    assert DeliveryAttempt.objects.exists()
    drop_old(clock.now + dt.timedelta(days=91))
    assert not Delivery.objects.exists()
    assert not DeliveryAttempt.objects.exists()
