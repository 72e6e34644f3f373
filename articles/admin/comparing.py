"""Two editors' versions of one article side by side, character by character."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from articles.editing import Entry
from articles.models import Article
from articles.text.differences import Piece, differences
from articles.text.plain_body import blocks_to_notation

NAMES = {
    "kicker": "引题", "title": "主题", "subtitle": "副题", "web_title": "网题", "summary": "提要",
    "editor_note": "编者按", "author_note": "作者附注", "source_name": "来源", "source_title": "原题",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hunk:
    """One place: what it is called, and the differing pieces of mine and theirs; none when both are the same."""

    name: str
    pieces: list[Piece]

    @property
    def mine(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != "second"]

    @property
    def theirs(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != "first"]


def lines_of_entry(entry: Entry) -> list[tuple[str, str]]:
    """What an entry says, as (name, text) lines."""
    fields: dict[str, Any] = entry.fields
    lines = [(label, str(fields.get(name) or "")) for name, label in NAMES.items()]
    lines.append(("署名", "；".join(f"{row.name} {row.credit}{row.affiliation}".strip() for row in entry.byline)))
    lines += [("正文", text) for text in blocks_to_notation(entry.body).split("\n") if text]
    lines += [("观点", f"{row.speaker} {row.affiliation}：{row.text}") for row in entry.statements]
    lines += [("金句", row.text) for row in entry.quotes]
    lines.append(("标签", "、".join(sorted(entry.tags))))
    return lines


def lines_of_article(article: Article) -> list[tuple[str, str]]:
    """The same of an article as it stands."""
    lines = [(label, str(getattr(article, name) or "")) for name, label in NAMES.items()]
    byline = [f"{row.name} {row.credit}{row.affiliation}".strip() for row in article.contributions.all()]
    lines.append(("署名", "；".join(byline)))
    lines += [("正文", text) for text in blocks_to_notation(article.body).split("\n") if text]
    lines += [("观点", f"{row.speaker} {row.affiliation}：{row.text}") for row in article.statements.all()]
    lines += [("金句", row.text) for row in article.pull_quotes.all()]
    lines.append(("标签", "、".join(sorted(article.tags.values_list("name", flat=True)))))
    return lines


def hunks(mine: list[tuple[str, str]], theirs: list[tuple[str, str]]) -> list[Hunk]:
    """The places that differ; lines that agree are left out."""
    found = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        ours, others = mine[i1:i2], theirs[j1:j2]
        for k in range(max(len(ours), len(others))):
            name, one = ours[k] if k < len(ours) else (others[k][0], "")
            other = others[k][1] if k < len(others) else ""
            if one != other:
                found.append(Hunk(name, differences(one, other)))
    return found
