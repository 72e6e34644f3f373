"""What an editor sees when the framework itself refuses a request: one Chinese sentence and a way on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

MEGABYTE = 1024 * 1024


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
