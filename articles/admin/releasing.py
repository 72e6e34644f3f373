"""Releasing from the desk: now, at a time, with the issue, under embargo; and what stands in the way of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from articles import checking, duties, publishing, scheduling, scoring, stages, workflow
from articles.admin.article_steps import back, own_page, require
from articles.admin.review_forms import AT, NOW, WITH_ISSUE, ReleaseForm
from articles.admin.reviewing import article_of
from articles.admin.site import account_of, site
from articles.choices import RecordKind, Stage
from articles.exceptions import FindingsOpen, NewsroomError
from articles.models import Article, Issue, Page, Publication, ScheduledRelease, User
from articles.proofreading import Lexicon
from articles.templatetags.desk import short_day

AS_PRINTED = "已见报，照报样。"


def release(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks when; POST releases or schedules."""
    require_release(request)
    article = article_of(pk)
    row = ScheduledRelease.objects.filter(article=article).first()
    initial: dict[str, Any] = {"when": NOW}
    if row is not None:
        initial = {"when": AT if row.at else WITH_ISSUE, "at": row.at, "embargo_until": row.embargo_until}
    step, standing = stages.way_out(article), workflow.standing_findings(article)
    if standing and step.kind == RecordKind.PRINTED:
        initial["overruled"] = AS_PRINTED
    form = ReleaseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, told(article, form, request))
        except FindingsOpen as error:
            form.add_error("overruled", error.message)
        except NewsroomError as error:
            form.add_error(None, error.message)
        else:
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
    form.point_to_errors()
    refusal = stages.why_not(article, step, account_of(request))
    context = {
        **site.each_context(request), "title": "发布", "article": article, "form": form, "schedule": row, "standing": standing,
        "refusal": refusal.message if refusal else "", "coming": coming(article.issue), "issue_due": duties.Plan([article]).due(article, Stage.RELEASED),
    }  # fmt: skip
    return render(request, "admin/articles/review/release.html", context, status=409 if form.errors else 200)


def told(article: Article, form: ReleaseForm, request: HttpRequest) -> str:
    """Do it and say what was done. Raises NewsroomError."""
    by, data = account_of(request), form.cleaned_data
    if data["when"] == NOW:
        publication = publishing.release(
            article, by=by, embargo_until=data["embargo_until"], overruled=data["overruled"]
        )
        return f"《{article}》{released_words(publication)}"
    at = data["at"] if data["when"] == AT else None
    scheduling.schedule(article, by=by, at=at, embargo_until=data["embargo_until"], overruled=data["overruled"])
    return f"《{article}》定于 {scheduling.local(at)} 发布。" if at else f"《{article}》随 {article.issue} 发布。"


def released_words(publication: Publication) -> str:
    if publication.embargo_until and not publication.is_visible():
        return f"已发布，{scheduling.local(publication.embargo_until)} 解禁后读者可见。"
    return f"已发布，版本 v{publication.version}。"


def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: call a release to come off."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    require_release(request)
    article = article_of(pk)
    try:
        scheduling.unschedule(article, by=account_of(request))
    except NewsroomError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"《{article}》的定时发布已取消。")
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))


def publish_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows what would go out; POST releases all waiting articles of a page, or none."""
    return _release_all(request, get_object_or_404(Page.objects.select_related("issue"), pk=pk))


def publish_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for an issue."""
    return _release_all(request, get_object_or_404(Issue, pk=pk))


def _release_all(request: HttpRequest, thing: Page | Issue) -> HttpResponse:
    require_release(request)
    if request.method != "POST":
        return ask(request, thing)
    by, overruled = account_of(request), request.POST.get("overruled", "")[:1000]
    if request.POST.get("seen", stamp := stamp_of(publishing.waiting_in(thing))) != stamp:
        return ask(request, thing, fault="什么也没有发布：你打开这一页之后，稿件有改动。请再看一遍。")
    try:
        if isinstance(thing, Page):
            count = len(publishing.release_page(thing, by=by, overruled=overruled))
        else:
            count = len(publishing.release_issue(thing, by=by, overruled=overruled))
    except FindingsOpen:
        return ask(request, thing, fault="什么也没有发布：请写明放行的理由，或者先去改。")
    except NewsroomError as error:
        if overruled:  # the reason that was written stays
            return ask(request, thing, fault=error.message)
        messages.error(request, error.message)
    else:
        messages.success(request, f"{thing} 已发布 {count} 篇。")
    return back(request, reverse("admin:index"))


def stamp_of(articles: Iterable[Article]) -> str:
    """Which articles were shown, in which state: what a confirmation is held against."""
    return " ".join(f"{article.pk}.{article.lock_version}" for article in articles)


def ask(request: HttpRequest, thing: Page | Issue, *, fault: str = "") -> HttpResponse:
    """What would go out and by which way, what proofreading has against each, and who will see it when."""
    articles = list(publishing.waiting_in(thing).prefetch_related("contributions", "statements", "pull_quotes"))
    by, lexicon = account_of(request), checking.lexicon()
    rows = [outgoing(article, by, lexicon) for article in articles]
    issue = thing.issue if isinstance(thing, Page) else thing
    has_heavy = any(row["heavy"] for row in rows)
    step, word = ("publish_page", "整版") if isinstance(thing, Page) else ("publish_issue", "整期")
    given = request.POST.get("overruled")
    context = {
        **site.each_context(request), "title": f"{word}发布", "thing": thing, "action": reverse(f"admin:{step}", args=[thing.pk]),
        "rows": rows, "stamp": stamp_of(articles), "fault": fault, "has_heavy": has_heavy, "coming": coming(issue),
        "printed": [row for row in rows if row["is_printed"]], "barred": [row for row in rows if row["barred"]],
        "next": own_page(request, reverse("admin:index")), "score": scoring.score_of(thing),
        "reason": AS_PRINTED if given is None and rows and all(row["is_printed"] for row in rows) else given or "",
    }  # fmt: skip
    return render(request, "admin/articles/review/publish_all.html", context, status=409 if fault else 200)


def outgoing(article: Article, by: User, lexicon: Lexicon) -> dict[str, Any]:
    """One article of those that would go out together."""
    step = stages.way_out(article)
    refusal = stages.why_not(article, step, by)
    found = checking.report(checking.copy_of(article), lexicon=lexicon, ignored=checking.ignored_in(article))
    heavy = [remark for remark in found.remarks if remark.finding.weight >= checking.HEAVY]
    light = [remark for remark in found.standing if remark.finding.weight < checking.HEAVY]
    return {
        "article": article, "is_printed": step.kind == RecordKind.PRINTED and stages.is_printed(article), "heavy": heavy, "findings": [*heavy, *light],
        "barred": refusal.message if refusal else "".join(workflow.problems_of(article)),
    }  # fmt: skip


def coming(issue: Issue | None) -> str:
    """'明天', '12月1日' for a paper that is still to come, else empty: what goes out now goes out before it."""
    days = (issue.date - timezone.localdate()).days if issue else 0
    return "" if issue is None or days <= 0 else "明天" if days == 1 else short_day(issue.date)


def require_release(request: HttpRequest) -> None:
    """403 for those who may release nothing."""
    user = account_of(request)
    require(request, stages.PUBLISH_PRINTED if user.has_perm(stages.PUBLISH_PRINTED) else stages.RELEASE_APPROVED)
