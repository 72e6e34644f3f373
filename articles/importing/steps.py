"""What an editor may do to a page under review: each step is checked, done, and named in a few words.

A step takes the review and the operation as it was sent, changes the review in place, and returns the
words for the undo list. Anything that our own screen does not send raises ImportRefused.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from articles.bylines import person_key
from articles.exceptions import ImportRefused
from articles.importing.stored import LATER, NEW, Review
from articles.importing.values import FIELD_NAMES, article_value, nonsense, page_value
from articles.models import Author
from articles.parsing import editing
from articles.parsing.assemble import column_name
from articles.parsing.questions import role_name
from articles.parsing.structure import FURNITURE_ROLES, PageState, Piece, Role

Operation = dict[str, Any]
PAGE_ROLES = FURNITURE_ROLES | {Role.BANNER}


# --- what an operation names ------------------------------------------------------------------


def pieces_in(state: PageState, operation: Operation) -> list[str]:
    """The ids of the pieces that the operation is about, checked, in reading order."""
    wanted = operation.get("pieces")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(each, str) for each in wanted):
        raise nonsense("没有选中任何一行。")
    chosen = set(wanted)
    found = [piece for piece in ordered(state) if piece.id in chosen]
    if len(found) != len(chosen):
        raise nonsense("选中的行已经不在了，请重新选择。")
    return [piece.id for piece in found]


def one_piece(state: PageState, operation: Operation) -> Piece:
    (key,) = pieces_in(state, {"pieces": [operation.get("piece")]})
    return next(piece for piece in state.pieces if piece.id == key)


def article_in(state: PageState, key: object) -> str:
    if not any(article.key == key for article in state.articles):
        raise nonsense("这篇文章已经不在了，请重新选择。")
    return str(key)


def number_of(state: PageState, key: str) -> int:
    return [article.key for article in state.articles].index(key) + 1


def ordered(state: PageState) -> list[Piece]:
    return sorted(state.pieces, key=lambda piece: piece.order)


def units(state: PageState, article: str | None) -> list[list[Piece]]:
    """The paragraphs, headings and so on of an article, in reading order."""
    found: list[list[Piece]] = []
    for piece in ordered(state):
        if piece.article != article:
            continue
        if found and not piece.starts and found[-1][-1].role is piece.role:
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def unit_of(state: PageState, piece: Piece) -> list[Piece]:
    return next(unit for unit in units(state, piece.article) if any(each is piece for each in unit))


def direction_in(operation: Operation) -> int:
    try:
        return {"up": -1, "down": 1}[str(operation.get("direction"))]
    except KeyError:
        raise nonsense() from None


# --- roles and owners -------------------------------------------------------------------------


def set_role(review: Review, operation: Operation) -> str:
    state, ids = review.page, pieces_in(review.page, operation)
    try:
        role = Role(str(operation.get("role")))
    except ValueError:
        raise nonsense("不认识这种身份。") from None
    part_followers(state, ids)
    editing.set_role(state, ids, role)
    homeless = [piece for piece in ordered(state) if piece.id in set(ids) and piece.article is None]
    if homeless and role not in PAGE_ROLES:
        owner = nearest_article(state, homeless[0])
        if owner is not None:
            give(state, [piece.id for piece in homeless], owner)
    return f"{len(ids)} 行改为{role_name(role)}"


def part_followers(state: PageState, ids: list[str]) -> None:
    """What continued one of these pieces, and is not among them, begins a unit of its own."""
    chosen = set(ids)
    for article in {piece.article for piece in state.pieces if piece.id in chosen}:
        for unit in units(state, article):
            for before, after in pairwise(unit):
                if before.id in chosen and after.id not in chosen:
                    after.starts = True


def nearest_article(state: PageState, piece: Piece) -> str | None:
    """The article of the closest owned piece before it in the source, else the first one."""
    owned = [each for each in state.pieces if each.article is not None and each.start < piece.start]
    if owned:
        return max(owned, key=lambda each: each.start).article
    return state.articles[0].key if state.articles else None


def give(state: PageState, ids: list[str], article: str) -> None:
    """Move pieces to an article: what heads it to its head, the rest to where the source has it."""
    part_followers(state, ids)
    editing.move(state, ids, article)


def move(review: Review, operation: Operation) -> str:
    state, ids, target = review.page, pieces_in(review.page, operation), operation.get("article")
    if target is None:
        part_followers(state, ids)
        editing.move(state, ids, None)
        prune(state)
        return f"{len(ids)} 行移出文章"
    key = article_in(state, target)
    give(state, ids, key)
    words = f"{len(ids)} 行移到第 {number_of(state, key)} 篇"
    prune(state, keep=key)
    return words


def prune(state: PageState, *, keep: str = "") -> None:
    """Articles that lost all their pieces, and have nothing typed, go."""
    owners = {piece.article for piece in state.pieces} | {keep}
    state.articles = [article for article in state.articles if article.key in owners or article.typed]


def answer(review: Review, operation: Operation) -> str:
    """Take one reading of a question: role and owner at once, and not asked again.

    A column label goes to the articles in ``also`` too: they are given its name.
    """
    state, ids = review.page, pieces_in(review.page, operation)
    also = operation.get("also", [])
    if not isinstance(also, list):
        raise nonsense()
    others = [article_in(state, key) for key in also]
    if operation.get("role") is not None:
        set_role(review, operation)
    if operation.get("article") is not None:
        move(review, operation)
    label = next(piece for piece in state.pieces if piece.id == ids[0])
    if others and label.role is not Role.COLUMN:
        raise nonsense()
    for key in others:
        editing.set_typed(state, key, "column", column_name(label.text))
    editing.confirm(state, ids)
    return "定下一处"


def confirm(review: Review, operation: Operation) -> str:
    editing.confirm(review.page, pieces_in(review.page, operation))
    return "确认一处"


# --- paragraphs, lines, articles ---------------------------------------------------------------


def split_unit(review: Review, operation: Operation) -> str:
    editing.split_unit(review.page, one_piece(review.page, operation).id)
    return "从这里另起一段"


def join_unit(review: Review, operation: Operation) -> str:
    """The piece and what continues it go on with the unit before it, in that unit's role."""
    state, piece = review.page, one_piece(review.page, operation)
    before = units(state, piece.article)
    at = next(place for place, unit in enumerate(before) if any(each is piece for each in unit))
    if before[at][0] is piece:
        if at == 0:
            raise nonsense("前面没有可以合并的段落。")
        editing.set_role(state, [each.id for each in before[at]], before[at - 1][-1].role)
    editing.join_unit(state, piece.id)
    return "与上一段合并"


def split_piece(review: Review, operation: Operation) -> str:
    """Cut a line in two; the second half begins a unit of its own."""
    at = operation.get("at")
    if not isinstance(at, int) or isinstance(at, bool):
        raise nonsense("断开的位置不在这一行之内。")
    second = editing.split_piece(review.page, one_piece(review.page, operation).id, at)
    editing.split_unit(review.page, second)
    return "在行内断开"


def split_article(review: Review, operation: Operation) -> str:
    editing.split_article(review.page, one_piece(review.page, operation).id)
    prune(review.page)
    return "从这里另起一篇"


def new_article(review: Review, operation: Operation) -> str:
    """The pieces become an article of their own, after the one that they came from."""
    state, ids = review.page, pieces_in(review.page, operation)
    origin = next(piece.article for piece in state.pieces if piece.id == ids[0])
    part_followers(state, ids)
    key = editing.new_article(state, ids)
    keys = [article.key for article in state.articles if article.key != key]
    at = keys.index(origin) + 1 if origin in keys else len(keys)
    editing.order_articles(state, [*keys[:at], key, *keys[at:]])
    prune(state)
    return "移到新的一篇"


def join_articles(review: Review, operation: Operation) -> str:
    state = review.page
    article, into = article_in(state, operation.get("article")), article_in(state, operation.get("into"))
    number = number_of(state, into)
    editing.join_articles(state, into, article)
    return f"并入第 {number} 篇"


def reorder(review: Review, operation: Operation) -> str:
    """Move the units that the pieces belong to one unit up or down in their article."""
    state, step = review.page, direction_in(operation)
    chosen = set(pieces_in(state, operation))
    articles = {piece.article for piece in state.pieces if piece.id in chosen}
    if len(articles) != 1 or None in articles:
        raise nonsense("一次只能移动同一篇里的行。")
    found = units(state, articles.pop())
    moving = [at for at, unit in enumerate(found) if any(piece.id in chosen for piece in unit)]
    target = moving[0] - 1 if step < 0 else moving[-1] + 1
    if not 0 <= target < len(found):
        raise nonsense("已经在最前面了。" if step < 0 else "已经在最后面了。")
    ids = [piece.id for at in moving for piece in found[at]]
    editing.shift(state, ids, step * len(found[target]))
    return "前移" if step < 0 else "后移"


def reorder_article(review: Review, operation: Operation) -> str:
    """Move an article one place up or down on the page."""
    state, step = review.page, direction_in(operation)
    key = article_in(state, operation.get("article"))
    keys = [article.key for article in state.articles]
    at = keys.index(key)
    to = at + step
    if not 0 <= to < len(keys):
        raise nonsense("已经在最前面了。" if step < 0 else "已经在最后面了。")
    keys[at], keys[to] = keys[to], keys[at]
    editing.order_articles(state, keys)
    return f"第 {at + 1} 篇{'上移' if step < 0 else '下移'}"


# --- what is typed and chosen -------------------------------------------------------------------


def set_typed(review: Review, operation: Operation) -> str:
    """What the editor typed over: a field of an article, or of the page when ``article`` is None."""
    state, key = review.page, operation.get("article")
    field, value = operation.get("field"), operation.get("value")
    if not isinstance(field, str):
        raise nonsense()
    if key is None:
        editing.set_typed(state, None, field, page_value(field, value))
        return f"填写{FIELD_NAMES[field]}"
    article = article_in(state, key)
    checked = article_value(field, value)
    # An emptied title is one that is missing again; an emptied kicker is one that is not wanted.
    editing.set_typed(state, article, field, None if field == "title" and not checked else checked)
    return f"第 {number_of(state, article)} 篇：填写{FIELD_NAMES[field]}"


def set_fields(review: Review, operation: Operation) -> str:
    """What one form sends: several fields of an article, or of the page, typed over together or not at all."""
    key, fields = operation.get("article"), operation.get("fields")
    if not isinstance(fields, dict) or not fields:
        raise nonsense()
    refused: dict[str, str] = {}
    words = ""
    for field, value in fields.items():
        try:
            words = set_typed(review, {"article": key, "field": field, "value": value})
        except ImportRefused as error:
            refused[field] = error.message
    if refused:
        raise ImportRefused("".join(refused.values()), code="bad-operation", fields=refused)
    if len(fields) == 1:
        return words
    return "填写版面信息" if key is None else f"第 {number_of(review.page, str(key))} 篇：填写标题和署名"


def choose_person(review: Review, operation: Operation) -> str:
    """Say which known person a name is: a public id, ``new``, or ``later`` (stays unlinked)."""
    name, printed, choice = (operation.get(key) for key in ("name", "printed", "choice"))
    if not isinstance(name, str) or not name or not isinstance(printed, str) or not isinstance(choice, str):
        raise nonsense()
    if len(name) + len(printed) > 300:
        raise nonsense()
    if choice not in (NEW, LATER) and not Author.objects.filter(public_id=choice, name=name).exists():
        raise nonsense("没有这位作者，请重新选择。")
    review.people = {**review.people, person_key(name, printed): choice}
    return f"定下“{name}”是谁"


STEPS: dict[str, Callable[[Review, Operation], str]] = {
    step.__name__: step
    for step in (
        set_role,
        move,
        answer,
        confirm,
        split_unit,
        join_unit,
        split_piece,
        split_article,
        new_article,
        join_articles,
        reorder,
        reorder_article,
        set_typed,
        set_fields,
        choose_person,
    )
}
