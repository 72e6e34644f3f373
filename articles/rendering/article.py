"""Everything that is derived from an article's working copy at its release."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from articles.models import Article, PullQuote, Statement
from articles.models.article import blocks_of
from articles.rendering.cards import Json, article_card, quote_card, quote_json, statement_card, statement_json
from articles.rendering.markup import body_as_html, body_as_text, with_statement_blocks
from articles.rendering.reprint import body_for_reprint, with_pictures


@dataclass(frozen=True, slots=True)
class Rendered:
    """Everything derived from an article's working copy at one moment."""

    html: str
    text: str
    card: Json
    detail: Json
    quotes: list[Json]
    statements: list[Json]
    sha256: str


def render(article: Article, *, version: int, released_at: dt.datetime, updated_at: dt.datetime) -> Rendered:
    """Render the working copy. Reads rows of the article; writes nothing."""
    prefetch_related_objects([article], "statements__author", "contributions__author", "tags", "pull_quotes")
    statements = list(article.statements.all())
    quotes = list(article.pull_quotes.all())
    blocks = with_statement_blocks(blocks_of(article), statements)
    body_html = body_as_html(article, blocks, statements, quotes)
    body_text = body_as_text(blocks, statements)
    digest = content_digest(article.title, body_text)
    card = article_card(article, version=version, released_at=released_at, updated_at=updated_at)
    card |= {"characters": article.character_count(), "sha256": digest}
    name_speakers(quotes, statements)
    quote_cards = [quote_card(quote, article) for quote in quotes]
    detail = card | {
        "editor_note": article.editor_note,
        "author_note": article.author_note,
        "jump": article.jump,
        "body": {
            "html": body_for_reprint(article, blocks, statements),
            "text": body_text,
            "blocks": with_pictures(blocks),
        },
        "statements": [statement_json(statement) for statement in statements],
        "pull_quotes": [
            quote_json(quote) | {"block": quote.block or None, "start": quote.start, "end": quote.end}
            for quote in quotes
        ],
        "corrections": [
            {"date": correction.date.isoformat(), "text": correction.text} for correction in article.corrections.all()
        ],
        "credits": article.page.credits if article.page else [],
    }
    spoken = [statement_card(statement, article) for statement in statements]
    return Rendered(body_html, body_text, card, detail, quote_cards, spoken, digest)


def name_speakers(quotes: list[PullQuote], statements: list[Statement]) -> None:
    """A quote out of a statement is that speaker's, unless the editor named somebody. Unsaved."""
    speakers = {statement.public_id: statement.speaker for statement in statements}
    for quote in quotes:
        quote.speaker = quote.speaker or speakers.get(quote.block, "")


def content_digest(title: str, body_text: str) -> str:
    """SHA-256 of title, a blank line and the body's text, in UTF-8: what a partner compares its copy by."""
    return hashlib.sha256(f"{title}\n\n{body_text}".encode()).hexdigest()
