"""The body for those who print it again: plain semantic HTML, without what belongs to our own pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from articles.choices import ArticleKind, BlockKind
from articles.models import Article, Image, Statement
from articles.models.body import Block
from articles.rendering.markup import block_html, broken, heading_tag, images_of, marked

OURS = re.compile(r' class="footnote"|</?picture>|<source [^<>]*>')  # of our pages alone; no text has a bare "<"


def body_for_reprint(article: Article, blocks: list[Block], statements: Iterable[Statement]) -> str:
    """Blocks in order with their ids; no classes, no break marks, no pull quotes (the API lists those apart)."""
    by_id = {statement.public_id: statement for statement in statements}
    pictures = images_of(blocks)
    is_interview = article.kind == ArticleKind.INTERVIEW
    parts = []
    for block in blocks:
        if block["kind"] == BlockKind.STATEMENT:
            statement = by_id[block["statement"]]
            parts.append(_turn(statement) if is_interview else _statement(statement))
        elif block["kind"] == BlockKind.HEADING:
            tag = heading_tag(block)
            parts.append(f'<{tag} id="{html.escape(block["id"])}">{broken(marked(block))}</{tag}>')
        else:
            parts.append(OURS.sub("", block_html(block, pictures)))
    return "\n".join(filter(None, parts))


def with_pictures(blocks: list[Block]) -> list[Block]:
    """The blocks with what another site needs to show their pictures; one whose picture is gone is left out."""
    pictures = images_of(blocks)
    shown = []
    for block in blocks:
        if block["kind"] != BlockKind.IMAGE:
            shown.append(block)
        elif image := pictures.get(block["image"]):
            shown.append(block | _picture(block, image))
    return shown


def _picture(block: Block, image: Image) -> Block:
    return {
        "url": image.file.url,
        "width": image.width,
        "height": image.height,
        "alt": image.alt,
        "caption": block.get("caption") or image.caption,
        "credit": block.get("credit") or image.credit,
        "rights": image.rights,
    }


def _paragraphs(text: str) -> list[str]:
    return [html.escape(line.strip(), quote=False) for line in text.split("\n") if line.strip()]


def _statement(statement: Statement) -> str:
    speaker = html.escape(" ".join(filter(None, [statement.speaker, statement.affiliation])))
    words = "".join(f"<p>{line}</p>" for line in _paragraphs(statement.text))
    return f'<section id="{statement.public_id}"><h2>{speaker}</h2>{words}</section>'


def _turn(statement: Statement) -> str:
    first, *rest = _paragraphs(statement.text)
    label = html.escape(statement.label or statement.speaker)
    more = "".join(f"<p>{line}</p>" for line in rest)
    return f'<p id="{statement.public_id}"><strong>{label}：</strong>{first}</p>{more}'
