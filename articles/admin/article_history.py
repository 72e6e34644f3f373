"""历史: every saved state of an article with its text, any two compared character by character, any one restored."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import editing, entries
from articles.admin import comparing
from articles.admin.article_form import ArticleEntryForm
from articles.admin.drafts import controls_of
from articles.admin.site import account_of, site
from articles.choices import RevisionReason
from articles.entries import Entry
from articles.exceptions import NewsroomError
from articles.models import Article, Autosave, User
from articles.text.plain_body import blocks_to_notation

SHOWN = 50
BURST = dt.timedelta(minutes=30)  # autosaves of one editor with shorter pauses are one line
KEY = re.compile(r"([ra])(\d{1,17})", re.ASCII)
NOW = "now"


@dataclass(slots=True)
class State:
    """One line of the history. ``key`` names it in addresses: r3 a revision, a71 an autosave."""

    key: str
    what: str
    who: User | None
    at: dt.datetime
    entry: Entry | None = None
    since: dt.datetime | None = None
    count: int = 1

    @property
    def text(self) -> str:
        return blocks_to_notation(self.entry.body) if self.entry else ""


def history(request: HttpRequest, article: Article) -> HttpResponse:
    """The list; with ?old= and ?new= the two side by side."""
    context = {**site.each_context(request), "title": "历史", "article": article, "now": NOW}
    old, new = request.GET.get("old"), request.GET.get("new")
    if old and new:
        one, other = state_of(article, old), state_of(article, new)
        found = comparing.hunks(lines_of(one), lines_of(other))
        context |= {"old": one, "new": other, "hunks": found, "may_restore": may_restore(request)}
        return TemplateResponse(request, "admin/articles/article/compare.html", context)
    context |= {"states": states(article), "may_restore": may_restore(request)}
    return TemplateResponse(request, "admin/articles/article/history.html", context)


def may_restore(request: HttpRequest) -> bool:
    return account_of(request).has_perm("articles.change_article")


def states(article: Article) -> list[State]:
    """The latest revisions and bursts of autosaves, the newest first."""
    rows = article.revisions.select_related("created_by").order_by("-number")[:SHOWN]
    found = [State(str(row), row.get_reason_display(), row.created_by, row.created_at) for row in rows]
    typed = article.autosaves.select_related("user").defer("fields").order_by("-pk")[: 20 * SHOWN]
    bursts: list[State] = []
    for row in typed:
        last = bursts[-1] if bursts else None
        if last and last.who == row.user and last.since and last.since - row.created_at < BURST:
            last.since, last.count = row.created_at, last.count + 1
        else:
            bursts.append(State(str(row), "自动保存", row.user, row.created_at, since=row.created_at))
    return sorted([*found, *bursts[:SHOWN]], key=lambda state: state.at, reverse=True)


def state_of(article: Article, key: str) -> State:
    """The state that a key names, with its words. Raises Http404."""
    if key == NOW:
        return State(NOW, "现在的稿件", None, article.updated_at, entries.of_article(article))
    match = KEY.fullmatch(key)
    if match is None:
        raise Http404
    kind, number = match[1], int(match[2])
    if kind == "r":
        row = get_object_or_404(article.revisions.select_related("created_by"), number=number)
        entry = entries.of_snapshot(row.snapshot)
        return State(key, row.get_reason_display(), row.created_by, row.created_at, entry)
    kept = get_object_or_404(article.autosaves.select_related("user"), pk=number)
    return State(key, "自动保存", kept.user, kept.created_at, entry_of(kept, article))


def entry_of(kept: Autosave, article: Article) -> Entry:
    """As much of an autosave as can be read; the rest is as the article has it."""
    return ArticleEntryForm(controls_of(kept), article=article).readable(entries.of_article(article))[0]


def lines_of(state: State) -> list[tuple[str, str]]:
    return comparing.lines_of_entry(state.entry) if state.entry else []


def restore(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """POST: make an earlier state the working copy again, on the page where the article stands now."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not may_restore(request):
        raise PermissionDenied("articles.change_article")
    article = get_object_or_404(Article.objects.select_related("page__issue", "column"), pk=pk)
    state = state_of(article, key)
    back = HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
    if state.entry is None or key == NOW:
        return back
    here = entries.PlaceEntry(page=article.page, position=article.position)
    try:
        saved = editing.save(
            article, replace(state.entry, place=here), by=account_of(request), lock_version=article.lock_version,
            reason=RevisionReason.RESTORED,
        )  # fmt: skip
    except NewsroomError as error:
        messages.error(request, error.message)
        return back
    words = f"已恢复为 {key} 的文字，恢复之前的也在历史里。" if saved.is_changed else "稿件本来就是这一版，没有改动。"
    messages.success(request, words)
    return back
