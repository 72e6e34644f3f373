"""The text editor in a real browser: its notation is the server's, its keys and buttons, pictures, tables, others' changes."""

import json
from pathlib import Path

from django.conf import settings
from PIL import Image as Picture
from playwright.sync_api import Page, expect

from articles.models import Article, Image
from tests.e2e.browser import EDITOR, assert_no_axe_violations, paste, write_text
from tests.factories import make_article, make_image

CASES = json.loads((settings.BASE_DIR / "tests/data/notation.json").read_text())
SAVED = "[data-saved]:not([data-stale])"  # what is said of the last key, not of a save before
SAME = """async ([cases, base]) => {
  const { read, write } = await import(base + 'articles/desk/notation.js');
  const { blockOf, documentOf, nodeOf, notationOf } = await import(base + 'articles/desk/document.js');
  const bare = ({ what, ...block }) => block;
  const key = (value) => JSON.stringify(value, (_, each) => (each && typeof each === 'object' && !Array.isArray(each)
    ? Object.fromEntries(Object.entries(each).sort()) : each));
  const wrong = [];
  for (const { blocks, text } of cases.write) {
    if (write(blocks) !== text) wrong.push(['write', text, write(blocks)]);
    const through = write(blocks.map((block) => blockOf(nodeOf(block))));
    if (through !== text) wrong.push(['document', text, through]);
    if (notationOf(documentOf(text)) !== text) wrong.push(['kept', text]);
  }
  for (const { text, blocks } of cases.read) {
    const found = read(text).map(({ block }) => bare(block));
    if (key(found) !== key(blocks)) wrong.push(['read', text, found]);
  }
  return wrong;
}"""


def open_form(page: Page, article: Article) -> None:
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    expect(page.locator(EDITOR)).to_be_visible()


def drawn(folder: Path) -> Path:
    Picture.new("RGB", (60, 40), "teal").save(folder / "table.png")
    return folder / "table.png"


PLAIN = """<pre>第一行
  第二行
</pre><p>120 m<sup>2</sup>，10<sup>−3</sup>，CO<sub>2</sub>，见报告<sup><a href="#f">3</a></sup>。PM<sub>2.5</sub>，年增5%<span
style="vertical-align:super">1</span>，x<sup>n<i>+k</i></sup>；the 5<sup>th</sup>。</p><p><sup>1</sup> 见公报<sup>[2]</sup>。</p>"""


def text_of(page: Page) -> str:
    return page.input_value("[name=body]")


def test_the_browser_writes_and_reads_the_notation_as_the_server_does(page, account, sign_in):
    sign_in(page, account("editor"))
    open_form(page, make_article())
    assert page.evaluate(SAME, [CASES, settings.STATIC_URL]) == []


def test_a_rare_character_counts_once(page, account, sign_in):
    sign_in(page, account("editor"))
    open_form(page, make_article(paragraphs=("𠮷田 😀。",)))
    expect(page.locator("[data-count]")).to_have_text("4 字 · 1 段")


def test_keys_and_buttons_make_every_kind_and_undo_takes_them_back(page, account, sign_in):
    article = make_article("题", paragraphs=("原有一段。",))
    sign_in(page, account("editor"))
    open_form(page, article)
    write_text(page, "")
    keyboard = page.keyboard
    keyboard.type("## 小标题")
    keyboard.press("Enter")
    keyboard.type("看公报全文。")
    keyboard.press("Home")
    keyboard.press("ArrowRight")
    keyboard.press("Shift+ArrowRight")
    keyboard.press("Shift+ArrowRight")
    keyboard.press("Control+b")
    keyboard.press("Alt+k")  # Ctrl K is the desk's own search
    keyboard.type("example.org/gong")
    keyboard.press("Enter")
    linked = "## 小标题\n\n看[**公报**](https://example.org/gong)全文。"
    assert text_of(page) == linked
    keyboard.press("End")
    keyboard.press("Shift+Enter")
    keyboard.type("**星** 照样是字")
    keyboard.press("Enter")
    keyboard.type("- 甲")
    keyboard.press("Enter")
    keyboard.type("乙")
    page.select_option("[data-kind]", "numbered")
    keyboard.press("Enter")
    keyboard.press("Enter")
    page.click("[data-table]")
    keyboard.type("年份")
    keyboard.press("Tab")
    keyboard.type("人数")
    page.click("[data-t-no-column]")
    keyboard.press("Control+z")
    page.click("text=删这一行")
    expected = f"{linked}\\\n\\*\\*星\\*\\* 照样是字\n\n- 甲\n\n+ 乙\n\n|  |  |  |\n|---|---|---|\n|  |  |  |"
    assert text_of(page).replace("|---|---|---|\n", "", 1) == expected.replace("|---|---|---|\n", "", 1)
    for _ in range(3):
        keyboard.press("Control+z")
    assert "年份" not in text_of(page)
    assert linked in text_of(page)
    assert_no_axe_violations(page, also=(768,), dark=True)

    # a paste of several paragraphs tears neither a list nor a table apart
    write_text(page, "")
    keyboard.type("- 甲")
    paste(page, "<p>乙</p><table><tr><td>丙</td></tr></table>")
    assert text_of(page) == "- 甲乙\n- 丙"
    keyboard.press("Control+z")
    # items and cells have bold words and links as every line has
    paste(page, '<p>见<a href="https://example.org/b">公报</a></p>')
    keyboard.press("Shift+Home")
    keyboard.press("Control+b")
    marked = "- **甲见**[**公报**](https://example.org/b)"
    assert text_of(page) == marked
    page.select_option("[data-kind]", "paragraph")
    page.select_option("[data-kind]", "list")
    assert text_of(page) == marked
    write_text(page, "")
    paste(page, "<table><tr><th>项</th><th>数</th></tr><tr><td>甲</td><td>约<b>二</b></td></tr></table>")
    assert text_of(page) == "| 项 | 数 |\n|---|---|\n| 甲 | 约**二** |"
    # lines of preformatted text stay lines; powers, formulas and footnotes' marks have signs of their own
    write_text(page, "")
    paste(page, PLAIN)
    assert (
        text_of(page)
        == "第一行\n\n第二行\n\n120 m²，10⁻³，CO₂，见报告③。PM2.5，年增5%①，xn__+k__；the 5th。\n\n①见公报[2]。"
    )
    expect(page.locator("[data-told]")).to_contain_text("有 1 处上标、下标写不成，排成了平文：“n+k”")

    # what looked like signs in another program's text stays words
    write_text(page, "第一段。")
    paste(page, "", "二、## 不是标题")
    assert text_of(page) == "第一段。二、## 不是标题"
    page.click("[data-plain]")
    page.fill("[name=body]", "> 引文\n\n| 甲 | 乙 |")
    page.click("[data-plain]")
    expect(page.locator(f"{EDITOR} blockquote")).to_have_text("引文")
    expect(page.locator(SAVED)).to_contain_text("已保存")
    article.refresh_from_db()
    assert [block["kind"] for block in article.body] == ["quote", "table"]


def test_a_picture_is_uploaded_described_in_place_and_shown_to_readers(page, account, sign_in, tmp_path):
    article = make_article("有图的一篇", paragraphs=("图前一段。",))
    make_image(alt="早先的一张")
    sign_in(page, account("editor"))
    open_form(page, article)
    page.press(EDITOR, "Control+End")
    page.click("[data-picture]")
    dialog = page.locator("[data-pictures]")
    expect(dialog.locator("[data-list] button")).to_have_count(1)
    assert_no_axe_violations(page)
    dialog.get_by_text("上传一张新的").click()
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[data-state]")).to_contain_text("请先选一个图片文件")
    dialog.locator("[name=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[data-state]")).to_contain_text("还没有写替代文字")  # told once of each file, not refused
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[data-state]")).to_contain_text("不是可用的图片")
    dialog.locator("[name=file]").set_input_files(drawn(tmp_path))
    dialog.locator("[name=alt]").fill("车间里的协商桌")
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[data-state]")).to_contain_text("还没有写图说、作者")
    dialog.locator("[type=submit]").click()
    expect(dialog).to_be_hidden()
    made = Image.objects.latest("pk")
    page.keyboard.type("协商桌搬进车间")
    page.keyboard.press("Enter")
    page.keyboard.type("何雨桐 摄")
    page.keyboard.press("Enter")
    page.keyboard.type("图后一段。")
    assert text_of(page) == f"图前一段。\n\n[图 {made.public_id} | 协商桌搬进车间 | 何雨桐 摄]\n\n图后一段。"
    expect(page.locator(f"{EDITOR} figure img")).to_have_attribute("alt", "车间里的协商桌")
    expect(page.locator(SAVED)).to_contain_text("已保存")
    assert_no_axe_violations(page, also=(768,))
    page.click("[data-preview]")
    shown = page.frame_locator("[data-preview-pane] iframe").locator("figure:has(img)")
    expect(shown.locator("figcaption")).to_have_text("协商桌搬进车间 何雨桐 摄")


def test_others_changes_and_marks_leave_the_caret_and_the_input_method_alone(new_page, account, sign_in):
    article = make_article("题", paragraphs=("首段。", "次段。", "各地要再接再励。", "四段。", "末段。"))
    page = new_page()
    sign_in(page, account("editor", name="李敏"))
    open_form(page, article)
    expect(page.locator(f"{EDITOR} [data-n]")).to_have_text("各地要再接再励。")
    page.evaluate(  # marks are laid at the next frame; waiting by a string would be eval, which the policy forbids
        """() => new Promise((seen) => { const look = () =>
        CSS.highlights.get("check-error")?.size === 1 ? seen() : requestAnimationFrame(look); look(); })"""
    )

    # somebody else changes the first and the last paragraph while the middle one is being written
    theirs = [{**block} for block in article.body]
    theirs[0]["text"], theirs[4]["text"] = "首段改过了，长出来一截。", "末段也改过了。"
    Article.objects.filter(pk=article.pk).update(body=theirs, lock_version=article.lock_version + 1)
    page.locator(f"{EDITOR} p").nth(2).click()
    page.keyboard.press("End")
    page.keyboard.type("接着写")
    expect(page.locator(f"{EDITOR} p").first).to_have_text("首段改过了，长出来一截。")
    page.keyboard.type("下去")
    assert (
        text_of(page) == "首段改过了，长出来一截。\n\n次段。\n\n各地要再接再励。接着写下去\n\n四段。\n\n末段也改过了。"
    )
    page.keyboard.press("Control+z")
    assert "首段改过了" in text_of(page)  # my undo is mine

    # marks are drawn and autosaves answered while an input method composes, and nothing of it reaches the words
    client = page.context.new_cdp_session(page)
    page.keyboard.press("Control+End")
    client.send("Input.imeSetComposition", {"text": "xinzhi", "selectionStart": 6, "selectionEnd": 6})
    node = "getSelection().focusNode"
    page.evaluate(f"window.composing = {node}")
    page.evaluate("document.querySelector('#article-form').dispatchEvent(new CustomEvent('mended'))")
    assert page.evaluate(f"window.composing === {node} && window.composing.isConnected")
    client.send("Input.insertText", {"text": "新质"})
    expect(page.locator(f"{EDITOR} p").last).to_have_text("末段也改过了。新质")

    # a finding by its key, mended by another
    page.keyboard.press("Control+Home")
    page.keyboard.press("F7")
    expect(page.get_by_role("group", name="校对 1")).to_contain_text("再接再厉")
    assert_no_axe_violations(page)
    page.keyboard.press("Alt+a")
    assert "各地要再接再厉。" in text_of(page)
