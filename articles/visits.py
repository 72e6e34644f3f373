"""When somebody was last at the desk, and what others did since then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from articles.choices import ImportStatus, RecordKind, RevisionReason
from articles.models import (
    CommentReply,
    Duty,
    PageImport,
    PassageComment,
    RecordEntry,
    Revision,
    ScheduledRelease,
    User,
)

PAUSE = dt.timedelta(minutes=30)  # who was away that long has left
STEP = dt.timedelta(minutes=5)  # how exactly the last visit is known: one write in that time at most
FIRST = dt.timedelta(days=3)  # what a newcomer is told of
LONGEST = dt.timedelta(days=14)
MOST = 60  # rows looked at
COMMENT, REPLY, EDIT, IMPORT, FAILED = "comment", "reply", "edit", "import", "failed"
VERBS = {
    **{kind.value: kind.label for kind in RecordKind}, RecordKind.PASSED: "通过", RecordKind.APPROVED: "签发",
    RecordKind.SCHEDULED: "定时发布", RecordKind.PRINTED: "发布", COMMENT: "批注", REPLY: "回复了批注，在", EDIT: "改了",
    IMPORT: "导入", FAILED: "定时发布没有成功：",
}  # fmt: skip


@dataclass(slots=True)
class News:
    """One thing that happened: who did what to which article or import; ``more`` others of the same moment."""

    kind: str
    by: str
    key: int
    title: str
    words: str
    at: dt.datetime
    more: int = 0

    @property
    def verb(self) -> str:
        return VERBS[self.kind]


def arrive(user: User, now: dt.datetime | None = None) -> None:
    """Note that the person is at the desk; after a pause what happened meanwhile becomes news. Seldom writes."""
    now, seen = now or timezone.now(), user.desk_seen_at
    if seen is not None and now - seen < STEP:
        return
    fields: dict[str, Any] = {"desk_seen_at": now}
    if seen is not None and now - seen >= PAUSE:
        fields["desk_left_at"] = seen
    if User.objects.filter(pk=user.pk, desk_seen_at=seen).update(**fields):
        for name, value in fields.items():
            setattr(user, name, value)


def news_since(user: User) -> dt.datetime:
    """From when on the person is told: the end of the visit before, or some days for a newcomer."""
    now = timezone.now()
    return max(user.desk_left_at or now - FIRST, now - LONGEST)


def news(user: User) -> list[News]:
    """What others did since ``news_since``, the newest first; steps of one moment in one line. One query."""
    since = news_since(user)
    first, *others = (_decided(user, since), *_on_own_texts(user, since), _imported(user, since), _failed(since))
    rows = first.union(*others, all=True).order_by("-at", "-which")[:MOST]
    return gathered(News(*row) for row in rows)


def gathered(rows: Iterable[News]) -> list[News]:
    """A page that was passed or an issue that went out is one line."""
    found: list[News] = []
    for row in rows:
        last = found[-1] if found else None
        is_same = last and (last.kind, last.by, last.words) == (row.kind, row.by, row.words)
        if last and is_same and last.at - row.at < dt.timedelta(minutes=1) and row.kind in RecordKind.values:
            last.more += 1
        else:
            found.append(row)
    return found


def name_of(person: str) -> Coalesce:
    """How an account is called, as the database says it; nobody is called nothing."""
    return Coalesce(NullIf(F(f"{person}__name"), Value("")), F(f"{person}__username"), Value(""))


def called_import() -> Coalesce:
    """Which page an import is, or the name of its file; empty for a pasted text that tells nothing."""
    return Coalesce(NullIf(F("place_label"), Value("")), F("source_name"))


def _row(rows: Any, kind: Any, by: str, key: str, title: Any, words: Any, at: str) -> Any:
    """The columns of ``News``, of one type in every part of the union."""
    text = CharField(max_length=200)
    columns = {
        "what": Cast(kind, text), "who": Cast(name_of(by), text), "which": F(key), "named": Cast(title, text),
        "said": Cast(words, TextField()),
    }  # fmt: skip
    return rows.order_by().annotate(**columns, **({} if at == "at" else {"at": F(at)})).values_list(*columns, "at")


def _decided(user: User, since: dt.datetime) -> Any:
    quiet = (RecordKind.SCHEDULED, RecordKind.UNSCHEDULED, RecordKind.RECALLED)
    rows = RecordEntry.objects.filter(at__gt=since).exclude(by=user).exclude(kind__in=quiet)
    return _row(rows, F("kind"), "by", "article_id", F("article__title"), F("words"), "at")


def _on_own_texts(user: User, since: dt.datetime) -> Iterable[Any]:
    """Remarks, answers and edits on what the person wrote, edits or reviews."""
    on_duty = Exists(Duty.objects.filter(article=OuterRef("article_id"), person=user))
    mine = Q(article__created_by=user) | Q(on_duty)
    comments = PassageComment.objects.filter(mine, at__gt=since).exclude(by=user)
    yield _row(comments, Value(COMMENT), "by", "article_id", F("article__title"), F("text"), "at")
    on_duty = Exists(Duty.objects.filter(article=OuterRef("comment__article_id"), person=user))
    about = Q(comment__by=user) | Q(comment__article__created_by=user) | Q(on_duty)
    replies = CommentReply.objects.filter(about, at__gt=since).exclude(by=user)
    yield _row(replies, Value(REPLY), "by", "comment__article_id", F("comment__article__title"), F("text"), "at")
    saved = (RevisionReason.SAVED, RevisionReason.RESTORED)
    edits = Revision.objects.filter(mine, created_at__gt=since, reason__in=saved).exclude(created_by=user)
    yield _row(edits, Value(EDIT), "created_by", "article_id", F("article__title"), Value(""), "created_at")


def _imported(user: User, since: dt.datetime) -> Any:
    rows = PageImport.objects.filter(created_at__gt=since).exclude(created_by=user)
    rows = rows.exclude(status=ImportStatus.DISCARDED)
    return _row(rows, Value(IMPORT), "created_by", "pk", called_import(), Value(""), "created_at")


def _failed(since: dt.datetime) -> Any:
    rows = ScheduledRelease.objects.filter(at__gt=since).exclude(problem="")
    return _row(rows, Value(FAILED), "by", "article_id", F("article__title"), F("problem"), "at")
