"""Prepared pages: the same page as one made in full, for four queries; used only while everything in it is true."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import preparing, publishing
from articles.choices import ArticleKind, WithdrawalReason
from articles.models import Column, PreparedPage, Publication
from articles.public import ready
from articles.public.keeping import keeper
from tests.factories import make_article, make_column, make_issue, make_page, make_tag

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row():
    """Four texts of one column on one page, and one without a column there."""
    column, page, tag = make_column("热点思考"), make_page(make_issue()), make_tag("产业工人")
    kinds = [ArticleKind.ARTICLE, ArticleKind.BRIEF, ArticleKind.ARTICLE, ArticleKind.ARTICLE]
    made = [
        make_article(f"第{number}篇谈技能", page=page, column=column, kind=kind, tags=(tag,), release=True)
        for number, kind in enumerate(kinds)
    ]
    keeper.clear()
    yield made
    keeper.clear()


def read(client, article, *, anew=True):
    if anew:
        keeper.clear()
    return re.sub(r"\s+", " ", client.get(article.get_absolute_url()).content.decode()).replace("> <", "><")


def test_it_is_the_page_made_in_full_for_four_queries(client, row, monkeypatch):
    in_full = [read(client, article) for article in row]
    assert preparing.renew_some() == 4
    assert preparing.renew_some() == 0
    monkeypatch.setattr("articles.public.views.articles.whole_article", None)
    prepared = [read(client, article) for article in row]
    assert prepared == in_full
    assert "<!--" not in prepared[1]
    keeper.pages.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(row[1].get_absolute_url())
    assert len(queries) == 4


def test_what_changes_around_it_shows_at_once(client, row):
    preparing.renew_some()
    assert "第1篇" in read(client, row[2])
    Column.objects.update(name="冷点思考")  # no version of any publication tells of it
    assert "冷点思考" in read(client, row[2])
    Column.objects.update(name="热点思考")
    publishing.withdraw(row[1], reason=WithdrawalReason.ERROR, by=None)
    assert "第1篇" not in re.sub("<wbr>", "", read(client, row[2], anew=False))
    row[2].title = "改了题"
    row[2].save()
    publishing.release(row[2], by=None)
    assert "改了题" in read(client, row[2], anew=False)
    assert preparing.renew_some() == 1
    assert "改了题" in read(client, row[3])


def test_another_recipe_makes_every_page_anew(client, row, monkeypatch):
    preparing.renew_some()
    PreparedPage.objects.update(page="旧版式<!--#masthead-->")
    assert "旧版式" in read(client, row[2])
    monkeypatch.setattr(preparing, "recipe", lambda: "another")
    monkeypatch.setattr(ready, "recipe", lambda: "another")
    assert "旧版式" not in read(client, row[2])
    assert preparing.renew_some() == Publication.objects.count()
    assert "第2篇" in re.sub("<wbr>", "", read(client, row[2]))
