"""The proofreading panel of the article form: to the place, mended, ignored, restored."""

from playwright.sync_api import expect

from tests.e2e.browser import assert_no_axe_violations
from tests.factories import make_article, make_page

FIRST = "各地要再接再励，把技能培训办到车间里。"
SECOND = "工人们在在车间里学，也在车间里用。"


def selected(page) -> str:
    return page.evaluate("getSelection().toString()")


def test_a_finding_is_visited_mended_ignored_and_restored(page, new_page, account, sign_in):
    editor = account("editor")
    article = make_article("技能成才之路", page=make_page(), paragraphs=(FIRST, SECOND))
    address = f"/admin/articles/article/{article.pk}/change/"
    sign_in(page, editor)
    page.goto(address)
    panel = page.locator("[data-panel-checks]")
    findings = panel.locator("[data-findings] > li")
    expect(panel.get_by_role("button", name="改为“再接再厉”：再接再励")).to_be_visible()
    expect(findings).to_have_count(2)
    assert_no_axe_violations(page)

    panel.locator(".chk__go", has_text="再接再励").click()
    assert selected(page) == "再接再励"
    panel.get_by_role("button", name="改为“再接再厉”：再接再励").click()
    assert page.input_value("[name=body]").startswith("各地要再接再厉，把")
    expect(findings).to_have_count(1)
    page.keyboard.press("Control+z")
    assert page.input_value("[name=body]").startswith("各地要再接再励，把")
    expect(findings).to_have_count(2)

    panel.locator("li", has_text="在在").get_by_role("button", name="忽略").click()
    expect(findings).to_have_count(1)
    expect(panel.locator("[data-off-count]")).to_have_text("1")
    expect(findings.first.get_by_role("button").first).to_be_focused()
    page.reload()  # it is remembered without the form being saved
    expect(findings).to_have_count(1)
    panel.get_by_text("已忽略").click()
    panel.get_by_role("button", name="恢复提示").click()
    expect(findings).to_have_count(2)

    # in the text itself: the house knows the word to be right, and takes that back
    page.locator("#body-editor p", has_text="再接再励").click(position={"x": 150, "y": 12})
    tip = page.locator(".tip--float")
    tip.get_by_role("button", name="此词不再提示").click()
    expect(findings).to_have_count(1)
    panel.get_by_role("button", name="撤销").click()
    expect(findings).to_have_count(2)

    narrow = new_page(768)
    sign_in(narrow, editor)
    narrow.goto(address)
    expect(narrow.locator("[data-findings] .chk__do").first).to_be_visible()
    assert_no_axe_violations(narrow)
