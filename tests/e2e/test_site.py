"""The readers' pages in a real browser: accessible, readable without script, never wider than the window."""

import io

import pytest
from django.core.management import call_command

from articles import publishing
from articles.choices import ArticleKind, WithdrawalReason
from articles.models import Author, Publication
from tests.e2e.browser import WIDTHS, assert_no_axe_violations
from tests.factories import make_image


@pytest.fixture
def sample(transactional_db) -> list[str]:
    """The sample issues, and the addresses of one page of each type."""
    call_command("load_sample", stdout=io.StringIO())
    kinds = [Publication.objects.visible().filter(kind=kind).newest_first().first() for kind in ArticleKind.values]
    articles = [each.card["url"] for each in kinds if each]
    withdrawn = Publication.objects.visible().order_by("date").first()
    publishing.withdraw(withdrawn.article, reason=WithdrawalReason.ERROR, by=None)
    shown = Publication.objects.visible().filter(column__isnull=False).newest_first().first()
    return [
        "/",
        "/issues/",
        shown.issue.get_absolute_url(),
        shown.page.get_absolute_url(),
        *articles,
        articles[0] + "large/",
        withdrawn.card["url"],
        "/columns/",
        shown.column.get_absolute_url(),
        "/authors/",
        Author.objects.filter(name="沈维中").first().get_absolute_url(),
        "/tags/",
        shown.tags.first().get_absolute_url(),
        "/quotes/",
        shown.quotes.first().card["url"],
        "/corrections/",
        "/search/",
        "/search/?q=技能",
        "/search/?q=绿色机能&from=2025-99-99",
        "/search/?q=量子纠缠",
        "/zh-hant/",
        "/zh-hant" + articles[0],
        "/nothing-here/",
    ]


def test_every_page_type_is_accessible(sample, page):
    for url in sample:
        page.goto(url)
        assert_no_axe_violations(page, also=WIDTHS[:2], dark=True)


def test_the_page_map_lights_both_ways(sample, new_page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    article = Publication.objects.visible().filter(page__isnull=False).newest_first().first().article
    article.page.image = make_image()
    article.page.save()
    for number, each in enumerate(article.page.articles.order_by("position")):
        top = number / 10
        each.region = [[0.1, top], [0.9, top], [0.9, top + 0.09], [0.1, top + 0.09]]
        each.save()
    for width in WIDTHS:
        page = new_page(width)
        page.goto(article.page.get_absolute_url())
        assert page.locator(".sheet img").evaluate("each => each.naturalWidth") > 0
        assert_no_axe_violations(page)
        clear = page.locator(".r2 polygon").evaluate("each => getComputedStyle(each).fill")
        page.locator(".k2").hover()
        assert page.locator(".r2 polygon").evaluate("each => getComputedStyle(each).fill") != clear
        target = page.locator(".r2").get_attribute("href")
        page.locator(".r2").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{target}")


def test_reading_needs_no_script(sample, new_page):
    for width in (360, 1440):
        page = new_page(width, java_script_enabled=False)
        page.goto("/")
        if width == 360:
            page.locator(".drawer summary").click()
        page.locator(".drawer a" if width == 360 else ".nav a", has_text="往期").click()
        assert page.locator("h1").inner_text() == "往期"
        page.locator(".month h2 a").first.click()
        page.locator(".keys a").first.click()
        assert page.locator(".prose p").count() > 3


def test_searching_needs_no_script(sample, new_page):
    for width in (360, 768, 1440):
        page = new_page(width, java_script_enabled=False)
        page.goto("/issues/")
        if width == 360:
            page.locator(".mast__find").click()
        page.locator("#q" if width == 360 else "#q-top").fill("技能")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=*")
        assert page.locator(".hits > li").count() >= 2
        if width < 960:
            page.locator(".facets > summary").click()
        page.locator(".facet a", has_text="热点思考").click()
        page.wait_for_url("**column=*")
        assert {each.inner_text() for each in page.locator(".hits .meta b").all()} == {"热点思考"}


def test_keyboard_and_large_print(sample, new_page):
    page = new_page(360)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.goto(next(url for url in sample if url.endswith("/large/")))
    size = page.locator(".prose p").first.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    assert size >= 24
