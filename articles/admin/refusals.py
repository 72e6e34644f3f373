"""What an editor sees when the framework itself refuses a request: one Chinese sentence and a way on."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views import defaults

from articles.admin.site import site
from articles.roles import ROLES

MEGABYTE = 1024 * 1024
DESK = "/admin/"
DOING = {"view": "查看", "add": "新建", "change": "修改", "delete": "删除"}
ASKED = {"changelist": "view", "history": "view"} | {action: action for action in DOING}


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler403``: which right is missing and who has it. A PermissionDenied may name the right."""
    if not _at_the_desk(request):
        return defaults.permission_denied(request, exception)
    named = str(exception)
    right = named if named.startswith("articles.") else _right_asked(request)
    if not right or request.user.has_perm(right):
        return _in_the_frame(request, "不能这样做", "采编台里没有这一步，什么也没有改动。", 403)
    codename = right.partition(".")[2]
    holders = "、".join(role.title for role in ROLES if codename in role.permissions or role.key == "administrator")
    sentence = f"这一步需要“{_right_in_words(codename)}”的权限，你的账号没有，什么也没有改动。可以请有权限的同事来做：{holders}。"
    return _in_the_frame(request, "没有权限", sentence, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler404``."""
    if not _at_the_desk(request):
        return defaults.page_not_found(request, exception)
    return _in_the_frame(request, "没有这一页", "地址可能写错了，或者这一项已被删除或合并。", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``. Neither user nor database is asked: they may be what is broken."""
    if not request.path_info.startswith(DESK):
        return defaults.server_error(request)
    return _refuse("采编台出了故障", "这一步没有做成，已经记下。请返回上一页再试；若仍不行，请告诉管理员。", 500)


def _at_the_desk(request: HttpRequest) -> bool:
    return request.path_info.startswith(DESK) and site.has_permission(request)


def _model_asked(request: HttpRequest) -> tuple[str, str]:
    """('column', 'changelist') of an address of the admin; two empty strings where it is about no model."""
    name = (request.resolver_match.url_name if request.resolver_match else "") or ""
    app, _, rest = name.partition("_")
    model, _, step = rest.partition("_")
    return (model, step) if app == "articles" and model in apps.all_models["articles"] else ("", "")


def _right_asked(request: HttpRequest) -> str:
    model, step = _model_asked(request)
    action = ASKED.get(step, "change")
    return f"articles.{'view' if request.method == 'GET' and action == 'change' else action}_{model}" if model else ""


def _right_in_words(codename: str) -> str:
    """'撤稿', '新建栏目'."""
    for model in apps.get_app_config("articles").get_models():
        for own, words in model._meta.permissions:
            if own == codename:
                return str(words)
    action, _, name = codename.partition("_")
    return f"{DOING[action]}{apps.get_model('articles', name)._meta.verbose_name}"


def _in_the_frame(request: HttpRequest, title: str, sentence: str, status: int) -> HttpResponse:
    """The sentence where the editor was working, with the ways on that are open to the account."""
    model, _ = _model_asked(request)
    ways = [("回工作台", reverse("admin:index"))]
    if model and request.user.has_perm(f"articles.view_{model}"):
        meta = apps.get_model("articles", model)._meta
        ways.append((f"去{meta.verbose_name}列表", reverse(f"admin:articles_{model}_changelist")))
    context = site.each_context(request) | {"title": title, "sentence": sentence, "ways": ways}
    return render(request, "admin/no_way.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler400``."""
    if isinstance(exception, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MEGABYTE
        return _refuse(
            "提交的内容太大", f"一次最多提交 {limit} MB 文字，什么也没有保存。请返回上一页，分几次提交。", 413
        )
    if isinstance(exception, TooManyFieldsSent):
        return _refuse("提交的项目太多", "一次提交的项目太多，什么也没有保存。请返回上一页，分几次提交。", 413)
    return _refuse("请求有误", "网址或提交的内容不完整，什么也没有保存。请返回上一页再试。", 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is older than the present sign-in, or that another site sent."""
    return _refuse(
        "这次提交没有通过验证",
        "页面停留太久，或已在别处重新登录，什么也没有保存。请返回上一页，先把写好的文字复制下来，刷新后再提交。",
        403,
    )


def locked_out(request: HttpRequest, *args: Any) -> HttpResponse:
    """django-axes: too many wrong passwords, whether or not the account exists."""
    return _refuse("登录尝试过多", "密码多次有误，登录已暂停十五分钟。请稍后再试，或找管理员重设密码。", 429)


def _refuse(title: str, sentence: str, status: int) -> HttpResponse:
    # Without the request: its host, user or session may be what is wrong.
    context = {"title": title, "sentence": sentence, "desk": {"paper": settings.PAPER["name"]}}
    return HttpResponse(render_to_string("admin/refused.html", context), status=status)
