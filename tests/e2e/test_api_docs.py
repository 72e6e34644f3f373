"""The page to browse the API's document in a real browser, under the strict content policy."""


def test_the_document_can_be_browsed(new_page, live):
    page = new_page(1440)
    page.goto(f"{live.url}/api/v1/docs/")
    page.get_by_text("文章列表").first.wait_for()
    page.get_by_text("文章列表").first.click()
    page.get_by_text("updated_since").first.wait_for()
    assert page.evaluate("getComputedStyle(document.querySelector('.opblock')).borderRadius") != "0px"
