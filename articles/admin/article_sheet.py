"""The list of articles as a table to take along."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from articles.admin.exporting import CHUNK
from articles.models import Article
from articles.sheets import Cell, Sheet

COLUMNS = (
    "标题", "副题", "阶段", "体裁", "栏目", "署名", "日期", "版次", "版名", "次序", "字数", "标签", "录入人", "录入时间", "更新时间", "编号",
)  # fmt: skip


def sheet_of(rows: QuerySet[Article]) -> Sheet:
    """Read in portions: a long list does not fill the memory."""
    return Sheet("稿件", COLUMNS, _lines(rows))


def _lines(rows: QuerySet[Article]) -> Iterator[tuple[Cell, ...]]:
    found = rows.select_related("column", "page__issue", "created_by").prefetch_related("tags", "statements")
    for article in found.iterator(chunk_size=CHUNK):
        page = article.page
        yield (
            article.title, article.subtitle, article.get_stage_display(), article.get_kind_display(),
            article.column.name if article.column else "",
            "、".join(f"{row.name} {row.affiliation}".strip() for row in article.contributions.all()),
            page.issue.date if page else None, page.number if page else "", page.name if page else "",
            article.position, article.character_count(), "、".join(tag.name for tag in article.tags.all()),
            str(article.created_by or ""), article.created_at, article.updated_at, article.public_id,
        )  # fmt: skip
