"""批量办理: what is shown is what is done, all or none, by the rights of each; and it can be undone."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.bulk import MOST
from articles.choices import Stage
from articles.models import Article, AuditEntry, BulkStep, Change, Duty, Publication, ScheduledRelease, User
from tests.admin.test_roles import ROLES
from tests.factories import make_article, make_column, make_page, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.once]
RUN = "/admin/articles/article/bulk/"


def asked(articles, act, **fields):
    data = {"act": act, "tags": "", "stage": "draft", "person": "", "due_at": "", "page": "", "column": "", "at": ""}
    for article in articles:
        article.refresh_from_db()
        data |= {f"seen-{article.pk}": article.lock_version, f"stage-{article.pk}": article.stage}
    return data | fields


def go(client, articles, act, **fields):
    """Preview and confirm, as the buttons do; returns the step, or None."""
    data = asked(articles, act, **fields)
    page = client.post(RUN, data).content.decode()
    shown = [article.pk for article in articles if f'name="shown" value="{article.pk}"' in page]
    client.post(RUN, data | {"go": "1", "shown": shown})
    return BulkStep.objects.first()


def test_as_many_as_one_step_takes_are_shown_and_ticked_at_once(desk):
    Article.objects.bulk_create(Article(title=f"稿{n}") for n in range(MOST))
    client, listed = desk("editor"), "/admin/articles/article/?q=稿"
    first = client.get(listed).content.decode()
    assert first.count('name="_selected_action"') < MOST
    everything = re.search(r'class="showall" href="([^"]+)"', first)[1]
    whole = client.get(f"/admin/articles/article/{html.unescape(everything)}").content.decode()
    ticked = re.findall(r'name="_selected_action" value="(\d+)"', whole)
    assert len(ticked) == MOST
    data = {"action": "bulk_chosen", "_selected_action": ticked, "index": 0}
    assert f"对这 {MOST} 篇办理什么" in client.post(listed, data).content.decode()


def test_the_list_leads_to_the_choice_and_the_preview_keeps_nothing(desk):
    draft, approved = make_article("一篇草稿"), make_article("已签发的", stage=Stage.APPROVED)
    data = {"action": "bulk_chosen", "_selected_action": [draft.pk, approved.pk], "index": 0}
    page = desk("editor").post("/admin/articles/article/", data).content.decode()
    assert "对这 2 篇办理什么" in page
    assert "定时发布" not in page  # no right of an editor
    page = desk("editor").post(RUN, asked([draft, approved], "tag", tags="技能 学徒")).content.decode()
    assert "加标签：技能、学徒" in page
    assert "稿件已签发，文字不能再动" in page
    assert "确认，办理 1 篇" in page
    assert not draft.tags.exists()
    assert not draft.revisions.exists()
    assert "请填写标签" in desk("editor").post(RUN, asked([draft], "tag")).content.decode()
    assert "请选择办理什么" in desk("editor").post(RUN, asked([draft], "")).content.decode()


@pytest.mark.twice
def test_tags_columns_and_places_go_through_the_form_s_own_door_and_back(desk):
    page, old, column = make_page(), make_page(number="6"), make_column("热点思考")
    one = make_article("甲", tags=(make_tag("旧标签"),), page=old)
    other, public = make_article("乙"), make_article("丙", page=old, release=True)
    articles, editor = [one, other, public], desk("editor")
    head, version = Change.objects.count(), public.publication.version
    for act, fields, shown in (
        ("tag", {"tags": "技能、旧标签"}, lambda each: "技能" in each.tags.values_list("name", flat=True)),
        ("column", {"column": column.pk}, lambda each: each.column == column),
        ("place", {"page": page.pk}, lambda each: each.page == page),
    ):
        before = [
            (each.page_id, each.position, each.column_id, sorted(t.name for t in each.tags.all())) for each in articles
        ]
        step = go(editor, articles, act, **fields)
        for each in articles:
            each.refresh_from_db()
            assert shown(each), act
            assert each.revisions.filter(created_by__username="editor", version=each.lock_version).exists()
        editor.post(reverse("admin:bulk_undo", args=[step.pk]))
        for each in articles:
            each.refresh_from_db()
        after = [
            (each.page_id, each.position, each.column_id, sorted(t.name for t in each.tags.all())) for each in articles
        ]
        assert after == before, act
    assert Change.objects.count() == head  # readers and partners saw nothing of it
    assert Publication.objects.get().version == version
    assert public.stage == Stage.RELEASED
    assert AuditEntry.objects.filter(kind="bulk", by__username="editor").count() == 6


def test_taking_a_tag_away_says_where_it_is_not(desk):
    one, other = make_article("有", tags=(make_tag("技能"),)), make_article("无")
    page = desk("editor").post(RUN, asked([one, other], "untag", tags="技能")).content.decode()
    assert "《无》本来就是这样" in page
    go(desk("editor"), [one, other], "untag", tags="技能")
    assert not one.tags.exists()


@pytest.mark.twice
def test_what_changed_since_the_preview_stops_all(desk):
    one, other = make_article("甲"), make_article("乙")
    data = asked([one, other], "tag", tags="技能") | {"go": "1", "shown": [one.pk, other.pk]}
    Article.objects.filter(pk=other.pk).update(lock_version=7)
    page = desk("editor").post(RUN, data).content.decode()
    assert "《乙》在你预览之后有改动" in page
    assert not one.tags.exists()
    step = go(desk("editor"), [one, other], "tag", tags="技能")
    Article.objects.filter(pk=other.pk).update(lock_version=70)
    page = desk("editor").post(reverse("admin:bulk_undo", args=[step.pk]), follow=True).content.decode()
    assert "1 篇恢复原样" in page
    assert "《乙》之后又有改动" in page
    assert other.tags.exists()
    assert "已经撤销过" in desk("editor").post(reverse("admin:bulk_undo", args=[step.pk]), follow=True).content.decode()


def test_sending_to_review_and_assigning(desk, account):
    reader = account("first_reviewer", username="reader")
    drafts = [make_article("甲"), make_article("乙"), make_article("", stage=Stage.DRAFT)]
    Article.objects.filter(pk=drafts[2].pk).update(title="")
    step = go(desk("editor"), drafts, "submit")
    assert len(step.items) == 2
    assert list(Article.objects.order_by("pk").values_list("stage", flat=True)) == [
        "first_review",
        "first_review",
        "draft",
    ]
    assert go(desk("second_reviewer"), drafts, "assign", stage="first_review", person=reader.pk).act == "assign"
    assert Duty.objects.filter(person=reader, stage="first_review").count() == 3
    assert "只有办理的人" in desk("first_reviewer").post(
        reverse("admin:bulk_undo", args=[step.pk]), follow=True
    ).content.decode()  # fmt: skip
    desk("editor").post(reverse("admin:bulk_undo", args=[step.pk]))
    assert set(Article.objects.values_list("stage", flat=True)) == {"draft"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.alike
def test_rights_are_those_of_the_single_step(desk, role):
    page = make_page(make_page().issue, number="8")
    printed = make_article("已见报的", page=page)
    at = f"{timezone.localtime() + dt.timedelta(days=1):%Y-%m-%dT%H:%M}"
    go(desk(role), [printed], "schedule", at=at)
    allowed = role != "editor"
    assert ScheduledRelease.objects.exists() is allowed
    go(desk(role), [printed], "assign", person=User.objects.get(username=role).pk)
    assert Duty.objects.exists() is allowed
    Article.objects.update(stage=Stage.FIRST_REVIEW)
    before = AuditEntry.objects.filter(kind="bulk").count()
    step = go(desk(role), [printed], "column", column=make_column().pk)
    may_edit = role in ("first_reviewer", "administrator")  # under review its words are the reviewer's
    assert (step is not None and step.act == "column") is may_edit
    assert AuditEntry.objects.filter(kind="bulk").count() == before + may_edit
    assert not Publication.objects.exists()


def test_what_is_out_already_is_not_scheduled_again(desk):
    released = make_article("已发布的", page=make_page(), release=True)
    at = f"{timezone.localtime() + dt.timedelta(days=1):%Y-%m-%dT%H:%M}"
    go(desk("final_reviewer"), [released], "schedule", at=at)
    assert not ScheduledRelease.objects.exists()
    other = make_page(number="6")
    step = go(desk("editor"), [released], "place", page=other.pk)
    desk("editor").post(reverse("admin:bulk_undo", args=[step.pk]))  # changed and put back is as it was
    go(desk("final_reviewer"), [released], "schedule", at=at)
    assert not ScheduledRelease.objects.exists()
    go(desk("editor"), [released], "place", page=other.pk)
    go(desk("final_reviewer"), [released], "schedule", at=at)
    assert ScheduledRelease.objects.exists()


def test_a_stranger_sees_no_titles(client):
    article = make_article("金丝雀批量")
    client.force_login(
        User.objects.create_user("nobody", is_staff=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.post(RUN, asked([article], "tag", tags="技能")).status_code == 403
    assert client.get(reverse("admin:bulk_step", args=[1])).status_code == 403
