"""Body blocks as HTML and as plain text. What an editor typed is escaped here and nowhere else."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from articles.choices import ArticleKind, BlockKind
from articles.models import Article, Image, PullQuote, Statement
from articles.models.body import Block, Mark, block_text, rows_of
from articles.text.phrases import with_breaks
from articles.text.sentences import first_sentence

IN_TEXT = "(min-width: 48em) 41rem, 100vw"  # the measure of the text, in paper.css
LONGEST_KEY = 40  # characters; a longer first sentence is no headline


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
    """The text part of the article page: blocks in order, each pull quote before the block it is from.

    A quote from the very first block follows it: nobody wants the quotation before the text.
    """
    by_id = {statement.public_id: statement for statement in statements}
    by_block: dict[str, list[PullQuote]] = {}
    for quote in quotes:
        by_block.setdefault(quote.block, []).append(quote)
    pictures = images_of(blocks)
    number = 0
    parts: list[str] = []
    for block in blocks:
        key = str(block.get("statement", block["id"]))
        lifted = [pull_quote_html(quote) for quote in by_block.pop(key, [])]
        parts += lifted if parts else []
        late = [] if parts else lifted
        if block["kind"] == BlockKind.STATEMENT:
            number += 1
            statement = by_id[block["statement"]]
            is_turn = article.kind == ArticleKind.INTERVIEW
            parts.append(turn_html(statement) if is_turn else statement_html(statement, number))
        else:
            parts.append(block_html(block, pictures))
        parts += late
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
            return f"<p{anchor}>{broken(marked(block))}</p>"
        case BlockKind.HEADING:
            words = broken(marked(block) if block.get("marks") else with_breaks(block["text"]))
            tag = heading_tag(block)
            return f'<{tag}{anchor} class="phrase">{words}</{tag}>'
        case BlockKind.NOTE:
            return f'<p{anchor} class="footnote">{broken(marked(block))}</p>'
        case BlockKind.QUOTE:
            inner = "".join(f"<p>{line}</p>" for line in marked(block).split("\n") if line)
            return f"<blockquote{anchor}>{inner}</blockquote>"
        case BlockKind.LIST:
            tag = "ol" if block.get("ordered") else "ul"
            items = "".join(f"<li>{broken(tagged(*item))}</li>" for (item,) in rows_of(block))
            return f"<{tag}{anchor}>{items}</{tag}>"
        case BlockKind.TABLE:
            return table_html(block, anchor)
        case BlockKind.IMAGE:
            return image_html(block, pictures.get(block["image"]), anchor)
    return ""


TAGS = {"link": "a", "strong": "strong", "em": "em"}  # from the outermost to the innermost


def marked(block: Block) -> str:
    """The words of a paragraph, heading, note or quotation."""
    return tagged(block["text"], block.get("marks") or ())


def tagged(text: str, marks: Sequence[Mark]) -> str:
    """Escaped text with its marks as <a>, <strong> and <em>. Marks that cross are cut; none goes over a line's end."""
    ends = {at + n for at, sign in enumerate(text) if sign == "\n" for n in (0, 1)} if marks else set()
    edges = sorted({0, len(text), *ends, *(mark[end] for mark in marks for end in ("start", "end"))})
    out: list[str] = []
    now: list[tuple[str, str]] = []
    for start, end in zip(edges, [*edges[1:], len(text)], strict=True):
        own = [mark for mark in marks if mark["start"] <= start < end <= mark["end"]] if text[start:end] != "\n" else []
        kinds = {mark["kind"]: mark.get("href", "") for mark in own}
        wanted = [(kind, kinds[kind]) for kind in TAGS if kind in kinds]
        same = next(
            (n for n, pair in enumerate(zip(now, wanted, strict=False)) if pair[0] != pair[1]),
            min(len(now), len(wanted)),
        )
        out += [f"</{TAGS[kind]}>" for kind, _ in reversed(now[same:])]
        out += [_opening(kind, href) for kind, href in wanted[same:]]
        out.append(html.escape(text[start:end], quote=False))
        now = wanted
    return "".join(out)


def _opening(kind: str, href: str) -> str:
    return f'<a href="{html.escape(href)}" rel="noopener">' if kind == "link" else f"<{TAGS[kind]}>"


def broken(markup: str) -> str:
    """The ends of lines within a block, as they were typed."""
    return markup.replace("\n", "<br>")


def heading_tag(block: Block) -> str:
    return "h3" if (block.get("level") or 2) > 2 else "h2"


def table_html(block: Block, anchor: str) -> str:
    rows = [[broken(tagged(*cell)) for cell in row] for row in rows_of(block)]
    head, rest = (rows[:1], rows[1:]) if block.get("head") else ([], rows)
    cells = "".join(f'<th scope="col">{cell}</th>' for row in head for cell in row)
    thead = f"<thead><tr>{cells}</tr></thead>" if head else ""
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rest)
    return f'<div class="table"{anchor} tabindex="0" role="group" aria-label="表格"><table>{thead}<tbody>{lines}</tbody></table></div>'


def caption_of(block: Block, image: Image | None) -> str:
    """The words below a picture: its own caption and credit in this text, or else the library's."""
    own = [(block.get(name) or (getattr(image, name) if image else "")) for name in ("caption", "credit")]
    return " ".join(filter(None, own))


def image_html(block: Block, image: Image | None, anchor: str) -> str:
    if image is None:
        return ""
    words = caption_of(block, image)
    figcaption = f"<figcaption>{html.escape(words)}</figcaption>" if words else ""
    shown = (
        f'<img src="{html.escape(image.file.url)}" alt="{html.escape(image.alt)}" '
        f'width="{image.width}" height="{image.height}" loading="lazy">'
    )
    sources = sources_html(image, sizes=IN_TEXT)
    return f"<figure{anchor}>{f'<picture>{sources}{shown}</picture>' if sources else shown}{figcaption}</figure>"


def sources_html(image: Image, *, sizes: str) -> str:
    """The picture's smaller copies as <source>, the format that weighs least first; nothing where there are none."""
    storage, made = image.file.storage, []
    for suffix in ("avif", "webp") if image.widths else ():
        copies = ", ".join(f"{storage.url(image.copy_name(width, suffix))} {width}w" for width in image.widths)
        made.append(f'<source type="image/{suffix}" srcset="{html.escape(copies)}" sizes="{html.escape(sizes)}">')
    return "".join(made)


def pull_quote_html(quote: PullQuote) -> str:
    link = f'<a href="{quote.get_absolute_url()}">单独成页</a>'
    return (
        f'<figure class="pull"><blockquote class="phrase">{with_breaks(quote.text)}</blockquote>'
        f'<figcaption class="meta">{html.escape(quote.speaker or "金句")} · {link}</figcaption></figure>'
    )


def statement_html(statement: Statement, number: int) -> str:
    """A round-up's statement under its speaker; a short first sentence is set large, to be scanned."""
    name = html.escape(statement.speaker)
    if statement.author:
        name = f'<a href="{statement.author.get_absolute_url()}">{name}</a>'
    affiliation = f'<p class="meta">{html.escape(statement.affiliation)}</p>' if statement.affiliation else ""
    return (
        f'<section class="stmt" id="s{number}" aria-labelledby="n{number}">'
        f'<div><h2 id="n{number}" class="phrase">{name}</h2>{affiliation}</div>'
        f"<div>{statement_words(statement.text)}</div></section>"
    )


def statement_words(text: str) -> str:
    """The words of a statement; when more follows a short first sentence, that one leads."""
    first, *rest = [line.strip() for line in text.split("\n") if line.strip()]
    key = first_sentence(first)
    lead = ""
    if len(key) <= LONGEST_KEY and (rest or key != first):
        lead = f'<p class="stmt__key phrase">{with_breaks(key)}</p>'
        first = first[len(key) :].strip()
    paragraphs = [line for line in [first, *rest] if line]
    return lead + "".join(f'<p class="stmt__text">{html.escape(line, quote=False)}</p>' for line in paragraphs)


def turn_html(statement: Statement) -> str:
    """A turn of an interview: the label, then the words."""
    first, *rest = [html.escape(line, quote=False) for line in statement.text.split("\n") if line.strip()]
    label = html.escape(statement.label or statement.speaker)
    kind = "ask" if label in ("记者", "问") else "answer"
    more = "".join(f"<p>{line}</p>" for line in rest)
    return f'<div class="turn turn--{kind}" id="s{statement.public_id}"><p><b>{label}：</b>{first}</p>{more}</div>'
