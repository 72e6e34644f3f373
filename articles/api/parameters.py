"""Query strings, read strictly: nothing unknown, repeated, empty or malformed passes in silence."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from articles.api.documents import Json
from articles.api.errors import Problem

MAX_QUERY = 3_000
MAX_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as the OpenAPI document shows it."""

    name: str
    description: str
    schema: Json = field(default_factory=lambda: {"type": "string"})
    example: str | None = None
    required: bool = False


def refused(parameter: str, code: str, detail: str, allowed: Iterable[str] | None = None) -> Json:
    """One entry of a problem's ``errors``."""
    error: Json = {"parameter": parameter, "code": code, "detail": detail}
    if allowed is not None:
        error["allowed"] = list(allowed)
    return error


def invalid(errors: list[Json]) -> Problem:
    """The 400 that names every parameter at fault."""
    others = len({error["detail"] for error in errors}) - 1  # a mistake between two parameters is one
    more = f"另有 {others} 处，见 errors。" if others else ""
    return Problem("invalid-parameters", errors[0]["detail"] + more, errors=errors)


def read_query(
    raw: str, *, allowed: Collection[str], required: Collection[str] = ()
) -> tuple[dict[str, str], list[Json]]:
    """The sound parameters of a raw query string, and every fault of the others. Raises 414.

    Django's own ``request.GET`` repairs what is broken, takes the last of repeated ones and keeps NUL.
    """
    if len(raw) > MAX_QUERY:
        raise Problem("uri-too-long")
    values: dict[str, str] = {}
    errors: list[Json] = []
    for pair in filter(None, raw.split("&")):
        raw_name, _, raw_value = pair.partition("=")
        name, value = decoded(raw_name), decoded(raw_value)
        if error := fault(name, value, seen=values, allowed=allowed, required=required):
            errors.append(error)
            if len(errors) == MAX_ERRORS:
                break
        elif name is not None and value is not None:
            values[name] = value
    return values, errors


def fault(
    name: str | None, value: str | None, *, seen: Collection[str], allowed: Collection[str], required: Collection[str]
) -> Json | None:
    if name is None or name not in allowed:
        shown = "" if name is None else name[:60]
        named = f"没有参数“{shown}”" if shown else "参数名无法读懂"
        names = "、".join(sorted(allowed)) or "无"
        return refused(shown, "unknown-parameter", f"{named}；可用的参数：{names}。", sorted(allowed))
    if name in seen:
        return refused(name, "repeated-parameter", f"参数 {name} 只能出现一次。")
    if value is None:
        return refused(name, "invalid-encoding", f"参数 {name} 应为 UTF-8 文字，不含控制字符。")
    if not value.strip():
        way = "这里必须写明它" if name in required else "不用它时请整个省略"
        return refused(name, "empty-value", f"参数 {name} 没有值；{way}。")
    return None


def decoded(raw: str) -> str | None:
    """Percent-decoded UTF-8; None when it is none, or holds a character that text never holds."""
    if raw.isascii() and raw.isalnum():
        return raw
    try:
        text = unquote_to_bytes(raw.replace("+", " ").encode("latin-1")).decode("utf-8")
    except UnicodeError:
        return None
    if not text.isprintable() and any(unicodedata.category(character) == "Cc" for character in text):
        return None
    return text
