"""A ``PageState`` as JSON and back: strict on input, since a stored or posted state may be damaged."""

from __future__ import annotations

import itertools
from typing import Any, NoReturn

from articles.exceptions import ImportRefused
from articles.parsing.structure import Alternative, ArticleState, PageState, Piece, Role

FORMAT = 1
TYPED_ARTICLE = frozenset(
    {"title", "kicker", "subtitle", "web_title", "column", "byline", "position", "kind", "skip", "source"}
)
TYPED_PAGE = frozenset({"name", "number", "date", "edition", "banner", "people"})
_MAX_PIECES = 50_000
_MAX_TEXT = 20_000


def state_to_json(state: PageState) -> dict[str, Any]:
    """Plain data for a JSON column; ``state_from_json`` gives an equal state back."""
    return {
        "format": FORMAT,
        "pieces": [_piece_to_json(piece) for piece in state.pieces],
        "articles": [{"key": article.key, "typed": dict(article.typed)} for article in state.articles],
        "typed": dict(state.typed),
    }


def _piece_to_json(piece: Piece) -> dict[str, Any]:
    return {
        "id": piece.id, "line": piece.line, "start": piece.start, "end": piece.end, "text": piece.text,
        "role": str(piece.role), "article": piece.article, "order": piece.order, "starts": piece.starts,
        "confidence": piece.confidence, "reason": piece.reason, "confirmed": piece.confirmed,
        "alternatives": [
            {
                "confidence": option.confidence, "reason": option.reason,
                "role": str(option.role) if option.role is not None else None, "article": option.article,
            }
            for option in piece.alternatives
        ],
    }  # fmt: skip


def state_from_json(data: object) -> PageState:
    """The state that ``data`` describes; raises ImportRefused (code ``bad-state``) if it is not one."""
    top = _mapping(data, "format", "pieces", "articles", "typed")
    if top["format"] != FORMAT:
        _refuse("版本不符")
    articles = [_article(entry) for entry in _list(top["articles"])]
    keys = [article.key for article in articles]
    if len(set(keys)) != len(keys):
        _refuse("稿件编号重复")
    entries = _list(top["pieces"])
    if len(entries) > _MAX_PIECES:
        _refuse("条目过多")
    pieces = [_piece(entry, keys) for entry in entries]
    _check_pieces(pieces)
    return PageState(pieces=pieces, articles=articles, typed=_typed(top["typed"], TYPED_PAGE))


def _refuse(detail: str) -> NoReturn:
    raise ImportRefused(f"导入记录损坏（{detail}），请重新导入这一版。", code="bad-state")


def _mapping(data: object, *names: str) -> dict[str, Any]:
    if not isinstance(data, dict) or set(data) != set(names):
        _refuse("字段不对")
    return data


def _list(data: object) -> list[Any]:
    if not isinstance(data, list):
        _refuse("应为列表")
    return data


def _text(data: object, *, empty: bool = False) -> str:
    if not isinstance(data, str) or len(data) > _MAX_TEXT or (not data and not empty):
        _refuse("应为文字")
    if "\x00" in data or any(0xD800 <= ord(char) <= 0xDFFF for char in data):
        _refuse("含有非法字符")
    return data


def _integer(data: object) -> int:
    if isinstance(data, bool) or not isinstance(data, int) or not 0 <= data < 2**31:
        _refuse("应为整数")
    return data


def _share(data: object) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float) or not 0 <= data <= 1:
        _refuse("把握应在0到1之间")
    return float(data)


def _flag(data: object) -> bool:
    if not isinstance(data, bool):
        _refuse("应为是或否")
    return data


def _role(data: object) -> Role:
    try:
        return Role(_text(data))
    except ValueError:
        _refuse("未知的身份")


def _article(data: object) -> ArticleState:
    entry = _mapping(data, "key", "typed")
    return ArticleState(key=_text(entry["key"]), typed=_typed(entry["typed"], TYPED_ARTICLE))


def _typed(data: object, allowed: frozenset[str]) -> dict[str, object]:
    if not isinstance(data, dict) or not set(data) <= allowed:
        _refuse("填写项不对")
    return {name: typed_value(name, value) for name, value in data.items()}


def typed_value(name: str, value: object) -> object:
    """A value that an editor typed for one field, checked; raises ImportRefused when it cannot be."""
    if name == "skip":
        return _flag(value)
    if name == "position":
        return None if value is None else _integer(value)
    if name == "byline":
        return [_person(entry) for entry in _list(value)]
    if name == "people":
        return _people(value)
    return None if value is None else _text(value, empty=True).strip()


def _people(data: object) -> dict[str, str]:
    """Which person a printed name is: name and affiliation → the author's id or a word of the importer's."""
    if not isinstance(data, dict):
        _refuse("作者的选择不对")
    return {_text(key): _text(value) for key, value in data.items()}


def _person(data: object) -> dict[str, str | None]:
    entry = _mapping(data, "name", "role", "affiliation")
    name = _text(entry["name"]).strip()
    if not name:
        _refuse("署名不能为空")
    rest = {key: entry[key] for key in ("role", "affiliation")}
    return {"name": name, **{key: None if value is None else _text(value, empty=True) for key, value in rest.items()}}


def _piece(data: object, keys: list[str]) -> Piece:
    entry = _mapping(
        data, "id", "line", "start", "end", "text", "role", "article", "order", "starts", "confidence",
        "reason", "confirmed", "alternatives",
    )  # fmt: skip
    article = entry["article"]
    if article is not None and article not in keys:
        _refuse("指向不存在的稿件")
    piece = Piece(
        id=_text(entry["id"]), line=_integer(entry["line"]), start=_integer(entry["start"]),
        end=_integer(entry["end"]), text=_text(entry["text"]), role=_role(entry["role"]), article=article,
        order=_integer(entry["order"]), starts=_flag(entry["starts"]), confidence=_share(entry["confidence"]),
        reason=_text(entry["reason"], empty=True), confirmed=_flag(entry["confirmed"]),
        alternatives=[_alternative(option) for option in _list(entry["alternatives"])],
    )  # fmt: skip
    if piece.end - piece.start != len(piece.text):
        _refuse("文字与位置不符")
    return piece


def _alternative(data: object) -> Alternative:
    entry = _mapping(data, "confidence", "reason", "role", "article")
    article = entry["article"]
    return Alternative(
        confidence=_share(entry["confidence"]),
        reason=_text(entry["reason"], empty=True),
        role=None if entry["role"] is None else _role(entry["role"]),
        article=None if article is None else _text(article),
    )


def _check_pieces(pieces: list[Piece]) -> None:
    if len({piece.id for piece in pieces}) != len(pieces) or len({piece.order for piece in pieces}) != len(pieces):
        _refuse("条目编号或次序重复")
    ordered = sorted(pieces, key=lambda piece: piece.start)
    for first, second in itertools.pairwise(ordered):
        if first.end > second.start:
            _refuse("条目相互重叠")
