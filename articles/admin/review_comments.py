"""Remarks on passages from the review screen: make, answer, resolve. Scripts get JSON, forms are led back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render

from articles import comments
from articles.admin import review_panel
from articles.admin.article_steps import require
from articles.admin.review_forms import CommentForm
from articles.admin.reviewing import address, article_of
from articles.admin.site import account_of
from articles.exceptions import NewsroomError
from articles.models import Article, PassageComment

SCRIPT = "fetch"  # what the review script sends as X-Requested-With


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: a remark on the chosen words."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    require(request, "articles.view_article")
    article, form = article_of(pk), CommentForm(request.POST)
    if not form.is_valid():
        return answer(request, article, problem=str(next(iter(form.errors.values()))[0]))
    data = form.cleaned_data
    try:
        made = comments.add(
            article, by=account_of(request), text=data["text"], quoted=data["quoted"], block=data["block"],
            start=data["start"],
        )  # fmt: skip
    except NewsroomError as error:
        return answer(request, article, problem=error.message)
    return answer(request, article, told="批注已加上。", anchor=f"#comment-{made.pk}")


def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """POST: ``reply``, ``resolve`` or ``reopen``."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    require(request, "articles.view_article")
    comment = get_object_or_404(PassageComment.objects.select_related("article__page__issue"), pk=pk)
    by = account_of(request)
    try:
        if what == "reply":
            form = CommentForm(request.POST)
            comments.reply(comment, by=by, text=form.cleaned_data.get("text", "") if form.is_valid() else "")
        else:
            comments.resolve(comment, by=by, done=what == "resolve")
    except NewsroomError as error:
        return answer(request, comment.article, problem=error.message)
    told = {"reply": "已回复。", "resolve": "已标为解决。", "reopen": "已重新打开。"}[what]
    return answer(request, comment.article, told=told, anchor=f"#comment-{pk}")


def answer(
    request: HttpRequest, article: Article, *, told: str = "", problem: str = "", anchor: str = "#comments"
) -> HttpResponse:
    """The list anew for the script (400 with a sentence when refused); a way back for a plain form."""
    if request.headers.get("X-Requested-With") == SCRIPT:
        shown = review_panel.panel(article, account_of(request)) | {"told": told, "problem": problem}
        return render(request, "admin/articles/review/comments.html", shown, status=400 if problem else 200)
    if problem:
        messages.error(request, f"没有保存批注。{problem}")
    else:
        messages.success(request, told)
    return HttpResponseRedirect(address(article) + anchor)
