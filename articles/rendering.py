"""Body blocks to HTML, text and the API's JSON: used by publishing and by the preview alike.

All addresses in the JSON are root-relative; the API puts the site's address before them. The keys
of ``card`` and ``detail`` are part of the public API.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localtime

from articles.choices import ArticleKind, BlockKind
from articles.models import Article, Column, Image, Issue, Page, PullQuote, Statement, Tag
from articles.models.article import blocks_of
from articles.models.body import Block, block_text
from articles.text.phrases import with_breaks

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rendered:
    """Everything derived from an article's working copy at one moment."""

    html: str
    text: str
    card: Json
    detail: Json
    quotes: list[Json]
    sha256: str


def render(article: Article, *, version: int, released_at: dt.datetime, updated_at: dt.datetime) -> Rendered:
    """Render the working copy. Reads rows of the article; writes nothing."""
    statements = list(article.statements.select_related("author"))
    quotes = list(article.pull_quotes.all())
    blocks = with_statement_blocks(blocks_of(article), statements)
    body_html = body_as_html(article, blocks, statements, quotes)
    body_text = body_as_text(blocks, statements)
    digest = content_digest(article.title, body_text)
    card = article_card(article, version=version, released_at=released_at, updated_at=updated_at)
    card |= {"characters": len("".join(body_text.split())), "sha256": digest}
    quote_cards = [quote_card(quote, article) for quote in quotes]
    detail = card | {
        "editor_note": article.editor_note,
        "author_note": article.author_note,
        "jump": article.jump,
        "body": {"html": body_html, "text": body_text, "blocks": blocks},
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
    return Rendered(body_html, body_text, card, detail, quote_cards, digest)


def content_digest(title: str, body_text: str) -> str:
    """SHA-256 of title, a blank line and the body's text, in UTF-8: what a partner compares its copy by."""
    return hashlib.sha256(f"{title}\n\n{body_text}".encode()).hexdigest()


# --- JSON -------------------------------------------------------------------------------------------


def article_card(article: Article, *, version: int, released_at: dt.datetime, updated_at: dt.datetime) -> Json:
    """What lists show of an article."""
    page, issue = article.page, article.issue
    return {
        "id": article.public_id,
        "version": version,
        "kind": article.kind,
        "url": article.get_absolute_url(),
        "api_url": f"/api/v1/articles/{article.public_id}/",
        "kicker": article.kicker,
        "title": article.title,
        "subtitle": article.subtitle,
        "web_title": article.web_title,
        "summary": article.summary,
        "date": article_date(article, released_at).isoformat(),
        "issue": issue_json(issue),
        "page": page_json(page),
        "position": article.position,
        "print_locator": print_locator(article),
        "column": column_json(article.column, article.column_label),
        "byline": byline_json(article),
        "tags": tags_json(article.tags.order_by("name")),
        "source": source_json(article),
        "published_at": local_time(released_at),
        "updated_at": local_time(updated_at),
    }


def issue_json(issue: Issue | None) -> Json | None:
    if issue is None:
        return None
    return {
        "date": issue.date.isoformat(),
        "edition": issue.edition,
        "serial_number": issue.serial_number,
        "url": issue.get_absolute_url(),
    }


def page_json(page: Page | None) -> Json | None:
    return None if page is None else {"number": page.number, "name": page.name, "url": page.get_absolute_url()}


def column_json(column: Column | None, label: str) -> Json | None:
    """The column with the label as it was printed that day."""
    if column is None:
        return None
    return {
        "slug": column.slug,
        "name": column.name,
        "label": label or column.name,
        "url": column.get_absolute_url(),
    }


def tags_json(tags: Iterable[Tag]) -> list[Json]:
    return [{"slug": tag.slug, "name": tag.name, "url": tag.get_absolute_url()} for tag in tags]


def article_date(article: Article, released_at: dt.datetime) -> dt.date:
    """The issue's day; for a web-only article the day of its first release, in the paper's time zone."""
    return article.issue.date if article.issue else localtime(released_at).date()


def local_time(moment: dt.datetime) -> str:
    """RFC 3339 with the paper's offset, to the second."""
    return localtime(moment).isoformat(timespec="seconds")


def print_locator(article: Article) -> str | None:
    """'/print/2025-06-09/7/3/': year, date, page and order, which never change."""
    if article.page is None:
        return None
    return f"/print/{article.page.issue.key}/{article.page.number}/{article.position}/"


def byline_json(article: Article) -> list[Json]:
    return [
        {
            "id": contribution.author.public_id if contribution.author else None,
            "name": contribution.name,
            "role": contribution.role,
            "credit": contribution.credit,
            "affiliation": contribution.affiliation,
            "url": contribution.author.get_absolute_url() if contribution.author else None,
        }
        for contribution in article.contributions.select_related("author")
    ]


def source_json(article: Article) -> Json | None:
    if not article.source_name:
        return None
    day = article.source_date.isoformat() if article.source_date else None
    return {"name": article.source_name, "date": day, "title": article.source_title}


def statement_json(statement: Statement) -> Json:
    return {
        "id": statement.public_id,
        "speaker": statement.speaker,
        "author_id": statement.author.public_id if statement.author else None,
        "affiliation": statement.affiliation,
        "label": statement.label,
        "text": statement.text,
    }


def quote_json(quote: PullQuote) -> Json:
    return {
        "id": quote.public_id,
        "text": quote.text,
        "speaker": quote.speaker,
        "fidelity": quote.fidelity,
        "url": quote.get_absolute_url(),
    }


def quote_card(quote: PullQuote, article: Article) -> Json:
    """A pull quote as a thing of its own, with the article it is from."""
    return quote_json(quote) | {
        "article": {"id": article.public_id, "title": article.title, "url": article.get_absolute_url()},
        "byline": byline_json(article),
    }


# --- text and HTML ----------------------------------------------------------------------------------


def with_statement_blocks(blocks: list[Block], statements: Iterable[Statement]) -> list[Block]:
    """The body with a block for each statement: those that it does not place come at the end."""
    known = {statement.public_id for statement in statements}
    kept = [block for block in blocks if block["kind"] != BlockKind.STATEMENT or block["statement"] in known]
    placed = {block["statement"] for block in kept if block["kind"] == BlockKind.STATEMENT}
    missing = [statement.public_id for statement in statements if statement.public_id not in placed]
    return kept + [{"id": f"s{public_id}", "kind": "statement", "statement": public_id} for public_id in missing]


def body_as_text(blocks: Iterable[Block], statements: Iterable[Statement]) -> str:
    """Plain words, one unit a paragraph, separated by newlines."""
    by_id = {statement.public_id: statement for statement in statements}
    parts = []
    for block in blocks:
        if block["kind"] == BlockKind.STATEMENT:
            statement = by_id[block["statement"]]
            speaker = f"{statement.speaker} {statement.affiliation}".strip()
            parts.append(f"{statement.label or speaker}：{statement.text}")
        elif text := block_text(block):
            parts.append(text)
    return "\n".join(parts)


def body_as_html(
    article: Article, blocks: list[Block], statements: Iterable[Statement], quotes: Iterable[PullQuote]
) -> str:
    """The text part of the article page: blocks in order, each pull quote before the block it is from."""
    by_id = {statement.public_id: statement for statement in statements}
    by_block: dict[str, list[PullQuote]] = {}
    for quote in quotes:
        by_block.setdefault(quote.block, []).append(quote)
    pictures = images_of(blocks)
    number, parts = 0, []
    for block in blocks:
        key = block.get("statement", block["id"])
        parts += [pull_quote_html(quote) for quote in by_block.pop(key, [])]
        if block["kind"] == BlockKind.STATEMENT:
            number += 1
            statement = by_id[block["statement"]]
            is_turn = article.kind == ArticleKind.INTERVIEW
            parts.append(turn_html(statement) if is_turn else statement_html(statement, number))
        else:
            parts.append(block_html(block, pictures))
    parts += [pull_quote_html(quote) for rest in by_block.values() for quote in rest]
    return "\n".join(parts)


def images_of(blocks: Iterable[Block]) -> dict[str, Image]:
    ids = [block["image"] for block in blocks if block["kind"] == BlockKind.IMAGE]
    return {image.public_id: image for image in Image.objects.filter(public_id__in=ids)} if ids else {}


def block_html(block: Block, pictures: dict[str, Image]) -> str:
    """One block as HTML; its id is the anchor that sentence links point to."""
    anchor = f' id="{html.escape(block["id"])}"'
    match block["kind"]:
        case BlockKind.PARAGRAPH:
            return f"<p{anchor}>{marked(block)}</p>"
        case BlockKind.HEADING:
            return f"<h2{anchor}>{marked(block)}</h2>"
        case BlockKind.NOTE:
            return f'<p{anchor} class="footnote">{marked(block)}</p>'
        case BlockKind.QUOTE:
            inner = "".join(f"<p>{line}</p>" for line in marked(block).split("\n") if line)
            return f"<blockquote{anchor}>{inner}</blockquote>"
        case BlockKind.LIST:
            tag = "ol" if block.get("ordered") else "ul"
            return f"<{tag}{anchor}>{''.join(f'<li>{html.escape(item)}</li>' for item in block['items'])}</{tag}>"
        case BlockKind.TABLE:
            return table_html(block, anchor)
        case BlockKind.IMAGE:
            return image_html(block, pictures.get(block["image"]), anchor)
    return ""


def marked(block: Block) -> str:
    """Escaped text with its marks as <strong>, <em> and <a>; a mark that crosses another is cut off there."""
    text, out, at = block["text"], [], 0
    for mark in sorted(block.get("marks", []), key=lambda mark: (mark["start"], -mark["end"])):
        if mark["start"] < at:
            continue
        out.append(html.escape(text[at : mark["start"]], quote=False))
        inner = html.escape(text[mark["start"] : mark["end"]], quote=False)
        tag = {"strong": "strong", "em": "em", "link": "a"}[mark["kind"]]
        href = f' href="{html.escape(mark["href"])}" rel="noopener"' if tag == "a" else ""
        out.append(f"<{tag}{href}>{inner}</{tag}>")
        at = mark["end"]
    return "".join(out) + html.escape(text[at:], quote=False)


def table_html(block: Block, anchor: str) -> str:
    rows = block["rows"]
    head, rest = (rows[:1], rows[1:]) if block.get("head") else ([], rows)
    cells = "".join(f'<th scope="col">{html.escape(cell)}</th>' for row in head for cell in row)
    thead = f"<thead><tr>{cells}</tr></thead>" if head else ""
    lines = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rest)
    return f'<div class="table"{anchor} tabindex="0" role="group"><table>{thead}<tbody>{lines}</tbody></table></div>'


def image_html(block: Block, image: Image | None, anchor: str) -> str:
    if image is None:
        return ""
    caption = html.escape(block.get("caption") or image.caption)
    credit = html.escape(block.get("credit") or image.credit)
    words = " ".join(filter(None, [caption, credit]))
    figcaption = f"<figcaption>{words}</figcaption>" if words else ""
    return (
        f'<figure{anchor}><img src="{html.escape(image.file.url)}" alt="{html.escape(image.alt)}" '
        f'width="{image.width}" height="{image.height}" loading="lazy">{figcaption}</figure>'
    )


def pull_quote_html(quote: PullQuote) -> str:
    link = f'<a href="{quote.get_absolute_url()}">单独成页</a>'
    return (
        f'<figure class="pull"><blockquote class="phrase">{with_breaks(quote.text)}</blockquote>'
        f'<figcaption class="meta">金句 · {link}</figcaption></figure>'
    )


def statement_html(statement: Statement, number: int) -> str:
    """A round-up's statement under its speaker; the first sentence is set large to be scanned."""
    name = html.escape(statement.speaker)
    if statement.author:
        name = f'<a href="{statement.author.get_absolute_url()}">{name}</a>'
    paragraphs = [line for line in statement.text.split("\n") if line.strip()]
    text = "".join(f'<p class="stmt__text">{html.escape(line, quote=False)}</p>' for line in paragraphs)
    affiliation = f'<p class="meta">{html.escape(statement.affiliation)}</p>' if statement.affiliation else ""
    return (
        f'<section class="stmt" id="s{number}" aria-labelledby="n{number}">'
        f'<div><h2 id="n{number}" class="phrase">{name}</h2>{affiliation}</div><div>{text}</div></section>'
    )


def turn_html(statement: Statement) -> str:
    """A turn of an interview: the label, then the words."""
    first, *rest = [html.escape(line, quote=False) for line in statement.text.split("\n") if line.strip()]
    label = html.escape(statement.label or statement.speaker)
    kind = "ask" if label in ("记者", "问") else "answer"
    more = "".join(f"<p>{line}</p>" for line in rest)
    return f'<div class="turn turn--{kind}" id="s{statement.public_id}"><p><b>{label}：</b>{first}</p>{more}</div>'
