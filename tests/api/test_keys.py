"""Keys: what they open, what they never open, and that every wrong one is answered alike."""

import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.exceptions import NewsroomError
from articles.models import ApiKey, AuditEntry, Partner
from articles.models.partner import Scope, digest_of, prefix_of
from tests import factories

pytestmark = pytest.mark.django_db
SENT_ID = {"X_Request_ID": "the-same-each-time"}


def test_every_wrong_key_is_answered_alike(api, keyed):
    expired, revoked, left, good = keyed("sync"), keyed("sync", name="乙"), keyed("sync", name="丙"), keyed(name="丁")
    ApiKey.objects.filter(prefix=prefix_of(expired.key)).update(expires_at=timezone.now())
    ApiKey.objects.get(prefix=prefix_of(revoked.key)).revoke()
    Partner.objects.filter(name="丙").update(active=False)
    tampered = good.key[:-1] + ("a" if good.key[-1] != "a" else "b")
    wrong = [f"Bearer {key}" for key in (expired.key, revoked.key, left.key, tampered, "x", "nk_\xe9", good.key[:12])]
    wrong += ["", "Bearer", "Bearer  ", f"Basic {good.key}", good.key, f"Bearer {good.key} x", "Bearer a\x00b"]
    answers = {
        (response.status_code, response.content, response["WWW-Authenticate"], response["Cache-Control"])
        for header in wrong
        for response in [api("articles/", Authorization=header, **SENT_ID)]
    }
    assert len(answers) == 1
    status, content, challenge, kept = answers.pop()
    assert (status, json.loads(content)["code"], kept) == (401, "unauthorized", "no-store")
    assert challenge.startswith("Bearer ")
    assert good("articles/").status_code == 200
    assert good("articles/", Authorization=f"bearer {good.key}").status_code == 200


def test_a_key_in_the_address_is_none(api, keyed):
    key = keyed("sync").key
    for name in ("key", "api_key", "access_token", "authorization"):
        assert api.faults(f"articles/?{name}={key}") == {name: "unknown-parameter"}


def test_keyed_answers_are_private(api, keyed, archive):
    archive(1)
    for path in ("", "articles/", "columns/", "openapi.json"):
        mine, anybodys = keyed_once(keyed)(path), api(path)
        assert mine["Cache-Control"] == "private, max-age=60"
        assert anybodys["Cache-Control"] == "public, max-age=60"
        for response in (mine, anybodys):
            assert "Authorization" in response["Vary"]
    caller = keyed_once(keyed)
    again = caller("articles/", If_None_Match=caller("articles/")["ETag"])
    assert (again.status_code, again["Cache-Control"]) == (304, "private, max-age=60")


def keyed_once(keyed):
    ApiKey.objects.all().delete()
    return keyed("sync")


@pytest.mark.parametrize("may_reprint", [True, False])
def test_the_licence_follows_the_contract(api, keyed, may_reprint):
    covered, other = factories.make_column("甲栏"), factories.make_column("乙栏")
    inside = factories.make_publication(column=covered)
    outside = [factories.make_publication(column=other), factories.make_publication()]
    some = keyed(columns=[covered], may_reprint=may_reprint)
    everything = keyed(name="全", may_reprint=may_reprint)
    ids = [publication.public_id for publication in (inside, *outside)]
    expected = {api: [False] * 3, some: [may_reprint, False, False], everything: [may_reprint] * 3}
    for _ in range(2):  # the second time from the shelf
        for caller, rights in expected.items():
            listed = {item["id"]: item["licence"]["reprint"] for item in caller.json("articles/")["results"]}
            assert listed == dict(zip(ids, rights, strict=True))
            assert [caller.json(f"articles/{each}/")["licence"]["reprint"] for each in ids] == rights


def test_a_contract_ends_at_once(keyed):
    publication = factories.make_publication()
    caller = keyed(may_reprint=True)
    assert caller.json(f"articles/{publication.public_id}/")["licence"]["reprint"] is True
    Partner.objects.update(may_reprint=False)
    assert caller.json(f"articles/{publication.public_id}/")["licence"]["reprint"] is False


def test_last_use_is_noted_once_a_minute(keyed, time_machine):
    caller = keyed("sync")
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    writes = []
    for seconds in (0, 1, 59, 61, 62):
        time_machine.move_to(start + dt.timedelta(seconds=seconds), tick=False)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            caller.json("articles/")
        writes.append(sum(query["sql"].startswith('UPDATE "articles_apikey"') for query in queries))
    assert writes == [1, 0, 0, 1, 0]
    assert ApiKey.objects.get().last_used_at == start + dt.timedelta(seconds=61)


def test_a_use_that_cannot_be_noted_refuses_nobody(keyed, monkeypatch):
    def busy(self, now):
        raise OperationalError("database is locked")

    caller = keyed("sync")
    monkeypatch.setattr(ApiKey, "note_use", busy)
    assert caller("changes/").status_code == 200


def test_only_the_digest_is_kept(keyed):
    caller = keyed("sync", "export")
    key = ApiKey.objects.get()
    assert key.digest == digest_of(caller.key)
    row = ApiKey.objects.values_list().get()
    assert caller.key[12:] not in str(row)
    assert key.scopes == ["export", "sync"]


def test_two_keys_are_live_at_a_time(keyed):
    keyed("sync")
    keyed("sync")
    partner = Partner.objects.get()
    with pytest.raises(NewsroomError, match="已有 2 个"):
        ApiKey.objects.issue(partner, scopes=["sync"])
    ApiKey.objects.first().revoke()
    ApiKey.objects.issue(partner, scopes=["sync"])
    ApiKey.objects.filter(revoked_at__isnull=True).update(expires_at=timezone.now())
    ApiKey.objects.issue(partner, scopes=[])
    with pytest.raises(ValidationError):
        ApiKey.objects.issue(partner, scopes=["everything"])


def run(capsys, *words):
    call_command("api_key", *words)
    return capsys.readouterr().out.strip()


def test_the_commands(capsys, api):
    column = factories.make_column("甲栏", slug="jia")
    api.key = first = run(
        capsys, "create", "--partner", "镜像网", "--scopes", "sync,export", "--columns", "jia", "--reprint",
        "--expires", "2099-12-31",
    )  # fmt: skip
    partner = Partner.objects.get()
    assert (partner.covers_all, partner.may_reprint, [*partner.columns.all()]) == (False, True, [column])
    assert ApiKey.objects.get().expires_at.isoformat() == "2099-12-31T16:00:00+00:00"
    assert api("articles/").status_code == 200
    shown = run(capsys, "list")
    assert prefix_of(first) in shown
    assert "jia" in shown
    assert first not in shown
    second = run(capsys, "rotate", prefix_of(first))
    assert ApiKey.objects.get(prefix=prefix_of(second)).scopes == ["export", "sync"]
    with pytest.raises(CommandError, match="已有 2 个"):
        run(capsys, "rotate", prefix_of(second))
    old = ApiKey.objects.get(prefix=prefix_of(first))
    assert dt.timedelta(days=6) < old.expires_at - timezone.now() < dt.timedelta(days=8)
    assert run(capsys, "revoke", prefix_of(first)).endswith("已停用。")
    assert run(capsys, "revoke", prefix_of(first)).endswith("早已停用。")
    assert api("articles/").status_code == 401
    api.key = second
    assert api("articles/").status_code == 200
    log = [*AuditEntry.objects.order_by("pk").values_list("kind", "label", "words")]
    assert [(kind, label) for kind, label, _ in log] == [("key", "镜像网")] * 3
    assert [words.split("：", 1)[1][:4] for _, _, words in log] == ["发放密钥", "换发密钥", "停用密钥"]
    assert not any(first in words or second in words for _, _, words in log)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--columns", "nowhere"], "没有栏目 nowhere"),
        (["--columns", ","], "没有写明任何栏目"),
        ([], "请用 --columns"),
        (["--columns", "all", "--expires", "2001-01-01"], "已经过去"),
        (["--columns", "all", "--scopes", "root"], "sync、export"),
    ],
)
def test_the_command_refuses_in_a_sentence(words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("api_key", "create", "--partner", "镜像网", "--scopes", "sync", *words)
    assert not Partner.objects.exists()
    with pytest.raises(CommandError, match="没有这样开头的密钥"):
        call_command("api_key", "revoke", "nk_22222222")


def test_a_known_partners_contract_is_not_changed_by_a_new_key(keyed):
    keyed("sync")
    with pytest.raises(CommandError, match="已经登记"):
        call_command("api_key", "create", "--partner", "镜像网", "--scopes", "sync", "--columns", "all")


def test_the_desk_lists_and_revokes_but_never_shows_a_secret(client, account, keyed):
    caller = keyed(*Scope.values)
    key = ApiKey.objects.get()
    account("editor")
    client.force_login(account("administrator"))
    for path in ("apikey/", f"apikey/{key.pk}/change/", "partner/", f"partner/{key.partner_id}/change/"):
        html = client.get(f"/admin/articles/{path}").content.decode()
        assert "镜像网" in html, path
        assert key.digest not in html
        assert caller.key[12:] not in html
    chosen = {"action": "revoke", "_selected_action": [key.pk]}
    assert client.post("/admin/articles/apikey/", chosen).status_code == 302
    assert caller("articles/").status_code == 401
    assert client.post(f"/admin/articles/apikey/{key.pk}/delete/").status_code == 403
    assert client.get("/admin/articles/apikey/add/").status_code == 403
