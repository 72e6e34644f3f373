"""The searchable words of a publication, field by field, from what was published and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from articles.choices import BlockKind
from articles.models import Publication
from articles.models.body import block_text

Json = dict[str, Any]
NAMES = ("title", "byline", "quotes", "headings", "body")


@dataclass(frozen=True, slots=True)
class Fields:
    """Original wording, one line a unit. ``headings`` stand in ``body`` too."""

    title: str
    byline: str
    quotes: str
    headings: str
    body: str


def fields_of(publication: Publication) -> Fields:
    """The title's first line is the headline; kicker, subtitle and web title follow it."""
    detail: Json = publication.detail
    return Fields(
        title=lines([publication.title, detail["kicker"], detail["subtitle"], detail["web_title"]]),
        byline=byline_of(publication),
        quotes=lines(quote["text"] for quote in detail["pull_quotes"]),
        headings=lines(block_text(block) for block in detail["body"]["blocks"] if block["kind"] == BlockKind.HEADING),
        body=body_of(publication),
    )


def byline_of(publication: Publication) -> str:
    detail: Json = publication.detail
    return people([*map(_person, detail["byline"]), *map(_speaker, detail["statements"])])


def body_of(publication: Publication) -> str:
    detail: Json = publication.detail
    return lines([detail["editor_note"], detail["summary"], publication.text, detail["author_note"]])


def lines(parts: Iterable[str]) -> str:
    """One a line; empty ones left out."""
    return "\n".join(filter(None, parts))


def people(parts: Iterable[str]) -> str:
    """One a line, each once: who speaks six times is one person."""
    return lines(dict.fromkeys(" ".join(part.split()) for part in parts))


def _person(part: Json) -> str:
    return " ".join(filter(None, [part["name"], part["credit"], part["affiliation"]]))


def _speaker(statement: Json) -> str:
    return " ".join(filter(None, [statement["speaker"], statement["affiliation"]]))
