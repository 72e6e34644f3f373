"""Who may do what at the desk: every role against every step, with something that could leak or change."""

import pytest
from django.urls import reverse

from articles import revisions
from articles.choices import RevisionReason, Stage
from articles.models import Article, Publication, Tag, User
from tests.admin.conftest import form_data
from tests.factories import make_article, make_page, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CANARY = "金丝雀稿件独有词"
ROLES = ("editor", "first_reviewer", "second_reviewer", "final_reviewer", "administrator")


def name(step, pk):
    return reverse(f"admin:{step}", args=[pk])


def may(role, *roles):
    return role == "administrator" or role in roles


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.alike
@pytest.mark.twice
def test_publishing(desk, role):
    draft = make_article(CANARY, page=make_page())
    page = desk(role).get(name("articles_article_change", draft.pk)).content.decode()
    allowed = may(role, "first_reviewer", "second_reviewer", "final_reviewer")
    assert ('name="_publish"' in page) is allowed
    assert CANARY in page
    ways = [
        ("publish_article", draft.pk),
        ("publish_page", draft.page.pk),
        ("publish_issue", draft.page.issue.pk),
    ]
    for step, pk in ways:
        Publication.objects.all().delete()
        Article.objects.update(stage=Stage.DRAFT)
        response = desk(role).post(name(step, pk))
        assert response.status_code == (302 if allowed else 403), step
        assert Publication.objects.exists() is allowed, step
        asked = 405 if step == "publish_article" else 200 if allowed else 403  # a page or an issue is asked about
        assert desk(role).get(name(step, pk)).status_code == asked, step


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.alike
def test_publishing_through_the_form_or_the_list(desk, role):
    draft = make_article(CANARY, page=make_page())
    revisions.freeze(draft, reason=RevisionReason.SAVED, by=None)  # somebody else's words
    allowed = may(role, "first_reviewer", "second_reviewer", "final_reviewer")
    desk(role).post(name("articles_article_change", draft.pk), form_data(draft) | {"_publish": ""})
    assert Publication.objects.exists() is allowed
    Publication.objects.all().delete()
    Article.objects.update(stage=Stage.DRAFT)
    data = {"action": "publish_chosen", "_selected_action": [draft.pk], "index": 0}
    desk(role).post(reverse("admin:articles_article_changelist"), data)
    assert Publication.objects.exists() is allowed


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.alike
def test_correcting(desk, role):
    article = make_article(CANARY, release=True)
    allowed = may(role, "second_reviewer", "final_reviewer")
    address = name("correct_article", article.pk)
    page = desk(role).get(name("articles_article_change", article.pk)).content.decode()
    assert (address in page) is allowed
    assert desk(role).get(address).status_code == (200 if allowed else 403)
    assert desk(role).post(address, {"text": "第三段有误。"}).status_code == (302 if allowed else 403)
    assert article.corrections.exists() is allowed


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.alike
def test_withdrawing(desk, role):
    article = make_article(CANARY, release=True)
    allowed = may(role, "final_reviewer")
    address = name("withdraw_article", article.pk)
    page = desk(role).get(name("articles_article_change", article.pk)).content.decode()
    assert (address in page) is allowed
    assert desk(role).get(address).status_code == (200 if allowed else 403)
    assert desk(role).post(address, {"reason": "error"}).status_code == (302 if allowed else 403)
    article.publication.refresh_from_db()
    assert (article.publication.withdrawn_at is not None) is allowed


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.alike
def test_merging_tags(desk, role):
    source, into = make_tag("甲"), make_tag("乙")
    allowed = may(role, "second_reviewer", "final_reviewer")
    address = name("merge_tag", source.pk)
    page = desk(role).get(name("articles_tag_change", source.pk)).content.decode()
    assert (address in page) is allowed
    assert desk(role).post(address, {"into": "乙"}).status_code == (302 if allowed else 403)
    assert (Tag.objects.get(pk=source.pk).merged_into == into) is allowed


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.alike
@pytest.mark.twice
def test_deleting_articles(desk, role):
    draft, public = make_article(CANARY), make_article("公开的", release=True)
    desk("editor").post(name("articles_article_change", draft.pk), form_data(draft, title="有历史的草稿"))
    allowed = may(role, "final_reviewer")
    assert desk(role).post(name("articles_article_delete", public.pk), {"post": "yes"}).status_code == 403
    response = desk(role).post(name("articles_article_delete", draft.pk), {"post": "yes"})
    assert response.status_code == (302 if allowed else 403)
    assert Article.objects.filter(pk=draft.pk).exists() is not allowed
    assert Article.objects.filter(pk=public.pk).exists()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.alike
def test_every_list_and_form_opens_or_refuses(desk, role):
    home = desk(role).get(reverse("admin:index")).content.decode()
    for model in ("article", "issue", "page", "column", "author", "tag", "image", "user"):
        readable = model != "user" or role == "administrator"
        writable = readable and (model != "column" or role != "editor")
        listed, added = (reverse(f"admin:articles_{model}_{step}") for step in ("changelist", "add"))
        assert desk(role).get(listed).status_code == (200 if readable else 403), model
        assert desk(role).get(added).status_code == (200 if writable else 403), model
        assert (listed in home) is (readable and model != "page"), model


def test_an_account_without_a_role_sees_nothing(client):
    make_article(CANARY, page=make_page())
    user = User.objects.create_user("nobody", password="mima-mima-mima", is_staff=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    home = client.get(reverse("admin:index"))
    assert home.status_code == 200
    assert CANARY not in home.content.decode()
    assert client.get(reverse("admin:articles_article_changelist")).status_code == 403
    assert client.get(name("articles_article_history", 1)).status_code in (403, 404)
    assert client.get(reverse("admin:lookup_authors"), {"q": "a"}).status_code == 403


def test_a_visitor_is_sent_to_the_login(client):
    article = make_article(CANARY)
    for address in (
        reverse("admin:index"), name("articles_article_change", article.pk), name("withdraw_article", article.pk),
        name("merge_tag", 1), reverse("admin:lookup_suggest"), name("articles_article_history", article.pk),
    ):  # fmt: skip
        response = client.get(address)
        assert response.status_code == 302
        assert "/admin/login/" in response.url


def test_an_editor_cannot_raise_himself(desk):
    editor = desk("editor")
    user = User.objects.get(username="editor")
    response = editor.post(name("articles_user_change", user.pk), {"username": "editor", "is_superuser": "on"})
    assert response.status_code == 403
    user.refresh_from_db()
    assert not user.is_superuser
