"""Writing in a real browser: nothing typed is lost, and nobody overwrites anybody."""

from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from articles.models import Article, IgnoredFinding
from tests.e2e.browser import EDITOR, assert_no_axe_violations, paste, write_text
from tests.factories import make_article

SAVED = "[data-saved]:not([data-stale])"  # what is said of the last key, not of a save before
NOTICE = "[data-keeping]"


def form_of(article):
    return f"/admin/articles/article/{article.pk}/change/"


def pause(page: Page) -> None:
    """As long as no key is touched before something is sent, and before what failed is tried again; without waiting for it."""
    page.clock.fast_forward(5_000)


def cut_off(page: Page) -> None:
    """From now on nobody answers, as when the server has been killed."""
    page.context.route("**/admin/**", lambda route: route.abort("connectionrefused"))


def connect(page: Page) -> None:
    page.context.unroute("**/admin/**")


def test_text_survives_a_dead_server_a_lost_sign_in_and_a_closed_window(new_page, account, sign_in):
    article = make_article("旧题")
    editor = account("editor")
    page = new_page(768)
    page.clock.install()
    sign_in(page, editor)
    page.goto(form_of(article))
    page.fill("[name=title]", "第一次改的题")
    pause(page)
    expect(page.locator(SAVED)).to_contain_text("已保存")
    article.refresh_from_db()
    assert article.title == "第一次改的题"

    # the sign-in is gone: told so, and after signing in elsewhere the same page goes on by itself
    Session.objects.all().delete()
    page.fill("[name=subtitle]", "——没有登录时写的")
    pause(page)
    expect(page.locator(NOTICE)).to_contain_text("登录已过期")
    page.click("text=保存")  # leaves nothing: the page stays
    assert page.input_value("[name=subtitle]") == "——没有登录时写的"
    assert_no_axe_violations(page)
    sign_in(page, editor)
    pause(page)
    expect(page.locator(SAVED)).to_contain_text("已保存")
    article.refresh_from_db()
    assert article.subtitle == "——没有登录时写的"

    # the server is gone, and so is the window, in the middle of a sentence
    cut_off(page)
    write_text(page, "断线之后写的一整段，一个字也不能丢。")
    pause(page)
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

    # what only an article that exists offers is there without loading the page anew
    expect(page.locator("button[name=_submit]")).to_have_text("送审")
    expect(page.locator(".jump")).to_contain_text("审稿")
    write_text(page, "我们要按步就班地推进工作。")
    page.locator("[data-findings]").get_by_role("button", name="忽略").click()
    expect(page.locator("[data-off-count]")).to_have_text("1")
    assert IgnoredFinding.objects.get().article == made
    page.click(EDITOR)
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+c")
    page.fill("[data-remark-dialog] [name=text]", "这里再想想")
    page.click("text=加上批注")
    expect(page.locator("[data-told]")).to_contain_text("批注已加上")
    assert made.comments.get().text == "这里再想想"
    page.fill("[name=by-0-name]", "叶青")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    assert [row.name for row in Article.objects.get().contributions.all()] == ["叶青"]


def test_two_editors_see_each_other_merge_and_settle_a_conflict(new_page, account, sign_in):
    article = make_article("原题" + "很长" * 99)
    hers, his = new_page(1440), new_page(1440)
    for window in (hers, his):
        window.clock.install()
    sign_in(hers, account("editor", name="李敏"))
    sign_in(his, account("first_reviewer", name="卢一白"))
    hers.goto(form_of(article))
    his.goto(form_of(article))
    expect(his.locator("[data-here]")).to_contain_text("李敏也打开了此稿")
    assert his.locator("[data-here]").evaluate(
        "badge => badge.scrollWidth <= badge.clientWidth"
    )  # whole beside the title
    his.set_viewport_size({"width": 360, "height": 740})  # under the bar, not on the title
    assert his.evaluate("document.documentElement.scrollWidth") == 360
    title, badge = (his.locator(part).bounding_box() for part in (".crumbs [aria-current]", "[data-here]"))
    assert badge["y"] >= title["y"] + title["height"]
    his.set_viewport_size({"width": 1440, "height": 900})

    # different parts: merged, told, shown
    hers.fill("[name=subtitle]", "——李敏写的副题")
    pause(hers)
    expect(hers.locator(SAVED)).to_contain_text("已保存")
    his.fill("[name=summary]", "卢一白写的提要")
    pause(his)
    expect(his.locator(NOTICE)).to_contain_text("李敏改了副题，已并入")
    assert his.input_value("[name=subtitle]") == "——李敏写的副题"

    # the same part: both texts stand side by side, and both stay
    hers.fill("[name=title]", "加快培育新质生产力和新动能")
    pause(hers)
    expect(hers.locator(SAVED)).to_contain_text("已保存")
    his.fill("[name=title]", "加快培育新质生产力与新动能")
    pause(his)
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
    assert not his.locator(".offer:visible").count()  # settled: nothing is offered again
    assert article.revisions.get(reason="kept").snapshot["fields"]["title"] == "加快培育新质生产力与新动能"


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body>
<!--StartFragment--><h1 style='mso-outline-level:1'><span lang=EN-US>一、</span>让技能<span style='color:red'>有用武之地</span></h1>
<p class=MsoNormal style='text-indent:24pt'><b>　　近日</b>，多地出台办法，覆盖<span lang=EN-US>ETC</span>
等行业。<o:p></o:p></p><p class=MsoNormal>&nbsp;<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span>先培训</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.<span>&nbsp;</span></span>后上岗</p>
<blockquote><p>制度要让人<br>看得懂。</p></blockquote>
<table><tr><th>地</th><th>年</th><th>件</th></tr><tr><td rowspan=2>江州</td><td>2024</td><td>12</td></tr><tr><td>2025</td><td>15</td></tr></table>
<p>## 不是标题</p><script>document.title = "broken"</script><p style="display:none">藏着的字</p><img src=x onerror="document.title='broken'">
<!--EndFragment--></body></html>"""
CLEAN = (
    "## 一、让技能有用武之地\n\n**近日**，多地出台办法，覆盖ETC等行业。\n\n+ 先培训\n+ 后上岗\n\n"
    "> 制度要让人\n> 看得懂。\n\n| 地 | 年 | 件 |\n|---|---|---|\n| 江州 | 2024 | 12 |\n|  | 2025 | 15 |\n\n\\## 不是标题"
)


def test_a_paste_from_word_is_clean_and_an_input_method_is_left_alone(page, account, sign_in):
    article = make_article("题", paragraphs=("原有一段。",))
    sign_in(page, account("editor"))
    page.goto(form_of(article))
    write_text(page, "")
    paste(page, WORD)
    assert page.input_value("[name=body]") == CLEAN
    expect(page.locator("[data-told]")).to_contain_text("1 张图片没有带进来")
    assert page.title() != "broken"
    expect(page.locator(SAVED)).to_contain_text("已保存")

    # an input method composes while autosaves come and go: nothing touches what it is composing
    client = page.context.new_cdp_session(page)
    page.press(EDITOR, "Control+End")
    client.send("Input.imeSetComposition", {"text": "xinzhi", "selectionStart": 6, "selectionEnd": 6})
    make = {"text": "新质", "selectionStart": 2, "selectionEnd": 2}
    Article.objects.filter(pk=article.pk).update(subtitle="——别处改的", lock_version=99)
    page.wait_for_timeout(1300)
    assert page.input_value("[name=body]") == f"{CLEAN}xinzhi"
    client.send("Input.imeSetComposition", make)
    client.send("Input.insertText", {"text": "新质生产力"})
    assert page.input_value("[name=body]") == f"{CLEAN}新质生产力"
    expect(page.locator("[name=subtitle]")).to_have_value("——别处改的")
    article.refresh_from_db()
    kinds = [block["kind"] for block in article.body]
    assert kinds == ["heading", "paragraph", "list", "quote", "table", "paragraph"]
    assert article.body[-1]["text"] == "## 不是标题新质生产力"

    # a sentence proposed from the text becomes a quote by one click, and the preview shows it
    write_text(page, "技能的意义，不只在于谋一份工，更在于让人有底气选择怎样生活。", "第二段说的是别的事。")
    page.click("[data-ideas-ask]")
    page.locator("[data-ideas] button").first.click()
    page.wait_for_selector(".fid--exact")
    expect(page.locator(SAVED)).to_contain_text("已保存")
    page.click("[data-preview]")
    framed = page.frame_locator("[data-preview-pane] iframe")
    expect(framed.locator("figure.pull")).to_contain_text("更在于让人有底气")
    page.click("text=电脑")
    assert_no_axe_violations(page)
