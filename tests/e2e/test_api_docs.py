"""The page to browse the API's document in a real browser, under the strict content policy."""

from axe_playwright_python.base import AXE_SCRIPT

from tests.e2e.browser import assert_readable


def test_the_document_can_be_browsed_and_read(new_page, live):
    """Swagger's own colours are too pale: the states that a partner sees are judged, and under a dark scheme too."""
    page = new_page(1440)
    page.goto(f"{live.url}/api/v1/docs/")
    page.get_by_text("文章列表").first.wait_for()
    page.evaluate(AXE_SCRIPT)
    assert_readable(page)
    page.emulate_media(color_scheme="dark")
    assert_readable(page)
    page.get_by_text("文章列表").first.click()
    page.get_by_text("updated_since").first.wait_for()
    assert page.evaluate("getComputedStyle(document.querySelector('.opblock')).borderRadius") != "0px"
    palest = page.locator(".opblock-patch").first
    palest.locator(".opblock-summary-control").click()
    palest.locator(".responses-wrapper").wait_for()
    page.get_by_role("button", name="试一试").first.click()
    page.get_by_role("button", name="发送").first.wait_for()
    assert_readable(page)
    page.get_by_role("button", name="取消").first.wait_for()
    page.locator(".models h4 button").click()
    page.locator(".models .json-schema-2020-12-expand-deep-button").nth(1).click()
    page.locator(".json-schema-2020-12__constraint--string").first.wait_for()
    assert_readable(page)
    page.locator(".btn.authorize").first.click()
    page.locator(".auth-container input").first.wait_for()
    assert_readable(page)
