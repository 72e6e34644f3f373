"""合作方 at the desk: keys shown once, what each has taken, the board, deliveries; who may see and do what."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import propagation, publishing, quotas
from articles.models import ApiKey, ChangeCounter, Copy, Delivery, KeyUse, Partner, Publication, Webhook
from articles.models.partner import prefix_of
from articles.tallying import TallyFile
from articles.webhooks.delivering import deliver_due
from articles.webhooks.registering import register
from tests.factories import make_column, make_publication
from tests.lasting import lasting
from tests.webhooks.conftest import Clock, Receiver

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CANARY = "金丝雀联系人"
URL = "https://mirror.example.cn/hook"
LIST = "/admin/articles/partner/"


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch, tmp_path):
    """No copies noted before, and a counter of this test's own: keys of other tests have the same numbers."""
    propagation.forget()
    counter = TallyFile(tmp_path / "counters")
    monkeypatch.setattr(quotas, "counters", lambda: counter)
    monkeypatch.setattr(quotas, "counter_file", lambda: counter)


@lasting
def partner():
    """With a key, some use, a webhook that failed once, and an old copy of a corrected article."""
    partner = Partner.objects.create(name="远山镜像网", covers_all=True, contact=CANARY)
    key, _ = ApiKey.objects.issue(partner, scopes=["hooks", "sync"])
    KeyUse.objects.create(key=key, day=timezone.localdate(), requests=1234, refused=56)
    publication = make_publication("村里的图书室")
    register(partner, url=URL)
    propagation.note_copies(partner.pk, {publication.public_id: 1})
    publishing.correct(publication.article, text="第三段有误。", by=None)
    deliver_due(send=Receiver(500), clock=Clock())
    return partner


def act(name, pk):
    return reverse(f"admin:{name}", args=[pk])


def test_the_page_of_a_partner(desk, partner):
    page = desk("administrator").get(act("articles_partner_change", partner.pk)).content.decode()
    key = ApiKey.objects.get()
    for shown in (
        key.prefix,
        "1,234",
        '<svg class="plot"',
        URL,
        "送不到",
        "村里的图书室",
        "已有 v2",
        CANARY,
        "没有读过变更流",
    ):
        assert shown in page, (shown, quotas.usage(key, timezone.localdate()), page[-9000:])
    assert key.digest not in page
    assert Webhook.objects.get().secret not in page
    assert "style=" not in page
    assert "plot__limit" not in page
    ApiKey.objects.update(per_minute=7, per_day=2000)
    page = " ".join(desk("administrator").get(act("articles_partner_change", partner.pk)).content.decode().split())
    assert "每分钟 7 · 每天 2,000" in page
    assert "每天限额 2,000 次" in page
    assert "plot__limit" in page


@pytest.mark.twice
def test_who_reads_the_feed_is_not_behind(desk, partner):
    counter = ChangeCounter.objects.get()
    for seq, shown in ((counter.head - 1, "已有 v2"), (counter.head, "v2，已随变更流取到")):
        propagation.note_position(partner.pk, counter.epoch, seq)
        assert shown in desk("administrator").get(act("articles_partner_change", partner.pk)).content.decode()


def test_a_key_is_shown_once(desk, partner):
    admin = desk("administrator")
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    data = {"scopes": ["sync", "export"], "expires": tomorrow.isoformat(), "per_minute": "30", "per_day": ""}
    response = admin.post(act("issue_key", partner.pk), data)
    key = ApiKey.objects.first()
    assert (key.scopes, key.per_minute, key.per_day) == (["export", "sync"], 30, None)
    assert key.expires_at.isoformat().endswith("16:00:00+00:00")
    page = response.content.decode()
    secret = page.split('value="nk_')[1].split('"')[0]
    assert prefix_of(f"nk_{secret}") == key.prefix
    assert "no-store" in response["Cache-Control"]
    assert secret not in admin.get(act("articles_partner_change", partner.pk)).content.decode()
    # A third is refused in a sentence, and nonsense names its field.
    for data, words in (({"scopes": ["sync"]}, "已有 2 个"), ({"scopes": ["all"]}, "没有这项权限"),
                        ({"expires": "2001-01-01"}, "已经过去"), ({"per_day": "-1"}, "每天限额")):  # fmt: skip
        page = admin.post(act("issue_key", partner.pk), data, follow=True).content.decode()
        assert words in page, data
    assert ApiKey.objects.count() == 2


@pytest.mark.twice
def test_rotating_and_revoking(desk, partner):
    admin, old = desk("administrator"), ApiKey.objects.get()
    assert old.prefix in admin.post(act("rotate_key", old.pk)).content.decode()
    new = ApiKey.objects.exclude(pk=old.pk).get()
    old.refresh_from_db()
    assert new.scopes == old.scopes
    assert dt.timedelta(days=6) < old.expires_at - timezone.now() <= dt.timedelta(days=7)
    assert "已停用" in admin.post(act("revoke_key", new.pk), follow=True).content.decode()
    here = act("articles_partner_change", partner.pk)
    refused = admin.post(act("rotate_key", new.pk), {"next": f"{here}#keys"}, follow=True)
    assert "已经失效" in refused.content.decode()
    assert refused.redirect_chain[0][0] == f"{here}#keys"


@pytest.mark.twice
def test_webhooks_and_deliveries(desk, partner):
    admin, webhook, delivery = desk("administrator"), Webhook.objects.get(), Delivery.objects.get()
    listed = admin.get("/admin/articles/delivery/?status=waiting").content.decode()
    assert "更正《村里的图书室》" in listed
    shown = admin.get(act("articles_delivery_change", delivery.pk)).content.decode()
    assert "500" in shown
    assert "收到" in shown
    assert '<h1 class="sans">更正《村里的图书室》 → 远山镜像网</h1>' in shown
    article = Publication.objects.get(title="村里的图书室").article_id
    for there in (act("articles_article_change", article), act("articles_partner_change", partner.pk)):
        assert f'<a href="{there}">' in shown
    entry = shown[shown.index(f'href="{LIST}"') - 90 :][:220]
    assert 'aria-current="page"' in entry, f"deliveries are a part of 合作方: {entry}"
    admin.post(act("replay_delivery", delivery.pk))
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.status) == (0, "waiting")
    deliver_due(send=Receiver(), clock=Clock())
    admin.post("/admin/articles/delivery/", {"action": "replay", "_selected_action": [delivery.pk], "index": 0})
    assert Delivery.objects.get().status == "waiting"
    admin.post(act("stop_hook", webhook.pk))
    webhook.refresh_from_db()
    assert webhook.stopped_by == "paper"
    home = admin.get("/admin/").content.decode()
    assert "远山镜像网" not in home, "whoever stopped it knows"
    Webhook.objects.update(stopped_by="gone")
    assert "远山镜像网" in admin.get("/admin/").content.decode()
    assert "对方答复 410，表示不再接收" in admin.get(act("articles_partner_change", partner.pk)).content.decode()
    assert "推送已停止" in admin.get("/admin/articles/delivery/?status=waiting").content.decode()
    admin.post(act("resume_hook", webhook.pk))
    admin.post(act("test_hook", webhook.pk))
    trial = Delivery.objects.get(change=None)
    assert (
        '<h1 class="sans">测试 → 远山镜像网</h1>'
        in admin.get(act("articles_delivery_change", trial.pk)).content.decode()
    )
    assert "2 条" in admin.post(act("replay_hook", webhook.pk), follow=True).content.decode()


def test_the_board(desk, partner):
    client = desk("final_reviewer")
    address = reverse("admin:partner_board")
    page = client.get(address).content.decode()
    assert "村里的图书室" in page
    assert "1 家没有落实" in page
    assert "还是 v1" in page
    Copy.objects.update(version=2)
    assert "都已跟上" in client.get(address).content.decode()
    assert "都已落实" in client.get(f"{address}?show=all").content.decode()


@pytest.mark.parametrize("role", ["editor", "first_reviewer", "second_reviewer", "final_reviewer", "administrator"])
@pytest.mark.alike
def test_who_may_see_and_do_what(desk, role, partner):
    client, key, webhook = desk(role), ApiKey.objects.get(), Webhook.objects.get()
    delivery = Delivery.objects.get()
    follows = role in ("second_reviewer", "final_reviewer", "administrator")
    keeps = role == "administrator"
    pages = [
        (LIST, follows), (act("articles_partner_change", partner.pk), follows), (reverse("admin:partner_board"), follows),
        ("/admin/articles/delivery/", follows), (act("articles_delivery_change", delivery.pk), follows),
        ("/admin/articles/apikey/", keeps), (act("articles_apikey_change", key.pk), keeps), (f"{LIST}add/", keeps),
    ]  # fmt: skip
    for address, allowed in pages:
        response = client.get(address)
        assert response.status_code == (200 if allowed else 403), address
        page = response.content.decode()
        assert allowed or "远山镜像网" not in page
        assert keeps or not any(word in page for word in (CANARY, key.prefix))
        assert webhook.secret not in page
    assert (f'href="{LIST}"' in client.get("/admin/").content.decode()) is follows
    before = [list(model.objects.values()) for model in (ApiKey, Webhook, Delivery)]
    steps = [("issue_key", partner.pk), ("rotate_key", key.pk), ("test_hook", webhook.pk), ("stop_hook", webhook.pk),
             ("resume_hook", webhook.pk), ("replay_hook", webhook.pk), ("replay_delivery", delivery.pk),
             ("revoke_key", key.pk)]  # fmt: skip
    for name, pk in steps:
        assert client.get(act(name, pk)).status_code == 405
        assert client.post(act(name, pk)).status_code in ((200, 302) if keeps else (403,)), name
    client.post("/admin/articles/delivery/", {"action": "replay", "_selected_action": [delivery.pk], "index": 0})
    assert ([list(model.objects.values()) for model in (ApiKey, Webhook, Delivery)] == before) is not keeps


def test_a_fixed_number_of_queries(desk, partner):
    client = desk("administrator")
    addresses = [LIST, act("articles_partner_change", partner.pk), "/admin/articles/delivery/",
                 f"{reverse('admin:partner_board')}?show=all"]  # fmt: skip

    def counts():
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    counts()
    few = counts()
    for number in range(3):
        other = Partner.objects.create(name=f"别家{number}")
        other.columns.add(make_column())
        ApiKey.objects.issue(other, scopes=["hooks"])
        register(partner, url=URL)
        publication = make_publication()
        propagation.note_copies(partner.pk, {publication.public_id: 1})
        publishing.withdraw(publication.article, reason="error", by=None)
    ApiKey.objects.issue(partner, scopes=[])
    assert counts() == few
