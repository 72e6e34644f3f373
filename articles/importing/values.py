"""Checks what an editor types before it is kept: every refusal is one Chinese sentence."""

from __future__ import annotations

from articles.exceptions import ImportRefused
from articles.models.issue import normalize_page_number
from articles.text.dates import parse_day

LIMITS = {
    "title": 200, "kicker": 200, "subtitle": 200, "column": 30, "name": 30, "banner": 200, "edition": 20,
}  # fmt: skip
FIELD_NAMES = {
    "title": "标题", "kicker": "引题", "subtitle": "副题", "column": "栏目", "byline": "署名", "skip": "是否生成",
    "name": "版名", "banner": "通栏", "edition": "版别", "number": "版次", "date": "日期",
}  # fmt: skip
ARTICLE_FIELDS = frozenset({"title", "kicker", "subtitle", "column", "byline", "skip"})
PAGE_FIELDS = frozenset({"name", "banner", "edition", "number", "date"})
BYLINE_LIMIT = 30
PERSON_LIMITS = {"name": 60, "role": 20, "affiliation": 200}


def nonsense(message: str = "这一步操作不完整，没有执行。") -> ImportRefused:
    """The exception for an operation that no screen of ours sends, or a value that does not fit."""
    return ImportRefused(message, code="bad-operation")


def page_value(field: str, value: object) -> str:
    """A fact of the page in its stored form: the date as ISO, the number without leading zeros."""
    if field not in PAGE_FIELDS:
        raise nonsense()
    if field == "date":
        day = parse_day(str(value or ""))
        if day is None:
            raise nonsense("日期写作 2025-06-09。")
        return day.isoformat()
    if field == "number":
        try:
            return normalize_page_number(str(value or ""))
        except ValueError:
            raise nonsense("版次写作 7 或 A2。") from None
    return text_value(field, value)


def article_value(field: str, value: object) -> object:
    """A field of an article in its stored form."""
    if field not in ARTICLE_FIELDS:
        raise nonsense()
    if field == "skip":
        return bool(value)
    return byline_value(value) if field == "byline" else text_value(field, value)


def text_value(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise nonsense()
    text = " ".join(value.split())
    if len(text) > LIMITS[field]:
        raise nonsense(f"{FIELD_NAMES[field]}最多 {LIMITS[field]} 字，现在有 {len(text)} 字。")
    if has_control(text):
        raise nonsense(f"{FIELD_NAMES[field]}里有不可见的控制字符，请删去。")
    return text


def has_control(text: str) -> bool:
    return any(ord(char) < 32 or ord(char) == 127 or 0xD800 <= ord(char) <= 0xDFFF for char in text)


def byline_value(value: object) -> list[dict[str, str | None]]:
    """The rows of a byline, those without a name left out."""
    if not isinstance(value, list) or len(value) > BYLINE_LIMIT:
        raise nonsense(f"署名最多 {BYLINE_LIMIT} 人。")
    rows: list[dict[str, str | None]] = []
    for row in value:
        if not isinstance(row, dict):
            raise nonsense()
        texts = {key: " ".join(str(row.get(key) or "").split()) for key in PERSON_LIMITS}
        if any(len(texts[key]) > limit for key, limit in PERSON_LIMITS.items()):
            raise nonsense("姓名最多 60 字，身份最多 20 字，单位最多 200 字。")
        if any(has_control(text) for text in texts.values()):
            raise nonsense("署名里有不可见的控制字符，请删去。")
        if texts["name"]:
            rows.append(
                {"name": texts["name"], "role": texts["role"] or None, "affiliation": texts["affiliation"] or None}
            )
    return rows
