"""The views of the article list: everybody's, and one's own that nobody else sees."""

import datetime as dt

import pytest
from django.utils import timezone

from articles import duties, workflow
from articles.choices import Recommendation, Stage
from articles.models import Article, Duty, IssueDue, SavedView
from tests.factories import make_article, make_issue, make_page, make_tag

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"
NOW = timezone.now()


def shown(client, query):
    page = client.get(LIST + query).content.decode()
    return {title for title in Article.objects.values_list("title", flat=True) if f">{title}</a>" in page}


def test_the_views_show_what_they_say(desk, account):
    client, me, editor = desk("first_reviewer"), account_named("first_reviewer"), account("editor")
    today = make_page(make_issue(timezone.localdate()))
    mine, passed = make_article("等我审", created_by=editor), make_article("我审过的", created_by=editor)
    own = make_article("我自己写的", created_by=me)
    for article in (mine, passed):
        workflow.submit(article, by=editor)
    workflow.submit(own, by=me)
    passed.refresh_from_db()
    workflow.pass_review(passed, by=me, words="可用。", recommendation=Recommendation.USE)
    make_article("今天见报的", page=today)
    make_article("上月改的")
    Article.objects.filter(title="上月改的").update(updated_at=NOW - dt.timedelta(days=40))
    assert shown(client, "?stage=mine") == {"等我审"}
    assert shown(desk("second_reviewer"), "?stage=mine") == {"我审过的"}
    assert shown(client, "?stage=today") == {"今天见报的"}
    assert "上月改的" not in shown(client, "?updated=month")
    assert shown(client, "?updated=nonsense") == shown(client, "")


def account_named(username):
    from articles.models import User  # Django is not set up when this module loads

    return User.objects.get(username=username)


def test_late_is_by_ones_own_time_or_else_the_issues(desk):
    page = make_page()
    past, later = NOW - dt.timedelta(hours=1), NOW + dt.timedelta(hours=1)
    IssueDue.objects.create(issue=page.issue, stage=Stage.FIRST_REVIEW, due_at=past)
    IssueDue.objects.create(issue=page.issue, stage=Stage.RELEASED, due_at=past)
    rows = {
        "期次的时限过了": (Stage.FIRST_REVIEW, None), "自己的时限没到": (Stage.FIRST_REVIEW, later),
        "自己的时限过了": (Stage.DRAFT, past), "没有时限": (Stage.SECOND_REVIEW, None),
        "该发没发": (Stage.APPROVED, None), "已经发了": (Stage.RELEASED, None),
    }  # fmt: skip
    for title, (stage, due) in rows.items():
        article = make_article(title, page=page, stage=stage)
        if due:
            Duty.objects.create(article=article, stage=stage, due_at=due)
    expected = {"期次的时限过了", "自己的时限过了", "该发没发"}
    assert set(duties.late(Article.objects.all()).values_list("title", flat=True)) == expected
    plan = duties.Plan(Article.objects.select_related("page"))
    due = {
        each.title: plan.due(each) for each in Article.objects.select_related("page") if each.stage != Stage.RELEASED
    }
    assert {title for title, at in due.items() if at and at <= NOW} == expected  # the boards say the same
    page = desk("editor").get(LIST).content.decode()
    late = {row.split("</a>")[0].rpartition(">")[2] for row in page.split("<tr>")[2:] if "逾期 1 小时" in row}
    assert late == expected  # and so does the list


def test_a_view_is_kept_under_a_name_for_oneself(desk):
    make_article("七版的稿", page=make_page(number="7"))
    editor, other = desk("editor"), desk("first_reviewer")
    data = {"name": "七版在办", "query": "q=七版&stage=working&p=3&e=1"}
    page = editor.post(f"{LIST}views/keep/", data, follow=True).content.decode()
    view = SavedView.objects.get()
    assert view.query == "stage=working&q=%E4%B8%83%E7%89%88"
    assert "七版的稿</a>" in page
    assert "删掉这个视图" in page
    assert "七版在办" not in other.get(LIST).content.decode()
    other.post(f"{LIST}views/{view.pk}/forget/")
    assert SavedView.objects.count() == 1
    for wrong in (
        {"name": "", "query": "q=1"},
        {"name": "空的", "query": "p=1"},
        {"name": "长", "query": "q=" + "长" * 400},
    ):
        editor.post(f"{LIST}views/keep/", wrong)
    assert SavedView.objects.count() == 1
    for n in range(20):
        editor.post(f"{LIST}views/keep/", {"name": f"视图{n}", "query": "q=1"})
    assert SavedView.objects.count() == 12
    editor.post(f"{LIST}views/{view.pk}/forget/")
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_the_filters_count_within_the_search_and_the_other_filters(desk):
    issue, tag = make_issue(), make_tag("算法")
    page = make_page(issue)
    make_article("算法进了车间", page=page, tags=(tag,), release=True)
    make_article("算法出了车间", page=page)
    make_article("车间之外", page=page, tags=(tag,), release=True)
    make_article("别期的", page=make_page(make_issue(issue.date - dt.timedelta(days=7))), release=True)

    def counts(query):
        shown = desk("editor").get(LIST + query).context["cl"]
        specs = {spec.parameter_name: list(spec.choices(shown)) for spec in shown.filter_specs}
        return {
            name: {str(choice["display"]): choice["count"] for choice in specs[name] if choice.get("count")}
            for name in ("stage", "issue", "tag")
        }

    assert counts("?q=算法")["stage"] == {"草稿": 1, "已发布": 1}
    assert list(counts("?q=算法")["issue"].values()) == [2]
    assert counts("?q=算法&stage=released")["tag"] == {"算法": 1}
    assert counts("?stage=draft")["tag"] == {}
    assert counts("?stage=draft")["stage"] == counts("")["stage"] == {"草稿": 1, "已发布": 3}
    assert counts(f"?issue={issue.pk}")["stage"] == {"草稿": 1, "已发布": 2}
    assert list(counts(f"?issue={issue.pk}")["issue"].values()) == [3, 1]
