"""Loads an archive of texts, one JSON object a line, as articles. Stop it and start it again: nothing comes twice."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from articles import publishing, revisions
from articles.bylines import author_for, role_of
from articles.choices import AuditKind, BlockKind, RevisionReason, Stage
from articles.editing import tags_for
from articles.exceptions import PublishingRefused
from articles.management import trail
from articles.management.progress import Progress
from articles.models import ArchivedText, Article, Column, Contribution, Issue, Page
from articles.models.body import text_block
from articles.search import dialect, indexing

BATCH = 100
SHOWN = 10  # refused lines that are named
MORNING = dt.time(6, 0)


class LineRefused(Exception):
    """The reason, as a Chinese phrase."""


class Command(BaseCommand):
    help = "把存档文字（JSONL，可用 gzip 压缩）载入为稿件；可随时中断，再次运行接着载入，不会重复。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help='每行一篇：{"date", "title", "paragraphs"}，可加 page、column、byline、tags'
        )
        parser.add_argument("--publish", action="store_true", help="同时发布，发布日期取该行的日期")
        parser.add_argument("--limit", type=int, help="最多读取多少行")

    def handle(self, *args: Any, file: Path, publish: bool, limit: int | None, **options: Any) -> None:
        total = count_lines(file, limit)
        progress = Progress("载入", total, self.stderr)
        loaded = released = 0
        refused: list[str] = []
        try:
            with open_archive(file) as lines:
                numbered = enumerate(islice(lines, limit), start=1)
                while batch := list(islice(numbered, BATCH)):
                    with transaction.atomic(), indexing.together():
                        made, published = load_batch(batch, publish=publish, refused=refused)
                    loaded, released = loaded + made, released + published
                    progress.step(len(batch))
        finally:  # stopped half-way, it says what it did until then
            if loaded or released:
                trail.note(AuditKind.ADD, "load_archive", f"载入存档 {file.name}：{loaded} 篇，发布 {released} 篇")
        progress.close()
        if loaded or released:
            dialect.learn()
        for reason in refused[:SHOWN]:
            self.stderr.write(reason)
        self.stdout.write(
            f"读取 {total} 行：新载入 {loaded} 篇，发布 {released} 篇，已有或无需处理 {total - loaded - len(refused)} 行，"
            f"不能载入 {len(refused)} 行。"
        )


def open_archive(file: Path) -> IO[str]:
    try:
        if file.suffix == ".gz":
            return gzip.open(file, "rt", encoding="utf-8")
        return file.open(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"无法打开 {file}：{error.strerror}。") from None


def count_lines(file: Path, limit: int | None) -> int:
    try:
        with open_archive(file) as lines:
            return sum(1 for _ in islice(lines, limit))
    except (OSError, EOFError, UnicodeDecodeError):
        raise CommandError(f"无法读取 {file}：不是 UTF-8 的 JSONL 文件，或压缩文件已损坏。") from None


def load_batch(batch: list[tuple[int, str]], *, publish: bool, refused: list[str]) -> tuple[int, int]:
    """Load what is new and, with ``publish``, release what is not out; returns how many of each."""
    rows = {digest_of(line): (number, line) for number, line in batch if line.strip()}
    known = {each.digest: each for each in ArchivedText.objects.filter(digest__in=rows).select_related("article")}
    loaded = released = 0
    for digest, (number, line) in rows.items():
        try:
            with transaction.atomic():  # a refused line leaves nothing behind
                entry = known.get(digest) or load_line(line, digest)
                is_out = publish and entry.article.stage not in (Stage.RELEASED, Stage.WITHDRAWN)
                if is_out:
                    release(entry)
                elif digest not in known:  # what was loaded stays readable however it is edited later
                    revisions.freeze(entry.article, reason=RevisionReason.IMPORTED, by=None)
        except (LineRefused, PublishingRefused) as error:
            refused.append(f"第 {number} 行：{getattr(error, 'message', None) or error}")
            continue
        loaded += digest not in known
        released += is_out
    return loaded, released


def digest_of(line: str) -> str:
    """The line's identity: its content, however the keys were ordered or spaced."""
    try:
        row = json.loads(line)
        told = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError):
        told = line
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def release(entry: ArchivedText) -> None:
    moment = timezone.make_aware(dt.datetime.combine(entry.date, MORNING))
    publishing.release(entry.article, by=None, first_released_at=min(moment, timezone.now()))


def load_line(line: str, digest: str) -> ArchivedText:
    """The article of one line, a draft, with its byline, column, tags and place."""
    row = read(line)
    article = Article(title=row["title"], body=[text_block(BlockKind.PARAGRAPH, text) for text in row["paragraphs"]])
    if row.get("column"):
        article.column = Column.objects.get_or_create(name=str(row["column"])[:30])[0]
        article.column_label = article.column.name
    if row.get("page"):
        article.page = page_at(row["date"], str(row["page"]))
        last = article.page.articles.aggregate(last=Max("position"))["last"]
        article.position = (last or 0) + 1
    try:
        article.clean_fields(exclude=["page", "column"])
    except ValidationError as error:
        raise LineRefused("；".join(error.messages)) from None
    article.save()
    for order, (name, affiliation) in enumerate(byline_of(row.get("byline")), start=1):
        author = author_for(name, affiliation=affiliation, day=row["date"])
        Contribution.objects.create(
            article=article, author=author, name=name, affiliation=affiliation, order=order, role=role_of(affiliation)
        )
    names = [str(name).strip()[:40] for name in row.get("tags") or [] if str(name).strip()]
    article.tags.set(tags_for(names))
    return ArchivedText.objects.create(digest=digest, article=article, date=row["date"])


def read(line: str) -> dict[str, Any]:
    """The row with its date read. Raises LineRefused."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise LineRefused("不是一个 JSON 对象。") from None
    if not isinstance(row, dict) or not isinstance(row.get("title"), str) or not row["title"].strip():
        raise LineRefused("缺少 title。")
    paragraphs = row.get("paragraphs")
    if not isinstance(paragraphs, list) or not all(isinstance(text, str) for text in paragraphs):
        raise LineRefused("paragraphs 应是一列文字。")
    try:
        day = dt.date.fromisoformat(str(row.get("date")))
    except ValueError:
        raise LineRefused("date 应写作 2025-06-09。") from None
    tags = row.get("tags")
    return row | {
        "date": day,
        "title": row["title"].strip(),
        "paragraphs": [text.strip() for text in paragraphs if text.strip()],
        "tags": tags if isinstance(tags, list) else [],
    }


def page_at(day: dt.date, number: str) -> Page:
    issue = Issue.objects.get_or_create(date=day, edition="")[0]
    try:
        return Page.objects.filter(issue=issue, number=number).first() or Page.objects.create(
            issue=issue, number=number
        )
    except ValueError:
        raise LineRefused("page 应写作 7 或 A2。") from None


def byline_of(given: Any) -> Iterator[tuple[str, str]]:
    """(name, affiliation) from a name, a list of names, or a list of {"name", "affiliation"}."""
    for part in given if isinstance(given, list) else [given]:
        if isinstance(part, str) and part.strip():
            yield part.strip()[:60], ""
        elif isinstance(part, dict) and str(part.get("name") or "").strip():
            yield str(part["name"]).strip()[:60], str(part.get("affiliation") or "").strip()[:200]
