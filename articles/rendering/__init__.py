"""Body blocks to HTML, text and the API's JSON: used by publishing and by the preview alike."""

from articles.rendering.article import Rendered, content_digest, render
from articles.rendering.cards import (
    Json,
    article_card,
    article_date,
    byline_json,
    column_json,
    issue_json,
    local_time,
    page_json,
    print_locator,
    quote_card,
    quote_json,
    source_json,
    statement_json,
    tags_json,
)
from articles.rendering.markup import body_as_html, body_as_text, with_statement_blocks

__all__ = [
    "Json",
    "Rendered",
    "article_card",
    "article_date",
    "body_as_html",
    "body_as_text",
    "byline_json",
    "column_json",
    "content_digest",
    "issue_json",
    "local_time",
    "page_json",
    "print_locator",
    "quote_card",
    "quote_json",
    "render",
    "source_json",
    "statement_json",
    "tags_json",
    "with_statement_blocks",
]
