"""The desk's search: every working copy, in the readers' query language, for those who may see articles."""

import pytest
from django.test import Client

from articles import publishing
from articles.choices import Stage
from articles.models import Article, WorkingDocument
from articles.search import search
from articles.search.working import MOST_READ, Wanted, note, refresh, search_working
from tests.factories import make_article, make_column, make_page, make_publication

pytestmark = pytest.mark.django_db
CANARY = "绿尾虹雉"


def found(query, **wanted):
    return [hit.article for hit in search_working(query, Wanted(**wanted)).hits]


def test_every_stage_is_found_and_readers_find_only_what_is_out():
    draft = make_article(title="草稿", paragraphs=(f"山上有{CANARY}。",))
    review = make_article(title=f"在审的{CANARY}", paragraphs=("别的。",), stage=Stage.SECOND_REVIEW)
    out = make_publication(title="已发布", paragraphs=(f"{CANARY}飞了。",)).article
    taken = make_publication(title="撤下的", paragraphs=(f"{CANARY}走了。",)).article
    publishing.withdraw(taken, reason="error", by=None)
    result = search_working(f"“{CANARY}”")
    assert {hit.article for hit in result.hits} == {draft, review, out, taken}
    assert result.hits[0].article == review  # in the title
    assert all(any(is_marked for _, is_marked in [*hit.title.parts(), *hit.passage.parts()]) for hit in result.hits)
    assert {each.value: each.count for each in result.stages} == dict.fromkeys(
        [Stage.DRAFT, Stage.SECOND_REVIEW, Stage.RELEASED, Stage.WITHDRAWN], 1
    )
    assert [hit.publication.article for hit in search(f"“{CANARY}”").hits] == [out]
    # What is public as it stands needs no second copy of its words.
    assert not WorkingDocument.objects.filter(article=out).exists()


def test_a_released_text_is_found_by_what_was_typed_since_and_no_longer_by_what_went():
    article = make_publication(title="改动", paragraphs=(f"原来写{CANARY}。",)).article
    article.body[0]["text"] = "现在写白鹇。"
    article.lock_version += 1
    article.save()
    note(article)
    assert found("白鹇") == [article]
    assert found(CANARY) == []
    assert search("白鹇").total == 0
    assert search(CANARY).total == 1
    publishing.release(article, by=None)
    assert found("白鹇") == [article]
    assert not WorkingDocument.objects.exists()


def test_the_language_and_the_narrowing():
    column, page = make_column(name="工作研究"), make_page()
    one = make_article(title="林区", paragraphs=(f"{CANARY} DEETS 22.5%。",), column=column, page=page, position=1)
    other = make_publication(title="草地", paragraphs=(f"{CANARY}与白鹇。",), column=column).article
    assert found(f"{CANARY} -白鹇") == [one]
    assert found("DEET") == []
    assert found("“DEET” 22.5%") == [one]
    assert set(found(f"栏目:工作研究 {CANARY}")) == {one, other}
    assert set(found("标题:林区 OR 标题:草")) == {one, other}
    assert found(CANARY, stage=Stage.RELEASED) == [other]
    assert found(CANARY, issue=page.issue.pk) == [one]
    result = search_working(CANARY, Wanted(column=column.pk))
    assert [(each.label, each.count) for each in result.columns] == [("工作研究", 2)]
    assert result.total == 2


def test_what_was_loaded_in_bulk_is_read_in_steps(monkeypatch):
    Article.objects.bulk_create(Article(title=f"第{n}篇", public_id=f"bulk{n}") for n in range(3))
    assert refresh(2) == 2
    assert refresh(MOST_READ) == 1
    assert refresh() == 0
    assert search_working("第1篇").waiting == 0


def test_only_those_who_may_see_articles_search_them(account, django_user_model):
    make_article(title="未发布的", paragraphs=(f"山上有{CANARY}。",))
    address = f"/admin/articles/article/full-text/?q={CANARY}"
    client, editor = Client(), account("editor")
    client.force_login(editor)
    shown = client.get(address).content.decode()
    assert f"<mark>{CANARY}</mark>" in shown
    assert "找到 1 篇" in shown
    nobody = django_user_model.objects.create_user("guest", password=None, is_staff=True)
    client.force_login(nobody)
    refused = client.get(address)
    assert refused.status_code == 403
    assert "山上有" not in refused.content.decode()
    assert Client().get(address).status_code == 302
    client.force_login(editor)
    for wrong in ("stage=x", "column=abc", "issue=99999999999999999999", "page=0", "page=x"):
        assert client.get(f"{address}&{wrong}").status_code == 200
    assert client.get("/admin/articles/article/full-text/").status_code == 200
