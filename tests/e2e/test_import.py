"""The main job in a real browser: a damaged page is pasted, put right by keyboard, published, read and pulled."""

from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from articles.choices import ImportStatus
from articles.models import Article, Issue, PageImport, Publication
from tests.e2e.browser import assert_no_axe_violations
from tests.importing.states import make_import, make_state

DAMAGED = Path(__file__).parents[1] / "data/damaged-page.txt"
ADD = "/admin/articles/pageimport/add/"
PASSWORD = "mima-mima-mima"


def enter(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/admin/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("[type=submit]")


def paste(page: Page, text: str, **fields: str) -> None:
    page.goto(ADD)
    page.fill("#id_text", text)
    for name, value in fields.items():
        page.fill(f"#id_{name}", value)
    page.get_by_role("button", name="读入并核对").click()


def review(page: Page, page_import: PageImport) -> None:
    page.goto(f"/admin/articles/pageimport/{page_import.pk}/change/")
    expect(page.locator("#lines")).to_be_visible()


def row(page: Page, text: str):
    return page.locator("#lines .ln", has_text=text).first


def settle(page: Page) -> None:
    """Waits until no step is on its way. (``wait_for_function`` would need eval, which the policy forbids.)"""
    for _ in range(100):
        if not page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('import-steps'))"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.locator("[data-trouble]").inner_text())


def test_from_paste_to_partner(page, new_page, account, live):
    account("first_reviewer", username="fangzheng", name="方正")
    enter(page, "fangzheng")
    page.wait_for_url("**/admin/")
    paste(page, DAMAGED.read_text(encoding="utf-8"), date="2026-03-02", number="7", name="理论")
    page.wait_for_url("**/change/")

    # The columns scroll, the document does not.
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") == 0

    # Put right by keyboard, whatever the importer thought of them: three lines' roles, and where articles end.
    give_role(page, "让县城留得住年轻的手艺", "g", "通")
    give_role(page, "传统手艺怎样长成县城产业", "t", "题")
    give_role(page, "年轻人算的是一笔总账", "h", "标")
    join_broken_articles(page)
    type_missing_titles(page)

    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("篇草稿。")).to_be_visible()
    made = list(Article.objects.order_by("position"))
    assert made[0].title == "县城用工之困，困在哪里"
    assert [article.page.banner for article in made] == ["产业下乡 技能进村 让县城留得住年轻的手艺"] * len(made)

    page.get_by_role("link", name="整版发布").click()
    page.get_by_role("button", name=f"发布 {len(made)} 篇").click()
    expect(page.get_by_text(f"已发布 {len(made)} 篇。")).to_be_visible()
    public = page.locator("[data-public]").first.get_attribute("href")

    reader = new_page(360)
    reader.goto(public)
    expect(reader.get_by_role("heading", name="县城用工之困，困在哪里").first).to_be_visible()
    expect(reader.get_by_text("每年正月一过，云川各县的长途车站便热闹起来")).to_be_visible()
    overflow = reader.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0

    pulled = reader.request.get("/api/v1/articles/?date=2026-03-02")
    if not pulled.ok:
        pulled = reader.request.get("/api/v1/articles/")
    assert pulled.ok, pulled.text()
    assert "县城用工之困，困在哪里" in pulled.text()
    assert Publication.objects.count() == len(made)


def give_role(page: Page, text: str, key: str, mark: str) -> None:
    row(page, text).click()
    page.keyboard.press("r")
    page.keyboard.press(key)
    settle(page)
    expect(row(page, text).locator(".rb")).to_have_text(mark)


def join_broken_articles(page: Page) -> None:
    """What the importer cut in two becomes one article again: J, A on its first row."""
    while page.locator("[data-card]").count() > 4:
        texts = page.locator("[data-card]").evaluate_all("cards => cards.map((card) => card.dataset.label)")
        wrong = next(at for at, label in enumerate(texts) if at and (label.startswith("（缺标题）") or "总账" in label))
        page.locator("[data-card]").nth(wrong).locator(".blk li").first.click()
        page.keyboard.press("j")
        page.keyboard.press("a")
        settle(page)


def type_missing_titles(page: Page) -> None:
    page.keyboard.press("t")
    page.keyboard.type("县城用工之困，困在哪里")
    page.keyboard.press("Enter")
    settle(page)
    expect(page.locator("#need")).not_to_contain_text("标题")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "还没有文字。请粘贴版面的文字，或选一个文件。"),
        ("字" * 30_000, "有一行超过2万字，文字没有正常分行，请检查文件。"),
        ("字" * 3_500_000, "文字超过50万字，不像一个版面，请检查是否选错了文件。"),
    ],
    ids=["empty", "one long line", "10 MB of one line"],
)
def test_a_hopeless_paste_is_told_beside_the_box(page, account, sign_in, text, sentence):
    sign_in(page, account("editor"))
    page.goto(ADD)
    page.evaluate("text => { document.getElementById('id_text').value = text; }", text)
    page.get_by_role("button", name="读入并核对").click()
    expect(page.locator("#text-error")).to_have_text(sentence)
    assert page.evaluate("document.getElementById('id_text').value.length") == len(text)
    assert PageImport.objects.count() == 0


def test_a_binary_file_is_told(page, account, sign_in):
    sign_in(page, account("editor"))
    page.goto(ADD)
    image = {"name": "版面.txt", "mimeType": "text/plain", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(range(256))}
    page.set_input_files("#id_file", image)
    page.get_by_role("button", name="读入并核对").click()
    expect(page.locator("#file-error")).to_have_text(
        "这是图片，没有可以读出的文字，请提供版面的文字（复制粘贴或.txt文件）。"
    )
    assert PageImport.objects.count() == 0


def test_a_wrong_password_lets_nobody_in(page, account):
    account("editor")
    enter(page, "editor", "not-this-one")
    expect(page.locator("[role=alert], .errornote").first).to_contain_text("密码")
    page.goto(ADD)
    expect(page.locator("[name=password]")).to_be_visible()


def test_the_same_page_twice(page, account, sign_in):
    sign_in(page, account("editor"))
    text = DAMAGED.read_text(encoding="utf-8")
    paste(page, text)
    page.wait_for_url("**/change/")
    first = page.url
    paste(page, text)
    expect(page.locator("#text-error")).to_contain_text("导入过，还没有核对完，没有重复导入。")
    page.get_by_role("link", name="打开那一次导入").click()
    assert page.url == first
    assert (PageImport.objects.count(), Issue.objects.count()) == (1, 0)


def test_questions_are_answered_by_keyboard_and_taken_back(page, account, sign_in):
    sign_in(page, account("editor"))
    page_import = make_import()
    review(page, page_import)
    expect(page.locator("[data-count]")).to_have_text("2")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-ask-id]:visible h3")).to_contain_text("年轻人算的是一笔总账")
    page.keyboard.press("Enter")
    settle(page)
    expect(page.locator("[data-count]")).to_have_text("1")
    page.keyboard.press("u")
    settle(page)
    expect(page.locator("[data-count]")).to_have_text("2")
    page.keyboard.press("Shift+U")
    settle(page)
    expect(page.locator("[data-count]")).to_have_text("1")
    page.keyboard.press("Enter")
    settle(page)
    expect(page.locator(".ask__done")).to_be_focused()
    expect(page.locator(".ask header .end")).to_have_text("已定 2")
    page.fill("#t-a1", "年轻人留得住")
    page.keyboard.press("Enter")
    settle(page)
    expect(page.locator(".ask header .end")).to_have_text("已定 3")


def test_a_line_is_cut_at_the_caret(page, account, sign_in):
    sign_in(page, account("editor"))
    review(page, make_import())
    row(page, "工资只是总账中的一项").click()
    page.keyboard.press("s")
    page.keyboard.press("c")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    settle(page)
    expect(page.locator("#art-a1 .blk .tx", has_text="只是总账中的一项。").first).to_have_text("只是总账中的一项。")


def test_steps_survive_a_lost_connection_and_a_reload(page, account, sign_in):
    sign_in(page, account("editor"))
    page_import = make_import()
    review(page, page_import)
    page.route("**/operations/", lambda route: route.abort())
    page.fill("#t-a1", "断网时改的标题")
    page.keyboard.press("Enter")
    expect(page.locator("[data-trouble]")).to_contain_text("改动已存在这台电脑上")
    page_import.refresh_from_db()
    assert page_import.lock_version == 1
    page.unroute("**/operations/")
    page.reload()
    settle(page)
    expect(page.locator("#t-a1")).to_have_value("断网时改的标题")
    page_import.refresh_from_db()
    assert page_import.lock_version == 2


def test_the_later_of_two_tabs_is_told_and_may_do_its_step_again(page, new_page, account, sign_in):
    user = account("editor")
    page_import = make_import()
    other = new_page()
    for each in (page, other):
        sign_in(each, user)
        review(each, page_import)
    page.fill("#t-a1", "先到的标题")
    page.keyboard.press("Enter")
    settle(page)
    other.fill("#t-a2", "后到的标题")
    other.keyboard.press("Enter")
    expect(other.locator("[data-trouble]")).to_contain_text("在别处改过")
    expect(other.locator("#t-a1")).to_have_value("先到的标题")
    other.get_by_role("button", name="在最新状态上重做").click()
    settle(other)
    expect(other.locator("#t-a2")).to_have_value("后到的标题")
    expect(other.locator("#t-a1")).to_have_value("先到的标题")


def test_typing_chinese_is_not_disturbed(page, account, sign_in):
    """Keys of an input method are not shortcuts, and an answer that arrives meanwhile leaves the text alone."""
    sign_in(page, account("editor"))
    review(page, make_import(make_state(title="")))
    field = page.locator("#t-a2")
    field.focus()
    page.evaluate(
        "document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    page.keyboard.type("rmsju?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(field).to_have_value("rmsju?")


def test_a_form_stays_open_until_all_of_it_is_taken(page, account, sign_in):
    sign_in(page, account("editor"))
    page_import = make_import()
    review(page, page_import)
    form = page.locator("#dlg-page")
    page.get_by_role("button", name="版面信息", exact=True).click()
    form.get_by_label("版名").fill("观察")
    form.get_by_label("版次").fill("版版")
    form.get_by_role("button", name="保存").click()
    expect(form.get_by_role("alert")).to_have_text("版次写作 7 或 A2。")
    expect(form.get_by_label("版次")).to_be_focused()
    expect(form.get_by_label("版次")).to_have_value("版版")
    page_import.refresh_from_db()
    assert page_import.lock_version == 1
    form.get_by_label("版次").fill("8")
    form.get_by_role("button", name="保存").click()
    expect(form).to_be_hidden()
    expect(page.get_by_role("heading", name="8版 观察")).to_be_visible()
    expect(page.locator("[data-say]")).to_have_text("已保存：版面信息")
    page_import.refresh_from_db()
    assert page_import.lock_version == 2


def test_drafts_wait_for_the_missing_title(page, account, sign_in):
    sign_in(page, account("editor"))
    page_import = make_import(make_state(title=""))
    review(page, page_import)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-say]")).to_contain_text("生成前须补 1 个标题")
    page_import.refresh_from_db()
    assert page_import.status == ImportStatus.OPEN


def test_the_screens_are_accessible(page, account, sign_in):
    widths = (768, 1024)
    sign_in(page, account("first_reviewer"))
    page.goto(ADD)
    assert_no_axe_violations(page, also=widths, dark=True)
    page_import = make_import(make_state(title=""))
    review(page, page_import)
    assert_no_axe_violations(page, also=widths, dark=True)
    for key in ("r", "m", "s", "?", "e"):
        page.locator("#lines .ln").nth(3).click()
        page.keyboard.press(key)
        assert_no_axe_violations(page, dark=True)
        page.keyboard.press("Escape")
    page.goto("/admin/articles/pageimport/")
    assert_no_axe_violations(page, also=widths, dark=True)


def test_steps_survive_an_expired_session(page, account, sign_in):
    user = account("editor")
    sign_in(page, user)
    page_import = make_import()
    review(page, page_import)
    Session.objects.all().delete()
    page.fill("#t-a1", "登录过期时改的标题")
    page.keyboard.press("Enter")
    expect(page.locator("[data-trouble]")).to_contain_text("登录已过期")
    sign_in(page, user)
    page.get_by_role("button", name="已登录，重试").click()
    expect(page.locator("#t-a1")).to_have_value("登录过期时改的标题")
    settle(page)
    page_import.refresh_from_db()
    assert page_import.lock_version == 2
