"""Ctrl+K, the keyboard sheet and the handbook in a real browser."""

from playwright.sync_api import expect

from tests.e2e.browser import assert_no_axe_violations
from tests.factories import make_article, make_author, make_page


def test_one_box_leads_everywhere_and_lets_input_methods_be(page, account, sign_in):
    paper = make_page()
    make_article("绿色技能怎样养成", page=paper)
    draft = make_article("还没发布的绿色草稿")
    make_author("单伯安")
    sign_in(page, account("editor"))
    page.goto("/admin/articles/tag/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="搜索或执行命令")
    expect(box).to_be_focused()
    chosen = page.locator("#palette [aria-selected=true]")
    expect(chosen).to_contain_text("写新稿")  # without a word: what can be done
    assert_no_axe_violations(page, also=(360,), dark=True)

    # while an input method composes, neither question nor key is taken
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "lvse", "selectionStart": 4, "selectionEnd": 4})
    page.keyboard.press("Enter")
    assert page.url.endswith("/tag/")
    client.send("Input.insertText", {"text": "绿色"})
    options = page.locator("#palette [role=option]")
    expect(options.filter(has_text="绿色技能怎样养成")).to_have_count(1)
    expect(chosen).to_contain_text("还没发布的绿色草稿")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("绿色技能怎样养成")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/article/{draft.pk}/change/")

    # Enter right after typing waits for the answer to what was typed
    page.keyboard.press("Control+k")
    page.keyboard.type("sba")
    page.keyboard.press("Enter")
    page.wait_for_url("**/author/*/change/")
    page.keyboard.press("Control+k")
    page.keyboard.type("6-9 5版")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/issue/{paper.issue_id}/board/#lane-{paper.pk}")

    # every key on one sheet; single keys can be turned off
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="版面安排")).to_be_visible()
    assert_no_axe_violations(page)
    page.click("[data-single-keys]")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).not_to_have_attribute("open", "")
    for address in ("handbook/", "handbook/body-notation/", "keys/", "search/?q=绿色"):
        assert page.goto(f"/admin/{address}").status == 200
        assert_no_axe_violations(page, also=(360,))


def test_a_button_of_the_help_menu_opens_the_sheet(new_page, account, sign_in):
    page = new_page(360, 780)
    sign_in(page, account("editor"))
    page.goto("/admin/")
    page.get_by_role("button", name="帮助").click()
    page.get_by_role("link", name="键盘操作").click()
    expect(page.locator("#keys")).to_have_attribute("open", "")
    page.get_by_role("button", name="关上").click()
    page.get_by_role("link", name="搜索或执行命令").click()
    expect(page.get_by_role("combobox")).to_be_focused()
    assert_no_axe_violations(page)
