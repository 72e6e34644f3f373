"""The board of one issue, and the move of an article on any board: by script as JSON, without it as a form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse

from articles import placing
from articles.admin import boards
from articles.admin.article_steps import back
from articles.admin.site import account_of, site
from articles.exceptions import NewsroomError, PlacingConflict
from articles.models import Issue

UNDO = "board_undo"
UNREADABLE = "这一步没有看懂，什么也没有移动。请刷新页面再试。"


def issue_board(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: all pages of one issue."""
    user = account_of(request)
    if not user.has_perm("articles.view_article"):
        raise PermissionDenied
    shown_boards = boards.of(user, [pk])
    issue = shown_boards[0].issue if shown_boards else get_object_or_404(Issue, pk=pk)
    context = {
        **site.each_context(request), **boards.rights(user), **shown(request), "title": f"{issue} 版面安排", "issue": issue,
        "boards": shown_boards,
    }  # fmt: skip
    return render(request, "admin/articles/issue/board.html", context)


def today(request: HttpRequest) -> HttpResponse:
    """GET: to the board of today's issue, or of the one nearest at hand."""
    issue = boards.at_hand().first()
    url = reverse("admin:issue_board", args=[issue.pk]) if issue else reverse("admin:articles_issue_changelist")
    return HttpResponseRedirect(url)


def shown(request: HttpRequest) -> dict[str, Any]:
    """The last move, for the button that takes it back. Shown once."""
    return {"undo": request.session.pop(UNDO, None)} if UNDO in request.session else {}


def move(request: HttpRequest) -> HttpResponse:
    """POST ``move`` (article:page:index) with ``seen`` (page:order, one a page that was looked at).

    JSON for a script: what was said, the way back, the boards as they stand now; 409 when somebody else was quicker.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    user, wants_json = account_of(request), "application/json" in request.headers.get("Accept", "")
    try:
        article, page, at = numbers(request.POST.get("move", ""))
        done = placing.move(article, page_id=page, at=at, by=user, seen=seen(request))
    except (ValueError, OverflowError):
        return answer(request, 400, {"error": UNREADABLE}) if wants_json else told(request, UNREADABLE)
    except NewsroomError as error:
        status = 409 if isinstance(error, PlacingConflict) else 403
        return answer(request, status, {"error": error.message}) if wants_json else told(request, error.message)
    undo = f"{done.article.pk}:{done.was_page}:{done.was_at}"
    if wants_json:
        return answer(request, 200, {"said": f"{done.words}。", "undo": undo})
    request.session[UNDO] = {"move": undo, "said": f"{done.words}。", "issue": done.article.page.issue_id}  # type: ignore[union-attr]
    return back(request, reverse("admin:index"))


def numbers(text: str) -> tuple[int, int, int]:
    """Raises ValueError for anything but three whole numbers."""
    article, page, at = (int(part) for part in text[:60].split(":"))
    if not (0 < article < 2**63 and 0 < page < 2**63 and at < 2**31):
        raise ValueError(text)
    return article, page, at


def seen(request: HttpRequest) -> dict[int, str]:
    """Raises ValueError."""
    pairs = (text.partition(":") for text in request.POST.getlist("seen"))
    return {int(page): order for page, _, order in pairs}


def told(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return back(request, reverse("admin:index"))


def answer(request: HttpRequest, status: int, said: dict[str, Any]) -> JsonResponse:
    """With the boards that the script shows, as they stand now, by the issue's number."""
    user = account_of(request)
    wanted = [int(key) for key in request.POST.getlist("board") if key.isascii() and key.isdigit() and len(key) < 18]
    rights, drawn = boards.rights(user), {}
    if user.has_perm("articles.view_article"):
        for board in boards.of(user, wanted[: boards.SHOWN]):
            context = {**rights, "board": board, "is_alone": "alone" in request.POST}
            drawn[board.issue.pk] = render_to_string("admin/board.html", context, request)
    return JsonResponse({**said, "boards": drawn}, status=status)
