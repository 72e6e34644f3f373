"""Freezes an article's working copy, so that what was released can be read and compared for good."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from articles.choices import RevisionReason
from articles.models import Article, Revision, User

ARTICLE_FIELDS = (
    "kicker", "title", "subtitle", "web_title", "summary", "editor_note", "author_note", "body", "kind",
    "source_name", "source_date", "source_title", "jump", "position", "column_label",
)  # fmt: skip
CONTRIBUTION_FIELDS = ("author_id", "role", "name", "affiliation", "credit", "order")
STATEMENT_FIELDS = ("public_id", "author_id", "speaker", "affiliation", "label", "text", "order")
# Revisions that somebody wrote; the others only mark a step.
WRITTEN = (RevisionReason.IMPORTED, RevisionReason.SAVED, RevisionReason.KEPT, RevisionReason.RESTORED)
PULL_QUOTE_FIELDS = ("public_id", "text", "speaker", "block", "start", "end", "fidelity", "ratio", "order")


def snapshot(article: Article) -> dict[str, Any]:
    """The whole working copy as JSON-able data; restoring it gives the same article."""
    fields = {name: getattr(article, name) for name in ARTICLE_FIELDS}
    if article.source_date:
        fields["source_date"] = article.source_date.isoformat()
    return {
        "fields": fields,
        "page": article.page_id,
        "column": article.column_id,
        "tags": sorted(tag.name for tag in article.tags.all()),
        "contributions": _rows(article.contributions.all(), CONTRIBUTION_FIELDS),
        "statements": _rows(article.statements.all(), STATEMENT_FIELDS),
        "pull_quotes": _rows(article.pull_quotes.all(), PULL_QUOTE_FIELDS),
    }


def _rows(found: Iterable[Model], names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{name: getattr(each, name) for name in names} for each in found]


def words(content: dict[str, Any]) -> dict[str, Any]:
    """Of a snapshot, what readers read: without place, tags, persons' numbers and where quotes were found."""
    rows = {
        "contributions": ("role", "name", "affiliation", "credit"),
        "statements": ("speaker", "affiliation", "label", "text"),
        "pull_quotes": ("text", "speaker"),
    }
    fields = {name: value for name, value in content["fields"].items() if name != "position"}
    return fields | {name: [[row[key] for key in keys] for row in content[name]] for name, keys in rows.items()}


@transaction.atomic
def freeze(article: Article, *, reason: RevisionReason, by: User | None) -> Revision:
    """Write the next numbered revision. Nothing is written when it equals the last one of the same reason."""
    content = snapshot(article)
    last = article.revisions.order_by("-number").first()
    if last and last.snapshot == content and last.reason == reason:
        return last
    return _write(article, content, reason=reason, by=by, version=article.lock_version)


@transaction.atomic
def keep_beside(article: Article, content: dict[str, Any], *, by: User) -> Revision:
    """Keep a text that could not become the working copy. The same text sent again is kept once."""
    Article.objects.select_for_update().get(pk=article.pk)  # numbers are given one after the other
    mine = article.revisions.filter(reason=RevisionReason.KEPT, created_by=by).order_by("-number").first()
    if mine and mine.snapshot == content:
        return mine
    return _write(article, content, reason=RevisionReason.KEPT, by=by, version=None)


def is_frozen(article: Article, content: dict[str, Any]) -> bool:
    """True when the last revision of the working copy holds exactly this."""
    last = article.revisions.filter(version__isnull=False).order_by("-number").first()
    return last is not None and last.snapshot == content


def _write(
    article: Article, content: dict[str, Any], *, reason: RevisionReason, by: User | None, version: int | None
) -> Revision:
    number = (article.revisions.aggregate(top=Max("number"))["top"] or 0) + 1
    return Revision.objects.create(
        article=article, number=number, reason=reason, snapshot=content, version=version, created_by=by
    )
