"""Publishing, correcting, withdrawing, merging: what the desk says and what then is so."""

import pytest
from django.urls import reverse

from articles.choices import Stage
from articles.models import Article, Change, Publication, RetiredSlug, Tag, TagSynonym
from articles.tagging import merge_tags
from tests.factories import make_article, make_column, make_page, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def words(response):
    return [str(message) for message in response.context["messages"]]


def post(client, step, pk, data=None):
    return client.post(reverse(f"admin:{step}", args=[pk]), data or {}, follow=True)


def test_a_page_with_an_untitled_article_is_not_published_at_all(desk):
    page = make_page()
    make_article("好的一篇", page=page)
    untitled = make_article("x", page=page)
    Article.objects.filter(pk=untitled.pk).update(title="")
    response = post(desk("final_reviewer"), "publish_page", page.pk)
    assert "没有发布任何稿件" in words(response)[0]
    assert not Publication.objects.exists()


@pytest.mark.twice
def test_the_list_publishes_all_or_none(desk):
    page = make_page()
    good, bad = make_article("好的一篇", page=page), make_article("要撤标题的", page=page)
    Article.objects.filter(pk=bad.pk).update(title="")
    address = reverse("admin:articles_article_changelist")
    data = {"action": "publish_chosen", "_selected_action": [good.pk, bad.pk], "index": 0}
    response = desk("final_reviewer").post(address, data, follow=True)
    assert "缺少标题" in words(response)[0]
    assert not Publication.objects.exists()
    Article.objects.filter(pk=bad.pk).update(title="补上了")
    assert words(desk("final_reviewer").post(address, data, follow=True)) == ["已发布 2 篇。"]
    again = desk("final_reviewer").post(address, data, follow=True)
    assert words(again) == ["所选稿件都已发布，没有新的改动。"]
    assert set(Publication.objects.values_list("version", flat=True)) == {1}


def test_a_withdrawn_article_does_not_come_back_in_bulk(desk):
    article = make_article(release=True)
    post(desk("final_reviewer"), "withdraw_article", article.pk, {"reason": "error"})
    data = {"action": "publish_chosen", "_selected_action": [article.pk], "index": 0}
    response = desk("final_reviewer").post(reverse("admin:articles_article_changelist"), data, follow=True)
    assert "已经撤稿" in words(response)[0]
    article.refresh_from_db()
    assert article.stage == Stage.WITHDRAWN


@pytest.mark.parametrize("data", [{}, {"reason": ""}, {"reason": "whim"}])
def test_a_withdrawal_needs_a_reason(desk, data):
    article = make_article(release=True)
    response = post(desk("final_reviewer"), "withdraw_article", article.pk, data)
    assert response.status_code == 200
    article.publication.refresh_from_db()
    assert article.publication.withdrawn_at is None


def test_a_correction_needs_words(desk):
    article = make_article(release=True)
    response = post(desk("final_reviewer"), "correct_article", article.pk, {"text": " \x00 "})
    assert "请写明更正的内容" in response.content.decode()
    assert not article.corrections.exists()


def test_a_draft_can_be_neither_corrected_nor_withdrawn(desk):
    article = make_article()
    for step in ("correct_article", "withdraw_article"):
        assert "没有公开发布" in words(post(desk("final_reviewer"), step, article.pk))[0]


def test_a_button_leads_back_only_within_the_desk(desk):
    article = make_article()
    address = reverse("admin:publish_article", args=[article.pk])
    response = desk("final_reviewer").post(address, {"next": "https://example.com/"})
    assert response.url.startswith("/admin/")


# --- names that readers see ----------------------------------------------------------------------------


@pytest.mark.twice
def test_renaming_a_column_reaches_the_readers(desk):
    column = make_column("热点思考")
    publication = make_article(column=column, release=True).publication
    data = {"name": "热点观察", "slug": column.slug, "order": 1, "is_active": "on"}
    data |= {"aliases-TOTAL_FORMS": 1, "aliases-INITIAL_FORMS": 0, "aliases-0-name": "热点思考"}
    response = post(desk("first_reviewer"), "articles_column_change", column.pk, data)
    assert any("1 篇" in message for message in words(response))
    publication.refresh_from_db()
    assert publication.card["column"]["name"] == "热点观察"
    assert publication.version == 2


@pytest.mark.twice
def test_a_thing_in_use_is_not_deleted(desk):
    column = make_column("热点思考")
    article = make_article(column=column, page=make_page())
    for step, pk in (
        ("articles_column_delete", column.pk),
        ("articles_page_delete", article.page.pk),
        ("articles_issue_delete", article.page.issue.pk),
    ):
        response = post(desk("administrator"), step, pk, {"post": "yes"})
        assert response.status_code == 200
        assert "不能删除" in response.content.decode()
    assert Article.objects.get().column == column


# --- the names of tags ---------------------------------------------------------------------------------


def tag_data(name, *synonyms, tag=None):
    kept = list(tag.synonyms.all()) if tag else []
    rows = {"synonyms-TOTAL_FORMS": len(kept) + len(synonyms), "synonyms-INITIAL_FORMS": len(kept)}
    for n, row in enumerate([*kept, *synonyms]):
        stored = {"id": row.pk, "tag": tag.pk, "name": row.name} if row in kept else {"name": row}
        rows |= {f"synonyms-{n}-{key}": value for key, value in stored.items()}
    return {"name": name, "slug": tag.slug if tag else "", **rows}


@pytest.mark.parametrize(
    ("name", "synonyms", "says"),
    [
        ("智能化", (), "“智能化”是标签“数字化”的同义词"),
        ("ＡＩ", (), "“ＡＩ”是标签“数字化”的同义词"),
        ("數字化", (), "已有标签“数字化”"),
        ("新标签", ("数字化",), "已有标签“数字化”"),
        ("新标签", ("ai",), "“ai”是标签“数字化”的同义词"),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_a_word_means_one_tag(desk, name, synonyms, says, is_new):
    known = make_tag("数字化")
    TagSynonym.objects.bulk_create(TagSynonym(tag=known, name=word) for word in ("智能化", "AI"))
    tag = None if is_new else make_tag("新标签")
    address = reverse("admin:articles_tag_add") if is_new else reverse("admin:articles_tag_change", args=[tag.pk])
    response = desk("final_reviewer").post(address, tag_data(name, *synonyms, tag=tag))
    assert response.status_code == 200
    assert says in response.content.decode()
    assert (Tag.objects.count(), TagSynonym.objects.count()) == (1 if is_new else 2, 2)


def test_a_tag_with_those_merged_into_it_is_saved_as_it_is(desk):
    old, new = make_tag("智能化"), make_tag("数字化")
    merge_tags(old, new, by=None)
    client = desk("final_reviewer")
    for tag in (old, new):
        tag.refresh_from_db()
        data = tag_data(tag.name, tag=tag) | {"description": "写明"}
        assert client.post(reverse("admin:articles_tag_change", args=[tag.pk]), data).status_code == 302
    new.synonyms.all().delete()
    data = tag_data("数字经济", "智能化", tag=new)  # renamed, and the merged one's name put back
    assert client.post(reverse("admin:articles_tag_change", args=[new.pk]), data).status_code == 302
    assert [row.name for row in new.synonyms.all()] == ["智能化"]


# --- merging tags --------------------------------------------------------------------------------------


@pytest.mark.twice
def test_merging_moves_articles_publications_and_words():
    old, new = make_tag("灵活就业", slug="linghuo"), make_tag("新就业形态", slug="xinjiuye")
    TagSynonym.objects.create(tag=old, name="零工")
    earlier = make_tag("更早的", merged_into=old)
    public, draft = make_article(tags=(old,), release=True), make_article(tags=(old, new))
    feed = Change.objects.count()
    assert merge_tags(old, new, by=None) == new
    for article in (public, draft):
        assert list(article.tags.all()) == [new]
    publication = Publication.objects.get()
    assert list(publication.tags.all()) == [new]
    assert [tag["slug"] for tag in publication.card["tags"]] == ["xinjiuye"]
    assert Change.objects.count() == feed + 1
    old.refresh_from_db()
    earlier.refresh_from_db()
    assert old.merged_into == new
    assert earlier.merged_into == new
    assert set(new.synonyms.values_list("name", flat=True)) == {"灵活就业", "零工"}


def test_a_merged_tags_address_redirects(client):
    old, new = make_tag("灵活就业", slug="linghuo"), make_tag("新就业形态", slug="xinjiuye")
    make_article(tags=(old,), release=True)
    merge_tags(old, new, by=None)
    assert not RetiredSlug.objects.exists()
    response = client.get("/tags/linghuo/")
    assert response.status_code == 301
    assert response.url == "/tags/xinjiuye/"


@pytest.mark.parametrize(
    ("into", "says"),
    [("没有的", "没有标签“没有的”"), ("甲", "不能把标签并入它自己"), ("丙", "已经并入别的标签"), ("", "请填写")],
)
def test_a_merge_that_makes_no_sense_is_told(desk, into, says):
    source, target = make_tag("甲"), make_tag("乙")
    make_tag("丙", merged_into=target)
    response = post(desk("final_reviewer"), "merge_tag", source.pk, {"into": into})
    assert says in response.content.decode()
    assert Tag.objects.get(pk=source.pk).merged_into is None


def test_a_synonym_names_its_tag_when_merging(desk):
    source, target = make_tag("甲"), make_tag("乙")
    TagSynonym.objects.create(tag=target, name="乙的别名")
    post(desk("final_reviewer"), "merge_tag", source.pk, {"into": "乙的别名"})
    assert Tag.objects.get(pk=source.pk).merged_into == target
