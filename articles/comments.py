"""Remarks on passages: made, answered, resolved, and found again after the text was edited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import transaction
from django.utils import timezone

from articles import stages
from articles.exceptions import NewsroomError
from articles.models import Article, CommentReply, PassageComment, User
from articles.models.article import blocks_of
from articles.models.body import block_text
from articles.rendering.markup import caption_of, images_of
from articles.text.quotes import locate

LONGEST_QUOTE, LONGEST_TEXT = 500, 2_000
SHORTEST, LIKE = 2, 0.6  # characters in a row, and the share of them all, by which mended words are known again
HEAD_FIELDS = ("kicker", "title", "subtitle", "web_title", "summary", "editor_note")


@dataclass(frozen=True, slots=True)
class Placed:
    """A remark and where its words stand now; ``block`` is empty when they are gone, ``is_same`` false when changed."""

    comment: PassageComment
    number: int
    block: str = ""
    start: int = 0
    end: int = 0
    is_same: bool = False


def passages(article: Article) -> list[tuple[str, str]]:
    """(block, text) of everything that can be remarked on, in reading order."""
    head = [(name, str(getattr(article, name))) for name in HEAD_FIELDS]
    blocks = blocks_of(article)
    pictures = images_of(blocks)
    body = [(row["id"], block_text(row) or caption_of(row, pictures.get(row.get("image", "")))) for row in blocks]
    said = [(statement.public_id, statement.text) for statement in article.statements.all()]
    return [*head, *body, *said, ("author_note", article.author_note)]


@transaction.atomic
def add(
    article: Article, *, by: User, text: str, quoted: str, block: str = "", start: int | None = None
) -> PassageComment:
    """Remark on ``quoted``, which stands in ``block`` at ``start``, or wherever the text has it.

    Writes one row. Raises NewsroomError without words, or when the text does not have them.
    """
    _require(by)
    text, quoted = text.strip(), quoted.strip()
    if not text:
        raise NewsroomError("请写批注的内容。", code="text-missing")
    if not quoted:
        raise NewsroomError("请先在稿件里选中要批注的文字。", code="quote-missing")
    if len(text) > LONGEST_TEXT or len(quoted) > LONGEST_QUOTE:
        raise NewsroomError(f"批注最多 {LONGEST_TEXT} 字，所选文字最多 {LONGEST_QUOTE} 字。", code="too-long")
    place = find(quoted, passages(article), block=block, near=start or 0)
    if place is None:
        raise NewsroomError("稿件里没有这段文字，请重新选择。", code="not-found")
    where, at = place
    return PassageComment.objects.create(
        article=article, by=by, text=text, quoted=quoted, block=where, start=at, end=at + len(quoted), stage=article.stage
    )  # fmt: skip


@transaction.atomic
def reply(comment: PassageComment, *, by: User, text: str) -> CommentReply:
    """Answer a remark. Raises NewsroomError without words."""
    _require(by)
    if not text.strip():
        raise NewsroomError("请写回复的内容。", code="text-missing")
    if len(text) > LONGEST_TEXT:
        raise NewsroomError(f"回复最多 {LONGEST_TEXT} 字。", code="too-long")
    return CommentReply.objects.create(comment=comment, by=by, text=text.strip())


@transaction.atomic
def resolve(comment: PassageComment, *, by: User, done: bool = True) -> None:
    """Mark a remark as resolved, or open it again. Doing it twice keeps who did it first."""
    _require(by)
    comment = PassageComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if done == (comment.resolved_at is not None):
        return
    comment.resolved_by, comment.resolved_at = (by, timezone.now()) if done else (None, None)
    comment.save(update_fields=["resolved_by", "resolved_at"])


def placed(article: Article) -> list[Placed]:
    """The article's remarks, open ones first in reading order, each with its present place. Two queries and a few."""
    given = article.comments.select_related("by", "resolved_by").prefetch_related("replies__by")
    blocks = passages(article)
    order = {block: number for number, (block, _) in enumerate(blocks)}
    found = [_place(comment, blocks) for comment in given]
    found.sort(key=lambda each: (each[0].resolved_at is not None, order.get(each[1], len(order)), each[2], each[0].pk))
    return [Placed(each[0], number, *each[1:]) for number, each in enumerate(found, start=1)]


def _place(comment: PassageComment, blocks: list[tuple[str, str]]) -> tuple[PassageComment, str, int, int, bool]:
    if place := find(comment.quoted, blocks, block=comment.block, near=comment.start):
        return comment, place[0], place[1], place[1] + len(comment.quoted), True
    # The words were mended: what is left of them in the same block, or else a sentence like them anywhere.
    own = next((text for key, text in blocks if key == comment.block), "")
    if own and (span := _left_of(comment.quoted, own)):
        return comment, comment.block, *span, False
    like = locate(comment.quoted, blocks)
    if like is not None:
        return comment, like.block, like.start, like.end, False
    return comment, "", 0, 0, False


def _left_of(quoted: str, text: str) -> tuple[int, int] | None:
    """From the first to the last characters of ``quoted`` that ``text`` still has, when most of them stand together."""
    matches = SequenceMatcher(None, quoted, text, autojunk=False).get_matching_blocks()
    kept = [match for match in matches if match.size >= SHORTEST]
    if not kept or sum(match.size for match in kept) < LIKE * len(quoted):
        return None
    start, end = kept[0].b, kept[-1].b + kept[-1].size
    return (start, end) if end - start <= 2 * len(quoted) else None


def find(quoted: str, blocks: Iterable[tuple[str, str]], *, block: str = "", near: int = 0) -> tuple[str, int] | None:
    """Where exactly these words stand: in ``block`` nearest to ``near``, or else the first place."""
    given = list(blocks)
    for key, text in sorted(given, key=lambda pair: pair[0] != block):
        places = [at for at in range(len(text)) if text.startswith(quoted, at)]
        if places:
            return key, min(places, key=lambda at: abs(at - near)) if key == block else places[0]
    return None


def _require(by: User) -> None:
    if not by.has_perm(stages.CHANGE):
        raise NewsroomError("你没有批注的权限。", code="permission-denied")
