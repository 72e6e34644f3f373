"""What an editor sees of a refusal: the desk's frame, the right that is missing, and a way on."""

import pytest
from django.urls import reverse

from articles.models import Partner
from tests.factories import make_article, make_column

pytestmark = pytest.mark.once

FRAME = '<nav class="nav" aria-label="主导航">'


def test_a_refusal_names_the_right_and_who_has_it(desk, db):
    editor = desk("editor")
    article = make_article()
    add = editor.get(reverse("admin:articles_column_add"))
    correct = editor.get(reverse("admin:correct_article", args=[article.pk]))
    for answer, right in ((add, "新建栏目"), (correct, "更正")):
        text = answer.content.decode()
        assert answer.status_code == 403
        assert FRAME in text
        assert f"需要“{right}”的权限" in text
    assert "主任（复审）、值班总编（终审）、管理员" in correct.content.decode()
    assert "初审" not in correct.content.decode().partition('role="alert"')[2].partition("</p>")[0]
    assert reverse("admin:articles_column_changelist") in add.content.decode()


def test_what_nobody_may_do_is_told_apart_from_a_missing_right(desk, db):
    answer = desk("administrator").get(reverse("admin:articles_apikey_add"))
    assert answer.status_code == 403
    assert "采编台里没有这一步" in answer.content.decode()


def test_a_wrong_address_stays_at_the_desk_for_staff_alone(desk, db, client):
    answer = desk("editor").get("/admin/nowhere/")
    assert (answer.status_code, FRAME in answer.content.decode()) == (404, True)
    assert FRAME not in desk("editor").get("/nowhere/").content.decode()
    assert client.get("/admin/nowhere/").status_code == 302


@pytest.mark.parametrize(("address", "word"), [("/admin/", "采编台出了故障"), ("/", "网站出了故障")])
def test_a_fault_is_told_without_a_trace(desk, monkeypatch, address, word):
    def broken(*args, **kwargs):
        raise RuntimeError("内部的话")

    monkeypatch.setattr("articles.admin.home.context", broken)
    monkeypatch.setattr("articles.public.views.front.issue_in_hand", broken)
    editor = desk("editor")
    editor.raise_request_exception = False
    answer = editor.get(address)
    assert answer.status_code == 500
    assert word in answer.content.decode()
    assert "内部的话" not in answer.content.decode()


@pytest.mark.twice
def test_a_key_that_no_database_can_hold_is_a_bad_request(desk, db):
    administrator = desk("administrator")
    administrator.raise_request_exception = False
    column = make_column()
    answer = administrator.post(
        reverse("admin:articles_partner_add"), {"name": "甲报", "columns": ["9" * 30, column.pk]}
    )
    assert answer.status_code in (200, 400)  # SQLite cannot be asked, PostgreSQL finds nothing
    assert "什么也没有保存" in answer.content.decode() or "有效" in answer.content.decode()
    assert not Partner.objects.exists()
