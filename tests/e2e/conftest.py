"""A real browser: Debian's Chromium, driven by playwright, against a live server."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from tests import services
from tests.e2e.browser import FLAGS, Judging

if TYPE_CHECKING:
    from articles.models import User


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    Judging.at_every_width = config.getoption("all")
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not os.access(services.CHROMIUM, os.X_OK):
        services.unavailable("chromium")
    # Playwright's loop runs in this thread from here on, and Django believes to be called from asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=services.CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def live(live_server):
    """The site on a port of its own; ``live.url`` is its address. Rows are committed for real."""
    return live_server


@pytest.fixture
def new_page(browser: Browser, live) -> Iterator[Callable[..., Page]]:
    """Opens pages of a width: ``new_page(360)``. A script error, a blocked or missing
    resource and a server error fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Permissions policy" in message.text:
            complaints.append(message.text)

    def look(response: Response) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            complaints.append(f"{response.status} {response.url}")

    def open_page(width: int = 1440, height: int = 900, **options) -> Page:
        context = browser.new_context(
            base_url=live.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", listen)
        page.on("response", look)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page of 1440 px whose relative addresses lead to the live server."""
    return new_page()


@pytest.fixture
def sign_in(live) -> Callable[[Page, "User"], None]:
    """Signs a page's context in without the form: ``sign_in(page, user)``."""

    def sign(page: Page, user: "User") -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live.url}])

    return sign
