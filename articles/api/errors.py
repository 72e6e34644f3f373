"""Errors as RFC 9457 problems: one shape for everything that goes wrong under /api/."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.exceptions import APIException

from articles.api.documents import Json
from articles.rendering.record import encode

logger = logging.getLogger("articles.api")
MEDIA_TYPE = "application/problem+json"
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a ``code`` stands for. Its address is ``/api/v1/problems/<code>/``, which is the problem's ``type``."""

    status: int
    title: str
    meaning: str


KINDS = {
    "invalid-parameters": Kind(400, "请求参数有误", "errors 逐项写明哪个参数有误、允许的名称或取值是什么。"),
    "bad-request": Kind(400, "请求有误", "请求本身无法读懂。"),
    "unauthorized": Kind(401, "需要有效的密钥", "没有密钥，或密钥有误、已到期、已停用。不加区分。"),
    "insufficient-scope": Kind(403, "密钥没有这项权限", "密钥的权限不包括这个地址，请与报社联系。"),
    "not-found": Kind(404, "没有找到", "没有这个地址，或者它的内容没有公开。两种情形不加区分。"),
    "method-not-allowed": Kind(405, "不支持这种方法", "Allow 响应头列出这个地址可用的方法。"),
    "not-acceptable": Kind(
        406, "没有所要的格式", "Accept 请求头不包括这个地址所给的格式；多数地址只给 application/json。"
    ),
    "conflict": Kind(409, "现在不能这样做", "请求本身没有错，但与现在的状态相左；detail 说明缘由。"),
    "withdrawn": Kind(410, "已撤稿", "曾经公开，后来撤稿。reason 是原因，at 是撤稿的时间。请从你的网站删去。"),
    "cursor-reset": Kind(
        410, "须重新同步", "cursor 已不能接着用：合同或 kinds 变了，或数据从备份恢复过。请从 resync 所指之处重取全部。"
    ),
    "precondition-failed": Kind(412, "前提条件不成立", "If-Match 或 If-Unmodified-Since 所说的版本已不是现在的版本。"),
    "content-too-large": Kind(413, "请求正文太大", "请分几次问。"),
    "uri-too-long": Kind(414, "地址太长", "查询部分不得超过 3000 个字符。"),
    "unsupported-media-type": Kind(415, "请求正文的格式不对", "Content-Type 应为 application/json。"),
    "range-not-satisfiable": Kind(416, "没有这一段", "Range 所指的一段在末尾之后；Content-Range 说明全长。"),
    "too-many-requests": Kind(
        429, "请求太多", "超过了限额；请按 Retry-After 所说的秒数等候。RateLimit 响应头说明还剩多少。"
    ),
    "internal-error": Kind(500, "服务器出错", "是我们的错误，已记入日志。来信时请附上 request_id。"),
}
BY_STATUS = {kind.status: code for code, kind in reversed(KINDS.items())}


class Problem(Exception):
    """An expected failure. ``detail`` is one Chinese sentence; ``more`` are members of this kind only."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[Json] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        self.code = code
        self.kind = KINDS[code]
        self.detail = detail or self.kind.meaning
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.more = more
        super().__init__(self.detail)


def request_id_of(request: HttpRequest) -> str:
    """What the request is called in answers and in the log: the caller's own name for it if it is a sane one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def not_found() -> Problem:
    """The one 404 of every record: it does not tell a draft from what never was."""
    return Problem("not-found", "没有这项内容，或者它没有公开。")


def problem_type(code: str) -> str:
    return f"{settings.SITE_URL}/api/v1/problems/{code}/"


def problem_response(problem: Problem, request_id: str) -> HttpResponse:
    document = {
        "type": problem_type(problem.code),
        "title": problem.kind.title,
        "status": problem.kind.status,
        "detail": problem.detail,
        "code": problem.code,
        "request_id": request_id,
        "errors": problem.errors,
    }
    response = HttpResponse(encode(document | problem.more), status=problem.kind.status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        response[name] = value
    return response


def answer_to(error: Exception, *, request_id: str, allowed: Sequence[str]) -> HttpResponse:
    """Whatever a view raised. What nobody expected is logged under its request id; ``allowed`` are the view's methods."""
    problem = as_problem(error)
    if problem.code == "internal-error":
        logger.error("request %s failed", request_id, exc_info=error)
    response = problem_response(problem, request_id)
    if problem.code == "method-not-allowed":
        response["Allow"] = ", ".join(allowed)
    return response


def as_problem(error: Exception) -> Problem:
    """The problem that an exception stands for; what is unknown says nothing about itself."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404):
        return not_found()
    if isinstance(error, BadRequest | SuspiciousOperation):
        return Problem("bad-request")
    if isinstance(error, APIException):
        if (code := BY_STATUS.get(error.status_code)) is not None:
            return Problem(code)
        if 400 <= error.status_code < 500:
            return Problem("bad-request")
    return Problem("internal-error")
