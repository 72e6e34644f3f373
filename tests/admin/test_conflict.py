"""Two editors and one article: nothing is ever overwritten silently."""

import pytest
from django.urls import reverse

from articles.choices import RevisionReason
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
def test_a_form_without_its_version_overwrites_nothing(desk, version):
    article = make_roundup("标题", voices=1)
    address = reverse("admin:articles_article_change", args=[article.pk])
    response = desk("editor").post(address, form_data(article, title="别的") | {"lock_version": version})
    assert response.status_code in (200, 409)
    article.refresh_from_db()
    assert article.title == "标题"
