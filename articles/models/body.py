"""What an article's body may hold: one JSON list of blocks with stable ids.

A block is ``{"id", "kind", ...}``. By kind:

- paragraph, heading, note: ``text`` and optional ``marks``
- quote: ``text`` (paragraphs separated by a newline) and optional ``marks``
- list: ``items`` (texts), ``ordered`` and optional ``marks``
- image: ``image`` (public id of an Image), optional ``caption``, ``credit``
- table: ``rows`` (lists of texts; the first is the head when ``head`` is true) and optional ``marks``
- statement: ``statement`` (public id of a Statement of the same article)

A mark is ``{"start", "end", "kind": "strong" | "em" | "link", "href"}`` over the block's text: a
list's is its items with a newline between them, a table's its cells with a tab and its rows with a newline. Pull quotes, comments and sentence links point to (block id, start, end), so ids survive every edit.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from articles.choices import BlockKind

Block = dict[str, Any]
Mark = dict[str, Any]
TEXT_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.NOTE, BlockKind.QUOTE})
MARK_KINDS = frozenset({"strong", "em", "link"})
KEYS = {
    BlockKind.PARAGRAPH: {"text", "marks"},
    BlockKind.HEADING: {"text", "marks", "level"},
    BlockKind.NOTE: {"text", "marks"},
    BlockKind.QUOTE: {"text", "marks"},
    BlockKind.LIST: {"items", "ordered", "marks"},
    BlockKind.IMAGE: {"image", "caption", "credit"},
    BlockKind.TABLE: {"rows", "head", "marks"},
    BlockKind.STATEMENT: {"statement"},
}
BLOCK_ID = re.compile(r"^[a-z0-9]{4,16}$")
MAX_BLOCKS = 5_000
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def new_block_id() -> str:
    return "b" + secrets.token_hex(4)


def text_block(kind: str, text: str, **more: Any) -> Block:
    """A new block of one of the text kinds."""
    return {"id": new_block_id(), "kind": str(kind), "text": text, **more}


def statement_block(public_id: str) -> Block:
    """The place of a statement in the body."""
    return {"id": new_block_id(), "kind": str(BlockKind.STATEMENT), "statement": public_id}


def list_block(items: list[str], *, ordered: bool = False) -> Block:
    return {"id": new_block_id(), "kind": str(BlockKind.LIST), "items": items, "ordered": ordered}


def block_text(block: Block) -> str:
    """The plain words of a block; statements and images have none here."""
    match block["kind"]:
        case BlockKind.LIST:
            return "\n".join(block["items"])
        case BlockKind.TABLE:
            return "\n".join("\t".join(row) for row in block["rows"])
        case kind if kind in TEXT_KINDS:
            return str(block["text"])
    return ""


def rows_of(block: Block) -> list[list[tuple[str, list[Mark]]]]:
    """A table's rows of cells, a list's items as rows of one: each text with its own part of the marks."""
    rows = [[item] for item in block["items"]] if block["kind"] == BlockKind.LIST else block["rows"]
    found, at = [], 0
    for row in rows:
        cells = []
        for text in row:
            cells.append((text, _marks_within(block.get("marks") or (), at, at + len(text))))
            at += len(text) + 1
        at += not row
        found.append(cells)
    return found


def _marks_within(marks: Iterable[Mark], start: int, end: int) -> list[Mark]:
    own = [mark for mark in marks if mark["start"] < end and mark["end"] > start]
    return [{**mark, "start": max(0, mark["start"] - start), "end": min(end, mark["end"]) - start} for mark in own]


def validate_body(body: Any) -> None:
    """Raises ValidationError with a Chinese sentence that names the block at fault."""
    if not isinstance(body, list):
        raise ValidationError("正文应是段落的列表。")
    if len(body) > MAX_BLOCKS:
        raise ValidationError(f"正文超过 {MAX_BLOCKS} 段，请分篇。")
    seen: set[str] = set()
    for number, block in enumerate(body, start=1):
        for problem in _problems(block):
            raise ValidationError(f"正文第 {number} 段：{problem}")
        if block["id"] in seen:
            raise ValidationError(f"正文第 {number} 段：段落编号重复。")
        seen.add(block["id"])


def _problems(block: Any) -> Iterator[str]:
    if not isinstance(block, dict):
        yield "格式不对。"
        return
    kind = block.get("kind")
    if kind not in KEYS:
        yield f"不认识的段落类型“{kind}”。"
        return
    if not isinstance(block.get("id"), str) or not BLOCK_ID.match(block["id"]):
        yield "缺少段落编号。"
        return
    if unknown := set(block) - KEYS[BlockKind(kind)] - {"id", "kind"}:
        yield f"不认识的内容“{sorted(unknown)[0]}”。"
        return
    yield from _content_problems(block, kind)


def _content_problems(block: Block, kind: str) -> Iterator[str]:
    strings: list[Any] = []
    if kind in TEXT_KINDS:
        strings = [block.get("text")]
    elif kind == BlockKind.LIST:
        strings = block["items"] if isinstance(block.get("items"), list) else [None]
    elif kind == BlockKind.TABLE:
        rows = block.get("rows")
        flat = isinstance(rows, list) and all(isinstance(row, list) for row in rows)
        strings = [cell for row in rows for cell in row] if flat and isinstance(rows, list) else [None]
    elif kind in (BlockKind.IMAGE, BlockKind.STATEMENT):
        strings = [block.get(kind), block.get("caption", ""), block.get("credit", "")]
    if not all(isinstance(value, str) for value in strings):
        yield "缺少文字。"
    elif any(FORBIDDEN.search(value) for value in strings):
        yield "含有不可见的控制字符，请删去后重试。"
    else:
        yield from _mark_problems(block)


def _mark_problems(block: Block) -> Iterator[str]:
    marks = block.get("marks", [])
    if not isinstance(marks, list):
        yield "格式标记不对。"
        return
    for mark in marks:
        if not isinstance(mark, dict) or mark.get("kind") not in MARK_KINDS:
            yield "格式标记不对。"
            continue
        start, end = mark.get("start"), mark.get("end")
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(block_text(block))):
            yield "格式标记超出了文字。"
        if mark["kind"] == "link" and not is_safe_link(str(mark.get("href", ""))):
            yield "链接只能是 http、https 或 mailto 网址。"


def is_safe_link(href: str) -> bool:
    """True for http(s) and mailto addresses and for paths of this site."""
    try:
        parts = urlsplit(href)
    except ValueError:  # half an IPv6 address, say
        return False
    if parts.scheme in ("http", "https"):
        return bool(parts.netloc)
    return parts.scheme == "mailto" or (not parts.scheme and not parts.netloc and href.startswith("/"))
