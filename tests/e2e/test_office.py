"""The office of the desk in a real browser: a letter becomes a draft, many articles take one step, fees and reports."""

import datetime as dt
from decimal import Decimal

from playwright.sync_api import expect

from articles import fees, manuscripts
from articles.models import Article, BulkStep, FeeRate, Manuscript
from tests.e2e.browser import assert_no_axe_violations
from tests.factories import DAY, make_article, make_author, make_column, make_page

LIST = "/admin/articles/article/"


def seen(page):
    assert_no_axe_violations(page, also=(768,), dark=True)


def test_a_letter_becomes_a_draft(page, account, sign_in, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    make_column("热点思考")
    user = account("first_reviewer", name="周砚")
    sign_in(page, user)
    page.goto("/admin/articles/manuscript/add/")
    page.fill("[name=title]", "灯下的账本")
    page.fill("[name=sender]", "马守义")
    page.fill("[name=contact]", "江州市港前路")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.click("[name=_save]")
    expect(page.locator("[name=password]")).to_be_visible()
    sign_in(page, user)
    page.goto("/admin/articles/manuscript/add/")
    expect(page.locator(".typed-note")).to_contain_text("已放回来")
    assert [page.input_value(f"[name={name}]") for name in ("title", "sender", "contact")] == [
        "灯下的账本", "马守义", "江州市港前路",
    ]  # fmt: skip
    letter = "仓库的灯是最后熄的。\n老马把账本合上。".encode()
    page.set_input_files("[name=uploads]", {"name": "灯下.txt", "mimeType": "text/plain", "buffer": letter})
    page.click("[name=_save]")
    expect(page.locator(".messagelist, [role=status]").first).to_contain_text("已登记")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('manuscript'))") == []
    seen(page)
    with page.expect_download() as loaded:
        page.click("text=灯下.txt")
    assert loaded.value.path().read_bytes() == letter
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("text=采用，生成草稿")
    expect(page.locator("text=打开稿件")).to_be_visible()
    page.click("summary:has-text('采用通知')")
    page.click("[aria-label=记下采用通知]")
    expect(page.locator(".told")).to_contain_text("拟予采用")
    page.goto("/admin/articles/manuscript/")
    seen(page)
    assert Article.objects.get().title == "灯下的账本"
    assert not Manuscript.objects.unanswered().exists()
    assert manuscripts.setting().answer_within == 30


def test_many_articles_take_one_step_and_back(page, account, sign_in):
    target = make_page(number="9")
    for n in range(3):
        make_article(f"第{n}篇", page=make_page(number=str(n + 1)))
    sign_in(page, account("first_reviewer"))
    page.goto(LIST)
    page.check("#action-toggle")
    seen(page)
    page.click("button[value=bulk_chosen]")
    page.check("[value=place]")
    page.select_option("[name=page]", str(target.pk))
    seen(page)
    page.click("text=看看会怎样")
    seen(page)
    page.click("text=确认，办理 3 篇")
    expect(page.locator(".bulk__h")).to_contain_text("9版")
    seen(page)
    assert target.articles.count() == 3
    page.click("text=撤销这一步")
    expect(page.locator("body")).to_contain_text("3 篇恢复原样")
    assert not target.articles.exists()
    assert BulkStep.objects.get().undone_at is not None


def test_fees_reports_and_the_log(page, account, sign_in):
    FeeRate.objects.create(per_thousand=Decimal(100))
    place = make_page()
    for n in range(4):
        make_article(f"第{n}篇", page=place, authors=(make_author(f"作者{n}"),), release=True)
    chief = account("administrator", name="方平")
    month = fees.draw_up(DAY, by=chief)
    sign_in(page, chief)
    page.goto(f"/admin/articles/feemonth/{month.pk}/change/")
    seen(page)
    page.fill(".money >> nth=0", "88.5")
    page.click("text=保存，全部记为已核")
    expect(page.locator("body")).to_contain_text("已保存，改了 4 行")
    for address in (
        "/admin/articles/feemonth/", "/admin/articles/feerate/", "/admin/articles/auditentry/",
        f"/admin/reports/output/?begin=2025-01-01&end={dt.date(2025, 12, 31)}&by=author", "/admin/reports/amends/",
    ):  # fmt: skip
        page.goto(address)
        seen(page)
    page.click("text=导出")
    with page.expect_download() as loaded:
        page.click("#exports a >> nth=0")
    assert loaded.value.suggested_filename.endswith(".xlsx")
