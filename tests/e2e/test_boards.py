"""The boards in a real browser: by pointer, by finger, by keyboard, when somebody else was quicker, and without script."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import expect

from articles import placing
from articles.models import Page
from tests.e2e.browser import assert_no_axe_violations
from tests.factories import make_article, make_issue, make_page


def order(page):
    return "".join(page.articles.order_by("position").values_list("title", flat=True))


def boards():
    issue = make_issue(timezone.localdate() + dt.timedelta(days=1))
    seven, eight = make_page(issue, number="7"), make_page(issue, number="8")
    for title in "甲乙丙":
        make_article(title, page=seven)
    make_article("丁", page=eight)
    return issue, seven, eight


def grip(page, title):
    return page.get_by_role("button", name=f"移动《{title}》")


def test_articles_are_moved_by_pointer_keyboard_and_menu_and_never_over_somebody_else(page, account, sign_in):
    issue, seven, eight = boards()
    sign_in(page, account("first_reviewer"))
    page.goto("/admin/")
    said = page.locator("[data-said]")

    # drawn from one page to the other, before the one that stands there
    start, end = grip(page, "甲").bounding_box(), grip(page, "丁").bounding_box()
    page.mouse.move(start["x"] + 6, start["y"] + 6)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + 40, steps=4)
    page.mouse.move(end["x"] + 40, end["y"] - 4, steps=4)
    expect(page.locator(".lane__mark")).to_have_count(1)
    page.mouse.up()
    expect(said).to_have_text("《甲》移到 8版 第 1 位。")
    assert (order(seven), order(eight)) == ("乙丙", "甲丁")
    page.click("[data-undo]")
    expect(said).to_have_text("《甲》移到 7版 第 1 位。")
    assert (order(seven), order(eight)) == ("甲乙丙", "丁")

    # with Alt and arrows; the focus stays on the grip, and what happened is said
    grip(page, "甲").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    expect(said).to_have_text("《甲》移到 7版 第 3 位。")
    expect(grip(page, "甲")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(said).to_have_text("已经是这一版的最后一篇。")
    page.keyboard.press("Alt+ArrowRight")
    expect(said).to_have_text("《甲》移到 8版 第 2 位。")
    assert (order(seven), order(eight)) == ("乙丙", "丁甲")
    assert page.url.endswith("/admin/")

    # somebody else moves meanwhile: nothing is overwritten, the fresh order is shown
    colleague = account("editor", username="colleague")
    one = seven.articles.get(title="乙")
    stamp = placing.stamp(seven.articles.order_by("position").values_list("pk", flat=True))
    placing.move(one.pk, page_id=seven.pk, at=1, by=colleague, seen={seven.pk: stamp})
    title = page.locator(".ti", has_text="乙")  # on the title the keys do the same
    title.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(said).to_contain_text("有人动过这个版面，没有移动")
    expect(title).to_be_focused()
    assert order(seven) == "丙乙"
    expect(page.locator(f"[data-lane='{seven.pk}'] .ti").first).to_have_text("丙")

    # the grip's menu, for whoever neither drags nor types
    grip(page, "乙").click()
    page.get_by_role("button", name="上移").click()
    expect(said).to_have_text("《乙》移到 7版 第 1 位。")
    assert_no_axe_violations(page, also=(360,), dark=True)
    page.goto(f"/admin/articles/issue/{issue.pk}/board/")
    assert_no_axe_violations(page, also=(360,), dark=True)


def test_a_finger_moves_and_without_script_the_menu_does(new_page, browser, live, account, sign_in):
    _, seven, eight = boards()
    user = account("editor")
    phone = new_page(360, 780, has_touch=True)
    sign_in(phone, user)
    phone.goto("/admin/")
    last = grip(phone, "丙")
    last.scroll_into_view_if_needed()
    start, end = last.bounding_box(), grip(phone, "甲").bounding_box()
    client = phone.context.new_cdp_session(phone)

    def touch(kind, y):
        points = [] if kind == "touchEnd" else [{"x": start["x"] + 8, "y": y}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", start["y"] + 8)
    for step in range(1, 6):
        touch("touchMove", start["y"] + 8 + (end["y"] - 2 - start["y"]) * step / 5)
    touch("touchEnd", 0)
    expect(phone.locator("[data-said]")).to_have_text("《丙》移到 7版 第 1 位。")
    assert order(seven) == "丙甲乙"

    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, user)
    page.goto("/admin/")
    grip(page, "丙").click()
    page.get_by_role("button", name="移到 8版最后").click()
    assert (order(seven), order(Page.objects.get(pk=eight.pk))) == ("甲乙", "丁丙")
    page.click("text=撤销")
    assert order(seven) == "丙甲乙"
    context.close()
