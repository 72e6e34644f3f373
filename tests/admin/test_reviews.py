"""审稿 at the desk: what each role sees and may send, what is kept when it is refused, the sheet."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import comments, publishing, workflow
from articles.choices import BlockKind, Stage, WithdrawalReason
from articles.models import Article, Duty, IssueDue, PassageComment, Publication, ScheduledRelease, User
from articles.models.body import text_block
from articles.rendering.pdf import is_possible
from tests import services
from tests.factories import make_article, make_column, make_image, make_issue, make_page, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CANARY = "金丝雀待审稿"
SLIP = "各地的的做法值得借鉴，办法要写清楚。"
REPORT = {"step": "pass", "words": "事实清楚。", "recommendation": "use", "judgement": "agrees"}


def url(step, *args):
    return reverse(f"admin:{step}", args=args)


def tomorrow():
    return make_page(make_issue(timezone.localdate() + dt.timedelta(days=1)))


@pytest.mark.parametrize("role", ["editor", "first_reviewer", "second_reviewer", "final_reviewer"])
@pytest.mark.alike
@pytest.mark.twice
def test_what_waits_is_for_whom_it_waits_and_nobody_gets_round_the_rights(desk, role):
    """One article in each review: who is shown which as theirs, and what the others' requests come to."""
    levels = {"first_reviewer": "first_review", "second_reviewer": "second_review", "final_reviewer": "final_review"}
    page = tomorrow()
    for level in levels.values():
        make_article(f"{CANARY}{level}", page=page, stage=level)
    articles = {article.stage: article for article in page.articles.all()}
    client = desk(role)
    home = client.get(reverse("admin:index")).content.decode()
    for owner, level in levels.items():
        article = articles[level]
        allowed = owner == role
        assert (f"待我{Stage(level).label}" in home) is allowed
        assert (url("review_page", page.pk, level) in home) is allowed
        screen = client.get(url("review_article", article.pk))
        assert screen.status_code == 200
        assert ('value="pass"' in screen.content.decode()) is allowed
        assert client.get(url("review_page", page.pk, level)).status_code == (200 if allowed else 403)
        for address in (url("review_page", page.pk, level), url("review_article", article.pk)):
            Article.objects.filter(pk=article.pk).update(stage=level)
            before = article.record.count()
            data = REPORT | {f"seen-{article.pk}": article.lock_version}
            assert client.post(address, data).status_code == (302 if allowed else 403 if "pages" in address else 409)
            article.refresh_from_db()
            assert (article.stage != level) is allowed
            assert article.record.count() - before == (1 if allowed else 0)
        Article.objects.filter(pk=article.pk).update(stage=Stage.DRAFT)
    may_assign = role != "editor"
    due = (timezone.now() + dt.timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    client.post(url("assign_article", article.pk), {"draft-due": due})
    client.post(url("issue_dues", page.issue_id), {"first_review": due})
    assert (Duty.objects.exists(), IssueDue.objects.exists()) == (may_assign, may_assign)
    approved = make_article(CANARY, stage=Stage.APPROVED)
    assert client.get(url("release_article", approved.pk)).status_code == (200 if may_assign else 403)
    assert client.post(url("unschedule_article", approved.pk)).status_code == (302 if may_assign else 403)


def test_an_account_without_a_role_sees_and_does_nothing(client):
    article = make_article(CANARY, stage=Stage.FIRST_REVIEW)
    comment = PassageComment.objects.create(
        article=article, block="title", start=0, end=2, quoted="金丝", text=CANARY, stage="draft",
        by=User.objects.create_user("someone"),
    )  # fmt: skip
    nobody = User.objects.create_user("nobody", is_staff=True)
    client.force_login(nobody, backend="django.contrib.auth.backends.ModelBackend")
    gets = ["review_article", "review_sheet", "review_sheet_pdf", "assign_article", "release_article"]
    posts = [(step, article.pk) for step in ("review_article", "add_comment", "release_article", "unschedule_article")]
    posts += [(step, comment.pk) for step in ("reply_comment", "resolve_comment", "reopen_comment")]
    assert {client.get(url(step, article.pk)).status_code for step in gets} == {403}
    assert {client.post(url(*step), {"text": "x", "quoted": "金丝"}).status_code for step in posts} == {403}
    assert PassageComment.objects.filter(resolved_at=None).count() == 1


@pytest.mark.twice
def test_a_text_that_changed_meanwhile_is_read_again_and_nothing_typed_is_lost(desk):
    article = make_article("旧题", stage=Stage.FIRST_REVIEW)
    seen = article.lock_version
    Article.objects.filter(pk=article.pk).update(title="改过的题", lock_version=seen + 1)
    data = REPORT | {"seen": seen, "words": "写了很久的报告", "reasons": ["文字"]}
    response = desk("first_reviewer").post(url("review_article", article.pk), data)
    page = response.content.decode()
    assert response.status_code == 409
    assert all(words in page for words in ("在你打开之后又有改动", "写了很久的报告", "改过的题", f'value="{seen + 1}"'))
    assert desk("first_reviewer").post(url("review_article", article.pk), data | {"seen": seen + 1}).status_code == 302


def test_a_remark_finds_its_words_again(desk, account):
    article = make_article(paragraphs=("上云的好处，最直接的是减少了维护人员。", "第二段。"))
    client = desk("editor")
    block = article.body[0]["id"]
    answer = client.post(
        url("add_comment", article.pk),
        {"text": "出处？", "quoted": "最直接的是减少了维护人员", "block": block, "start": 6},
        headers={"X-Requested-With": "fetch"},
    )
    assert "出处？" in answer.content.decode()
    refused = client.post(
        url("add_comment", article.pk), {"text": "x", "quoted": "没有的话"}, headers={"X-Requested-With": "fetch"}
    )
    assert (refused.status_code, "稿件里没有这段文字" in refused.content.decode()) == (400, True)
    comment = PassageComment.objects.get()
    client.post(url("reply_comment", comment.pk), {"text": "已补。"})
    client.post(url("resolve_comment", comment.pk))
    assert [reply.text for reply in comment.replies.all()] == ["已补。"]

    def place(words):
        article.body[0]["text"] = words
        article.save()
        found = comments.placed(article)[0]
        return found.block and article.body[0]["text"][found.start : found.end], found.is_same

    assert place("先说一句。上云的好处，最直接的是减少了维护人员。") == ("最直接的是减少了维护人员", True)
    assert place("上云的好处，最直接的是减少了很多维护的人员。") == (
        "最直接的是减少了很多维护的人员",
        False,
    )
    assert place("全都改写过了。") == ("", False)


def test_the_reviewer_sees_all_that_readers_will_see_with_what_changed_in_it(desk, account, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture, other = (make_image(alt=name, caption=f"图说{name}", credit="摄影周野") for name in ("码头", "车间"))
    table = {"id": "btable", "kind": "table", "head": True, "rows": [["年份", "数量"], ["2023", "9"], ["2024", "12"]]}
    points = {"id": "blist", "kind": "list", "ordered": True, "items": ["先算账\n再花钱", "后对账"], "marks": []}
    marked = text_block(
        BlockKind.PARAGRAPH, "照办法办，见文件。",
        marks=[{"start": 0, "end": 1, "kind": "strong"}, {"start": 6, "end": 8, "kind": "link", "href": "https://a.example/old"}],
    )  # fmt: skip
    figure = {"id": "bfigure", "kind": "image", "image": picture.public_id}
    article = make_article("标题", tags=(make_tag("账本"),), web_title="网上的题")
    article.body = [marked, points, table, figure]
    article.save()
    writer = account("editor", username="writer")
    workflow.submit(article, by=writer)
    article.refresh_from_db()
    points["marks"] = [{"start": 8, "end": 9, "kind": "strong"}]
    table["rows"] = [["年份", "数量"], ["2024", "13"]]
    marked["marks"][1]["href"] = "https://a.example/new"
    figure["image"] = other.public_id
    article.body = [marked, points, table, figure]
    article.column = make_column("新栏目")
    article.save()
    article.tags.set([make_tag("流水")])
    Article.objects.filter(pk=article.pk).update(stage=Stage.SECOND_REVIEW)
    article.refresh_from_db()
    comments.add(article, by=writer, text="核对", quoted="13", block="btable")
    comments.add(article, by=writer, text="谁拍的", quoted="图说车间")
    page = desk("second_reviewer").get(url("review_article", article.pk)).content.decode()
    assert "<ol" in page
    assert "先算账<br>再花钱" in page
    assert '<tr class="is-cut"><td><del>2023</del></td><td><del>9</del></td></tr>' in page
    assert '<del>2</del><ins><mark class="cm-on" data-remark="1">3</mark>' in page.replace('data-remark="2"', "")
    assert "<strong>照</strong>" in page
    assert "<ins>流水</ins>、<del>账本</del>" in page
    assert "新栏目（原为 <del>无栏目</del>）" in page
    assert '<span class="rv__fmt" title="格式或链接有改动"><strong>后</strong></span>对账' in page
    assert 'href="https://a.example/new"' in page
    assert '<span class="rv__fmt" title="格式或链接有改动"><a' in page
    assert page.index("is-cut", page.index(picture.file.url) - 200) < page.index(picture.file.url)
    assert all(
        words in page for words in (other.file.url, "替代文字：车间", "图说车间", "摄影周野", "网上的题", "账本")
    )
    assert url("preview_article", article.pk) in page
    assert {each.block for each in comments.placed(article)} == {"btable", "bfigure"}


def test_a_whole_page_says_what_goes_out_before_it_does_and_leads_back(desk):
    page = make_page()
    article = make_article("有错字的", paragraphs=(SLIP,), page=page)
    make_article("没有错字的", page=page)
    client, board = desk("first_reviewer"), reverse("admin:issue_board", args=[page.issue_id])
    asked = client.get(url("publish_page", page.pk), {"next": board}).content.decode()
    wanted = (
        "的的",
        "没有错字的",
        "校对提示 1 处",
        "不经这里的三审",
        "读者现在就能",
        "合作方",
        "已见报，照报样。",
        f'href="{board}"',
    )
    assert [words for words in wanted if words not in asked] == []
    seen = re.search(r'name="seen" value="([^"]+)"', asked)[1]
    said = {"next": board, "seen": seen, "overruled": "已见报，照报样。"}
    assert client.post(url("publish_page", page.pk), said | {"overruled": " "}).status_code == 409
    Article.objects.filter(pk=article.pk).update(lock_version=article.lock_version + 1)
    assert "再看一遍" in client.post(url("publish_page", page.pk), said).content.decode()
    assert not Publication.objects.exists()
    Article.objects.filter(pk=article.pk).update(lock_version=article.lock_version)
    assert client.post(url("publish_page", page.pk), said)["Location"] == board
    assert article.record.get().overruled == "已见报，照报样。"
    assert Publication.objects.count() == 2


def test_the_release_page_asks_at_once_for_what_it_will_want(desk):
    """Heavy findings with the reason for them, and whose words these are: before anything is sent."""
    client, page = desk("first_reviewer"), make_page()
    clean, slipped = make_article(page=page), make_article(paragraphs=(SLIP,), quotes=("没有人说过的话。",), page=page)
    own = make_article("自己录入的", page=page, created_by=User.objects.get(username="first_reviewer"))
    said = {each: client.get(url("release_article", each.pk)).content.decode() for each in (clean, slipped, own)}
    assert [words in said[slipped] for words in ("的的", "没有人说过的话", "已见报，照报样。</textarea>")] == [True] * 3
    assert "放行理由" not in said[clean]
    assert "正文中没有这句话" in client.get(url("review_article", slipped.pk)).content.decode()
    assert ["请另一位有" in each for each in said.values()] == [False, False, True]
    change = client.get(reverse("admin:articles_article_change", args=[own.pk]))
    assert (change.context["next"].main.label, "请另一位有" in change.content.decode()) == ("送审", True)


def test_embargo_and_return_are_told_by_one_word_on_board_list_and_form(desk, account):
    page, writer = make_page(make_issue(timezone.localdate())), account("editor", username="writer")
    until = dt.datetime(timezone.localdate().year + 1, 1, 1, 0, 0, tzinfo=dt.UTC)
    held = make_article("有解禁的", page=page, release=True, embargo_until=until)
    make_article("解禁过的", page=page, release=True, embargo_until=timezone.now() - dt.timedelta(days=400))
    back = make_article("退回来的", page=page, created_by=writer)
    workflow.submit(back, by=writer)
    workflow.send_back(back, by=account("first_reviewer"), words="改。")
    client, articles = desk("administrator"), reverse("admin:articles_article_changelist")
    change = [reverse("admin:articles_article_change", args=[article.pk]) for article in (held, back)]
    board, shown = reverse("admin:issue_board", args=[page.issue_id]), articles + "?stage=back"
    told = timezone.localtime(until).strftime("解禁 %Y-%m-%d %H:%M")
    count = {where: client.get(where).content.decode().count(told) for where in (board, articles, change[0], shown)}
    assert count == {board: 1, articles: 1, change[0]: 1, shown: 0}
    found = ("/admin/articles/article/full-text/?q=退回来的", "/admin/search/?q=退回来的")
    for where in (board, shown, change[1], url("review_article", back.pk), *found):
        assert "</svg>退回待改</span>" in client.get(where).content.decode()
    listed = client.get(shown)
    assert [article.title for article in listed.context["cl"].result_list] == ["退回来的"]
    writers = Client()
    writers.force_login(writer, backend="django.contrib.auth.backends.ModelBackend")
    assert {tab.label: tab.count for tab in writers.get(articles).context["views"]}["等我办"] == 1

    publishing.withdraw(held, reason=WithdrawalReason.ERROR, by=None)
    step = client.get(change[0]).context["next"]
    assert (step.main, [(act.label, act.url) for act in step.more if "恢复" in act.label]) == (
        None,
        [("恢复发布……", url("release_article", held.pk))],
    )


@pytest.mark.twice
def test_a_release_is_set_for_a_time(desk):
    article = make_article(page=make_page())
    client, later = desk("first_reviewer"), timezone.localtime() + dt.timedelta(hours=2)
    data = {"when": "at", "at": f"{later:%Y-%m-%dT%H:%M}", "embargo_until": f"{later:%Y-%m-%dT%H:%M}"}
    assert "解禁时间应晚于发布时间" in client.post(url("release_article", article.pk), data).content.decode()
    assert client.post(url("release_article", article.pk), data | {"embargo_until": ""}).status_code == 302
    assert ScheduledRelease.objects.get().at == later.replace(second=0, microsecond=0)
    assert not Publication.objects.exists()
    stray = {"when": "now", "at": f"{later + dt.timedelta(days=9):%Y-%m-%dT%H:%M}", "embargo_until": data["at"]}
    assert client.post(url("release_article", article.pk), stray).status_code == 302
    assert Publication.objects.get().embargo_until is not None
    early = client.get(url("release_article", make_article(page=tomorrow(), stage=Stage.APPROVED).pk))
    assert "读者现在就能看到；<b>见报日是明天</b>" in early.content.decode()


def test_the_review_screen_and_the_home_ask_a_fixed_number_of_times(desk, account):
    writer = account("editor", username="writer")
    counts = []
    for many in (1, 12):
        page = make_page(make_issue(timezone.localdate() + dt.timedelta(days=many)))
        for _ in range(many):
            article = make_article(page=page, created_by=writer)
            workflow.submit(article, by=writer)
            comments.add(article, by=writer, text="看这里。", quoted="第二段")
        asked = []
        for address in (reverse("admin:index"), url("review_article", article.pk), url("review_sheet", article.pk)):
            desk("first_reviewer").get(address)
            with CaptureQueriesContext(
                connection,
            ) as captured:
                desk("first_reviewer").get(address)
            asked.append(len(captured))
        counts.append(asked)
    assert counts[0] == counts[1]


def test_the_sheet_says_who_what_and_when(desk, monkeypatch):
    article = make_article("三本账", stage=Stage.FIRST_REVIEW)
    desk("first_reviewer").post(url("review_article", article.pk), REPORT)
    address = url("review_sheet_pdf", article.pk)
    sheet = desk("editor").get(url("review_sheet", article.pk)).content.decode()
    assert all(words in sheet for words in ("三本账", "通过", "建议采用", "事实清楚。", "first_reviewer"))
    monkeypatch.setattr("articles.admin.review_sheet.is_possible", lambda: False)
    assert "没有装好 PDF 组件" in desk("editor").get(address, follow=True).content.decode()
    monkeypatch.undo()
    if not is_possible():
        services.unavailable("pango（PDF）")
    made = desk("editor").get(address)
    assert (made["Content-Type"], made.content[:5]) == ("application/pdf", b"%PDF-")
