"""The bin: what is deleted at the desk comes back whole, to those who may."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, BinEntry, Phrase, Tag, User
from tests.admin.conftest import form_data
from tests.factories import make_article, make_author, make_page, make_tag

pytestmark = pytest.mark.django_db
BIN = "/admin/articles/binentry/"


def delete(client, thing):
    name = f"admin:articles_{thing._meta.model_name}_delete"
    return client.post(reverse(name, args=[thing.pk]), {"post": "yes"}, follow=True)


def test_an_article_comes_back_as_it_was(desk):
    page = make_page()
    article = make_article(
        "要删的稿", page=page, authors=(make_author("叶青"),), tags=(make_tag("平台用工"),),
        quotes=("第二段讲办法，讲给做事的人听。",), statements=(("发言人", "一句话。"),),
    )  # fmt: skip
    chief = desk("final_reviewer")
    chief.post(reverse("admin:articles_article_change", args=[article.pk]), form_data(article, subtitle="——副题"))
    before = (article.public_id, list(article.revisions.values_list("number", "snapshot")))
    page_of_bin = delete(chief, article)
    assert "《要删的稿》已移到回收站" in page_of_bin.content.decode()
    assert not Article.objects.exists()
    make_article("占了位置", page=page, position=1)
    entry = BinEntry.objects.get()
    assert "要删的稿" in chief.get(BIN).content.decode()
    assert desk("first_reviewer").get(f"{BIN}{entry.pk}/look/").status_code == 404
    seen = chief.get(f"{BIN}{entry.pk}/look/").content.decode()
    assert all(words in seen for words in ("要删的稿", "——副题", "叶青", "第二段讲办法", "发言人：一句话。"))
    assert "要删的稿" not in desk("first_reviewer").get(BIN).content.decode()
    assert desk("first_reviewer").post(f"{BIN}{entry.pk}/restore/").status_code == 404
    assert "要删的稿" not in desk("editor").get(BIN).content.decode()
    chief.post(f"{BIN}{entry.pk}/restore/")
    back = Article.objects.get(title="要删的稿")
    assert (back.public_id, list(back.revisions.values_list("number", "snapshot"))) == before
    assert (back.page, back.position, back.subtitle) == (page, 2, "——副题")
    assert [tag.name for tag in back.tags.all()] == ["平台用工"]
    assert back.contributions.get().author.name == "叶青"
    assert back.statements.get().text == "一句话。"
    assert back.pull_quotes.get().block == back.body[1]["id"]
    assert not BinEntry.objects.exists()


def test_a_draft_of_ones_own_may_go_until_somebody_else_wrote_in_it(desk):
    mine, shared, others = (make_article(title) for title in ("自己的废稿", "别人也写过", "别人的稿"))
    editor = desk("editor")
    Article.objects.filter(pk__in=[mine.pk, shared.pk]).update(created_by=User.objects.get(username="editor"))
    change = reverse("admin:articles_article_change", args=[shared.pk])
    desk("first_reviewer").post(change, form_data(shared, subtitle="——添了副题"))
    assert [delete(editor, each).status_code for each in (shared, others)] == [403, 403]
    assert "移到回收站" in delete(editor, mine).content.decode()
    assert {*Article.objects.values_list("title", flat=True)} == {"别人也写过", "别人的稿"}
    assert "自己的废稿" in editor.get(BIN).content.decode()
    editor.post(f"{BIN}{BinEntry.objects.get().pk}/restore/")
    assert Article.objects.filter(title="自己的废稿").exists()


def test_what_was_reviewed_stays_with_its_record(desk):
    article = make_article("送过审的稿")
    desk("editor").post(reverse("admin:articles_article_change", args=[article.pk]), form_data(article, title="送审"))
    article.record.create(kind="submitted", before="draft", after="first_review")
    assert delete(desk("final_reviewer"), article).status_code == 200
    assert Article.objects.get().revisions.count() == 1
    assert not BinEntry.objects.exists()


def test_a_name_given_away_is_told(desk):
    tag = make_tag("算法")
    administrator = desk("administrator")
    assert "“算法”已移到回收站" in delete(administrator, tag).content.decode()
    assert "网址名：" in administrator.get(f"{BIN}{BinEntry.objects.get().pk}/look/").content.decode()
    assert "“带‘引号’的”已移到回收站" in delete(administrator, make_tag("带“引号”的")).content.decode()
    BinEntry.objects.filter(label__contains="引号").delete()
    make_tag("算法")
    page = administrator.post(f"{BIN}{BinEntry.objects.get().pk}/restore/", follow=True)
    assert "恢复不了" in page.content.decode()
    assert Tag.objects.count() == 1
    assert BinEntry.objects.exists()


def test_only_by_right_and_only_after_thirty_days(desk):
    for text in ("旧的词条", "新的词条"):
        delete(desk("first_reviewer"), Phrase.objects.create(text=text))
    BinEntry.objects.filter(label="旧的词条").update(deleted_at=timezone.now() - dt.timedelta(days=31))
    assert desk("final_reviewer").post(f"{BIN}empty/").status_code == 403
    assert BinEntry.objects.count() == 2
    desk("administrator").post(f"{BIN}empty/")
    assert BinEntry.objects.get().label == "新的词条"
