"""What the article form holds, as plain values: read from a form, from the working copy, or from a revision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from articles.choices import ContributionRole
from articles.models import Article, Author, Column, Page
from articles.models.article import blocks_of
from articles.models.body import Block

# How a row of the form says which person is meant, besides a public id.
UNDECIDED, NEW_PERSON, NOBODY = "", "new", "none"
PLAIN_FIELDS = {
    "kicker": "引题", "title": "主题", "subtitle": "副题", "web_title": "网题", "summary": "提要",
    "editor_note": "编者按", "author_note": "作者附注", "kind": "体裁", "source_name": "来源",
    "source_date": "原刊日期", "source_title": "原题", "jump": "转版说明", "column": "栏目", "column_label": "见报栏目名",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BylineEntry:
    """One person of the byline as printed; ``person`` is a public id or one of the words above."""

    name: str
    role: str = ContributionRole.AUTHOR
    affiliation: str = ""
    credit: str = ""
    person: str = UNDECIDED


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One statement; ``key`` is its public id."""

    key: str
    speaker: str
    text: str
    affiliation: str = ""
    label: str = ""
    person: str = UNDECIDED


@dataclass(frozen=True, slots=True)
class QuoteEntry:
    """One pull quote; ``key`` is its public id."""

    key: str
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """Where the article stands: a page, or a page to be made, or (both empty) the web alone."""

    page: Page | None = None
    date: dt.date | None = None
    number: str = ""
    name: str = ""
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything that the article form holds. ``fields`` are the article's own plain fields."""

    fields: dict[str, Any]
    body: list[Block]
    place: PlaceEntry
    byline: list[BylineEntry] = field(default_factory=list)
    statements: list[StatementEntry] = field(default_factory=list)
    quotes: list[QuoteEntry] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def blank() -> Entry:
    """What a new article begins with."""
    article = Article()
    return Entry(fields={name: getattr(article, name) for name in PLAIN_FIELDS}, body=[], place=PlaceEntry())


def of_article(article: Article) -> Entry:
    """The working copy as it stands."""
    return Entry(
        fields={name: getattr(article, name) for name in PLAIN_FIELDS},
        body=blocks_of(article),
        place=PlaceEntry(page=article.page, position=article.position),
        byline=[
            BylineEntry(row.name, row.role, row.affiliation, row.credit, row.author.public_id if row.author else "")
            for row in article.contributions.all()
        ],
        statements=[
            StatementEntry(
                row.public_id, row.speaker, row.text, row.affiliation, row.label,
                row.author.public_id if row.author else "",
            )
            for row in article.statements.all()
        ],
        quotes=[QuoteEntry(row.public_id, row.text, row.speaker) for row in article.pull_quotes.all()],
        tags=[tag.name for tag in article.tags.all()],
    )  # fmt: skip


def of_snapshot(snapshot: dict[str, Any]) -> Entry:
    """What a revision holds. A page, column or person that is gone since is left out."""
    kept = dict(snapshot["fields"])
    day = kept.get("source_date")
    said, signed = snapshot["statements"], snapshot["contributions"]
    numbers = {row["author_id"] for row in [*said, *signed]} - {None}
    persons = dict(Author.objects.filter(pk__in=numbers).values_list("pk", "public_id"))
    fields = {name: kept.get(name, "") for name in PLAIN_FIELDS}
    fields["source_date"] = dt.date.fromisoformat(day) if day else None
    fields["column"] = Column.objects.filter(pk=snapshot["column"]).first()
    page = Page.objects.filter(pk=snapshot["page"]).select_related("issue").first()
    return Entry(
        fields=fields,
        body=kept["body"],
        place=PlaceEntry(page=page, position=kept["position"] if page else None),
        byline=[
            BylineEntry(
                row["name"], row["role"], row["affiliation"], row["credit"], persons.get(row["author_id"], NOBODY)
            )
            for row in signed
        ],
        statements=[
            StatementEntry(
                row["public_id"], row["speaker"], row["text"], row["affiliation"], row["label"],
                persons.get(row["author_id"], NOBODY),
            )
            for row in said
        ],
        quotes=[QuoteEntry(row["public_id"], row["text"], row["speaker"]) for row in snapshot["pull_quotes"]],
        tags=list(snapshot["tags"]),
    )  # fmt: skip


def to_snapshot(entry: Entry) -> dict[str, Any]:
    """An entry in the shape of a revision, for a text that is kept beside the working copy."""
    chosen = {row.person for row in entry.byline} | {row.person for row in entry.statements}
    persons = dict(Author.objects.filter(public_id__in=chosen).values_list("public_id", "pk"))
    fields = dict(entry.fields)
    column = fields.pop("column")
    day = fields["source_date"]
    fields |= {
        "source_date": day.isoformat() if day else None, "body": entry.body, "position": entry.place.position,
    }  # fmt: skip
    return {
        "fields": fields,
        "page": entry.place.page.pk if entry.place.page else None,
        "column": column.pk if column else None,
        "tags": sorted(entry.tags),
        "contributions": [
            {
                "author_id": persons.get(row.person), "role": row.role, "name": row.name,
                "affiliation": row.affiliation, "credit": row.credit, "order": order,
            }
            for order, row in enumerate(entry.byline, start=1)
        ],
        "statements": [
            {
                "public_id": row.key, "author_id": persons.get(row.person), "speaker": row.speaker,
                "affiliation": row.affiliation, "label": row.label, "text": row.text, "order": order,
            }
            for order, row in enumerate(entry.statements, start=1)
        ],
        "pull_quotes": [
            {"public_id": row.key, "text": row.text, "speaker": row.speaker, "order": order}
            for order, row in enumerate(entry.quotes, start=1)
        ],
    }  # fmt: skip
