"""The preview: the public page of the working copy, for the desk alone, framed by the desk alone."""

import pytest

from articles.models import Publication
from tests.factories import make_article, make_author, make_page, make_roundup

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_working_copy_as_readers_would_see_it(desk, client):
    article = make_article("预览的题", page=make_page(), authors=(make_author("叶青"),), quotes=("第二段讲办法",))
    address = f"/admin/articles/article/{article.pk}/preview/"
    shown = desk("editor").get(address)
    page = shown.content.decode()
    assert "paper.css" in page
    assert "第一段写明缘由" in page
    assert "叶青" in page
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert "script-src 'self'" in shown["Content-Security-Policy"]
    form = desk("editor").get(f"/admin/articles/article/{article.pk}/change/")
    assert "frame-src 'self'" in form["Content-Security-Policy"]
    assert not Publication.objects.exists()
    assert client.get(address).status_code == 302
    assert client.get(f"/articles/{article.public_id}/").status_code == 404


def test_a_round_up_without_a_title(desk):
    article = make_roundup()
    article.title = ""
    article.save()
    page = desk("editor").get(f"/admin/articles/article/{article.pk}/preview/").content.decode()
    assert "（缺标题）" in page
    assert "发言人1" in page
