"""What the API's tests share: a caller that knows the base path, and a small archive."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

BASE = "/api/v1/"


class Caller:
    """``api("articles/?q=x")`` answers; ``api.json(...)`` insists on 200; ``api.refused(...)`` on 400."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.key = ""

    def __call__(self, path: str = "", method: str = "GET", **headers: str) -> HttpResponse:
        if path.startswith(settings.SITE_URL):
            path = path.removeprefix(settings.SITE_URL)
        target, _, query = (path if path.startswith("/") else BASE + path).partition("?")
        if self.key:
            headers = {"Authorization": f"Bearer {self.key}", **headers}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, target, QUERY_STRING=query.encode().decode("latin-1"), headers=named)

    def json(self, path: str = "", **headers: str) -> Any:
        response = self(path, **headers)
        assert response.status_code == 200, response.content.decode()
        return json.loads(response.content)

    def results(self, path: str, key: str = "id") -> list[Any]:
        return [item[key] for item in self.json(path)["results"]]

    def problem(self, path: str, status: int, **headers: str) -> Any:
        response = self(path, **headers)
        assert response.status_code == status, response.content.decode()
        assert response["Content-Type"] == "application/problem+json"
        return json.loads(response.content)

    def faults(self, path: str) -> dict[str, str]:
        """Of a 400: which parameter was refused for what."""
        problem = self.problem(path, 400)
        assert problem["code"] == "invalid-parameters"
        return {error["parameter"]: error["code"] for error in problem["errors"]}


@pytest.fixture
def api() -> Caller:
    return Caller()


@pytest.fixture
def keyed(db) -> Callable[..., Caller]:
    """Makes callers with a key: ``keyed("sync", columns=[column], may_reprint=True)``; all columns without any."""
    from articles.models import ApiKey, Partner

    def make(*scopes: str, name: str = "镜像网", columns: Any = None, may_reprint: bool = False) -> Caller:
        partner, is_new = Partner.objects.get_or_create(
            name=name, defaults={"covers_all": columns is None, "may_reprint": may_reprint}
        )
        if is_new:
            partner.columns.set(columns or ())
        caller = Caller()
        _, caller.key = ApiKey.objects.issue(partner, scopes=scopes)
        return caller

    return make


def make_archive(count: int) -> list[Any]:
    """So many publications on one page a day, seven a day."""
    from tests import factories

    column = factories.make_column("工作研究", slug="gongzuo")
    tag = factories.make_tag("产业工人", slug="gongren")
    author = factories.make_author("丁一禾")
    made = []
    for number in range(count):
        if number % 7 == 0:
            issue = factories.make_issue(dt.date(2025, 6, 9) - dt.timedelta(days=number // 7))
            page = factories.make_page(issue, credits=[{"role": "责任编辑", "name": "卢一白"}])
        made.append(
            factories.make_publication(
                page=page, column=column, tags=(tag,), authors=(author,), quotes=("第一段写明缘由",)
            )
        )
    return made


@pytest.fixture
def archive(db) -> Callable[[int], list[Any]]:
    """Makes so many publications and returns them."""
    return make_archive
