"""操作记录: every write at the desk leaves a line that nobody can change, and no secret stands in it."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from articles import auditing
from articles.admin.trail import STEPS, UNNOTED, deed_of
from articles.choices import AuditKind
from articles.exceptions import NewsroomError
from articles.models import AuditEntry, Tag
from tests.admin.conftest import form_data
from tests.admin.test_roles import ROLES
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db
LOG = "/admin/articles/auditentry/"
CANARY = "金丝雀记录独有词"


def last(**fields):
    return AuditEntry.objects.filter(**fields).first()


def test_signing_in_and_out_and_failing_to(account):
    user = account("editor", name="林知微")
    client, wrong = Client(REMOTE_ADDR="203.0.113.7"), "猜错的密码-123"
    sign = reverse("admin:login")
    client.post(sign, {"username": "editor", "password": wrong})
    failed = last(kind=AuditKind.SIGN_IN_FAILED)
    assert (failed.by, failed.label, failed.object_id, failed.is_refused) == (None, "editor", str(user.pk), True)
    client.post(sign, {"username": wrong, "password": "editor"})
    client.post(sign, {"username": "editor", "password": "mima-mima-mima"})
    client.post(reverse("admin:logout"))
    kinds = [entry.kind for entry in AuditEntry.objects.order_by("pk")]
    assert kinds == ["failed", "failed", "sign_in", "sign_out"]
    assert {entry.address for entry in AuditEntry.objects.all()} == {"203.0.113.7"}
    assert last(kind=AuditKind.SIGN_IN).by_name == "林知微"
    everything = str(list(AuditEntry.objects.values_list()))
    assert wrong not in everything
    assert "mima" not in everything


def test_what_is_done_and_what_is_refused_is_noted_with_the_words_of_the_desk(desk):
    article = make_article("春耕里的算法")
    address = reverse("admin:articles_article_change", args=[article.pk])
    desk("editor").post(address, form_data(article, subtitle="——改过的副题"))
    entry = last(kind=AuditKind.CHANGE)
    assert (entry.by.username, entry.label, entry.object_id) == ("editor", "春耕里的算法", str(article.pk))
    assert not entry.is_refused
    desk("editor").post(reverse("admin:withdraw_article", args=[article.pk]), {"reason": "error"})
    assert last(step="withdraw_article").is_refused
    desk("final_reviewer").post(reverse("admin:publish_article", args=[article.pk]))
    refused = last(step="publish_article")
    assert refused.is_refused
    assert "三审" in refused.words
    count = AuditEntry.objects.count()
    desk("editor").post(reverse("admin:lookup_suggest"), "{}", content_type="application/json")
    desk("editor").get(address)
    desk("editor").post(reverse("admin:articles_tag_add"), {"name": ""})
    assert AuditEntry.objects.count() == count  # asked, looked, and a form that came back
    desk("editor").post(
        reverse("admin:articles_tag_add"), {"name": "新标签", "synonyms-TOTAL_FORMS": 0, "synonyms-INITIAL_FORMS": 0}
    )
    assert "新标签" in last(kind=AuditKind.ADD).words


def test_an_address_that_nobody_described_is_noted_under_its_own_name():
    deed = deed_of("brand_new_step", {"pk": 3}, {})
    assert (deed.kind, deed.words, deed.step) == (AuditKind.STEP, "brand_new_step", "brand_new_step")
    assert deed_of("autosave", {}, {}) is None
    names = {name for name in get_resolver().namespace_dict["admin"][1].reverse_dict if isinstance(name, str)}
    assert UNNOTED | set(STEPS) <= names  # none is described that is gone


def test_the_log_only_grows(account):
    entry = auditing.note(AuditKind.STEP, by=account("editor"), step="x", words=CANARY)
    ways = [
        entry.delete, entry.save, AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(words=""),
        lambda: AuditEntry.objects.all().drop_before(timezone.now(), now=timezone.now()),
    ]  # fmt: skip
    for way in ways:
        with pytest.raises(NewsroomError):
            way()
    statements = ["UPDATE articles_auditentry SET words = ''"]
    statements += ["DELETE FROM articles_auditentry"] * (connection.vendor == "postgresql")
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert AuditEntry.objects.get().words == CANARY


def test_what_is_old_enough_goes(account, time_machine):
    time_machine.move_to(timezone.now() - dt.timedelta(days=1100))
    auditing.note(AuditKind.STEP, by=account("editor"), step="x")
    time_machine.move_to(timezone.now() + dt.timedelta(days=1100))
    auditing.note(AuditKind.STEP, by=None, step="y")
    assert auditing.drop_old() == 1
    assert [entry.step for entry in AuditEntry.objects.all()] == ["y"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.alike
def test_who_reads_the_log(desk, role):
    auditing.note(AuditKind.STEP, by=None, step="x", words=CANARY)
    allowed = role in ("final_reviewer", "administrator")
    for address in (LOG, f"{LOG}export/?as=csv"):
        response = desk(role).get(address)
        assert response.status_code == (200 if allowed else 403)
        said = b"".join(response) if response.streaming else response.content
        assert (CANARY in said.decode()) is allowed
    assert desk(role).post(f"{LOG}add/").status_code == 403


def test_filters_of_the_log(desk):
    chief = desk("administrator")
    auditing.note(AuditKind.STEP, by=None, step="x", words=CANARY)
    for query, found in (
        ("kind=step&when=today", True),
        ("kind=key", False),
        ("by=1x&when=x", True),
        (f"q={CANARY}", True),
    ):
        assert (CANARY in chief.get(f"{LOG}?{query}").content.decode()) is found, query


@pytest.mark.parametrize(("model", "query"), [("article", "q=" + CANARY), ("author", ""), ("tag", "q=" + CANARY)])
def test_a_list_is_taken_along_as_it_is_filtered(desk, model, query):
    make_article(CANARY, tags=(make_tag(CANARY),))
    make_article("另一篇")
    Tag.objects.create(name="=另一个")
    response = desk("editor").get(f"/admin/articles/{model}/export/?as=csv-plain&{query}")
    text = b"".join(response).decode()
    assert response["Content-Disposition"].startswith("attachment")
    assert "另一" not in text
    assert (CANARY in text) is (model != "author")
    noted = last(kind=AuditKind.EXPORT)
    assert (noted.by.username, noted.model) == ("editor", model)
    listed = desk("editor").get(f"/admin/articles/{model}/?{query}").content.decode()
    assert f"/admin/articles/{model}/export/?" in listed


@pytest.mark.parametrize("model", ["article", "author", "tag", "manuscript", "auditentry"])
def test_an_export_that_nobody_offers_is_refused(desk, model):
    """An unknown filter is answered as by the list, an unknown format by a sentence; neither is noted as taken along."""
    address, chief = f"/admin/articles/{model}/export/", desk("administrator")
    assert chief.get(f"{address}?as=csv&foo=1")["Location"] == f"/admin/articles/{model}/?e=1"
    refused = chief.get(f"{address}?as=foo")
    assert (refused.status_code, "导出格式" in refused.content.decode()) == (400, True)
    assert not AuditEntry.objects.filter(kind=AuditKind.EXPORT).exists()
