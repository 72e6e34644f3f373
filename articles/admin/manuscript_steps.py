"""What is done with a manuscript: read, used, sent back, answered; and its files, for those who are signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import auditing, manuscripts
from articles.admin.article_steps import require
from articles.admin.site import account_of
from articles.choices import AuditKind, CameBy, ManuscriptState, ReplyKind
from articles.exceptions import NewsroomError
from articles.models import Attachment, Manuscript

CHANGE = "articles.change_manuscript"
Step = Callable[[HttpRequest, Manuscript], str]


def step(*rights: str) -> Callable[[Step], Callable[..., HttpResponse]]:
    """POST only, by those rights; says what was done or why not, and leads to the manuscript."""

    def made(act: Step) -> Callable[..., HttpResponse]:
        @wraps(act)
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            for right in rights:
                require(request, right)
            manuscript = get_object_or_404(Manuscript, pk=pk)
            try:
                messages.success(request, act(request, manuscript))
            except NewsroomError as error:
                messages.error(request, error.message)
            return HttpResponseRedirect(reverse("admin:articles_manuscript_change", args=[pk]))

        return view

    return made


@step(CHANGE)
def take(request: HttpRequest, manuscript: Manuscript) -> str:
    manuscripts.take_up(manuscript, by=account_of(request))
    return f"{manuscript}由你经办。"


@step(CHANGE, "articles.add_article")
def accept(request: HttpRequest, manuscript: Manuscript) -> str:
    article = manuscripts.accept(manuscript, by=account_of(request))
    return f"已采用，生成草稿《{article}》。请把采用通知告诉寄稿人，并在下面记下。"


@step(CHANGE)
def decline(request: HttpRequest, manuscript: Manuscript) -> str:
    taken_back = request.POST.get("state") == ManuscriptState.TAKEN_BACK
    state = ManuscriptState.TAKEN_BACK if taken_back else ManuscriptState.DECLINED
    manuscripts.decline(manuscript, by=account_of(request), state=state)
    return f"{manuscript}：{state.label}。" + ("" if taken_back else "请把退稿通知告诉寄稿人，并在下面记下。")


@step(CHANGE)
def reopen(request: HttpRequest, manuscript: Manuscript) -> str:
    manuscripts.reopen(manuscript, by=account_of(request))
    return f"{manuscript}已重开。"


@step(CHANGE)
def answer(request: HttpRequest, manuscript: Manuscript) -> str:
    kind, way = request.POST.get("kind", ""), request.POST.get("came_by", "")
    manuscripts.answer(
        manuscript, kind=ReplyKind(kind) if kind in ReplyKind.values else ReplyKind.OTHER,
        came_by=CameBy(way) if way in CameBy.values else CameBy.MAIL, text=request.POST.get("text", "")[:5_000],
        by=account_of(request),
    )  # fmt: skip
    return "已记下这次答复。"


def download(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """GET: a file as it came, never to be shown by the browser itself. Leaves a line in 操作记录."""
    require(request, "articles.view_manuscript")
    kept = get_object_or_404(Attachment.objects.select_related("manuscript"), pk=key, manuscript=pk)
    try:
        opened = kept.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    auditing.note(
        AuditKind.EXPORT, by=account_of(request), step="manuscript_file", model="manuscript", object_id=pk,
        label=str(kept.manuscript), words=f"下载附件 {kept.name}", address=auditing.address_of(request),
    )  # fmt: skip
    response = FileResponse(opened, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
