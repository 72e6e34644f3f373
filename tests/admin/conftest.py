"""What the tests of the desk share: signed-in clients, and the article form filled in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from articles.models import Article


@pytest.fixture
def desk(account) -> Callable[[str], Client]:
    """A client signed in with a role: ``desk("editor")``."""
    made: dict[str, Client] = {}

    def sign_in(role: str) -> Client:
        if role not in made:
            made[role] = Client()
            made[role].force_login(account(role), backend="django.contrib.auth.backends.ModelBackend")
        return made[role]

    return sign_in


def rows(prefix: str, given: list[dict[str, Any]], initial: int = 0) -> dict[str, Any]:
    """The management form and the fields of a set of rows."""
    data: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(given):
        data |= {f"{prefix}-{number}-{name}": value for name, value in {"ORDER": number + 1, **row}.items()}
    return data


def form_data(article: Article | None = None, *, by=None, st=None, pq=None, **fields) -> dict[str, Any]:
    """What a browser would send: the article as the form shows it, with ``fields`` and rows changed."""
    from articles.admin.article_form import ArticleEntryForm  # Django is not set up when this module loads

    form = ArticleEntryForm(None, article=article)
    data = {name: "" if value is None else value for name, value in form.form.initial.items()}
    for name in form.form.fields:
        data.setdefault(name, "")
    data |= {"column": getattr(data["column"], "pk", data["column"])}
    for prefix, part, given in (("by", form.byline, by), ("st", form.statements, st), ("pq", form.quotes, pq)):
        shown = [dict(row) for row in part.initial or []]
        data |= rows(prefix, shown if given is None else given, initial=len(shown))
    return data | fields
