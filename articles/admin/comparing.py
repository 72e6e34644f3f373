"""Two editors' versions of one article side by side, character by character."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from articles.entries import PLAIN_FIELDS, Entry
from articles.text.diff import Piece, pieces
from articles.text.plain_body import blocks_to_notation

CONTROLS = {label: name for name, label in PLAIN_FIELDS.items() if name not in ("kind", "column")} | {"正文": "body"}
NAMES = {
    "kicker": "引题", "title": "主题", "subtitle": "副题", "web_title": "网题", "summary": "提要",
    "editor_note": "编者按", "author_note": "作者附注", "source_name": "来源", "source_title": "原题",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hunk:
    """One place: what it is called, and the differing pieces of mine and theirs; none when both are the same."""

    name: str
    pieces: list[Piece]
    before: str = ""  # my words in the place before it, of the same name

    @property
    def mine(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != "second"]

    @property
    def theirs(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != "first"]

    @property
    def first(self) -> str:
        return "".join(piece.text for piece in self.mine)

    @property
    def second(self) -> str:
        return "".join(piece.text for piece in self.theirs)

    @property
    def control(self) -> str:
        """The form's control that holds all of it; empty for rows."""
        return CONTROLS.get(self.name, "")


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


def hunks(mine: list[tuple[str, str]], theirs: list[tuple[str, str]]) -> list[Hunk]:
    """The places that differ; lines that agree are left out."""
    found = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        ours, others = mine[i1:i2], theirs[j1:j2]
        before = mine[i1 - 1] if i1 else ("", "")
        for k in range(max(len(ours), len(others))):
            name, one = ours[k] if k < len(ours) else (others[k][0], "")
            other = others[k][1] if k < len(others) else ""
            if one != other:
                found.append(Hunk(name, pieces(one, other), before[1] if before[0] == name else ""))
            before = (name, one) if one else before
    return found


ROW_NAMES = {
    "by": ("署名", {"name": "姓名", "affiliation": "单位", "credit": "见报身份"}),
    "st": ("观点", {"speaker": "发言人", "affiliation": "单位", "label": "话轮", "text": "内容"}),
    "pq": ("金句", {"text": "文字", "speaker": "出自"}),
}
CONTROL_NAMES = PLAIN_FIELDS | {
    "body": "正文", "tags": "标签", "position": "版序", "new_date": "见报日期", "new_number": "版次", "new_name": "版名",
}  # fmt: skip
CODED = frozenset({"kind", "column"})  # their values are no words


def control_hunks(mine: dict[str, str], theirs: dict[str, str]) -> list[Hunk]:
    """The same for two forms as they were sent, whether or not they can be read."""
    return hunks(_control_lines(mine), _control_lines(theirs))


def _control_lines(controls: dict[str, str]) -> list[tuple[str, str]]:
    lines = []
    for name, label in CONTROL_NAMES.items():
        text = controls.get(name, "") if name not in CODED else ""
        lines += [(label, line) for line in text.replace("\r", "").split("\n") if line.strip()] or [(label, "")]
    for prefix, (label, parts) in ROW_NAMES.items():
        for number in range(_count(controls.get(f"{prefix}-TOTAL_FORMS", ""))):
            if not controls.get(f"{prefix}-{number}-DELETE"):
                words = [controls.get(f"{prefix}-{number}-{part}", "") for part in parts]
                lines += [(f"{label} {number + 1}", " ".join(filter(None, words)))] if any(words) else []
    return lines


def _count(text: str) -> int:
    return min(int(text), 300) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
