"""The desk in a real browser: an article by hand, from an empty form to its public page."""

from playwright.sync_api import expect

from articles.choices import Stage
from articles.models import Article
from tests.e2e.browser import assert_no_axe_violations, paste, write_text
from tests.factories import make_article, make_author, make_page, make_roundup, make_tag

BODY = "近日，“平台用工与劳动者权益”研讨会在江州举行。\n\n平台用工需要新的规则，平台用工也需要新的服务。"
SAID = "职业伤害保障的意义，不只在于事后的补偿，更在于倒逼平台改进算法。"


def test_an_article_by_hand(page, account, sign_in):
    make_tag("平台用工")
    known = make_author("叶青")
    known.affiliations.create(text="云川市社会保障研究中心")
    sign_in(page, account("final_reviewer"))
    page.goto("/admin/")
    page.click("text=写新稿")
    page.fill("[name=title]", "技能成才之路怎样越走越宽")
    write_text(page, *BODY.split("\n\n"))
    page.select_option("[name=kind]", "roundup")

    # a person known from bylines brings the last printed affiliation along
    page.fill("[name=by-0-name]", "叶青")
    page.press("[name=by-0-name]", "Tab")
    expect(page.locator("[name=by-0-affiliation]")).to_have_value("云川市社会保障研究中心")

    # a statement
    page.click("[data-rows=st] [data-add]")
    page.fill("[name=st-0-speaker]", "马骏驰")
    page.fill("[name=st-0-affiliation]", "东岭财经学院教授")
    page.fill("[name=st-0-text]", SAID)

    # a pull quote from a selection
    page.focus("[name=st-0-text]")
    page.evaluate("document.querySelector('[name=st-0-text]').setSelectionRange(0, 10)")
    page.keyboard.press("Alt+q")
    assert page.input_value("[name=pq-0-text]") == SAID[:10]
    page.fill("[name=pq-0-text]", SAID.replace("倒逼", "促使"))
    page.wait_for_selector(".fid--near")
    assert page.locator("[data-difference] del").inner_text() == "倒逼"
    page.click("[data-take]")
    page.wait_for_selector(".fid--exact")

    # a page made in place
    page.select_option("[name=place]", "new")
    page.fill("[name=new_date]", "2025-06-09")
    page.fill("[name=new_number]", "05")
    page.fill("[name=new_name]", "理论")

    # a tag by one click, known ones first
    page.click("[data-propose]")
    first = page.locator("[data-suggestions] button").first
    first.wait_for()
    assert "平台用工" in first.inner_text()
    first.click()
    assert page.locator("[data-tag-editor] .tags li").count() == 1
    assert_no_axe_violations(page)

    page.click("[name=_save]")
    expect(page.locator("[name=_publish]")).to_have_count(0)  # nobody releases as printed what they alone typed
    expect(page.get_by_text("请先送审，或者请另一位")).to_be_visible()
    sign_in(page, account("first_reviewer"))
    page.reload()
    page.click("[name=_publish]")  # the page was printed: it goes out straight
    page.wait_for_selector(".messagelist .success a")
    article = Article.objects.get()
    assert article.stage == Stage.RELEASED
    assert (article.page.label, article.position) == ("5版 理论", 1)
    assert article.contributions.get().author == known
    assert article.pull_quotes.get().fidelity == "verbatim"
    assert [tag.name for tag in article.tags.all()] == ["平台用工"]
    page.click(".messagelist a")
    page.wait_for_url(f"**/articles/{article.public_id}/")
    assert "技能成才之路怎样越走越宽" in page.locator("h1").inner_text().replace("\n", "")
    assert SAID in page.content()


def test_rows_move_go_and_come_back_by_keyboard(page, account, sign_in):
    article = make_roundup(voices=3)
    sign_in(page, account("editor"))
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.focus("[name=st-2-speaker]")
    page.keyboard.press("Alt+ArrowUp")
    rows = page.locator("[data-rows=st] [data-row] [name$=-speaker]")
    assert [rows.nth(n).input_value() for n in range(3)] == ["发言人1", "发言人3", "发言人2"]
    page.locator("[data-rows=st] [data-row] [data-remove]").first.click()
    page.click("text=撤销")
    page.locator("[data-rows=st] [data-row] [data-remove]").nth(1).click()
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    assert [row.speaker for row in article.statements.all()] == ["发言人1", "发言人2"]


def test_a_speaker_of_another_institution_is_asked_for(page, account, sign_in):
    article, namesake = make_roundup(voices=1), make_author("李慕石")
    namesake.affiliations.create(text="海陵工艺美术学院")
    sign_in(page, account("editor"))
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.fill("[name=st-0-affiliation]", "江州大学教授")
    page.fill("[name=st-0-speaker]", "李慕石")
    page.press("[name=st-0-speaker]", "Tab")
    row = page.locator("[data-rows=st] [data-row]").first
    expect(row.locator("[data-warn]")).to_contain_text("这位登记的单位是“海陵工艺美术学院”")
    row.get_by_role("button", name="是另一位").click()
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    assert article.statements.get().author.distinguisher == "江州大学教授"
    assert article.statements.get().author != namesake


def test_broken_lines_are_joined_and_can_be_undone(page, account, sign_in):
    sign_in(page, account("editor"))
    page.goto("/admin/articles/article/add/")
    broken = "骑手和司机每天奔走在城市的\n大街小巷，交通风险高，作业\n时间长。\n第二段从这里开始，说的是另\n一件事。"
    write_text(page, "")
    paste(page, "", broken)
    page.click("[data-join]")
    joined = "骑手和司机每天奔走在城市的大街小巷，交通风险高，作业时间长。\n\n第二段从这里开始，说的是另一件事。"
    assert page.input_value("[name=body]") == joined
    page.keyboard.press("Control+z")
    assert page.input_value("[name=body]") == broken.replace("\n", "\n\n")


def test_an_input_method_is_not_disturbed(page, account, sign_in):
    sign_in(page, account("editor"))
    page.goto("/admin/articles/article/add/")
    page.focus("[data-tag-editor] input")
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "pingtai", "selectionStart": 7, "selectionEnd": 7})
    page.keyboard.press("Enter")
    assert page.locator("[data-tag-editor] .tags li").count() <= 1
    client.send("Input.insertText", {"text": "平台"})
    assert "平台" in page.input_value("[data-tag-editor] input")
    assert page.url.endswith("/add/")


def test_without_script_the_form_still_enters_and_edits(browser, live, account, sign_in):
    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, account("first_reviewer"))
    page.goto("/admin/articles/article/add/")
    page.fill("[name=title]", "没有脚本也能写")
    page.fill("[name=body]", BODY)
    page.fill("[name=by-0-name]", "马骏驰")
    page.fill("[name=tags]", "平台用工、算法")
    page.click("[name=_save]")
    page.click("[name=_submit]")  # begun here: it takes the three reviews
    article = Article.objects.get()
    assert article.stage == Stage.FIRST_REVIEW
    assert article.tags.count() == 2
    assert article.contributions.get().name == "马骏驰"
    context.close()


def test_withdrawing_takes_three_taps_on_a_phone(new_page, account, sign_in):
    article = make_article("把协商桌搬到车间去", release=True)
    page = new_page(360, 780)
    sign_in(page, account("final_reviewer"))
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.click("text=撤稿")
    page.wait_for_url("**/withdraw/")
    assert_no_axe_violations(page)
    page.click("text=作者要求")
    page.click("text=立即撤稿")
    page.wait_for_url("**/change/")
    article.publication.refresh_from_db()
    assert article.publication.withdrawal_reason == "author"
    assert page.goto(article.get_absolute_url()).status == 410


def test_every_screen_is_accessible(page, account, sign_in):
    paper = make_page()
    article = make_roundup(page=paper, authors=(make_author("叶青"),), tags=(make_tag("平台用工"),), release=True)
    make_article("草稿", page=paper, quotes=("第一段写明缘由。",))
    sign_in(page, account("administrator"))
    pk = article.pk
    screens = [
        "", "articles/article/", f"articles/article/{pk}/change/", "articles/article/add/", f"articles/article/{pk}/correct/",
        f"articles/article/{pk}/withdraw/", f"articles/article/{pk}/history/", f"articles/article/{pk}/review/", f"articles/article/{pk}/review/assign/",
        f"articles/article/{pk}/review/sheet/", f"articles/article/issues/{paper.issue_id}/dues/", "articles/issue/", "articles/issue/add/",
        f"articles/page/{paper.pk}/change/", "articles/column/add/", "articles/author/",
        f"articles/author/{article.contributions.get().author_id}/change/", f"articles/tag/{article.tags.get().pk}/change/",
        f"articles/tag/{article.tags.get().pk}/merge/", "articles/image/add/", "articles/user/", "articles/user/add/",
        "password_change/", f"articles/page/{paper.pk}/delete/",
    ]  # fmt: skip
    for screen in screens:
        response = page.goto(f"/admin/{screen}")
        assert response.status == 200, screen
        assert_no_axe_violations(page, also=(360,))
