"""Every address of the desk, as the resolver has them, asked by who may and by who may not."""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from articles.models import Article, User
from tests.factories import make_article, make_author, make_column, make_issue, make_page, make_tag

pytestmark = pytest.mark.django_db
CANARY = "金丝雀稿件独有词"
OPEN = {
    "/admin/login/",
    "/admin/logout/",
    "/admin/articles/article/writing/sign/",
    "/admin/jsi18n/",
    "/admin/password_change/",
}


def addresses(patterns, before=""):
    """Each pattern with 1 or a word in the place of what it takes."""
    for pattern in patterns:
        text = before + str(pattern.pattern).lstrip("^")
        if not isinstance(pattern, URLPattern):
            yield from addresses(pattern.url_patterns, text)
            continue
        while "<" in text:
            start, end = text.index("<"), text.index(">")
            text = text[:start] + "1" + text[end + 1 :]
        if "(" not in text and "$" not in text:
            yield f"/{text}"


ASKED = [each for each in addresses(get_resolver().url_patterns) if each.startswith("/admin/")]


@pytest.fixture
def hidden():
    article = make_article(
        CANARY, pk=1, page=make_page(make_issue(pk=1), name=CANARY, pk=1), column=make_column(CANARY, pk=1),
        authors=(make_author(CANARY, pk=1),), tags=(make_tag(CANARY, pk=1),), quotes=("第一段",), summary=CANARY,
    )  # fmt: skip
    assert Article.objects.filter(pk=1).exists()
    return article


@pytest.mark.parametrize("who", ["stranger", "without rights"])
def test_nothing_is_shown_or_done(hidden, who):
    client = Client(raise_request_exception=False)
    if who != "stranger":
        user = User.objects.create_user("nobody", password=None, is_staff=True)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    before = (Article.objects.values().get(), User.objects.count())
    for address in ASKED:
        for method in ("get", "post"):
            response = getattr(client, method)(address)
            assert response.status_code < 500, (method, address)
            assert CANARY not in response.content.decode(errors="replace"), (method, address)
            if who == "stranger" and address not in OPEN:
                assert response.status_code != 200, (method, address)
    assert (Article.objects.values().get(), User.objects.count()) == before


@pytest.mark.postgresql
def test_every_screen_opens_for_who_may_see_it(hidden, desk):
    """What each asks of PostgreSQL. On SQLite the tests of the screens open them, of which many are marked once."""
    client = desk("administrator")
    client.raise_request_exception = False
    answers = {address: client.get(address).status_code for address in ASKED if "logout" not in address}
    assert len(answers) > 100
    assert {address: status for address, status in answers.items() if status >= 500} == {}
    assert [*answers.values()].count(200) > 60
