"""The readers' pages in a real browser: accessible, readable without script, never wider than the window."""

import io
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.urls import reverse

from articles import publishing
from articles.choices import ArticleKind, WithdrawalReason
from articles.models import Author, Publication
from articles.sample import loading
from tests.e2e.browser import WIDTHS, assert_no_axe_violations
from tests.factories import make_article, make_author, make_image, make_page


@pytest.fixture
def sample(transactional_db, monkeypatch) -> list[str]:
    """The sample issues, and the addresses of one page of each type."""
    monkeypatch.setattr(loading, "make_sizes", lambda image: [])
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
        shown.issue.get_absolute_url() + "whole/",
        "/series/",
        reverse("public:series", args=[shown.page.banner]),
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
        "/about/",
        "/search/",
        "/search/?q=技能",
        "/search/?q=绿色机能&from=2025-99-99",
        "/search/?q=量子纠缠",
        "/zh-hant/",
        "/zh-hant" + articles[0],
        "/nothing-here/",
    ]


@pytest.mark.timeout(900)  # thirty pages, each judged four times
def test_every_page_type_is_accessible(sample, page):
    for url in sample:
        page.goto(url)
        assert_no_axe_violations(page, also=(360,), dark=True)


def test_the_page_map_lights_both_ways(new_page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sheet = make_page(image=make_image())
    for number in range(3):
        top = number / 10
        region = [[0.1, top], [0.9, top], [0.9, top + 0.09], [0.1, top + 0.09]]
        make_article(page=sheet, region=region, release=True)
    page = new_page(1440)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(sheet.get_absolute_url())
        assert page.locator(".sheet img").evaluate("each => each.naturalWidth") > 0
        clear = page.locator(".r2 polygon").evaluate("each => getComputedStyle(each).fill")
        page.locator(".k2").hover()
        assert page.locator(".r2 polygon").evaluate("each => getComputedStyle(each).fill") != clear
        target = page.locator(".r2").get_attribute("href")
        page.locator(".r2").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{target}")
    page.goto(target)
    assert page.locator(".locator polygon").is_visible()
    assert not page.locator(".cite__map").is_visible()
    page.set_viewport_size({"width": 360, "height": 900})
    assert page.locator(".cite__map polygon").is_visible()
    page.goto(sheet.get_absolute_url())
    assert_no_axe_violations(page, also=(360,))


def test_regions_are_drawn_with_the_mouse(page, account, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sheet = make_page(image=make_image())
    rectangle, ell = (make_article(page=sheet, release=True) for _ in range(2))
    sign_in(page, account("first_reviewer"))
    page.goto(f"/admin/articles/page/{sheet.pk}/change/")
    with page.expect_navigation():  # until the picture stands in its place
        page.click("text=画热区")
    box = page.locator("[data-sheet] svg").bounding_box()

    def at(x, y):
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    page.mouse.move(*at(0.1, 0.1))
    page.mouse.down()
    page.mouse.move(*at(0.9, 0.3))
    page.mouse.up()
    for corner in ((0.1, 0.4), (0.9, 0.4), (0.9, 0.6), (0.5, 0.6), (0.5, 0.5), (0.1, 0.5), (0.1, 0.4)):
        page.mouse.click(*at(*corner))
    assert_no_axe_violations(page, also=(360,), dark=True)
    with page.expect_navigation():
        page.click("text=保存热区")
    rectangle.refresh_from_db()
    ell.refresh_from_db()
    assert [[round(x, 1), round(y, 1)] for x, y in rectangle.region] == [[0.1, 0.1], [0.9, 0.1], [0.9, 0.3], [0.1, 0.3]]
    assert [[round(x, 1), round(y, 1)] for x, y in ell.region] == [
        [0.1, 0.4], [0.9, 0.4], [0.9, 0.6], [0.5, 0.6], [0.5, 0.5], [0.1, 0.5]
    ]  # fmt: skip


def test_reading_and_searching_need_no_script(sample, new_page):
    for width in WIDTHS:
        page = new_page(width, java_script_enabled=False)
        page.goto("/")
        if width == 360:
            page.locator(".drawer summary").click()
        page.locator(".drawer a" if width == 360 else ".nav a", has_text="往期").click()
        page.wait_for_url("**/issues/")
        assert page.locator("h1").inner_text() == "往期"
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
        page.locator(".hits h2 a").first.click()
        page.wait_for_url("**/articles/*/")
        assert page.locator(".prose p").count() > 3
        assert page.locator(".aloud").is_hidden()
    page.goto(next(url for url in sample if url.endswith("/large/")))
    words = page.locator(".prose p").first
    assert words.evaluate("element => parseFloat(getComputedStyle(element).fontSize)") >= 24
    lines = words.evaluate("element => parseFloat(getComputedStyle(element).lineHeight)")
    page.get_by_label("最宽").check()
    assert words.evaluate("element => parseFloat(getComputedStyle(element).lineHeight)") > lines


SPOKEN = """
    window.spoken = [];
    Object.defineProperty(window, "speechSynthesis", {value: {
        speak: each => { window.spoken.push(each.text); window.current = each; },
        cancel() {}, pause() {}, resume() {},
    }});
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    navigator.clipboard.writeText = async text => { window.copied = text; };
"""


def test_suggestions_sentence_links_and_reading_aloud(new_page):
    first, second = "第一段写明缘由，说清楚从哪里来。", "他说：“这是第二句！”又说了第三句。"
    writer = make_author("沈维中")
    article = make_article(paragraphs=(first, second), authors=(writer,), release=True)
    page = new_page()
    page.clock.install()  # it goes on as it does, but for where it is put forward
    page.add_init_script(SPOKEN)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    box = page.locator("#q-top")
    box.press_sequentially("swz")
    page.get_by_role("option").first.wait_for()
    assert_no_axe_violations(page)
    page.keyboard.press("ArrowDown")
    assert page.locator("[aria-selected=true]").inner_text().endswith("沈维中")
    assert box.get_attribute("aria-activedescendant") == page.locator("[aria-selected=true]").get_attribute("id")
    page.keyboard.press("Escape")
    assert page.get_by_role("option").count() == 0
    box.press_sequentially("h")
    box.press("Backspace")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{writer.get_absolute_url()}")

    page.goto(article.get_absolute_url())
    page.get_by_role("button", name="朗读").click()
    for _ in range(3):
        page.evaluate("window.current.onend()")
    assert page.evaluate("window.spoken") == [first, "他说：“这是第二句！”", "又说了第三句。"]
    assert page.get_by_role("button", name="停止朗读").count() == 0
    page.goto(f"/zh-hant{article.get_absolute_url()}")
    assert page.locator("[data-read-aloud] button").first.inner_text() == "朗讀"
    page.goto(article.get_absolute_url())

    page.evaluate(
        """() => {
            const text = document.querySelectorAll("[data-readable] p")[1].firstChild;
            document.getSelection().setBaseAndExtent(text, 4, text, 9);
        }"""
    )
    page.get_by_role("button", name="复制这句的链接").click()
    block = article.body[1]["id"]
    address = unquote(page.evaluate("window.copied"))
    assert address.endswith(f"{article.get_absolute_url()}#{block}:~:text=这是第二句")
    page.goto(f"{article.get_absolute_url()}#{block}")  # what a browser without text fragments makes of it
    assert page.locator(":target").inner_text() == second

    page.evaluate(
        """() => addEventListener("copy", (event) => {
            window.taken = Object.fromEntries([...event.clipboardData.types].map((type) => [type, event.clipboardData.getData(type)]));
        })"""
    )
    for label, kind, begins in (
        ("复制引文", "text/plain", "沈维中"),
        ("复制全文", "text/plain", article.title),
        ("复制到公众号", "text/html", "<"),
    ):
        page.get_by_role("button", name=label).click()
        page.get_by_role("button", name="已复制", exact=True).wait_for()
        copied = page.evaluate("(kind) => window.taken[kind]", kind)
        assert copied.startswith(begins)
        assert (label == "复制引文") or (first in copied and "<script" not in copied)
        page.clock.fast_forward(3_000)
        page.get_by_role("button", name="已复制", exact=True).wait_for(state="detached")
