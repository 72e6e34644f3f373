"""A whole page in one review: read all of it, pass all of it or nothing. And who has what until when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from articles import checking, comments, duties, scoring, stages, workflow
from articles.admin import review_finds, review_text
from articles.admin.article_steps import back, require
from articles.admin.review_forms import DecisionForm, DutyForm, IssueDueForm
from articles.admin.reviewing import article_of
from articles.admin.site import account_of, site
from articles.choices import Stage
from articles.exceptions import FindingsOpen, NewsroomError
from articles.models import Article, Issue, Page, User
from articles.models.review import REVIEWS

MOST = 60


def page_of(pk: int) -> Page:
    return get_object_or_404(Page.objects.select_related("issue"), pk=pk)


def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: send every draft of the page to the first review."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    require(request, stages.CHANGE)
    page = page_of(pk)
    try:
        sent = workflow.submit_page(page, by=account_of(request))
    except NewsroomError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{page} 已送审 {len(sent)} 篇。")
    return back(request, reverse("admin:index"))


def review(request: HttpRequest, pk: int, level: str) -> HttpResponse:
    """GET shows the page's articles that stand in ``level``; POST passes them all, or none."""
    if level not in REVIEWS:
        return HttpResponseRedirect(reverse("admin:index"))
    stage = Stage(level)
    require(request, stages.REVIEW_RIGHT[stage])
    page = page_of(pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("words", "recommendation", "judgement", "overruled")}
        try:
            passed = workflow.pass_page(page, level=stage, by=account_of(request), seen=seen_in(request), **said)
        except FindingsOpen as error:
            form.add_error("overruled", error.message)
        except NewsroomError as error:
            form.add_error("words" if error.code == "report-missing" else None, error.message)
        else:
            messages.success(request, f"{page} {stage.label}：{len(passed)} 篇已{stages.PASS[stage].label}。")
            return HttpResponseRedirect(reverse("admin:index"))
    form.point_to_errors()
    context = {
        **site.each_context(request), **texts(page, stage, account_of(request)), "title": f"{stage.label}：{page}",
        "page": page, "level": stage, "form": form, "next_label": stages.PASS[stage].label,
    }  # fmt: skip
    return render(request, "admin/articles/review/page.html", context, status=409 if form.errors else 200)


def seen_in(request: HttpRequest) -> dict[int, int]:
    """article → version, as the screen showed them: ``seen-12=3``."""
    found = {}
    for name, value in request.POST.items():
        key = name.removeprefix("seen-")
        if name != key and key.isdecimal() and len(key) < 18 and str(value).isdecimal() and len(str(value)) < 10:
            found[int(key)] = int(str(value))
    return found


def texts(page: Page, stage: Stage, user: User) -> dict[str, Any]:
    """The articles with their words, remarks and heavy findings, and why one of them is not for this person."""
    articles = list(
        Article.objects.filter(page=page, stage=stage)
        .select_related("page__issue", "column")
        .prefetch_related("tags")
        .order_by("position")[:MOST]
    )
    hands = stages.Hands(user, articles)
    lexicon = checking.lexicon()
    rows = []
    for article in articles:
        remarks = [each for each in comments.placed(article) if each.comment.resolved_at is None]
        barred = hands.bar(article, stage)
        report = checking.report(checking.copy_of(article), lexicon=lexicon, ignored=checking.ignored_in(article))
        now = review_text.sources_of_article(article)
        finds = review_finds.placed(article, report.standing, now)
        rows.append({
            "article": article,
            "passages": review_text.sheet(now, None, remarks, finds),
            "finds": finds,
            "remarks": remarks,
            "heavy": [each for each in report.remarks if each.finding.weight >= checking.HEAVY],
            "barred": barred.message if barred else "",
        })  # fmt: skip
    return {
        "rows": rows,
        "barred": [row for row in rows if row["barred"]],
        "has_heavy": any(row["heavy"] for row in rows),
        "characters": sum(article.character_count() for article in articles),
        "score": scoring.score_of(page),
    }


def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows who has the article until when; POST changes it."""
    require(request, stages.ASSIGN)
    article = article_of(pk)
    form = DutyForm(request.POST or None, article=article)
    if request.method == "POST" and form.is_valid():
        try:
            with_people(article, form, account_of(request))
        except NewsroomError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"《{article}》的分派和时限已保存。")
            return HttpResponseRedirect(reverse("admin:review_article", args=[pk]))
    form.point_to_errors()
    context = {**site.each_context(request), "title": "分派与时限", "article": article, "form": form}
    return render(request, "admin/articles/review/assign.html", context, status=409 if form.errors else 200)


def with_people(article: Article, form: DutyForm, by: User) -> None:
    """All rows or none."""
    wanted = form.duties()
    people = User.objects.in_bulk([person for _, person, _ in wanted if person])
    duties.assign_all(
        article, [(stage, people.get(person) if person else None, due) for stage, person, due in wanted], by=by
    )


def issue_dues(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the issue's times; POST changes them."""
    require(request, stages.ASSIGN)
    issue = get_object_or_404(Issue, pk=pk)
    form = IssueDueForm(request.POST or None, issue=issue)
    if request.method == "POST" and form.is_valid():
        duties.set_issue_dues(issue, form.dues(), by=account_of(request))
        messages.success(request, f"{issue} 的时限已保存。")
        return HttpResponseRedirect(reverse("admin:index"))
    form.point_to_errors()
    context = {**site.each_context(request), "title": f"{issue} 的时限", "issue": issue, "form": form}
    return render(request, "admin/articles/review/dues.html", context, status=409 if form.errors else 200)
