"""What an editor does to a proposed page: each operation changes the state in place and keeps every piece.

All of them raise ``ImportRefused`` (code ``bad-edit``) for pieces or articles that do not exist,
and then change nothing. Pieces that were touched count as confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from articles.exceptions import ImportRefused
from articles.parsing.storing import TYPED_ARTICLE, TYPED_PAGE, typed_value
from articles.parsing.structure import FURNITURE_ROLES, ArticleState, PageState, Piece, Role


def _refuse(message: str) -> NoReturn:
    raise ImportRefused(message, code="bad-edit")


def _pieces(state: PageState, ids: Sequence[str]) -> list[Piece]:
    by_id = {piece.id: piece for piece in state.pieces}
    missing = [name for name in ids if name not in by_id]
    if missing or not ids:
        _refuse("找不到这一行，请刷新页面后再试。")
    return [by_id[name] for name in dict.fromkeys(ids)]


def _article(state: PageState, key: str) -> ArticleState:
    for article in state.articles:
        if article.key == key:
            return article
    _refuse("找不到这一篇，请刷新页面后再试。")


def _ordered(state: PageState) -> list[Piece]:
    return sorted(state.pieces, key=lambda piece: piece.order)


def _renumber(state: PageState, ordered: list[Piece]) -> None:
    for order, piece in enumerate(ordered):
        piece.order = order
    state.pieces = ordered


def _touch(pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        piece.confirmed, piece.confidence, piece.reason = True, 1.0, "编辑确认"


def confirm(state: PageState, ids: Sequence[str]) -> None:
    """Say that the proposed reading of these pieces is right."""
    _touch(_pieces(state, ids))


def set_role(state: PageState, ids: Sequence[str], role: Role | str) -> None:
    """Give pieces another role; neighbours of one role that are set together become one unit."""
    chosen = _pieces(state, ids)
    try:
        role = Role(role)
    except ValueError:
        _refuse("没有这种身份。")
    before: Piece | None = None
    wanted = {piece.id for piece in chosen}
    for piece in _ordered(state):
        if piece.id in wanted and piece.role is not role:
            piece.role = role
            piece.starts = not (before is not None and before.id in wanted and before.article == piece.article)
        before = piece
    if role in FURNITURE_ROLES or role is Role.BANNER:
        for piece in chosen:
            piece.article = None
    _touch(chosen)


def move(state: PageState, ids: Sequence[str], article: str | None) -> None:
    """Give pieces to an article (at the end of its text), or to the page (None)."""
    chosen = _pieces(state, ids)
    if article is not None:
        _article(state, article)
    wanted = {piece.id for piece in chosen}
    moved = [piece for piece in _ordered(state) if piece.id in wanted]
    rest = [piece for piece in _ordered(state) if piece.id not in wanted]
    own = [place for place, piece in enumerate(rest) if article is not None and piece.article == article]
    place = own[-1] + 1 if own else len(rest)
    for piece in moved:
        piece.article = article
        if article is None and piece.role not in FURNITURE_ROLES and piece.role not in (Role.BANNER, Role.COLUMN):
            piece.role = Role.FURNITURE
        elif article is not None and piece.role in FURNITURE_ROLES | {Role.BANNER}:
            piece.role = Role.PARAGRAPH
    moved[0].starts = True
    _renumber(state, rest[:place] + moved + rest[place:])
    _touch(moved)


def split_unit(state: PageState, piece_id: str) -> None:
    """Begin a new unit (paragraph, title line …) at a piece."""
    (piece,) = _pieces(state, [piece_id])
    piece.starts = True
    _touch([piece])


def join_unit(state: PageState, piece_id: str) -> None:
    """Let a piece continue the unit before it; it takes that unit's role if it is another."""
    (piece,) = _pieces(state, [piece_id])
    own = [other for other in _ordered(state) if other.article == piece.article]
    place = next(at for at, other in enumerate(own) if other.id == piece_id)
    if not place:
        _refuse("前面没有可以并入的内容。")
    piece.role, piece.starts = own[place - 1].role, False
    _touch([piece])


def split_piece(state: PageState, piece_id: str, offset: int) -> str:
    """Cut one line in two spans at ``offset`` (characters into its text); returns the second's id."""
    (piece,) = _pieces(state, [piece_id])
    if isinstance(offset, bool) or not 0 < offset < len(piece.text):
        _refuse("拆分的位置不在这一行之内。")
    first, second = piece.text[:offset], piece.text[offset:]
    begin = piece.start + offset + (len(second) - len(second.lstrip()))
    head, tail = first.rstrip(), second.strip()
    if not head or not tail:
        _refuse("拆分的位置不在这一行之内。")
    taken = {other.id for other in state.pieces}
    name = f"p{begin}"
    while name in taken:
        name += "x"
    fresh = Piece(
        id=name, line=piece.line, start=begin, end=begin + len(tail), text=tail, role=piece.role,
        article=piece.article, order=piece.order, starts=False,
    )  # fmt: skip
    piece.text, piece.end = head, piece.start + len(head)
    ordered = _ordered(state)
    at = ordered.index(piece)
    _renumber(state, ordered[: at + 1] + [fresh] + ordered[at + 1 :])
    _touch([piece, fresh])
    return name


def new_article(state: PageState, ids: Sequence[str] = ()) -> str:
    """Add an article at the end of the page, with these pieces in it; returns its key."""
    chosen = [piece.id for piece in _pieces(state, ids)] if ids else []
    key = _fresh_key(state)
    state.articles.append(ArticleState(key=key))
    if chosen:
        move(state, chosen, key)
    return key


def _fresh_key(state: PageState) -> str:
    numbers = [int(article.key[1:]) for article in state.articles if article.key[1:].isdigit()]
    return f"a{max(numbers, default=0) + 1}"


def split_article(state: PageState, piece_id: str) -> str:
    """Let a new article begin at a piece: it and what follows it in the article move there."""
    (piece,) = _pieces(state, [piece_id])
    if piece.article is None:
        _refuse("这一行不属于任何一篇，不能从这里拆分。")
    old = piece.article
    follow = [other for other in _ordered(state) if other.article == old and other.order >= piece.order]
    key = _fresh_key(state)
    at = next(place for place, article in enumerate(state.articles) if article.key == old)
    state.articles.insert(at + 1, ArticleState(key=key))
    for other in follow:
        other.article = key
    piece.starts = True
    _touch([piece])
    return key


def join_articles(state: PageState, first: str, second: str) -> None:
    """Append the second article's pieces to the first; what was typed for the first stays."""
    one, two = _article(state, first), _article(state, second)
    if one is two:
        _refuse("不能把一篇并入它自己。")
    ordered = _ordered(state)
    moved = [piece for piece in ordered if piece.article == second]
    rest = [piece for piece in ordered if piece.article != second]
    own = [place for place, piece in enumerate(rest) if piece.article == first]
    place = own[-1] + 1 if own else len(rest)
    for piece in moved:
        piece.article = first
    if moved:
        moved[0].starts = True
    for name, value in two.typed.items():
        one.typed.setdefault(name, value)
    state.articles.remove(two)
    _renumber(state, rest[:place] + moved + rest[place:])


def order_articles(state: PageState, keys: Sequence[str]) -> None:
    """Set the order of the articles; ``keys`` names each of them once."""
    by_key = {article.key: article for article in state.articles}
    if sorted(keys) != sorted(by_key):
        _refuse("稿件的次序不完整，请刷新页面后再试。")
    state.articles = [by_key[key] for key in keys]


def shift(state: PageState, ids: Sequence[str], steps: int) -> None:
    """Move pieces up (negative) or down among the pieces of their article, as one block."""
    chosen = _pieces(state, ids)
    articles = {piece.article for piece in chosen}
    if len(articles) != 1:
        _refuse("一次只能移动同一篇里的行。")
    article = articles.pop()
    wanted = {piece.id for piece in chosen}
    ordered = _ordered(state)
    own = [piece for piece in ordered if piece.article == article]
    block = [piece for piece in own if piece.id in wanted]
    rest = [piece for piece in own if piece.id not in wanted]
    above = sum(1 for piece in rest if piece.order < block[0].order)
    place = max(0, min(len(rest), above + int(steps)))
    own = rest[:place] + block + rest[place:]
    slots = iter(own)
    _renumber(state, [next(slots) if piece.article == article else piece for piece in ordered])
    _touch(block)


def set_typed(state: PageState, article: str | None, field: str, value: object) -> None:
    """Type a field of an article, or of the page (``article`` None); None as value takes it back."""
    allowed = TYPED_PAGE if article is None else TYPED_ARTICLE
    if field not in allowed:
        _refuse("没有这一项。")
    typed = state.typed if article is None else _article(state, article).typed
    if value is None:
        typed.pop(field, None)
    else:
        typed[field] = typed_value(field, value)
