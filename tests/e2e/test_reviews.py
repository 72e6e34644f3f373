"""The three reviews in a real browser: four accounts, one who tries to hold two reviews, words that are not lost."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import expect

from articles.choices import Stage
from articles.models import Article, PassageComment, Publication
from tests.e2e.browser import assert_no_axe_violations
from tests.factories import make_article, make_issue, make_page


def test_an_article_through_all_reviews_by_four_accounts(new_page, account, sign_in):
    paper = make_page(make_issue(timezone.localdate() + dt.timedelta(days=1)), "7")
    writer, second = account("editor", name="陈知行"), account("second_reviewer", name="顾海宁")
    final = account("final_reviewer", name="沈启明")
    boss = account("administrator", username="boss", name="卢一白")  # has every right, and still one review
    article = make_article("三本账", page=paper, created_by=writer)
    article.body.append({"id": "btable", "kind": "table", "rows": [["年份", "数量"], ["2024", "一百二十"]]})
    article.body.append({"id": "bwrong", "kind": "paragraph", "text": "大家先装好，，再用。"})
    article.save()
    desks = {}
    for user in (writer, second, final, boss):
        desks[user] = new_page(768 if user == second else 1440)
        sign_in(desks[user], user)
    review = f"/admin/articles/article/{article.pk}/review/"

    # the editor sends it, from the one visible button of the form
    page = desks[writer]
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.click("[name=_submit]")
    page.wait_for_selector(".messagelist .success")
    assert page.locator("[name=_save]").count() == 0  # the words are under review now

    # first review: a remark on chosen words, a return whose half-written reason survives a reload, then the pass
    page = desks[boss]
    page.goto("/admin/")
    page.click(".next .btn--go")  # the most urgent thing has the one button
    page.wait_for_url(f"**{review}")
    choose = """([where, start, end]) => { const node = document.querySelector(where).firstChild, range = document.createRange();
        range.setStart(node, start); range.setEnd(node, end); getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    page.evaluate(choose, ["[data-block=btable] tr:last-child td:last-child", 1, 4])
    page.keyboard.press("Alt+c")
    chosen = [page.input_value(f"[data-new] [name={name}]") for name in ("quoted", "block", "start")]
    assert chosen == ["百二十", "btable", str(len("年份\t数量\n2024\t一"))]
    page.evaluate(choose, ["[data-block=title]", 0, 2])
    page.keyboard.press("Alt+c")
    assert page.input_value("#c_quoted") == "三本"
    page.fill("#id_words", "事实清楚，")
    page.fill("#c_text", "哪三本？")
    expect(page.locator("[data-gate]")).to_contain_text("批注都已解决")
    page.press("#c_text", "Control+Enter")
    page.wait_for_selector("#comments .cmt")
    expect(page.locator("[data-gate]")).to_contain_text("1 条批注未解决，会随稿送下一审")
    assert page.input_value("#c_text") == ""
    assert page.input_value("#id_words") == "事实清楚，"
    page.reload()
    assert page.input_value("#id_words") == "事实清楚，"
    page.click("[name=step][value=pass]")  # no recommendation yet: refused, nothing is lost
    expect(page.locator(".fault, .errornote").first).to_contain_text("处理建议")
    assert page.input_value("#id_words") == "事实清楚，"
    # what proofreading found is underlined in the text; the list leads to it and back by keyboard
    page.locator(".chk__go").first.press("Enter")
    mark = page.locator(".ck:focus")
    assert (mark.text_content(), mark.evaluate("each => each.closest('[data-block]').dataset.block")) == (
        "，，",
        "bwrong",
    )
    assert "wavy" in mark.evaluate("each => getComputedStyle(each).textDecoration")
    mark.press("Enter")
    expect(page.locator("li:has(> div > .chk__go:focus)")).to_contain_text("标点重复")
    assert_no_axe_violations(page, dark=True)
    page.fill("#id_words", "事实清楚，可用。")
    page.check("text=建议采用")
    page.press("#id_words", "Control+Enter")
    page.wait_for_url("**/admin/")
    expect(page.locator(".messagelist .success")).to_contain_text("《三本账》初审通过，等待复审。")

    # the same person tries the second review: no button, and the request itself is refused
    page.goto(review)
    expect(page.locator(".verdict")).to_contain_text("一人不能担任同一篇的两审")
    assert page.locator("[name=step][value=pass]").count() == 0
    answer = page.evaluate(
        """async () => { const form = new FormData(); form.append("step", "pass"); form.append("judgement", "agrees");
        form.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
        return (await fetch(location.href, { method: "POST", body: form })).text(); }"""
    )
    assert "一人不能担任同一篇的两审" in answer
    article.refresh_from_db()
    assert article.stage == Stage.SECOND_REVIEW

    # second review sees the report and the remark, judges the one and resolves the other
    page = desks[second]
    page.goto(review)
    expect(page.locator(".verdict")).to_contain_text("事实清楚，可用。")
    assert_no_axe_violations(page)
    page.click("text=已解决")
    page.wait_for_selector("text=批注都已解决。")
    page.check("text=同意初审意见 >> nth=0")
    page.click("[name=step][value=pass]")
    page.wait_for_url("**/admin/")
    assert PassageComment.objects.get().resolved_by == second

    # final review approves; the release asks when, and the site has it
    page = desks[final]
    page.goto(review)
    page.click("[name=step][value=pass]")
    page.wait_for_url("**/change/")
    page.click("a.btn--go")
    page.wait_for_url("**/release/")
    expect(page.locator("#id_at")).to_be_hidden()  # it comes with its choice
    page.check("[name=when][value=at]")
    expect(page.locator("#id_at")).to_be_visible()
    page.check("[name=when][value=now]")
    assert_no_axe_violations(page)
    page.click("button.btn--go")
    page.wait_for_url("**/change/")
    assert Publication.objects.visible().get().article == article
    record = [entry.title + entry.by_name for entry in article.record.select_related("seat")]
    assert record == ["送审陈知行", "初审通过卢一白", "复审通过顾海宁", "终审签发沈启明", "发布沈启明"]
    page.goto(f"{review}sheet/")
    expect(page.locator("main")).to_contain_text("初审通过")
    assert_no_axe_violations(page)
    assert Article.objects.get(pk=article.pk).stage == Stage.RELEASED
