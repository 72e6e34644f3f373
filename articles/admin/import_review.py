"""The review screen: shows an import's present state and takes the editor's steps, one request each.

The first state and every later one come from the same templates: an answer to a step carries the
panes that it changed, and the script lays them in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST

from articles import stages
from articles.admin.import_outline import Outline, outline, page_facts
from articles.admin.import_questions import Ask, asks, settled
from articles.admin.import_roles import FACES, LEGEND
from articles.choices import ImportStatus, Stage
from articles.exceptions import EditingConflict, ImportRefused, NewsroomError
from articles.importing import (
    Created,
    carry_out,
    create_drafts,
    kept_articles,
    kept_sentence,
    load,
    page_at,
    page_of,
    place_of,
    redo,
    undo,
)
from articles.models import Article, Column, PageImport, User
from articles.models.issue import day_in_words, normalize_page_number
from articles.text.dates import parse_day
from articles.text.fold import fold

PANES = ("head", "account", "summary", "source", "articles", "asks")
FOLDER = "admin/articles/pageimport"
MOST_BYTES = 200_000  # an operation is small


def allowed(request: HttpRequest, action: str) -> bool:
    user = request.user
    return isinstance(user, User) and user.is_staff and user.has_perm(f"articles.{action}_pageimport")


def require(request: HttpRequest, action: str) -> User:
    """The signed-in editor. Raises PermissionDenied without the right."""
    if not allowed(request, action) or not isinstance(request.user, User):
        raise PermissionDenied(f"articles.{action}_pageimport")
    return request.user


def show(request: HttpRequest, page_import: PageImport, site_context: dict[str, Any]) -> HttpResponse:
    """The whole screen: under review, done, or given up."""
    if page_import.status == ImportStatus.DONE:
        return render(request, f"{FOLDER}/done.html", site_context | done_context(request, page_import))
    context = site_context | review_context(page_import) | {"can_change": allowed(request, "change")}
    return render(request, f"{FOLDER}/review.html", context)


def review_context(page_import: PageImport) -> dict[str, Any]:
    """What the panes show. The screen and every answer to a step are made of this alone."""
    review = load(page_import.state)
    seen = outline(review)
    day = parse_day(seen.facts["date"])
    open_asks = asks(seen)
    mark_slots(seen, open_asks)
    steps, at = page_import.history, page_import.history_position
    return {
        "page_import": page_import,
        "outline": seen,
        "title": heading(seen),
        "day": day_in_words(day) if day else "",
        "asks": open_asks,
        "settled": settled(review, page_import.proposal),
        "optional_count": sum(not ask.is_required for ask in open_asks),
        "columns": list(Column.objects.filter(is_active=True).values_list("name", flat=True)),
        "faces": FACES.values(),
        "legend": LEGEND,
        "undo_what": steps[at - 1]["what"] if at else "",
        "redo_what": steps[at]["what"] if at < len(steps) else "",
        "saved_at": timezone.localtime(page_import.updated_at),
        **standing(seen),
        "foreign": foreign_paper(seen),
        "overruled": overruled(seen, page_import.proposal["typed"]),
        "own_paper": settings.PAPER["name"],
        "is_open": page_import.status == ImportStatus.OPEN,
    }


def mark_slots(seen: Outline, open_asks: list[Ask]) -> None:
    """Write the keys of the first question beside the articles that they stand for."""
    owners = {choice.operation.get("article"): choice.key for choice in open_asks[0].choices} if open_asks else {}
    for card in seen.cards:
        card.slot_key = owners.get(card.key, "")


def heading(seen: Outline) -> str:
    number, name = seen.facts["number"], seen.facts["name"]
    return f"{number}版 {name}".strip() if number else name or "版次待定"


def standing(seen: Outline) -> dict[str, Any]:
    """The page that is already here with articles, if any, and why they cannot be replaced."""
    try:
        page = page_at(place_of(seen.draft))
    except ImportRefused:
        return {}
    if not page or not page.articles.exists():
        return {}
    lasting = kept_articles(page)
    return {"standing": page, "lasting": kept_sentence(page, lasting) if lasting else ""}


def foreign_paper(seen: Outline) -> str:
    """The name of the paper that is printed on the page, when it is not the house's."""
    printed = seen.draft["page"].get("newspaper") or ""
    own, other = ("".join(filter(str.isalnum, fold(name))) for name in (settings.PAPER["name"], printed))
    return "" if not other or own in other or other in own else printed


def overruled(seen: Outline, given: dict[str, Any]) -> tuple[str, str] | None:
    """Date and number as printed and as given with the source, where the two differ and nobody decided since."""
    printed = page_facts(page_of(replace(seen.state, typed={})))
    with suppress(ValueError):  # what is printed may be no number; then it is told as it is
        printed["number"] = normalize_page_number(printed["number"])
    typed = seen.state.typed
    differ = [
        name
        for name in ("date", "number")
        if printed[name] and name in typed and typed[name] == given.get(name) != printed[name]
    ]
    if not differ:
        return None
    here, there = ({"date": facts["date"], "number": f"{facts['number']}版"} for facts in (printed, seen.facts))
    return " ".join(here[name] for name in differ), " ".join(there[name] for name in differ)


def answer(request: HttpRequest, page_import: PageImport, *, status: int = 200, message: str = "") -> JsonResponse:
    """The present state as panes, with a sentence when something was refused."""
    context = review_context(page_import) | {"can_change": True}
    panes = {name: render_to_string(f"{FOLDER}/{name}.html", context, request) for name in PANES}
    body = {"version": page_import.lock_version, "panes": panes, "message": message}
    return JsonResponse(body, status=status)


@require_POST
def operations(request: HttpRequest, pk: int) -> HttpResponse:
    """One step of the editor as JSON: ``{"version", "id", "op", …}``; see ``importing.operations``.

    200 the fresh panes · 400 nonsense, with a sentence · 401 signed out · 403 no right · 409 somebody
    else changed the page, with the fresh panes · 410 the import is closed.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"message": "登录已过期。请在新标签页登录，再回到这里。"}, status=401)
    if not allowed(request, "change"):
        return JsonResponse({"message": "你没有修改导入的权限。"}, status=403)
    page_import = get_object_or_404(PageImport, pk=pk)
    try:
        operation, version = read_operation(request)
        fresh = step_of(operation)(page_import, operation, version, request.user)
    except EditingConflict as error:
        page_import.refresh_from_db()
        return answer(request, page_import, status=409, message=error.message)
    except ImportRefused as error:
        closed = error.code in ("already-done", "discarded")
        body = {"message": error.message, "code": error.code, "fields": error.fields}
        return JsonResponse(body, status=410 if closed else 400)
    return answer(request, fresh)


Step = Callable[[PageImport, dict[str, Any], int, Any], PageImport]


def step_of(operation: dict[str, Any]) -> Step:
    """Undo and redo are steps like the others for the client."""
    match operation["op"]:
        case "undo":
            return lambda page_import, _, version, __: undo(page_import, version=version)
        case "redo":
            return lambda page_import, _, version, __: redo(page_import, version=version)
    return lambda page_import, operation, version, user: carry_out(page_import, operation, version=version, by=user)


def read_operation(request: HttpRequest) -> tuple[dict[str, Any], int]:
    """The operation and the version it was made on. Raises ImportRefused for anything else."""
    try:
        if len(request.body) > MOST_BYTES:
            raise ValueError
        operation = json.loads(request.body)
    except (ValueError, RecursionError):
        operation = None
    version = operation.get("version") if isinstance(operation, dict) else None
    if not isinstance(version, int) or not isinstance(operation.get("op"), str):
        raise ImportRefused("看不懂这一步操作，没有执行。请刷新页面后再试。", code="bad-operation")
    return operation, version


@require_POST
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the drafts, then show them. A refusal is told on the review screen, where nothing has changed."""
    user = require(request, "change")
    page_import = get_object_or_404(PageImport, pk=pk)
    version = request.POST.get("version", "")
    try:
        created = create_drafts(
            page_import,
            by=user,
            replace="replace" in request.POST,
            version=int(version) if version.isdecimal() else None,
            titles_required=True,
        )
    except NewsroomError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"已生成 {len(created.articles)} 篇草稿。")
        if created.undecided:
            messages.warning(request, unlinked_sentence(created))
    return back_to(page_import)


def unlinked_sentence(created: Created) -> str:
    """Which names of which articles still need their person, with links to the articles."""
    rows = [(name, edit_url(article), str(article)) for article, name in created.unlinked]
    where = format_html_join("、", '{}（<a href="{}">《{}》</a>）', rows)
    return format_html("同名作者未能确定，没有关联：{}。请在稿件里选定。", where)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an import up, or take it up again. Nothing is deleted."""
    require(request, "change")
    page_import = get_object_or_404(PageImport, pk=pk)
    to, sentence = ImportStatus.DISCARDED, "已放弃这次导入；来源和改动都还在，随时可以恢复。"
    if "restore" in request.POST:
        to, sentence = ImportStatus.OPEN, "已恢复核对。"
    changed = PageImport.objects.filter(pk=pk).exclude(status=ImportStatus.DONE).update(status=to)
    if changed:
        messages.success(request, sentence)
    else:
        messages.error(request, "这次导入已经生成过草稿，不能放弃。")
    return back_to(page_import)


def back_to(page_import: PageImport) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:articles_pageimport_change", args=[page_import.pk]))


def done_context(request: HttpRequest, page_import: PageImport) -> dict[str, Any]:
    """The drafts that an import made, with links, and whether they may be published from here."""
    articles = list(page_import.articles.select_related("page__issue", "column").order_by("position"))
    waiting = [article for article in articles if article.stage not in (Stage.RELEASED, Stage.WITHDRAWN)]
    drafts = [article for article in waiting if article.stage == Stage.DRAFT]
    came_out = bool(waiting) and all(map(stages.is_printed, waiting))
    return {
        "page_import": page_import,
        "title": str(page_import.page) if page_import.page else "已生成草稿",
        "articles": [{"article": article, "edit": edit_url(article)} for article in articles],
        "account": outline(load(page_import.state)).account,
        "unlinked": [
            {"name": row.name, "article": article, "edit": edit_url(article)}
            for article in articles
            for row in article.contributions.filter(author=None)
        ],
        "waiting": waiting,
        "drafts": drafts,
        "can_publish": came_out and request.user.has_perm(stages.PUBLISH_PRINTED),
        "can_submit": bool(drafts) and request.user.has_perm(stages.CHANGE),
    }


def edit_url(article: Article) -> str:
    """Where the draft is edited; empty while that screen is not installed."""
    try:
        return reverse("admin:articles_article_change", args=[article.pk])
    except NoReverseMatch:
        return ""
