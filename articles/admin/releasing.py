"""Releasing from the desk: now, at a time, with the issue, under embargo; and what stands in the way of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from articles import duties, publishing, scheduling, stages
from articles.admin.article_steps import back, require
from articles.admin.review_forms import AT, NOW, WITH_ISSUE, ReleaseForm
from articles.admin.reviewing import article_of
from articles.admin.site import account_of, site
from articles.choices import Stage
from articles.exceptions import FindingsOpen, NewsroomError
from articles.models import Article, Issue, Page, Publication, ScheduledRelease

AS_PRINTED = "已见报，照报样。"


def release(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks when; POST releases or schedules."""
    require_release(request)
    article = article_of(pk)
    row = ScheduledRelease.objects.filter(article=article).first()
    initial: dict[str, Any] = {"when": NOW}
    if row is not None:
        initial = {"when": AT if row.at else WITH_ISSUE, "at": row.at, "embargo_until": row.embargo_until}
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
    refusal = stages.why_not(article, stages.way_out(article), account_of(request))
    context = {
        **site.each_context(request), "title": "发布", "article": article, "form": form, "schedule": row,
        "refusal": refusal.message if refusal else "", "issue_due": duties.Plan([article]).due(article, Stage.RELEASED),
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
    """POST: release all waiting articles of a page, or none."""
    return _release_all(request, get_object_or_404(Page.objects.select_related("issue"), pk=pk))


def publish_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: release all waiting articles of an issue, or none."""
    return _release_all(request, get_object_or_404(Issue, pk=pk))


def _release_all(request: HttpRequest, thing: Page | Issue) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    require_release(request)
    by, overruled = account_of(request), request.POST.get("overruled", "")[:1000]
    try:
        if isinstance(thing, Page):
            count = len(publishing.release_page(thing, by=by, overruled=overruled))
        else:
            count = len(publishing.release_issue(thing, by=by, overruled=overruled))
    except FindingsOpen as error:
        return ask(request, thing, error, is_second="overruled" in request.POST)
    except NewsroomError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{thing} 已发布 {count} 篇。")
    return back(request, reverse("admin:index"))


def ask(request: HttpRequest, thing: Page | Issue, error: FindingsOpen, *, is_second: bool) -> HttpResponse:
    """What proofreading still has against it, and the question why it may go out all the same."""
    step = "publish_page" if isinstance(thing, Page) else "publish_issue"
    context = {
        **site.each_context(request), "title": f"发布 {thing}", "thing": thing, "findings": error.findings,
        "action": reverse(f"admin:{step}", args=[thing.pk]), "next": request.POST.get("next", ""),
        "reason": "" if is_second else AS_PRINTED, "is_second": is_second,
    }  # fmt: skip
    return render(request, "admin/articles/review/findings.html", context, status=409)


def require_release(request: HttpRequest) -> None:
    """403 for those who may release nothing."""
    user = account_of(request)
    require(request, stages.PUBLISH_PRINTED if user.has_perm(stages.PUBLISH_PRINTED) else stages.RELEASE_APPROVED)
