"""来稿: registered, read, used or sent back, answered; what is private stays so."""

import datetime as dt
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import manuscripts
from articles.analysis import duplicates
from articles.choices import ManuscriptState, ReplyKind
from articles.models import Article, Attachment, AuditEntry, BinEntry, Manuscript, User
from tests.admin.test_roles import ROLES
from tests.admin.test_screens import queries
from tests.factories import make_article, make_column

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST = "/admin/articles/manuscript/"
SECRET = "金丝雀电话139-0000-0000"
TEXT = "仓库的灯是最后熄的。老马把账本合上，数了数手里的钥匙。\n" * 8
DOCX = b"PK\x03\x04" + b"\x00" * 60


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


def make(title="灯下的账本", **fields):
    fields = {"sender": "马守义", "contact": SECRET, "text": TEXT, **fields}
    return Manuscript.objects.create(title=title, **fields)


def posted(**fields):
    return {
        "title": "灯下的账本", "sender": "马守义", "affiliation": "江州港务局", "contact": SECRET, "came_by": "mail",
        "received_on": "2025-06-01", "kind": "article", "column": "", "assigned_to": "", "text": "", "note": "", **fields,
    }  # fmt: skip


def step(name, row):
    return reverse(f"admin:{name}_manuscript", args=[row.pk])


@pytest.mark.twice
def test_from_the_letter_to_the_draft(desk):
    editor = desk("editor")
    files = [
        SimpleUploadedFile("来稿/../灯下.txt", f"灯下的账本\n\n{TEXT}".encode("gb18030")),
        SimpleUploadedFile("灯下.DOCX", DOCX),
    ]
    page = editor.post(LIST + "add/", posted(uploads=files), follow=True).content.decode()
    row = Manuscript.objects.get()
    assert "已读入附件的文字" in page
    assert row.text.startswith("灯下的账本\n\n仓库的灯")  # of a draft the title is no paragraph
    assert [each.name for each in row.attachments.all()] == ["灯下.txt", "灯下.docx"]
    assert row.registered_by.username == "editor"
    assert SECRET not in page  # who wrote it down does not see it again
    editor.post(step("take", row))
    editor.post(step("accept", row))
    row.refresh_from_db()
    article = Article.objects.get()
    assert (row.state, row.article, row.assigned_to.username) == (ManuscriptState.ACCEPTED, article, "editor")
    assert [(each.name, each.affiliation) for each in article.contributions.all()] == [("马守义", "江州港务局")]
    assert article.character_count() == len("".join(TEXT.split()))
    assert article.revisions.count() == 1
    form = editor.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    assert all(reverse("admin:manuscript_file", args=[row.pk, each.pk]) in form for each in row.attachments.all())
    assert Manuscript.objects.unanswered().count() == 1
    assert "已经是“采用”" in editor.post(step("decline", row), follow=True).content.decode()
    page = editor.get(f"{LIST}{row.pk}/change/").content.decode()
    assert "《灯下的账本》经审读，拟予采用" in page
    editor.post(step("answer", row), {"kind": "accepted", "came_by": "email", "text": "拟予采用。"})
    assert row.replies.get().kind == ReplyKind.ACCEPTED
    assert not Manuscript.objects.unanswered().exists()
    assert [entry.step for entry in AuditEntry.objects.filter(model="manuscript").order_by("pk")][1:] == [
        "take_manuscript", "accept_manuscript", "decline_manuscript", "answer_manuscript",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("病毒.exe", b"MZ", "只收"), ("没有后缀", b"x", "只收"), ("假的.pdf", b"<html>", "不是 .pdf 文件"),
        ("空的.txt", b"", "附件"), ("网页.svg", b"<svg/>", "只收"), ("假的.txt", b"\x00" * 50, "不是 .txt 文件"),
    ],
)  # fmt: skip
@pytest.mark.alike
def test_a_file_that_is_not_taken_keeps_nothing(desk, name, data, words):
    page = desk("editor").post(LIST + "add/", posted(uploads=[SimpleUploadedFile(name, data)])).content.decode()
    assert words in page
    assert not Manuscript.objects.exists()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.alike
def test_who_sees_the_contact(desk, role):
    row = make(note="看得见的备注")
    make("另一篇", contact="另一个电话")
    sees = role != "editor"
    page = desk(role).get(f"{LIST}{row.pk}/change/").content.decode()
    assert (SECRET in page) is sees
    export = b"".join(desk(role).get(f"{LIST}export/?as=csv")).decode()
    assert "看得见的备注" in export
    assert (SECRET in export) is sees
    for address in (LIST, f"{LIST}?q={SECRET}", f"{LIST}{row.pk}/history/", "/admin/", "/admin/articles/auditentry/"):
        assert SECRET not in desk(role).get(address).content.decode().replace(f'value="{SECRET}"', "")
    assert "灯下的账本" not in desk(role).get(f"{LIST}?q={SECRET}").content.decode()
    change = posted(note="改过的备注", contact="改成的电话", _was="")
    desk(role).post(f"{LIST}{row.pk}/change/", change)
    row.refresh_from_db()
    assert row.note == "改过的备注"
    assert row.contact == ("改成的电话" if sees else SECRET)
    desk(role).post(f"{LIST}{row.pk}/delete/", {"post": "yes"})
    assert BinEntry.objects.exists() is sees
    assert SECRET not in str(list(AuditEntry.objects.values_list()))


def test_nobody_outside_gets_a_file(desk, client, settings):
    row = make()
    kept = manuscripts.attach(row, SimpleUploadedFile("信.txt", "金丝雀信件".encode()), by=None)
    address = reverse("admin:manuscript_file", args=[row.pk, kept.pk])
    response = desk("editor").get(address)
    assert b"".join(response) == "金丝雀信件".encode()
    assert response["Content-Disposition"].startswith("attachment;")
    assert (response["X-Content-Type-Options"], response["Content-Type"]) == ("nosniff", "application/octet-stream")
    assert "信.txt" not in kept.file.name
    assert client.get(address).status_code == 302
    assert client.get(f"/media/{kept.file.name}").status_code == 404
    assert desk("editor").get(f"/media/{kept.file.name}").status_code == 404
    other = make("另一篇")
    assert desk("editor").get(reverse("admin:manuscript_file", args=[other.pk, kept.pk])).status_code == 404
    stranger = Client()
    stranger.force_login(
        User.objects.create_user("nobody", is_staff=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert stranger.get(address).status_code == 403
    assert stranger.get(LIST).status_code == 403


def test_late_ones_and_the_settings(desk):
    today = timezone.localdate()
    make("很久以前的", received_on=today - dt.timedelta(days=31))
    make("刚来的", received_on=today - dt.timedelta(days=30))
    make("早已退的", received_on=dt.date(2025, 1, 1), state="declined", decided_at=timezone.now())
    late = desk("editor").get(LIST + "?view=late").content.decode()
    assert "很久以前的" in late
    assert "刚来的</a>" not in late
    assert "早已退的</a>" not in late
    assert "早已退的" in desk("editor").get(LIST + "?view=unanswered").content.decode()
    address = "/admin/articles/manuscriptsetting/1/change/"
    assert desk("editor").get("/admin/articles/manuscriptsetting/").status_code == 403
    desk("first_reviewer").get("/admin/articles/manuscriptsetting/")
    setting = {"answer_within": 29, "receipt": "收", "accepted": "用", "declined": "{寄稿人}，《{篇名}》不用。"}
    assert desk("first_reviewer").post(address, setting).status_code == 302
    assert "刚来的" in desk("editor").get(LIST + "?view=late").content.decode()
    notices = dict(manuscripts.notices(make("有{寄稿人}的题", sender="甲{篇名}")))
    assert notices[ReplyKind.DECLINED] == "甲{篇名}，《有{寄稿人}的题》不用。"


@pytest.mark.twice
def test_likeness_is_told(desk):
    text = "".join(chr(0x4E00 + 7 * n) for n in range(200))  # nothing in it comes twice
    article = make_article("仓库的灯", paragraphs=(text,))
    duplicates.take([article])
    row, other = make(text=text), make("换了题目")
    for each in (row, other):
        manuscripts.attach(each, SimpleUploadedFile("同一个.docx", DOCX), by=None)
    page = desk("editor").get(f"{LIST}{row.pk}/change/").content.decode()
    assert "《仓库的灯》</a> 有 100%" in page
    assert "换了题目（马守义）" in page


@pytest.mark.twice
def test_the_bin_keeps_files_and_the_runner_drops_orphans(desk):
    row = make()
    kept = manuscripts.attach(row, SimpleUploadedFile("信.txt", b"abc"), by=None)
    desk("first_reviewer").post(f"{LIST}{row.pk}/delete/", {"post": "yes"})
    os.utime(kept.file.path, (0, 0))
    assert manuscripts.drop_orphans() == 0
    desk("first_reviewer").post(reverse("admin:restore_binned", args=[BinEntry.objects.get().pk]))
    with Attachment.objects.get().file.open() as file:
        assert file.read() == b"abc"
    Attachment.objects.all().delete()
    assert manuscripts.drop_orphans() == 1
    assert not kept.file.storage.exists(kept.file.name)


def test_deleting_the_draft_lets_the_manuscript_be_read_again(desk):
    row = make()
    article = manuscripts.accept(row, by=User.objects.create_user("reader"))
    desk("editor").post(step("reopen", row))
    row.refresh_from_db()
    assert row.state == ManuscriptState.ACCEPTED
    desk("final_reviewer").post(reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes"})
    desk("editor").post(step("reopen", row))
    row.refresh_from_db()
    assert (row.state, row.article) == (ManuscriptState.READING, None)


def test_the_list_needs_a_fixed_number_of_queries(desk):
    counts = set()
    for number in (1, 29):
        for n in range(number):
            row = make(f"来稿{number}-{n}", column=make_column())
            row.replies.create(kind="receipt", text="收到")
        counts.add(queries(desk("editor"), LIST))
    assert len(counts) == 1
