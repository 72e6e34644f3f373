"""Texts that an autosave could not store in the working copy: offered to their editor, taken up, put away."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import autosaving
from articles.admin.article_form import ArticleEntryForm
from articles.admin.comparing import Hunk, control_hunks
from articles.admin.fields import posted_by
from articles.admin.site import account_of
from articles.models import Article, Autosave


@dataclass(frozen=True, slots=True)
class Offer:
    """A kept text and where it differs from the working copy."""

    kept: Autosave
    hunks: list[Hunk]


def offer(request: HttpRequest, article: Article | None) -> Offer | None:
    """What this editor wrote last that is not in the working copy; None when there is nothing."""
    kept = autosaving.offered(article, by=account_of(request)) if article else None
    if kept is None:
        return None
    shown = controls_shown(ArticleEntryForm(None, article=article))
    position = kept.fields.get("position") or shown["position"]  # none was typed: the save gave the article its own
    found = control_hunks({**kept.fields, "position": position}, shown)
    return Offer(kept, found) if found else None


def taken_up(request: HttpRequest, article: Article | None) -> Autosave | None:
    """The kept text that ?draft= names, when it is this editor's."""
    wanted = request.GET.get("draft", "")
    if article is None or not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 18):
        return None
    return article.autosaves.filter(user=account_of(request), pk=int(wanted)).first()


def controls_of(kept: Autosave) -> QueryDict:
    controls = QueryDict(mutable=True)
    for name, value in kept.fields.items():
        controls[name] = value
    return controls


def controls_shown(entry: ArticleEntryForm) -> dict[str, str]:
    """The form's controls as a browser would send them untouched."""
    sent = posted_by(entry.form)
    for rows in (entry.byline, entry.statements, entry.quotes):
        sent |= posted_by(rows.management_form)
        for row in rows.forms:
            sent |= posted_by(row)
    return sent


def settle(request: HttpRequest, article: Article) -> None:
    """After a save: what this window, or the kept text it took up, had left out is stored now."""
    by, draft = account_of(request), request.POST.get("draft", "")
    if tab := request.POST.get("tab", "")[:16]:
        autosaving.settle(article, by=by, tab=tab)
    if draft.isascii() and draft.isdecimal() and len(draft) < 18:
        article.autosaves.filter(user=by, pk=int(draft)).update(is_settled=True)
    autosaving.thin(article)


def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: do not offer this text again. It stays in the history."""
    kept = get_object_or_404(Autosave, pk=pk, user=account_of(request))
    if request.method == "POST":
        Autosave.objects.filter(article=kept.article, user=kept.user, pk__lte=kept.pk).update(is_settled=True)
        messages.info(request, "这份草稿文字不再提示，仍可在“历史”里找到。")
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[kept.article_id]))
