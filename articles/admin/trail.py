"""Every write at the desk leaves a line in 操作记录: noted here, around all views, so that none can be forgotten."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags

from articles import auditing
from articles.choices import AuditKind
from articles.models import User

logger = logging.getLogger("articles.audit")
DESK = "/admin/"
READING = ("GET", "HEAD", "OPTIONS")
# What asks and keeps nothing; what a table of its own keeps (autosaves, each step of an import); what signals tell of.
UNNOTED = frozenset({
    "sign_of_life", "autosave", "presence", "compare_kept", "preview_article", "lookup_authors", "lookup_tags",
    "lookup_suggest", "lookup_quotable", "lookup_quotes", "lookup_checks", "lookup_pictures", "articles_pageimport_operations",
    "login", "logout",
})  # fmt: skip
# Steps with an address of their own: kind, whose number stands in the address, and what is done to it.
STEPS: dict[str, tuple[AuditKind, str, str]] = {
    "put_away_draft": (AuditKind.STEP, "", "收起未入稿的文字"),
    "restore_article": (AuditKind.CHANGE, "article", "恢复旧版"),
    "ignore_finding": (AuditKind.STEP, "article", "忽略校对提示"),
    "allow_word": (AuditKind.CHANGE, "", "校对不再提示某词，或撤销"),
    "review_article": (AuditKind.STEP, "article", "审稿"),
    "assign_article": (AuditKind.STEP, "article", "分派与时限"),
    "add_comment": (AuditKind.STEP, "article", "批注"),
    "reply_comment": (AuditKind.STEP, "passagecomment", "回复批注"),
    "resolve_comment": (AuditKind.STEP, "passagecomment", "解决批注"),
    "reopen_comment": (AuditKind.STEP, "passagecomment", "重开批注"),
    "release_article": (AuditKind.STEP, "article", "发布"),
    "unschedule_article": (AuditKind.STEP, "article", "取消定时"),
    "publish_article": (AuditKind.STEP, "article", "发布"),
    "correct_article": (AuditKind.STEP, "article", "更正"),
    "withdraw_article": (AuditKind.STEP, "article", "撤稿"),
    "publish_page": (AuditKind.STEP, "page", "整版发布"),
    "publish_issue": (AuditKind.STEP, "issue", "整期发布"),
    "submit_page": (AuditKind.STEP, "page", "整版送审"),
    "review_page": (AuditKind.STEP, "page", "整版审稿"),
    "page_map": (AuditKind.CHANGE, "page", "画版面热区"),
    "issue_dues": (AuditKind.STEP, "issue", "本期时限"),
    "restore_binned": (AuditKind.STEP, "binentry", "从回收站恢复"),
    "empty_bin": (AuditKind.DELETE, "", "清空回收站"),
    "replay_delivery": (AuditKind.STEP, "delivery", "重送"),
    "articles_pageimport_create": (AuditKind.ADD, "pageimport", "生成草稿"),
    "articles_pageimport_discard": (AuditKind.DELETE, "pageimport", "放弃导入"),
    "issue_key": (AuditKind.KEY, "partner", "发放密钥"),
    "rotate_key": (AuditKind.KEY, "apikey", "换发密钥"),
    "revoke_key": (AuditKind.KEY, "apikey", "停用密钥"),
    "stop_hook": (AuditKind.KEY, "webhook", "停止推送"),
    "resume_hook": (AuditKind.KEY, "webhook", "恢复推送"),
    "test_hook": (AuditKind.KEY, "webhook", "测试推送"),
    "replay_hook": (AuditKind.KEY, "webhook", "重送推送"),
    "auth_user_password_change": (AuditKind.ACCOUNT, "user", "重设密码"),
    "password_change": (AuditKind.ACCOUNT, "", "修改自己的密码"),
    "take_manuscript": (AuditKind.STEP, "manuscript", "接手"),
    "accept_manuscript": (AuditKind.STEP, "manuscript", "采用"),
    "decline_manuscript": (AuditKind.STEP, "manuscript", "退稿"),
    "reopen_manuscript": (AuditKind.STEP, "manuscript", "重开"),
    "answer_manuscript": (AuditKind.STEP, "manuscript", "答复"),
    "move_article": (AuditKind.CHANGE, "article", "移动版位"),
    "draw_fees": (AuditKind.STEP, "", "列出稿费单"),
    "close_fees": (AuditKind.STEP, "feemonth", "稿费结账"),
    "upload_picture": (AuditKind.ADD, "", "上传图片"),
    "keep_view": (AuditKind.SETTING, "", "存下视图"),
    "forget_view": (AuditKind.SETTING, "", "删掉视图"),
    "bulk_run": (AuditKind.BULK, "", "批量办理"),
    "bulk_undo": (AuditKind.BULK, "", "撤销批量办理"),
    "merge_tag": (AuditKind.CHANGE, "tag", "合并标签"),
}  # fmt: skip
FORM_STEPS = {
    "add": AuditKind.ADD,
    "change": AuditKind.CHANGE,
    "delete": AuditKind.DELETE,
    "changelist": AuditKind.BULK,
}
FORM = re.compile(r"articles_(?P<model>[a-z]+)_(?P<step>add|change|delete|changelist)")
KIND_OF = {
    "user": AuditKind.ACCOUNT,
    "apikey": AuditKind.KEY,
    "partner": AuditKind.KEY,
    "manuscriptsetting": AuditKind.SETTING,
    "feerate": AuditKind.SETTING,
}
MADE = re.compile(r"/(?P<pk>\d+)/change/")


@dataclass(slots=True)
class Deed:
    """What a request is about to do."""

    kind: AuditKind
    step: str
    words: str
    model: str
    object_id: str
    label: str


def deed_of(name: str, given: dict[str, Any], posted: Any) -> Deed | None:
    """What the address means; None for one that leaves no line. One that nobody described is a step of its own name."""
    if name in UNNOTED:
        return None
    pk = str(given.get("object_id") or given.get("pk") or given.get("id") or "")
    if form := FORM.fullmatch(name):
        model, step = form["model"], form["step"]
        kind = KIND_OF.get(model, FORM_STEPS[step])
        words = str(posted.get("action", "")) if step == "changelist" else FORM_STEPS[step].label
        return Deed(kind, name, words, model, pk, label_of(model, pk))
    kind, model, words = STEPS.get(name, (AuditKind.STEP, "", name))
    return Deed(kind, name, words, model, pk if model else "", label_of(model, pk))


def label_of(model: str, pk: str) -> str:
    """The thing's name before anything happens to it."""
    if not model or not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return ""
    thing = apps.get_model("articles", model)._default_manager.filter(pk=pk).first()
    return str(thing) if thing is not None else ""


class TrailMiddleware:
    """Stands behind the sign-in: notes who did what, and what the desk answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if request.method in READING or not request.path_info.startswith(DESK):
            return
        if isinstance(request.user, User) and request.resolver_match:
            request.deed = deed_of(request.resolver_match.url_name or "", kwargs, request.POST)  # type: ignore[attr-defined]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        deed: Deed | None = getattr(request, "deed", None)
        if deed is None or is_question(response):
            return response
        told = told_to(request)
        made = MADE.search(response.headers.get("Location", ""))
        try:
            auditing.note(
                deed.kind, by=request.user if isinstance(request.user, User) else None, step=deed.step,
                model=deed.model, object_id=deed.object_id or (made["pk"] if made and deed.model else ""),
                label=deed.label, words="：".join(filter(None, [deed.words, " ".join(words for words, _ in told)])),
                is_refused=response.status_code >= 400 or any(is_error for _, is_error in told),
                address=auditing.address_of(request),
            )  # fmt: skip
        except DatabaseError:
            logger.exception("a deed of %s at %s is not in the log", request.user.pk, deed.step)
        return response


def is_question(response: HttpResponse) -> bool:
    """A form that comes back to be filled in, or to be confirmed, did nothing."""
    return response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")


def told_to(request: HttpRequest) -> list[tuple[str, bool]]:
    """What the view has to say to its editor, without taking it from him."""
    queued = getattr(getattr(request, "_messages", None), "_queued_messages", [])  # reading them properly spends them
    return [(strip_tags(str(each.message)), each.level >= messages.ERROR) for each in queued]
