"""What a public page lists beside the text: its headings, or who speaks in it."""

from __future__ import annotations

from typing import Any

from articles.choices import BlockKind
from articles.models.body import Block, block_text

CONTENTS_FROM = 3  # headings


def contents(blocks: list[Block]) -> list[dict[str, str]]:
    """The table of contents; none for a text with few headings."""
    headings = [
        {"anchor": block["id"], "text": block_text(block)} for block in blocks if block["kind"] == BlockKind.HEADING
    ]
    return headings if len(headings) >= CONTENTS_FROM else []


def voices(statements: list[dict[str, Any]], blocks: list[Block]) -> list[dict[str, Any]]:
    """A round-up's statements in the order of the body, each with the anchor that the page gives it."""
    by_id = {statement["id"]: statement for statement in statements}
    ordered = [by_id[block["statement"]] for block in blocks if block["kind"] == BlockKind.STATEMENT]
    return [statement | {"anchor": f"s{number}"} for number, statement in enumerate(ordered, start=1)]
