"""Writing in a real browser: nothing typed is lost, and nobody overwrites anybody."""

from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.e2e.browser import assert_no_axe_violations
from tests.factories import make_article

SAVED = "[data-saved]"
NOTICE = "[data-keeping]"


def form_of(article):
    return f"/admin/articles/article/{article.pk}/change/"


def cut_off(page: Page) -> None:
    """From now on nobody answers, as when the server has been killed."""
    page.context.route("**/admin/**", lambda route: route.abort("connectionrefused"))


def connect(page: Page) -> None:
    page.context.unroute("**/admin/**")


def test_text_survives_a_dead_server_a_lost_sign_in_and_a_closed_window(new_page, account, sign_in):
    article = make_article("旧题")
    editor = account("editor")
    page = new_page(768)
    sign_in(page, editor)
    page.goto(form_of(article))
    page.fill("[name=title]", "第一次改的题")
    expect(page.locator(SAVED)).to_contain_text("已保存")
    article.refresh_from_db()
    assert article.title == "第一次改的题"

    # the sign-in is gone: told so, and after signing in elsewhere the same page goes on by itself
    Session.objects.all().delete()
    page.fill("[name=subtitle]", "——没有登录时写的")
    expect(page.locator(NOTICE)).to_contain_text("登录已过期")
    page.click("text=保存")  # leaves nothing: the page stays
    assert page.input_value("[name=subtitle]") == "——没有登录时写的"
    assert_no_axe_violations(page)
    sign_in(page, editor)
    expect(page.locator(SAVED)).to_contain_text("已保存")
    article.refresh_from_db()
    assert article.subtitle == "——没有登录时写的"

    # the server is gone, and so is the window, in the middle of a sentence
    cut_off(page)
    page.fill("[name=body]", "断线之后写的一整段，一个字也不能丢。")
    expect(page.locator(NOTICE)).to_contain_text("连不上服务器")
    again = page.context.new_page()
    page.close()
    connect(again)
    again.goto(form_of(article))
    offer = again.locator("[data-recovered]")
    expect(offer).to_contain_text("断线之后写的一整段")
    assert offer.locator("mark.v-th").count()
    assert_no_axe_violations(again)
    again.click("text=放回稿件")
    expect(again.locator("[name=body]")).to_have_value("断线之后写的一整段，一个字也不能丢。")
    expect(offer).to_be_hidden()
    article.refresh_from_db()
    assert article.body[0]["text"] == "断线之后写的一整段，一个字也不能丢。"


def test_a_new_article_is_kept_from_the_first_words(page, account, sign_in):
    sign_in(page, account("editor"))
    page.goto("/admin/articles/article/add/")
    page.fill("[name=title]", "刚起头的稿子")
    expect(page.locator(SAVED)).to_contain_text("已保存")
    made = Article.objects.get()
    assert page.url.endswith(form_of(made))
    page.fill("[name=by-0-name]", "叶青")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    assert [row.name for row in Article.objects.get().contributions.all()] == ["叶青"]


def test_two_editors_see_each_other_merge_and_settle_a_conflict(new_page, account, sign_in):
    article = make_article("原题")
    hers, his = new_page(1440), new_page(1440)
    sign_in(hers, account("editor", name="李敏"))
    sign_in(his, account("first_reviewer", name="卢一白"))
    hers.goto(form_of(article))
    his.goto(form_of(article))
    expect(his.locator("[data-here]")).to_contain_text("李敏也打开了此稿")

    # different parts: merged, told, shown
    hers.fill("[name=subtitle]", "——李敏写的副题")
    expect(hers.locator(SAVED)).to_contain_text("已保存")
    his.fill("[name=summary]", "卢一白写的提要")
    expect(his.locator(NOTICE)).to_contain_text("李敏改了副题，已并入")
    assert his.input_value("[name=subtitle]") == "——李敏写的副题"

    # the same part: both texts stand side by side, and both stay
    hers.fill("[name=title]", "加快培育新质生产力和新动能")
    expect(hers.locator(SAVED)).to_contain_text("已保存")
    his.fill("[name=title]", "加快培育新质生产力与新动能")
    expect(his.locator(NOTICE)).to_contain_text("改了同一处（主题）")
    article.refresh_from_db()
    assert article.title == "加快培育新质生产力和新动能"
    his.click("text=并排看")
    expect(his.locator("mark.v-me")).to_have_text("与")
    expect(his.locator("mark.v-th")).to_have_text("和")
    assert_no_axe_violations(his)
    his.click("text=用对方的")
    his.keyboard.press("Control+s")
    his.wait_for_selector(".messagelist li")
    article.refresh_from_db()
    assert (article.title, article.summary) == ("加快培育新质生产力和新动能", "卢一白写的提要")
    assert article.revisions.get(reason="kept").snapshot["fields"]["title"] == "加快培育新质生产力与新动能"
