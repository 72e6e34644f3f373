"""Two editors and one article: nothing is ever overwritten silently."""

import pytest
from django.urls import reverse

from articles.choices import RevisionReason
from articles.models import Column, ColumnAlias
from tests.admin.conftest import form_data
from tests.factories import make_roundup

pytestmark = pytest.mark.django_db


def test_the_second_to_save_sees_both_texts_and_overwrites_nothing(desk):
    article = make_roundup("原来的标题", voices=1)
    address = reverse("admin:articles_article_change", args=[article.pk])
    hers, his = form_data(article), form_data(article)
    hers |= {"title": "李敏的标题", "body": "第一段是李敏改的。"}
    his |= {"title": "卢一白的标题", "st-0-text": "卢一白改的发言。", "tags": "卢一白的标签"}
    assert desk("editor").post(address, hers).status_code == 302
    response = desk("first_reviewer").post(address, his)
    page = response.content.decode()
    assert response.status_code == 409
    article.refresh_from_db()
    assert article.title == "李敏的标题"
    assert article.lock_version == 2
    assert "先保存了。你的字都在" in page
    assert 'value="卢一白的标题"' in page or ">卢一白的标题<" in page or "卢一白的标题</textarea>" in page
    assert "卢一白改的发言。" in page
    assert '<mark class="v-th">李敏</mark>' in page
    assert '<mark class="v-me">卢一白</mark>' in page
    assert 'name="lock_version" value="2"' in page
    kept = article.revisions.get(reason=RevisionReason.KEPT)
    assert kept.snapshot["fields"]["title"] == "卢一白的标题"
    assert kept.snapshot["statements"][0]["text"] == "卢一白改的发言。"
    his["lock_version"] = 2  # having seen both, he saves his text knowingly; hers stays in the history
    assert desk("first_reviewer").post(address, his).status_code == 302
    article.refresh_from_db()
    assert article.title == "卢一白的标题"
    saved = [revision.snapshot["fields"]["title"] for revision in article.revisions.order_by("number")]
    assert saved == ["李敏的标题", "卢一白的标题", "卢一白的标题"]


def test_publishing_with_a_stale_form_publishes_nothing(desk):
    article = make_roundup("标题", voices=1)
    address = reverse("admin:articles_article_change", args=[article.pk])
    stale = form_data(article, title="旧稿") | {"_publish": ""}
    desk("editor").post(address, form_data(article, title="新稿"))
    assert desk("final_reviewer").post(address, stale).status_code == 409
    article.refresh_from_db()
    assert (article.title, article.stage) == ("新稿", "draft")


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "99999999999999999999"])
@pytest.mark.alike
def test_a_form_without_its_version_overwrites_nothing(desk, version):
    article = make_roundup("标题", voices=1)
    address = reverse("admin:articles_article_change", args=[article.pk])
    response = desk("editor").post(address, form_data(article, title="别的") | {"lock_version": version})
    assert response.status_code in (200, 409)
    article.refresh_from_db()
    assert article.title == "标题"


def test_records_and_their_rows_take_over_what_others_changed_and_tell_clashes(desk):
    """The same for the forms of plain records: a column and the labels it is also printed under."""
    column = Column.objects.create(name="热点思考", description="旧的说明")
    alias = ColumnAlias.objects.create(column=column, name="热点")
    address = reverse("admin:articles_column_change", args=[column.pk])
    client = desk("first_reviewer")
    shown = client.get(address).context
    sent = dict.fromkeys(("name", "slug", "seal", "description", "order"), "")
    sent |= {bound.html_name: bound.value() or "" for bound in shown["adminform"].form} | {"_was": shown["was"]}
    sent |= {
        "aliases-TOTAL_FORMS": 1, "aliases-INITIAL_FORMS": 1, "aliases-0-id": alias.pk,
        "aliases-0-column": column.pk, "aliases-0-name": alias.name,
    }  # fmt: skip
    Column.objects.update(description="别人写的说明")
    ColumnAlias.objects.update(name="热点话题")
    assert client.post(address, sent | {"name": "热点再思考"}).status_code == 302
    column.refresh_from_db()
    assert (column.name, column.description) == ("热点再思考", "别人写的说明")
    assert column.aliases.get().name == "热点话题"

    page = client.post(address, sent | {"description": "我写的说明", "name": "热点再思考"})
    assert page.status_code == 200
    assert "有人把这里改成了“别人写的说明”" in page.content.decode()
    assert "我写的说明" in page.content.decode()
    column.refresh_from_db()
    assert column.description == "别人写的说明"
    decided = sent | {"description": "我写的说明", "name": "热点再思考", "_was": page.context["was"]}
    assert client.post(address, decided | {"aliases-0-name": "热点话题"}).status_code == 302
    column.refresh_from_db()
    assert column.description == "我写的说明"
