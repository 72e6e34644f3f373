"""The text under review as readers will see it: each passage with what changed since another revision, its remarks
and what proofreading found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest
from typing import Any

from articles.checking import Remark
from articles.choices import BlockKind
from articles.comments import HEAD_FIELDS, Placed
from articles.models import Article, Image
from articles.models.body import Block, Mark, block_text, rows_of
from articles.rendering.markup import caption_of, heading_tag, images_of
from articles.text.diff import diff, paired

CLASSES = {"kicker": "kick", "title": "hd", "subtitle": "kick", "author_note": "aff"}
LABELS = {"web_title": "网题", "summary": "提要", "editor_note": "编者按"}
Marks = Sequence[dict[str, Any]]
Cells = list[tuple[str, list[Mark]]]  # each with its own part of the marks


@dataclass(frozen=True, slots=True)
class Find:
    """A finding with its ``number`` in the list, and its characters in the passage ``block``; nowhere when that is empty.

    ``key`` names it on a page that shows several articles, ``target`` is where the list leads to.
    """

    remark: Remark
    number: int
    key: str
    tone: str
    block: str
    start: int
    end: int
    target: str


Over = Placed | Find  # what lies over words


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters: ``kind`` is same, ins or del; ``remarks`` are the numbers of those that lie over it.

    ``find`` is a finding that lies over it; it ``begins`` here, or began before.

    ``styles`` are its marks by kind, with the address of a link; ``is_restyled`` says that they changed. ``ends``
    says that the link ends here.
    """

    text: str
    kind: str
    remarks: tuple[int, ...] = ()
    styles: dict[str, str] = field(default_factory=dict)
    is_restyled: bool = False
    ends: bool = False
    find: Find | None = None
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, or an item of a list as its only cell."""

    cells: list[list[Segment]]
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of the sheet. ``key`` is what remarks call it; a deleted one has none.

    A table and a list have ``rows``, a picture its words as ``segments``, all others ``segments`` alone.
    """

    key: str
    source: Source
    segments: list[Segment] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    is_new: bool = False

    @property
    def is_deleted(self) -> bool:
        return not self.key

    @property
    def everything(self) -> Iterator[Segment]:
        yield from self.segments
        for row in self.rows:
            for cell in row.cells:
                yield from cell

    @property
    def numbers(self) -> str:
        """The remarks that begin or go on here: they stand in the margin, so that no line breaks before a 。"""
        return " ".join(str(number) for number in sorted({n for each in self.everything for n in each.remarks}))


@dataclass(frozen=True, slots=True)
class Source:
    """A passage before it is compared: what it is called, how it is set, its words.

    ``picture`` is the public id of what a figure shows, ``image`` the picture itself unless the library has lost it.
    """

    key: str
    tag: str
    text: str
    css: str = ""
    label: str = ""
    marks: Marks = ()
    rows: Sequence[Cells] = ()
    has_head: bool = False
    picture: str = ""
    image: Image | None = None

    @property
    def shape(self) -> tuple[str, str]:
        """Two of another shape are not compared word by word: the one went, the other came."""
        return self.tag if self.rows or self.picture else "", self.picture


def sources_of_article(article: Article) -> list[Source]:
    """The passages of the working copy, in reading order."""
    fields = {name: str(getattr(article, name)) for name in (*HEAD_FIELDS, "author_note")}
    byline = [(row.name, row.credit, row.affiliation) for row in article.contributions.all()]
    said = {row.public_id: (row.speaker, row.affiliation, row.text) for row in article.statements.all()}
    return list(_sources(fields, byline, article.body, said, images_of(article.body)))


def sources_of_snapshot(content: dict[str, Any]) -> list[Source]:
    """The same of a frozen revision."""
    fields = {name: str(content["fields"].get(name) or "") for name in (*HEAD_FIELDS, "author_note")}
    byline = [(row["name"], row["credit"], row["affiliation"]) for row in content["contributions"]]
    said = {row["public_id"]: (row["speaker"], row["affiliation"], row["text"]) for row in content["statements"]}
    body = content["fields"]["body"]
    return list(_sources(fields, byline, body, said, images_of(body)))


def _sources(
    fields: dict[str, str],
    byline: Sequence[tuple[str, str, str]],
    body: list[Block],
    said: dict[str, tuple[str, str, str]],
    pictures: dict[str, Image],
) -> Iterator[Source]:
    for name in ("kicker", "title", "subtitle"):
        if fields[name]:
            yield Source(name, "h2" if name == "title" else "p", fields[name], CLASSES[name])
    names = "　".join(
        f"{name}{f'（{credit}{affiliation}）' if credit or affiliation else ''}" for name, credit, affiliation in byline
    )
    if names:
        yield Source("byline", "p", names, "bl")
    for name in LABELS:
        if fields[name]:
            yield Source(name, "p", fields[name], "aff", LABELS[name])
    for block in body:
        statement = said.pop(block["statement"], None) if block["kind"] == BlockKind.STATEMENT else None
        if statement is not None:
            yield _statement(block["statement"], statement)
        elif block_text(block) or block["kind"] == BlockKind.IMAGE:
            yield _block(block, pictures)
    for key, statement in said.items():
        yield _statement(key, statement)
    if fields["author_note"]:
        yield Source("author_note", "p", fields["author_note"], CLASSES["author_note"])


def _block(block: Block, pictures: dict[str, Image]) -> Source:
    key, kind = block["id"], BlockKind(block["kind"])
    match kind:
        case BlockKind.IMAGE:
            image = pictures.get(block["image"])
            return Source(key, "figure", caption_of(block, image), picture=block["image"], image=image)
        case BlockKind.LIST:
            return Source(key, "ol" if block.get("ordered") else "ul", block_text(block), rows=rows_of(block))
        case BlockKind.TABLE:
            rows = rows_of(block)
            return Source(key, "table", block_text(block), rows=rows, has_head=bool(block.get("head")))
    tag = heading_tag(block) if kind == BlockKind.HEADING else "blockquote" if kind == BlockKind.QUOTE else "p"
    css = "footnote" if kind == BlockKind.NOTE else ""
    return Source(key, tag, block_text(block), css, marks=block.get("marks") or ())


def _statement(key: str, statement: tuple[str, str, str]) -> Source:
    speaker, affiliation, text = statement
    return Source(key, "p", text, "", f"{speaker} {affiliation}".strip())


def sheet(
    now: list[Source], before: list[Source] | None, remarks: Iterable[Placed], finds: Iterable[Find] = ()
) -> list[Passage]:
    """The passages as they stand, marked against ``before`` (None: unmarked); deleted ones stand where they stood."""
    by_block: dict[str, list[Over]] = {}
    open_ones: list[Over] = [remark for remark in remarks if remark.comment.resolved_at is None]
    for each in [*open_ones, *finds]:
        if each.block:
            by_block.setdefault(each.block, []).append(each)
    old = {source.key: source for source in before or []}
    present = {source.key for source in now}
    gone = _gone(before or [], present)
    passages = [_deleted(source) for source in gone.get("", [])]
    for source in now:
        was = source if before is None else old.get(source.key)
        if was is not None and was.shape != source.shape:
            passages.append(_deleted(was))
            was = None
        passages.append(_passage(source, was, by_block.get(source.key, [])))
        passages += [_deleted(each) for each in gone.get(source.key, [])]
    return passages


def _passage(source: Source, was: Source | None, over: list[Over]) -> Passage:
    rows = list(_rows(was.rows if was else (), source.rows, over))
    segments = [] if rows else segments_of(was or replace(source, text="", marks=()), source, over)
    return Passage(source.key, source, segments, rows, is_new=was is None)


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
    if source.rows:
        return Passage("", source, rows=[_gone_row(row) for row in source.rows])
    return Passage("", source, [Segment(source.text, "del")] if source.text else [])


# --- rows of tables and lists ------------------------------------------------------------------------


def _rows(old: Sequence[Cells], new: Sequence[Cells], over: list[Over]) -> Iterator[Row]:
    """The rows as they stand, each against its old self; those that went stand where they stood."""
    starts, at = [], 0
    for cells in new:
        starts.append(at)
        at += sum(len(text) + 1 for text, _ in cells)  # a tab or a newline behind every cell
    for a, b in paired(_lines(old), _lines(new)):
        was = None if a is None else old[a]
        row = None if b is None else new[b]
        if was is not None and (row is None or len(was) != len(row)):
            yield _gone_row(was)
            was = None
        if row is not None and b is not None:
            yield Row(list(_cells(was or [], row, starts[b], over)))


def _lines(rows: Sequence[Cells]) -> list[str]:
    return ["\t".join(text for text, _ in row) for row in rows]


def _cells(was: Cells, row: Cells, at: int, over: list[Over]) -> Iterator[list[Segment]]:
    for (before, old_marks), (cell, marks) in zip_longest(was, row, fillvalue=("", [])):
        here = [replace(each, start=each.start - at, end=each.end - at) for each in over]
        yield segments_of(Source("", "", before, marks=old_marks), Source("", "", cell, marks=marks), here)
        at += len(cell) + 1


def _gone_row(row: Cells) -> Row:
    return Row([[Segment(text, "del")] if text else [] for text, _ in row], is_gone=True)


# --- runs of characters ------------------------------------------------------------------------------


def segments_of(was: Source, now: Source, over: list[Over]) -> list[Segment]:
    """The words of ``now`` cut at every change, at both ends of every remark, finding and mark."""
    segments: list[Segment] = []
    for edit in diff(was.text, now.text):
        if edit.op in ("delete", "replace"):
            segments.append(Segment(was.text[slice(*edit.a)], "del"))
        if edit.op == "equal":
            segments += _cut(now, edit.b, "same", over, _moved(was.marks, edit.b[0] - edit.a[0]))
        elif edit.op != "delete":
            segments += _cut(now, edit.b, "ins", over, None)
    return segments


def _cut(now: Source, span: tuple[int, int], kind: str, over: list[Over], before: Marks | None) -> Iterator[Segment]:
    marks = [*now.marks, *(before or ())]
    ends = {at for each in over for at in (each.start, each.end)}
    ends |= {mark[end] for mark in marks for end in ("start", "end")}
    for start, end in pairwise(sorted({*span, *(at for at in ends if span[0] < at < span[1])})):
        here = [each for each in over if each.start < end and start < each.end]
        find = next((each for each in here if isinstance(each, Find)), None)
        styles = _styles(now.marks, start, end)
        is_restyled = before is not None and styles != _styles(before, start, end)
        is_end = "link" in styles and any(mark["kind"] == "link" and mark["end"] == end for mark in now.marks)
        yield Segment(
            now.text[start:end], kind, tuple(each.number for each in here if isinstance(each, Placed)), styles,
            is_restyled, is_end, find, begins=find is not None and find.start == start,
        )  # fmt: skip


def _styles(marks: Marks, start: int, end: int) -> dict[str, str]:
    return {mark["kind"]: mark.get("href", "") for mark in marks if mark["start"] <= start and end <= mark["end"]}


def _moved(marks: Marks, by: int) -> Marks:
    return [mark | {"start": mark["start"] + by, "end": mark["end"] + by} for mark in marks]


def figures(passages: Iterable[Passage]) -> dict[str, int]:
    """How many characters came and went."""
    counted = {"ins": 0, "del": 0}
    for passage in passages:
        for segment in passage.everything:
            if segment.kind in counted:
                counted[segment.kind] += len("".join(segment.text.split()))
    return counted
