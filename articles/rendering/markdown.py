"""An article as CommonMark, from what its publication stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from articles.choices import ArticleKind, BlockKind, ContributionRole
from articles.models.body import Block, Mark, rows_of

Json = dict[str, Any]
# What could begin or end markup inside a line, and what could begin a block at the start of one.
INLINE = re.compile(r"([\\`*_\[\]<>&|~])")
START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|={3,}|-{3,}|(\d{1,9})([.)])(?=\s|$))")


def markdown(detail: Json, *, credit_line: str) -> str:
    """The whole article: headline, byline, body, corrections, and the line that must be printed with it."""
    parts = [
        escaped(detail["kicker"]),
        f"# {escaped(detail['title'])}",
        escaped(detail["subtitle"]),
        byline(detail["byline"]),
        quoted(detail["editor_note"] and f"编者按：{detail['editor_note']}"),
        quoted(detail["summary"] and f"提要：{detail['summary']}"),
        *body(detail),
        escaped(detail["author_note"]),
        *(f"*更正（{each['date']}）：{escaped(each['text'])}*" for each in detail["corrections"]),
        "---",
        f"{escaped(credit_line)}  \n<{settings.SITE_URL}{detail['url']}>",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def escaped(text: str) -> str:
    """Words that mean nothing but themselves."""
    return "\n".join(_line(line) for line in text.splitlines())


def _line(line: str) -> str:
    line = INLINE.sub(r"\\\1", line.strip())
    return START.sub(lambda found: f"{found[3]}\\{found[4]}" if found[3] else f"\\{found[2]}", line)


def quoted(text: str) -> str:
    return "\n>\n".join(f"> {line}" for line in escaped(text).splitlines() if line)


def byline(people: list[Json]) -> str:
    named = []
    for each in people:
        role = "" if each["role"] == ContributionRole.AUTHOR else ContributionRole(each["role"]).label
        words = " ".join(filter(None, [each["credit"] or role, each["name"]]))
        named.append(f"**{escaped(words)}**" + (f"（{escaped(each['affiliation'])}）" if each["affiliation"] else ""))
    return "　".join(named)


def body(detail: Json) -> list[str]:
    statements = {each["id"]: each for each in detail["statements"]}
    is_interview = detail["kind"] == ArticleKind.INTERVIEW
    parts = []
    for block in detail["body"]["blocks"]:
        if block["kind"] == BlockKind.STATEMENT:
            parts.append(statement(statements[block["statement"]], is_turn=is_interview))
        else:
            parts.append(of_block(block))
    return parts


def of_block(block: Block) -> str:
    match block["kind"]:
        case BlockKind.HEADING:
            return f"{'#' * (block.get('level') or 2)} {' '.join(escaped(block['text']).split())}"
        case BlockKind.QUOTE:
            return quoted(block["text"])
        case BlockKind.LIST:
            ordered = block.get("ordered")
            items = enumerate((item for (item,) in rows_of(block)), start=1)
            return "\n".join(hanging(f"{number}. " if ordered else "- ", with_marks(*item)) for number, item in items)
        case BlockKind.TABLE:
            return table(block)
        case BlockKind.IMAGE:
            return picture(block)
    return with_marks(block["text"], block.get("marks", ()))


def hanging(sign: str, words: str) -> str:
    """An item whose further lines stand under its first words, so that they are its own."""
    return sign + words.replace("\n", "\n" + " " * len(sign))


def with_marks(text: str, marks: Sequence[Mark]) -> str:
    """Words with their marks; a mark that crosses another is left out, and so is one that begins or ends with a space."""
    out: list[str] = []
    at = 0
    for mark in sorted(marks, key=lambda mark: (mark["start"], -mark["end"])):
        inner = text[mark["start"] : mark["end"]]
        if mark["start"] < at or inner != inner.strip() or "\n" in inner:
            continue
        out.append(INLINE.sub(r"\\\1", text[at : mark["start"]]))
        inner = INLINE.sub(r"\\\1", inner)
        if mark["kind"] == "link":
            out.append(f"[{inner}](<{address(mark['href'])}>)")
        else:
            sign = {"strong": "**", "em": "*"}[mark["kind"]]
            out.append(f"{sign}{inner}{sign}")
        at = mark["end"]
    lines = ("".join(out) + INLINE.sub(r"\\\1", text[at:])).splitlines()
    return "  \n".join(START.sub(lambda found: f"\\{found[0].strip()}", line.strip()) for line in lines)


def address(href: str) -> str:
    """Absolute, and without what would end it."""
    href = settings.SITE_URL + href if href.startswith("/") else href
    return href.replace("<", "%3C").replace(">", "%3E").replace("\n", "")


def table(block: Block) -> str:
    rows = [[" ".join(with_marks(*cell).split()) for cell in row] for row in rows_of(block)]
    width = max(map(len, rows), default=0)
    if not width:
        return ""
    head, rest = (rows[0], rows[1:]) if block.get("head") else ([""] * width, rows)
    lines = [head, ["---"] * width, *rest]
    return "\n".join("| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in lines)


def picture(block: Block) -> str:
    """Only what was stored with an address: an old record holds a bare id."""
    if "url" not in block:
        return ""
    caption = escaped(" ".join(filter(None, [block["caption"], block["credit"]])))
    shown = f"![{escaped(block['alt'])}](<{address(block['url'])}>)"
    return "\n\n".join(filter(None, [shown, caption and f"*{caption}*"]))


def statement(each: Json, *, is_turn: bool) -> str:
    words = escaped(each["text"]).splitlines()
    if is_turn:
        first, *rest = words
        return "\n\n".join([f"**{escaped(each['label'] or each['speaker'])}：**{first}", *rest])
    speaker = " ".join(filter(None, [each["speaker"], each["affiliation"]]))
    return "\n\n".join([f"## {escaped(speaker)}", *words])
