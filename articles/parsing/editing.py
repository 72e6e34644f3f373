"""What an editor does to a proposed page: each operation changes the state in place and keeps every character.

All of them raise ``ImportRefused`` (code ``bad-edit``) for pieces or articles that do not exist,
and then change nothing. Pieces that were touched count as confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NoReturn

from articles.exceptions import ImportRefused
from articles.parsing.storing import TYPED_ARTICLE, TYPED_PAGE, typed_value
from articles.parsing.structure import FURNITURE_ROLES, HEAD_ROLES, ArticleState, PageState, Piece, Role

_OF_THE_PAGE = FURNITURE_ROLES | {Role.BANNER}


# --- roles and owners ---------------------------------------------------------------------------------


def confirm(state: PageState, ids: Iterable[str]) -> None:
    """Say that the proposed reading of these pieces is right."""
    _touch(_chosen(state, ids))


def set_role(state: PageState, ids: Iterable[str], role: Role | str) -> None:
    """Give pieces a role. Together they become one unit; what followed them begins a unit of its own.

    Roles of the page take a piece out of its article, the others put it into the nearest one.
    """
    chosen = _chosen(state, ids)
    try:
        role = Role(role)
    except ValueError:
        _refuse("没有这种身份。")
    _detach(state, chosen)
    before: Piece | None = None
    for piece in chosen:
        piece.role = role
        if role in _OF_THE_PAGE:
            piece.article = None
        elif piece.article is None:
            piece.article = _nearest_article(state, piece)
        piece.starts = before is None or before.article != piece.article
        before = piece
    _touch(chosen)


def move(state: PageState, ids: Iterable[str], article: str | None) -> None:
    """Give pieces to an article, where their place in the source puts them; None takes them out of all.

    Taken out they are set aside with the page's furniture; a label stays a label.
    """
    chosen = _chosen(state, ids)
    if article is not None:
        _article(state, article)
    _detach(state, chosen)
    for piece in chosen:
        piece.article = article
        if article is None and piece.role not in _OF_THE_PAGE | {Role.COLUMN}:
            piece.role = Role.FURNITURE
        elif article is not None and piece.role in _OF_THE_PAGE:
            piece.role = Role.PARAGRAPH
    chosen[0].starts = True
    if article is not None:
        _place_by_source(state, chosen, article)
    _touch(chosen)


# --- units and pieces ---------------------------------------------------------------------------------


def split_unit(state: PageState, piece_id: str) -> None:
    """Begin a new unit (paragraph, title line …) at a piece."""
    (piece,) = _chosen(state, [piece_id])
    piece.starts = True
    _touch([piece])


def join_unit(state: PageState, piece_id: str) -> None:
    """Let a piece, with what continues it, continue the unit before it; it takes that unit's role."""
    (piece,) = _chosen(state, [piece_id])
    own = [other for other in _ordered(state) if other.article == piece.article]
    at = own.index(piece)
    if at == 0:
        _refuse("前面没有可以并入的内容。")
    before, unit = own[at - 1], _unit(state, piece)
    tail = unit[unit.index(piece) :]
    for follower in tail:
        follower.role = before.role
    piece.starts = False
    _put_behind(state, before, tail)
    _touch(tail)


def split_piece(state: PageState, piece_id: str, offset: int) -> str:
    """Cut one line in two at ``offset`` (characters into its text); the second half begins a unit. Returns its id."""
    (piece,) = _chosen(state, [piece_id])
    if isinstance(offset, bool) or not 0 < offset < len(piece.text):
        _refuse("拆分的位置不在这一行之内。")
    head, tail = piece.text[:offset].rstrip(), piece.text[offset:].lstrip()
    if not head or not tail:
        _refuse("拆分的位置不在这一行之内。")
    begin = piece.end - len(tail)
    fresh = replace(
        piece, id=_fresh_id(state, f"p{begin}"), start=begin, text=tail, starts=True, alternatives=[]
    )  # fmt: skip
    piece.end, piece.text = piece.start + len(head), head
    ordered = _ordered(state)
    at = ordered.index(piece) + 1
    _renumber(state, [*ordered[:at], fresh, *ordered[at:]])
    _touch([piece, fresh])
    return fresh.id


def shift(state: PageState, ids: Iterable[str], steps: int) -> None:
    """Move the units of these pieces up (negative) or down among the units of their article, as one block."""
    chosen = _chosen(state, ids)
    if len({piece.article for piece in chosen}) != 1:
        _refuse("一次只能移动同一篇里的行。")
    article = chosen[0].article
    inside = {id(piece) for piece in chosen}
    units = _units(state, article)
    block = [unit for unit in units if any(id(piece) in inside for piece in unit)]
    rest = [unit for unit in units if unit not in block]
    above = units.index(block[0])
    place = max(0, min(len(rest), above + int(steps)))
    _rearrange(state, [piece for unit in (*rest[:place], *block, *rest[place:]) for piece in unit])
    _touch(chosen)


# --- articles -----------------------------------------------------------------------------------------


def new_article(state: PageState, ids: Sequence[str] = ()) -> str:
    """Add an article with these pieces in it, behind the one they come from; returns its key."""
    chosen = _chosen(state, ids) if ids else []
    keys = [article.key for article in state.articles]
    origin = next((piece.article for piece in chosen if piece.article in keys), None)
    key = _fresh_key(state)
    state.articles.insert(keys.index(origin) + 1 if origin is not None else len(keys), ArticleState(key=key))
    if chosen:
        move(state, [piece.id for piece in chosen], key)
        _drop_empty(state, keep=key)
    return key


def split_article(state: PageState, piece_id: str) -> str:
    """Let a new article begin at a piece: it and what follows it in the article move there."""
    (piece,) = _chosen(state, [piece_id])
    if piece.article is None:
        _refuse("这一行不属于任何一篇，不能从这里拆分。")
    own = [other for other in _ordered(state) if other.article == piece.article]
    return new_article(state, [other.id for other in own[own.index(piece) :]])


def join_articles(state: PageState, first: str, second: str) -> None:
    """Append the second article's pieces to the first; what was typed for the first stays."""
    one, two = _article(state, first), _article(state, second)
    if one is two:
        _refuse("不能把一篇并入它自己。")
    kept = [piece for piece in _ordered(state) if piece.article == first]
    moved = [piece for piece in _ordered(state) if piece.article == second]
    for piece in moved:
        piece.article = first
    if moved:
        moved[0].starts = True
    one.typed = {**two.typed, **one.typed}
    state.articles.remove(two)
    _rearrange(state, [*kept, *moved])


def order_articles(state: PageState, keys: Sequence[str]) -> None:
    """Set the order of the articles; ``keys`` names each of them once."""
    by_key = {article.key: article for article in state.articles}
    if sorted(keys) != sorted(by_key):
        _refuse("稿件的次序不完整，请刷新页面后再试。")
    state.articles = [by_key[key] for key in keys]


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


# --- inside -------------------------------------------------------------------------------------------


def _refuse(message: str) -> NoReturn:
    raise ImportRefused(message, code="bad-edit")


def _ordered(state: PageState) -> list[Piece]:
    return sorted(state.pieces, key=lambda piece: piece.order)


def _chosen(state: PageState, ids: Iterable[str]) -> list[Piece]:
    """The named pieces in reading order, at least one."""
    wanted = set(ids)
    found = [piece for piece in _ordered(state) if piece.id in wanted]
    if not found or len(found) != len(wanted):
        _refuse("找不到这一行，请刷新页面后再试。")
    return found


def _article(state: PageState, key: str) -> ArticleState:
    for article in state.articles:
        if article.key == key:
            return article
    _refuse("找不到这一篇，请刷新页面后再试。")


def _touch(pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        piece.confirmed, piece.confidence, piece.reason = True, 1.0, "编辑确认"


def _units(state: PageState, article: str | None) -> list[list[Piece]]:
    """The units of an article by their first pieces' order; a unit may be interrupted by other roles."""
    units: list[list[Piece]] = []
    open_units: dict[Role, list[Piece]] = {}
    for piece in _ordered(state):
        if piece.article != article:
            continue
        if piece.starts or piece.role not in open_units:
            open_units[piece.role] = []
            units.append(open_units[piece.role])
        open_units[piece.role].append(piece)
    return units


def _unit(state: PageState, piece: Piece) -> list[Piece]:
    return next(unit for unit in _units(state, piece.article) if any(other is piece for other in unit))


def _detach(state: PageState, chosen: list[Piece]) -> None:
    """What continued a chosen piece, and is not chosen itself, begins a unit of its own."""
    inside = {id(piece) for piece in chosen}
    for article in {piece.article for piece in chosen}:
        for unit in _units(state, article):
            for before, after in pairwise(unit):
                if id(before) in inside and id(after) not in inside:
                    after.starts = True


def _nearest_article(state: PageState, piece: Piece) -> str | None:
    """The article of the closest owned piece before it in the source, else the first one."""
    owned = [other for other in state.pieces if other.article is not None and other.start < piece.start]
    if owned:
        return max(owned, key=lambda other: other.start).article
    return state.articles[0].key if state.articles else None


def _place_by_source(state: PageState, chosen: list[Piece], article: str) -> None:
    """Put moved pieces between the article's own units, behind the last that stands before them in the source.

    What heads an article, and stands outside of its text in the source, goes to its head.
    """
    inside = {id(piece) for piece in chosen}
    own = ([piece for piece in unit if id(piece) not in inside] for unit in _units(state, article))
    units = [unit for unit in own if unit]
    start = min(piece.start for piece in chosen)
    text = [piece.start for unit in units for piece in unit if piece.role not in HEAD_ROLES]
    heads = all(piece.role in HEAD_ROLES for piece in chosen)
    if heads and text and not min(text) < start < max(text):
        rank = HEAD_ROLES.index(chosen[0].role)
        ranks = (HEAD_ROLES.index(unit[0].role) if unit[0].role in HEAD_ROLES else len(HEAD_ROLES) for unit in units)
        at = next((index for index, other in enumerate(ranks) if other > rank), len(units))
    else:
        at = max((index + 1 for index, unit in enumerate(units) if unit[0].start < start), default=0)
    above = [piece for unit in units[:at] for piece in unit]
    below = [piece for unit in units[at:] for piece in unit]
    _rearrange(state, [*above, *chosen, *below])


def _put_behind(state: PageState, before: Piece, tail: list[Piece]) -> None:
    inside = {id(piece) for piece in tail}
    rest = [piece for piece in _ordered(state) if id(piece) not in inside]
    at = rest.index(before) + 1
    _renumber(state, [*rest[:at], *tail, *rest[at:]])


def _rearrange(state: PageState, sequence: list[Piece]) -> None:
    """Renumber so that these pieces read in this sequence, gathered where the first of them stood."""
    inside = {id(piece) for piece in sequence}
    ordered = _ordered(state)
    first = next((at for at, piece in enumerate(ordered) if id(piece) in inside), len(ordered))
    above = [piece for piece in ordered[:first] if id(piece) not in inside]
    below = [piece for piece in ordered[first:] if id(piece) not in inside]
    _renumber(state, [*above, *sequence, *below])


def _renumber(state: PageState, ordered: list[Piece]) -> None:
    for order, piece in enumerate(ordered):
        piece.order = order
    state.pieces = ordered


def _fresh_id(state: PageState, name: str) -> str:
    taken = {piece.id for piece in state.pieces}
    while name in taken:
        name += "x"
    return name


def _fresh_key(state: PageState) -> str:
    numbers = [int(article.key[1:]) for article in state.articles if article.key[1:].isdigit()]
    return f"a{max(numbers, default=0) + 1}"


def _drop_empty(state: PageState, *, keep: str) -> None:
    """Articles that lost all their pieces and have nothing typed go."""
    owners = {piece.article for piece in state.pieces}
    state.articles = [
        article for article in state.articles if article.key in owners or article.typed or article.key == keep
    ]
