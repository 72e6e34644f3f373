"""Prepared pages and rows: the same page as one made in full, for three queries; used only while everything in it is true."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import preparing, publishing
from articles.choices import ArticleKind, WithdrawalReason
from articles.models import Author, Column, Issue, Page, PreparedPage, PreparedRow, Publication, Relation, Tag
from articles.public import wording
from articles.public.keeping import keeper
from tests.factories import make_article, make_author, make_column, make_issue, make_page, make_roundup, make_tag

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


def read(client, thing, *, anew=True):
    if anew:
        keeper.clear()
    address = thing if isinstance(thing, str) else thing.get_absolute_url()
    return re.sub(r"\s+", " ", client.get(address).content.decode()).replace("> <", "><")


def plain(html):
    return html.replace("<wbr>", "")


def test_it_is_the_page_made_in_full_for_three_queries(client, row, monkeypatch):
    """The first of them in a public state learns what their tags and columns got last; text analysis comes before that."""
    far, hidden = (make_article(f"旁证{number}", release=True).publication for number in range(2))
    own = row[0].publication
    Relation.objects.bulk_create(Relation(one=own, other=each, score=0.1 + each.pk / 1e6) for each in (far, hidden))
    Publication.objects.filter(pk=hidden.pk).update(expires_at=timezone.now())
    in_full = [read(client, article) for article in row]
    assert "旁证0" in plain(in_full[0])
    assert "旁证1" not in plain(in_full[0])
    assert preparing.renew_some() == 6
    assert preparing.renew_some() == 0
    monkeypatch.setattr("articles.public.views.articles.whole_article", None)
    prepared = [read(client, article) for article in row]
    assert prepared == in_full
    assert "<!--" not in prepared[1]
    keeper.pages.clear()
    assert [read(client, article, anew=False) for article in row] == in_full
    keeper.pages.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(row[1].get_absolute_url())
    assert len(queries) == 3


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
    assert "旧版式" not in read(client, row[2])
    assert preparing.renew_some() == Publication.objects.count()
    assert "第2篇" in re.sub("<wbr>", "", read(client, row[2]))


def test_lists_of_prepared_rows_are_those_made_in_full(client, row):
    """For four queries, however many rows; a row counts only while version and names are those it was made with."""
    column, tag, page = row[0].column, row[0].tags.get(), row[0].page
    writer = make_author("沈维中")
    make_article(
        "技能成才路", page=page, column=column, tags=(tag,), authors=(writer,), quotes=("第一段写明缘由",), release=True
    )
    roundup, speaker = make_roundup(page=page, tags=(tag, make_tag("职业教育"))), make_author("顾明惠")
    roundup.statements.filter(order=1).update(author=speaker)
    publishing.release(roundup, by=None)
    lists = [*(each.get_absolute_url() for each in (column, tag, writer, speaker, page.issue)), "/quotes/"]
    in_full = [read(client, address) for address in lists]
    assert "文章</dt><dd>1 篇" in in_full[2]
    assert "文章</dt>" not in in_full[3]  # who only spoke wrote nothing
    assert "发言</dt><dd>1 次" in in_full[3]
    preparing.renew_some()
    assert [read(client, address) for address in lists] == in_full
    read(client, tag, anew=False)  # what many pages share, once for each public change
    for address in lists:
        keeper.pages.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) <= 4, address
    PreparedRow.objects.update(of_column="旧行", of_tag="旧行", of_author="旧行", of_issue="旧行")
    assert all("旧行" in read(client, address) for address in lists[:3])

    Column.objects.update(name="冷点思考", description="改过的话")  # no version tells of it
    assert "旧行" not in read(client, column)
    assert "改过的话" in read(client, column)
    assert "冷点思考" in read(client, tag)
    Tag.objects.filter(pk=tag.pk).update(description="标签改过的话")
    assert "标签改过的话" in read(client, tag, anew=False)
    Author.objects.filter(pk=writer.pk).update(distinguisher="江州大学")
    assert "沈维中（江州大学）" in read(client, column, anew=False)
    publishing.withdraw(row[3], reason=WithdrawalReason.ERROR, by=None)
    for thing in (column, tag, page.issue):
        assert row[3].public_id not in read(client, thing, anew=False)


def test_the_front_page_is_composed_anew_when_something_in_it_changed(client, row):
    web = make_article("只在网上", release=True)
    issue, page = row[0].page.issue, row[0].page
    assert "只在网上" in read(client, "/")
    keeper.pages.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) <= 4
    publishing.correct(row[0], text="第一段“缘由”应为“缘起”。", by=None)
    assert "应为“缘起”" in read(client, "/", anew=False)
    Page.objects.filter(pk=page.pk).update(banner="劳动创造价值")
    assert "劳动创造价值" in re.sub("<wbr>", "", read(client, "/", anew=False))
    Column.objects.update(name="冷点思考")
    assert "冷点思考" in read(client, "/", anew=False)
    Issue.objects.filter(pk=issue.pk).update(title="五月专刊")
    assert "五月专刊" in read(client, "/", anew=False)
    publishing.withdraw(web, reason=WithdrawalReason.ERROR, by=None)
    assert "只在网上" not in read(client, "/", anew=False)


def test_what_is_no_plain_value_is_not_taken_for_equal():
    """Records of one key that read differently are different; what could hide a change is refused."""
    before, after = Column(pk=1, name="热点思考"), Column(pk=1, name="冷点思考")
    assert before == after
    assert wording.identity({"column": before}) != wording.identity({"column": after})
    with pytest.raises(TypeError):
        wording.identity({"rows": Column.objects.all()})
