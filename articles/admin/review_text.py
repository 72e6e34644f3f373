"""The text under review as it is shown: each passage with what changed since another revision, and its remarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from articles.choices import BlockKind
from articles.comments import HEAD_FIELDS, Placed
from articles.models import Article
from articles.models.body import Block, block_text
from articles.text.diff import diff

CLASSES = {"kicker": "kick", "title": "hd", "subtitle": "kick", "author_note": "aff"}
LABELS = {"summary": "提要", "editor_note": "编者按"}
TAGS = {BlockKind.HEADING: "h2", BlockKind.QUOTE: "blockquote"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters: ``kind`` is same, ins or del; ``remarks`` are the numbers of those that lie over it."""

    text: str
    kind: str
    remarks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of the sheet. ``key`` is what remarks call it; a deleted one has none."""

    key: str
    tag: str
    css: str
    label: str
    segments: list[Segment] = field(default_factory=list)

    @property
    def is_deleted(self) -> bool:
        return not self.key

    @property
    def numbers(self) -> str:
        """The remarks that begin or go on here: they stand in the margin, so that no line breaks before a 。"""
        return " ".join(str(number) for number in sorted({n for each in self.segments for n in each.remarks}))


@dataclass(frozen=True, slots=True)
class Source:
    """A passage before it is compared: what it is called, how it is set, its words."""

    key: str
    tag: str
    text: str
    css: str = ""
    label: str = ""


def sources_of_article(article: Article) -> list[Source]:
    """The passages of the working copy, in reading order."""
    fields = {name: str(getattr(article, name)) for name in (*HEAD_FIELDS, "author_note")}
    byline = [(row.name, row.credit, row.affiliation) for row in article.contributions.all()]
    said = {row.public_id: (row.speaker, row.affiliation, row.text) for row in article.statements.all()}
    return list(_sources(fields, byline, article.body, said))


def sources_of_snapshot(content: dict[str, Any]) -> list[Source]:
    """The same of a frozen revision."""
    fields = {name: str(content["fields"].get(name) or "") for name in (*HEAD_FIELDS, "author_note")}
    byline = [(row["name"], row["credit"], row["affiliation"]) for row in content["contributions"]]
    said = {row["public_id"]: (row["speaker"], row["affiliation"], row["text"]) for row in content["statements"]}
    return list(_sources(fields, byline, content["fields"]["body"], said))


def _sources(
    fields: dict[str, str],
    byline: Sequence[tuple[str, str, str]],
    body: list[Block],
    said: dict[str, tuple[str, str, str]],
) -> Iterator[Source]:
    for name in ("kicker", "title", "subtitle"):
        if fields[name]:
            yield Source(name, "h2" if name == "title" else "p", fields[name], CLASSES[name])
    names = "　".join(
        f"{name}{f'（{credit}{affiliation}）' if credit or affiliation else ''}" for name, credit, affiliation in byline
    )
    if names:
        yield Source("byline", "p", names, "bl")
    for name in ("summary", "editor_note"):
        if fields[name]:
            yield Source(name, "p", fields[name], "aff", LABELS[name])
    for block in body:
        statement = said.pop(block["statement"], None) if block["kind"] == BlockKind.STATEMENT else None
        if statement is not None:
            yield _statement(block["statement"], statement)
        elif block_text(block):
            yield Source(block["id"], TAGS.get(BlockKind(block["kind"]), "p"), block_text(block))
    for key, statement in said.items():
        yield _statement(key, statement)
    if fields["author_note"]:
        yield Source("author_note", "p", fields["author_note"], CLASSES["author_note"])


def _statement(key: str, statement: tuple[str, str, str]) -> Source:
    speaker, affiliation, text = statement
    return Source(key, "p", text, "", f"{speaker} {affiliation}".strip())


def sheet(now: list[Source], before: list[Source] | None, remarks: Iterable[Placed]) -> list[Passage]:
    """The passages as they stand, marked against ``before`` (None: unmarked); deleted ones stand where they stood."""
    by_block: dict[str, list[Placed]] = {}
    for remark in remarks:
        if remark.block and remark.comment.resolved_at is None:
            by_block.setdefault(remark.block, []).append(remark)
    old = {source.key: source for source in before or []}
    present = {source.key for source in now}
    gone = _gone(before or [], present)
    passages = [_deleted(source) for source in gone.get("", [])]
    for source in now:
        was = old[source.key].text if source.key in old else ("" if before is not None else source.text)
        segments = segments_of(was, source.text, by_block.get(source.key, []))
        passages.append(Passage(source.key, source.tag, source.css, source.label, segments))
        passages += [_deleted(each) for each in gone.get(source.key, [])]
    return passages


def _gone(before: list[Source], present: set[str]) -> dict[str, list[Source]]:
    """Deleted passages by the last one before them that is still there."""
    found: dict[str, list[Source]] = {}
    last = ""
    for source in before:
        if source.key in present:
            last = source.key
        else:
            found.setdefault(last, []).append(source)
    return found


def _deleted(source: Source) -> Passage:
    return Passage("", source.tag, source.css, source.label, [Segment(source.text, "del")])


def segments_of(was: str, text: str, remarks: list[Placed]) -> list[Segment]:
    """``text`` cut at every change and at both ends of every remark."""
    segments: list[Segment] = []
    for edit in diff(was, text):
        if edit.op in ("delete", "replace"):
            segments.append(Segment(was[slice(*edit.a)], "del"))
        if edit.op != "delete":
            segments += _cut(text, edit.b, "same" if edit.op == "equal" else "ins", remarks)
    return segments


def _cut(text: str, span: tuple[int, int], kind: str, remarks: list[Placed]) -> Iterator[Segment]:
    ends = {at for remark in remarks for at in (remark.start, remark.end) if span[0] < at < span[1]}
    for start, end in pairwise(sorted({*span, *ends})):
        over = [remark.number for remark in remarks if remark.start < end and start < remark.end]
        yield Segment(text[start:end], kind, tuple(over))


def figures(passages: Iterable[Passage]) -> dict[str, int]:
    """How many characters came and went."""
    counted = {"ins": 0, "del": 0}
    for passage in passages:
        for segment in passage.segments:
            if segment.kind in counted:
                counted[segment.kind] += len("".join(segment.text.split()))
    return counted
