"""What an editor may do to a ``PageState``: every operation keeps each source character in one piece.

Operations change the state in place and never raise for an odd but well-formed request; an unknown
piece or article raises ``KeyError``. ``state_to_json`` and ``state_from_json`` are the stored form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields, replace
from typing import Any

from articles.exceptions import ImportRefused
from articles.parsing.structure import (
    FURNITURE_ROLES,
    Alternative,
    ArticleState,
    PageState,
    Piece,
    Role,
)

VERSION = 1


# --- roles and owners ---------------------------------------------------------------------------------


def set_role(state: PageState, ids: Iterable[str], role: Role) -> None:
    """Give pieces a role. They become one unit; page-level roles leave their article, others join one."""
    chosen = _chosen(state, ids)
    _detach(state, chosen)
    before = None
    for piece in chosen:
        piece.role = role
        piece.starts = before is None or before.article != piece.article
        _decided(piece)
        if role in FURNITURE_ROLES or role is Role.BANNER:
            piece.article = None
        elif piece.article is None:
            piece.article = _nearest_article(state, piece)
        before = piece


def move(state: PageState, ids: Iterable[str], article: str | None) -> None:
    """Give pieces to another article, where their place in the source puts them; None takes them out of all.

    Taken out, they are set aside with the page's furniture, unless they are the banner.
    """
    chosen = _chosen(state, ids)
    if article is not None:
        _article(state, article)
    _detach(state, chosen)
    for piece in chosen:
        piece.article = article
        if article is None and piece.role is not Role.BANNER:
            piece.role = Role.FURNITURE
        elif article is not None and piece.role in (*FURNITURE_ROLES, Role.BANNER):
            piece.role = Role.PARAGRAPH
        _decided(piece)
    if chosen:
        chosen[0].starts = True
    if article is not None:
        _place_by_source(state, chosen, article)


def confirm(state: PageState, ids: Iterable[str]) -> None:
    """The editor looked at these: they are not asked about again."""
    for piece in _chosen(state, ids):
        _decided(piece)


# --- units and pieces ---------------------------------------------------------------------------------


def split_unit(state: PageState, piece: str) -> None:
    """A new paragraph (title, statement …) begins at this piece."""
    found = _piece(state, piece)
    found.starts = True
    _decided(found)


def join_unit(state: PageState, piece: str) -> None:
    """This piece continues the unit before it, taking that unit's role; the first of an article stays."""
    found = _piece(state, piece)
    own = [each for each in _ordered(state) if each.article == found.article]
    at = own.index(found)
    if at == 0:
        return
    before = own[at - 1]
    for follower in _unit(state, found):
        follower.role = before.role
        _decided(follower)
    found.starts = False
    _close_up(state, before, found)


def split_piece(state: PageState, piece: str, at: int) -> None:
    """Cut one piece in two at offset ``at`` of its text; the second half begins a unit of its own.

    ``at`` outside 1 … len(text) - 1, or a cut that would leave one side blank, changes nothing.
    """
    found = _piece(state, piece)
    head, tail = found.text[:at], found.text[at:]
    if at <= 0 or not head.strip() or not tail.strip():
        return
    cut = found.start + at
    second = replace(found, id=_fresh_id(state, found.id), start=cut, text=tail, starts=True, alternatives=[])
    found.end, found.text = cut, head
    _decided(found)
    _decided(second)
    ordered = _ordered(state)
    ordered.insert(ordered.index(found) + 1, second)
    state.pieces.append(second)
    _renumber(ordered)


def reorder(state: PageState, ids: Iterable[str], step: int) -> None:
    """Move pieces one unit up (-1) or down (+1) in the reading order of their article."""
    chosen = _chosen(state, ids)
    if not chosen:
        return
    key = chosen[0].article
    group = {id(piece) for first in chosen for piece in _unit(state, first) if first.article == key}
    units = _units(state, key)
    moving = [unit for unit in units if any(id(piece) in group for piece in unit)]
    places = [units.index(unit) for unit in moving]
    target = places[0] - 1 if step < 0 else places[-1] + 1
    if not 0 <= target < len(units):
        return
    neighbour = units[target]
    rest = [unit for unit in units if unit not in moving]
    at = rest.index(neighbour) + (0 if step < 0 else 1)
    sequence = [piece for unit in (*rest[:at], *moving, *rest[at:]) for piece in unit]
    _rearrange(state, key, sequence)
    for piece in chosen:
        _decided(piece)


# --- articles -----------------------------------------------------------------------------------------


def new_article(state: PageState, ids: Iterable[str]) -> str:
    """Pieces become an article of their own, after the one they came from. Returns its key."""
    chosen = _chosen(state, ids)
    key = _fresh_key(state)
    keys = [article.key for article in state.articles]
    origin = next((piece.article for piece in chosen if piece.article in keys), None)
    at = keys.index(origin) + 1 if origin is not None else len(keys)
    state.articles.insert(at, ArticleState(key))
    move(state, [piece.id for piece in chosen], key)
    _drop_empty(state, keep=key)
    return key


def split_article(state: PageState, piece: str) -> str:
    """Everything of the article from this piece on becomes a new article. Returns its key."""
    found = _piece(state, piece)
    own = [each for each in _ordered(state) if each.article == found.article]
    return new_article(state, [each.id for each in own[own.index(found) :]])


def join_articles(state: PageState, article: str, into: str) -> None:
    """All pieces of ``article`` follow those of ``into``; what was typed for ``into`` wins."""
    if article == into:
        return
    source, target = _article(state, article), _article(state, into)
    moving = [piece for piece in _ordered(state) if piece.article == article]
    kept = [piece for piece in _ordered(state) if piece.article == into]
    for piece in moving:
        piece.article = into
        piece.confirmed = True
    if moving:
        moving[0].starts = True
    target.typed = {**source.typed, **target.typed}
    state.articles.remove(source)
    _rearrange(state, into, [*kept, *moving])


def set_typed(state: PageState, article: str | None, name: str, value: object) -> None:
    """Keep what the editor typed for a field of an article, or of the page (None). None takes it back."""
    typed = state.typed if article is None else _article(state, article).typed
    if value is None:
        typed.pop(name, None)
    else:
        typed[name] = value


# --- the stored form ----------------------------------------------------------------------------------


def state_to_json(state: PageState) -> dict[str, Any]:
    """The state as plain JSON data."""
    return {"version": VERSION, **asdict(state)}


def state_from_json(data: Any) -> PageState:
    """The state again. Raises ImportRefused when the data is no state of ours."""
    try:
        if data["version"] != VERSION:
            raise ValueError("unknown version")
        pieces = [_piece_from(row) for row in data["pieces"]]
        articles = [ArticleState(str(row["key"]), dict(row["typed"])) for row in data["articles"]]
        state = PageState(pieces, articles, dict(data["typed"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ImportRefused("这次导入保存的内容已损坏，请重新导入。", code="bad-state") from error
    _check(state)
    return state


def _piece_from(row: dict[str, Any]) -> Piece:
    if set(row) - {each.name for each in fields(Piece)}:
        raise ValueError("unknown key")
    options = [
        Alternative(
            confidence=float(each["confidence"]),
            reason=str(each.get("reason", "")),
            role=Role(each["role"]) if each.get("role") else None,
            article=each.get("article"),
        )
        for each in row.get("alternatives", [])
    ]
    return Piece(**{**row, "role": Role(row["role"]), "alternatives": options})


def _check(state: PageState) -> None:
    """Ids, keys and places are unique, and no two pieces share a character."""
    spans = sorted((piece.start, piece.end) for piece in state.pieces)
    overlap = any(first[1] > second[0] for first, second in zip(spans, spans[1:], strict=False))
    odd = any(start >= end for start, end in spans)
    ids = len({piece.id for piece in state.pieces}) != len(state.pieces)
    keys = len({article.key for article in state.articles}) != len(state.articles)
    if overlap or odd or ids or keys:
        raise ImportRefused("这次导入保存的内容已损坏，请重新导入。", code="bad-state")


# --- inside -------------------------------------------------------------------------------------------


def _ordered(state: PageState) -> list[Piece]:
    return sorted(state.pieces, key=lambda piece: piece.order)


def _chosen(state: PageState, ids: Iterable[str]) -> list[Piece]:
    wanted = set(ids)
    found = [piece for piece in _ordered(state) if piece.id in wanted]
    if len(found) != len(wanted):
        raise KeyError(sorted(wanted - {piece.id for piece in found})[0])
    return found


def _piece(state: PageState, key: str) -> Piece:
    return _chosen(state, [key])[0]


def _article(state: PageState, key: str) -> ArticleState:
    for article in state.articles:
        if article.key == key:
            return article
    raise KeyError(key)


def _decided(piece: Piece) -> None:
    piece.confirmed, piece.confidence = True, 1.0


def _units(state: PageState, article: str | None) -> list[list[Piece]]:
    """The units of an article in reading order."""
    units: list[list[Piece]] = []
    for piece in _ordered(state):
        if piece.article != article:
            continue
        last = units[-1][-1] if units else None
        if last is not None and not piece.starts and last.role is piece.role:
            units[-1].append(piece)
        else:
            units.append([piece])
    return units


def _unit(state: PageState, piece: Piece) -> list[Piece]:
    return next(unit for unit in _units(state, piece.article) if any(each is piece for each in unit))


def _detach(state: PageState, chosen: list[Piece]) -> None:
    """What continued a chosen piece, and is not chosen itself, begins a unit of its own."""
    inside = {id(piece) for piece in chosen}
    for article in {piece.article for piece in chosen}:
        for unit in _units(state, article):
            for before, after in zip(unit, unit[1:], strict=False):
                if id(before) in inside and id(after) not in inside:
                    after.starts = True


def _nearest_article(state: PageState, piece: Piece) -> str | None:
    """The article of the closest owned piece before it in the source, else the first one."""
    owned = [each for each in state.pieces if each.article is not None and each.start < piece.start]
    if owned:
        return max(owned, key=lambda each: each.start).article
    return state.articles[0].key if state.articles else None


def _place_by_source(state: PageState, chosen: list[Piece], article: str) -> None:
    """Put moved pieces between the article's own units, behind the last that stands before them in the source."""
    inside = {id(piece) for piece in chosen}
    own = [[piece for piece in unit if id(piece) not in inside] for unit in _units(state, article)]
    units = [unit for unit in own if unit]
    start = min(piece.start for piece in chosen)
    at = max((index + 1 for index, unit in enumerate(units) if unit[0].start < start), default=0)
    sequence = [piece for unit in units[:at] for piece in unit] + chosen
    sequence += [piece for unit in units[at:] for piece in unit]
    _rearrange(state, article, sequence)


def _close_up(state: PageState, before: Piece, piece: Piece) -> None:
    """Let ``piece``'s unit follow ``before`` directly in the order of the whole page."""
    ordered = _ordered(state)
    unit = _unit(state, piece)
    tail = unit[unit.index(piece) :]
    inside = {id(each) for each in tail}
    rest = [each for each in ordered if id(each) not in inside]
    at = next(index for index, each in enumerate(rest) if each is before) + 1
    _renumber([*rest[:at], *tail, *rest[at:]])


def _rearrange(state: PageState, article: str | None, sequence: list[Piece]) -> None:
    """Renumber so that the article's pieces read in ``sequence``, gathered where its first one stood."""
    inside = {id(piece) for piece in sequence}
    ordered = _ordered(state)
    first = next((index for index, piece in enumerate(ordered) if id(piece) in inside), len(ordered))
    before = [piece for piece in ordered[:first] if id(piece) not in inside]
    after = [piece for piece in ordered[first:] if id(piece) not in inside]
    _renumber([*before, *sequence, *after])


def _renumber(ordered: list[Piece]) -> None:
    for order, piece in enumerate(ordered):
        piece.order = order


def _fresh_id(state: PageState, stem: str) -> str:
    taken = {piece.id for piece in state.pieces}
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _fresh_key(state: PageState) -> str:
    taken = {article.key for article in state.articles}
    number = len(taken) + 1
    while f"a{number}" in taken:
        number += 1
    return f"a{number}"


def _drop_empty(state: PageState, *, keep: str) -> None:
    """Articles that lost all their pieces and have nothing typed go."""
    owners = {piece.article for piece in state.pieces}
    state.articles = [
        article for article in state.articles if article.key in owners or article.typed or article.key == keep
    ]
