"""What the article form's script asks while one writes: keep this, who else is here, is the sign-in still good."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from django.db import transaction
from django.http import HttpRequest, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.utils import timezone

from articles import autosaving, entries, presence
from articles.admin import comparing
from articles.admin.article_checks import UNREADABLE, article_in
from articles.admin.article_form import ArticleEntryForm, initial_of
from articles.admin.article_texts import kept_as_texts, rows_as_stored
from articles.admin.fields import without_forbidden
from articles.admin.lookups import Answer, BadRequest, for_editors, posted
from articles.admin.site import account_of
from articles.autosaving import Kept
from articles.entries import PLAIN_FIELDS, Entry
from articles.models import Article, User

TAB = re.compile(r"[a-z0-9]{6,16}", re.ASCII)
UNSTORED = frozenset({"csrfmiddlewaretoken", "tab", "base", "draft"})
MOST_CONTROLS = 5_000
CONTROLS = {label: name for name, label in PLAIN_FIELDS.items()} | {"正文": "body", "标签": "tags", "位置": "place"}


def signed_in(view: Answer) -> Answer:
    """A script gets an answer it can read, not the sign-in page."""

    def guarded(request: HttpRequest) -> JsonResponse:
        if not isinstance(request.user, User) or not request.user.is_staff:
            return JsonResponse({"error": "登录已过期。"}, status=401)
        return for_editors(view)(request)

    return guarded


def sign(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and a fresh token for the form's requests. For visitors too: they learn nothing."""
    user = request.user if isinstance(request.user, User) else None
    answer = {"user": user.pk if user else None, "name": str(user) if user else "", "token": get_token(request)}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


@signed_in
def autosave(request: HttpRequest) -> JsonResponse:
    """POST: keep the form as it stands. See ``autosaving.keep`` for what that means."""
    data, user = posted(request), account_of(request)
    tab, pairs = tab_in(data), pairs_in(data, "form")
    pk, version = (number_in(data, key) for key in ("article", "version"))
    raw = raw_of(pairs)
    with transaction.atomic():
        last = autosaving.last_sent(pk, by=user, tab=tab)
        if user.has_perm("articles.change_article") and (kept := kept_as_texts(raw, last, by=user, version=version)):
            return JsonResponse(shown(kept, {}, user, tab))
        try:
            article = autosaving.opened(pk, by=user, tab=tab)
        except Article.DoesNotExist:
            raise BadRequest("没有这篇稿件，可能已被删除。") from None
        if not user.has_perm("articles.change_article" if article else "articles.add_article"):
            return JsonResponse({"error": "你没有改稿的权限。"}, status=403)
        form = ArticleEntryForm(controls_of(pairs), article=article)
        unchanged = rows_as_stored(raw, article) if article else frozenset()
        entry, left_out = form.readable(entries.of_article(article) if article else entries.blank(), unchanged)
        kept = autosaving.keep(
            article, entry, raw=raw, left_out=left_out, by=user, tab=tab, lock_version=version or 0,
            base=lambda: entry_in(controls_of(pairs_in(data, "base")) if data.get("base") else None, article),
            is_settled=article is not None and (last is None or last.is_settled),
        )  # fmt: skip
        return JsonResponse(shown(kept, form.keys, user, tab))


def shown(kept: Kept, keys: dict[str, str], user: User, tab: str) -> dict[str, Any]:
    """What the script tells the editor and mends in the form; ``keys`` were drawn for new rows."""
    article = kept.article
    writer = autosaving.last_writer(article, besides=tab) if kept.taken or kept.clashes else {"who": None}
    now = initial_of(article) if kept.taken else {}
    mended = {CONTROLS[part]: shown_value(now[CONTROLS[part]]) for part in kept.taken if part in CONTROLS}
    if "place" in mended:
        mended["position"] = shown_value(now["position"])
    return {
        "state": "conflict" if kept.clashes else "part" if kept.left_out else "saved",
        "at": f"{timezone.localtime(kept.at):%H:%M:%S}",
        "article": article.pk,
        "version": article.lock_version,
        "keys": keys,
        "left_out": kept.left_out,
        "clashes": kept.clashes,
        "taken": kept.taken,
        "mended": mended,
        "by": str(writer["who"] or "另一位编辑") if writer["who"] != user else "你在另一个窗口",
    }


def shown_value(value: Any) -> str:
    return "" if value is None else str(getattr(value, "pk", value))


@signed_in
def heartbeat(request: HttpRequest) -> JsonResponse:
    """POST: this form is open (or, with ``leaving``, was closed); who else has the article open?"""
    data, user = posted(request), account_of(request)
    article, tab = article_in(data), tab_in(data)
    if data.get("leaving") is True:
        presence.leave(article, by=user, tab=tab)
        return JsonResponse({"others": []})
    rows = presence.beat(article, by=user, tab=tab)
    version = Article.objects.values_list("lock_version", flat=True).get(pk=article.pk)
    others = [{"name": str(row.user), "own": row.user_id == user.pk} for row in rows]
    return JsonResponse({"others": others, "version": version})


@signed_in
def compare(request: HttpRequest) -> JsonResponse:
    """POST: how one kept form differs from what the form shows, control by control, character by character."""
    data = posted(request)
    kept, now = pairs_in(data, "kept"), pairs_in(data, "now")
    hunks = comparing.control_hunks(raw_of(kept), raw_of(now))
    rows = [
        {"name": hunk.name, "pieces": [{"kind": piece.kind, "text": piece.text} for piece in hunk.pieces]}
        for hunk in hunks
    ]
    return JsonResponse({"hunks": rows})


def tab_in(data: dict[str, Any]) -> str:
    tab = data.get("tab")
    if not isinstance(tab, str) or not TAB.fullmatch(tab):
        raise BadRequest(UNREADABLE)
    return tab


def pairs_in(data: dict[str, Any], key: str) -> list[tuple[str, str]]:
    """The controls of a form, by name, without what no database keeps.

    The script sends pairs. As one string, the way a browser's address has them, a Chinese text takes three times
    the bytes and long to read; that is what an older script left behind.
    """
    sent = data.get(key)
    if isinstance(sent, str) and sent.count("&") <= MOST_CONTROLS:
        sent = [list(pair) for pair in parse_qsl(without_forbidden(sent), keep_blank_values=True)]
    if not isinstance(sent, list) or len(sent) > MOST_CONTROLS:
        raise BadRequest(UNREADABLE)
    for pair in sent:
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(each, str) for each in pair):
            raise BadRequest(UNREADABLE)
    return [(without_forbidden(name), without_forbidden(value)) for name, value in sent]


def controls_of(pairs: list[tuple[str, str]]) -> QueryDict:
    """As a form wants them."""
    controls = QueryDict(mutable=True)
    for name, value in pairs:
        controls.appendlist(name, value)
    return controls


def raw_of(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The controls by name, without what is no part of the text."""
    return {name: value for name, value in pairs if name not in UNSTORED}


def number_in(data: dict[str, Any], key: str) -> int | None:
    number = data.get(key)
    if number is not None and (not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**31):
        raise BadRequest(UNREADABLE)
    return number


def entry_in(controls: QueryDict | None, article: Article | None) -> Entry | None:
    """What can be read of a form that was sent earlier; None when there is none."""
    if controls is None or article is None:
        return None
    return ArticleEntryForm(controls, article=article).readable(entries.of_article(article))[0]


def entry_in_base(request: HttpRequest, article: Article | None) -> Entry | None:
    """What a form that is sent whole began with, as its script wrote it down."""
    text = request.POST.get("base", "")
    return entry_in(QueryDict(without_forbidden(text)) if 0 < text.count("&") < MOST_CONTROLS else None, article)
