"""The register of manuscripts (来稿): files that came, what was decided, what the sender was told."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from articles import editing, entries
from articles.choices import BlockKind, CameBy, ManuscriptState, ReplyKind
from articles.entries import BylineEntry
from articles.exceptions import NewsroomError
from articles.models import Article, Attachment, BinEntry, Manuscript, ManuscriptSetting, Reply, User
from articles.models.body import FORBIDDEN, text_block
from articles.models.issue import day_in_words
from articles.models.manuscript import FOLDER, OPEN, private_storage
from articles.parsing.readers import format_of, read_source
from articles.text.fold import fold

MEGABYTE = 1024 * 1024
LARGEST, MOST_FILES = 20 * MEGABYTE, 10
LONGEST_TEXT = 100_000
# What a file of this ending begins with; an empty mark stands for text.
KNOWN: dict[str, tuple[bytes, ...]] = {
    "txt": (b"",), "md": (b"",), "rtf": (b"{\\rtf",), "docx": (b"PK\x03\x04",), "pdf": (b"%PDF",),
    "doc": (b"\xd0\xcf\x11\xe0",), "wps": (b"\xd0\xcf\x11\xe0",), "jpg": (b"\xff\xd8\xff",), "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG",),
}  # fmt: skip
UNSAFE = re.compile(r'[\\/:*?"<>|\s\u200b-\u200f\u2028-\u202e\u2060\ufeff]+')


class ManuscriptRefused(NewsroomError):
    """A step is not possible in the manuscript's present state, or a file is not taken."""

    code = "manuscript-refused"


def setting() -> ManuscriptSetting:
    """The one row of settings, or the defaults while nobody has changed them."""
    return ManuscriptSetting.objects.first() or ManuscriptSetting()


# --- files -------------------------------------------------------------------------------------------


def checked(upload: UploadedFile[Any]) -> str:
    """The file's name, made harmless. Raises ManuscriptRefused for what is too large or of no known kind."""
    given = FORBIDDEN.sub("", upload.name or "").replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = UNSAFE.sub("_", given).rpartition(".")
    ending = ending.lower()
    if not dot or ending not in KNOWN:
        kinds = "、".join(f".{name}" for name in KNOWN)
        raise ManuscriptRefused(f"不收“{given[:60]}”：只收 {kinds}。", code="file-kind")
    if not 0 < (upload.size or 0) <= LARGEST:
        words = "是空的" if not upload.size else f"超过 {LARGEST // MEGABYTE} MB"
        raise ManuscriptRefused(f"“{given[:60]}”{words}。", code="file-size")
    upload.seek(0)
    begin = upload.read(4096)
    if not begin.startswith(KNOWN[ending]) or (b"" in KNOWN[ending] and begin.count(b"\x00") > len(begin) // 2):
        raise ManuscriptRefused(f"“{given[:60]}”的内容不是 .{ending} 文件，请检查后再传。", code="file-kind")
    return f"{stem.strip('._')[:100] or '附件'}.{ending}"


@transaction.atomic
def attach(manuscript: Manuscript, upload: UploadedFile[Any], *, by: User) -> Attachment:
    """Keep a file with the manuscript; its words are taken up where there are none yet and a reader knows its format.

    Raises ManuscriptRefused for a file that is not taken.
    """
    name = checked(upload)
    if manuscript.attachments.count() >= MOST_FILES:
        raise ManuscriptRefused(f"一篇来稿最多 {MOST_FILES} 个附件。", code="file-count")
    upload.seek(0)
    data = upload.read()
    upload.seek(0)
    kept = Attachment.objects.create(
        manuscript=manuscript, file=upload, name=name, size=len(data), sha256=hashlib.sha256(data).hexdigest(),
        added_by=by,
    )  # fmt: skip
    if not manuscript.text.strip() and (text := words_in(data, name)):
        manuscript.text = text
        Manuscript.objects.filter(pk=manuscript.pk).update(text=text)
    return kept


def words_in(data: bytes, name: str) -> str:
    """The words of a file that the importer's readers can read; empty for any other, and for a PDF: reading one takes a
    process of its own, and this is done while others wait to write."""
    if format_of(data) == "pdf":
        return ""
    try:
        return FORBIDDEN.sub("", read_source(data, name=name).text).strip()[:LONGEST_TEXT]
    except NewsroomError:
        return ""


def same_files(manuscript: Manuscript) -> list[Manuscript]:
    """Other manuscripts with which the very same file came."""
    digests = manuscript.attachments.values("sha256")
    return list(Manuscript.objects.filter(attachments__sha256__in=digests).exclude(pk=manuscript.pk).distinct()[:10])


def drop_orphans() -> int:
    """Delete files that neither a row nor something in the bin names; for the job runner. Returns how many.

    A file of the last day is left alone: its row may not be written yet.
    """
    storage = private_storage()
    named = set(Attachment.objects.values_list("file", flat=True))
    for rows in BinEntry.objects.filter(model="manuscript").values_list("rows", flat=True):
        named |= {str(row["fields"]["file"]) for row in rows if row["model"] == "articles.attachment"}
    yesterday = timezone.now() - dt.timedelta(days=1)
    gone = [name for name in files_in(storage) if name not in named and storage.get_modified_time(name) < yesterday]
    for name in gone:
        storage.delete(name)
    return len(gone)


def files_in(storage: Storage) -> Iterator[str]:
    """The names of all files that came with manuscripts."""
    try:
        folders, _ = storage.listdir(FOLDER)
    except FileNotFoundError:  # nothing came yet
        return
    for folder in folders:
        yield from (f"{FOLDER}/{folder}/{name}" for name in storage.listdir(f"{FOLDER}/{folder}")[1])


# --- what was decided --------------------------------------------------------------------------------


@transaction.atomic
def take_up(manuscript: Manuscript, *, by: User) -> Manuscript:
    """``by`` reads it from now on. Raises ManuscriptRefused once it is decided."""
    manuscript = _locked(manuscript, "接手")
    manuscript.assigned_to, manuscript.state = by, ManuscriptState.READING
    manuscript.save(update_fields=["assigned_to", "state"])
    return manuscript


@transaction.atomic
def accept(manuscript: Manuscript, *, by: User) -> Article:
    """Make an article's draft of it, with the sender as author; the files stay here and are found from there.

    Effects: a new article with a revision, the link, the state. Raises ManuscriptRefused once it is decided.
    """
    manuscript = _locked(manuscript, "采用")
    lines = [line.strip() for line in manuscript.text.split("\n") if line.strip()]
    if lines and fold("".join(lines[0].split())) == fold("".join(manuscript.title.split())):
        del lines[0]  # the title stands over the text, as in most files that come
    blank = entries.blank()
    entry = replace(
        blank,
        fields={**blank.fields, "title": manuscript.title, "kind": manuscript.kind, "column": manuscript.column},
        body=[text_block(BlockKind.PARAGRAPH, line) for line in lines],
        byline=[BylineEntry(manuscript.sender, affiliation=manuscript.affiliation)],
    )
    article = editing.save(None, entry, by=by).article
    manuscript.article = article
    _decide(manuscript, ManuscriptState.ACCEPTED)
    return article


@transaction.atomic
def decline(manuscript: Manuscript, *, by: User, state: ManuscriptState = ManuscriptState.DECLINED) -> None:
    """Send it back, or note that its author has taken it back. Raises ManuscriptRefused once it is decided."""
    _decide(_locked(manuscript, state.label), state)


@transaction.atomic
def reopen(manuscript: Manuscript, *, by: User) -> None:
    """Read it again. Raises ManuscriptRefused for one that is open, or whose article is there."""
    manuscript = Manuscript.objects.select_for_update(of=("self",)).get(pk=manuscript.pk)
    if manuscript.state in OPEN:
        raise ManuscriptRefused("这篇来稿还没有决定，不用重开。", code="wrong-state")
    if manuscript.article_id is not None:
        raise ManuscriptRefused("已经由它生成了稿件，不能重开；稿件不用了，可以先删除稿件。", code="has-article")
    manuscript.state, manuscript.decided_at = ManuscriptState.READING, None
    manuscript.save(update_fields=["state", "decided_at"])


def _locked(manuscript: Manuscript, step: str) -> Manuscript:
    found = Manuscript.objects.select_for_update(of=("self",)).select_related("column").get(pk=manuscript.pk)
    if found.state not in OPEN:
        words = f"{found}已经是“{found.get_state_display()}”，不能{step}。要改，请先重开。"
        raise ManuscriptRefused(words, code="wrong-state")
    return found


def _decide(manuscript: Manuscript, state: ManuscriptState) -> None:
    manuscript.state, manuscript.decided_at = state, timezone.now()
    manuscript.save(update_fields=["state", "decided_at", "article"])


# --- what the sender is told -------------------------------------------------------------------------


def answer(manuscript: Manuscript, *, kind: ReplyKind, text: str, by: User, came_by: CameBy = CameBy.MAIL) -> Reply:
    """Note what the sender was told. Raises ManuscriptRefused without words."""
    if not text.strip():
        raise ManuscriptRefused("请写明答复了什么。", code="reply-empty")
    return Reply.objects.create(manuscript=manuscript, kind=kind, text=text.strip(), by=by, came_by=came_by)


def notices(manuscript: Manuscript) -> list[tuple[ReplyKind, str]]:
    """The notices to copy, with the manuscript's own words in them."""
    told = setting()
    words = {
        "{寄稿人}": manuscript.sender, "{篇名}": manuscript.title, "{收到日期}": day_in_words(manuscript.received_on).partition(" ")[0],
        "{天数}": str(told.answer_within), "{报名}": settings.PAPER["name"], "{今天}": day_in_words(timezone.localdate()).partition(" ")[0],
    }  # fmt: skip
    found = []
    for kind, text in (
        (ReplyKind.RECEIPT, told.receipt), (ReplyKind.ACCEPTED, told.accepted), (ReplyKind.DECLINED, told.declined),
    ):  # fmt: skip
        found.append((kind, re.sub("|".join(map(re.escape, words)), lambda match: words[match[0]], text)))
    return found
