"""What the review screen shows of an import: the source's rows, the articles, the account."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from articles.admin.import_roles import FACES, Face
from articles.admin.import_rows import Row, is_low, source_rows
from articles.importing import Review
from articles.parsing import assemble
from articles.parsing.assemble import Block, blocks, column_name
from articles.parsing.glyphs import solid
from articles.parsing.structure import PageState, Piece, Role
from articles.text.dates import parse_day
from articles.text.quotes import locate

IN_FLOW = frozenset({Role.PARAGRAPH, Role.HEADING, Role.STATEMENT, Role.SPEAKER})
AFTER_TEXT = (Role.PULL_QUOTE, Role.AUTHOR_NOTE, Role.COMPILER, Role.CAPTION, Role.BOX, Role.JUMP)


@dataclass(slots=True)
class Part:
    """One block of an article as a row of its card."""

    face: Face
    text: str
    pieces: list[str]
    is_low: bool
    percent: int
    speaker: str = ""
    affiliation: str = ""
    fidelity: str = ""

    @property
    def count(self) -> int:
        return solid(self.text)


@dataclass(slots=True)
class Card:
    """One article of the page."""

    number: int
    key: str
    draft: dict[str, Any]
    parts: list[Part] = field(default_factory=list)
    is_skipped: bool = False
    asks_column: bool = False
    slot_key: str = ""  # the key that answers the present question with this article

    @property
    def title(self) -> str:
        return str(self.draft["title"] or "")

    @property
    def is_untitled(self) -> bool:
        return not self.title and not self.is_skipped

    @property
    def label(self) -> str:
        """How lists of articles call it: its title, or who wrote the untitled one."""
        if self.title:
            return self.title
        who = [person["name"] for person in self.draft["byline"]] or ["缺署名"]
        return f"（缺标题）{'、'.join(who[:2])}"

    @property
    def fields_json(self) -> str:
        """What the dialog for title and byline edits."""
        return json.dumps(
            {name: self.draft[name] or "" for name in ("kicker", "title", "subtitle")}
            | {"byline": self.draft["byline"]},
            ensure_ascii=False,
        )

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts if part.face.role in IN_FLOW)

    @property
    def summary(self) -> str:
        """'14 段 · 3 小标题', '1 段 · 6 人发言'."""
        roles = [part.face.role for part in self.parts]
        voices = len({part.speaker for part in self.parts if part.face.role is Role.STATEMENT})
        counted = (
            (roles.count(Role.PARAGRAPH), "段"),
            (roles.count(Role.HEADING), "小标题"),
            (voices, "人发言"),
            (roles.count(Role.PULL_QUOTE), "金句"),
        )
        return " · ".join(f"{count} {word}" for count, word in counted if count) or "没有正文"


def cards(state: PageState, draft: dict[str, Any]) -> list[Card]:
    """One card an article, its parts in reading order, notes and quotes after the text."""
    ordered = sorted(state.pieces, key=lambda each: each.order)
    pieces = {piece.id: piece for piece in state.pieces}
    made = []
    for number, (article, entry) in enumerate(zip(state.articles, draft["articles"], strict=True), start=1):
        own = blocks([piece for piece in ordered if piece.article == article.key])
        card = Card(number, article.key, entry, is_skipped=bool(entry.get("skip")))
        notes = [part_of(block, pieces) for block in own if block.role is Role.EDITOR_NOTE]
        after = [part_of(block, pieces) for role in AFTER_TEXT for block in own if block.role is role]
        card.parts = notes + flow_parts(own, entry, pieces) + after
        mark_fidelity(card)
        labels = [block for block in own if block.role is Role.COLUMN]
        card.asks_column = not entry["column"] or any(is_low(pieces[each]) for block in labels for each in block.pieces)
        made.append(card)
    return made


def part_of(block: Block, pieces: dict[str, Piece]) -> Part:
    first = pieces[block.pieces[0]]
    return Part(FACES[block.role], block.text, list(block.pieces), is_low(first), round(100 * block.confidence))


def flow_parts(own: list[Block], entry: dict[str, Any], pieces: dict[str, Piece]) -> list[Part]:
    """The text in reading order; a statement takes its speaker's line to itself."""
    statements = {row.get("seq"): row for row in entry["statements"]}
    parts: list[Part] = []
    for seq, block in enumerate(block for block in own if block.role in IN_FLOW):
        row = statements.get(seq)
        if row is not None:
            part = part_of(block, pieces)
            part.face, part.text = FACES[Role.STATEMENT], row["text"]
            part.speaker, part.affiliation = row["speaker"] or "", row["affiliation"] or ""
            parts.append(part)
        elif block.role in (Role.STATEMENT, Role.SPEAKER) and parts and parts[-1].face.role is Role.STATEMENT:
            parts[-1].pieces += block.pieces
            parts[-1].is_low = parts[-1].is_low or is_low(pieces[block.pieces[0]])
            parts[-1].percent = min(parts[-1].percent, round(100 * block.confidence))
        else:
            parts.append(part_of(block, pieces))
    return parts


def mark_fidelity(card: Card) -> None:
    """Say of each pull quote how close it is to the article's own words."""
    text = [(str(at), part.text) for at, part in enumerate(card.parts) if part.face.role in IN_FLOW]
    wordings = iter(card.draft["pull_quotes"])
    for part in card.parts:
        if part.face.role is not Role.PULL_QUOTE or solid(part.text) <= LABEL_LENGTH:
            continue
        found = locate(next(wordings, part.text), text)
        part.fidelity = "none" if found is None else "exact" if found.is_verbatim else "near"


LABEL_LENGTH = 8  # '●观 点' is a label of the quote, not a quote


@dataclass(slots=True)
class Outline:
    """Everything of one state that the screen shows."""

    state: PageState
    people: dict[str, str]
    draft: dict[str, Any]
    rows: list[Row]
    cards: list[Card]

    @property
    def account(self) -> dict[str, int]:
        count = dict(self.draft["account"])
        return count | {"without_unplaced": count["source"] - count["unplaced"]}

    @property
    def facts(self) -> dict[str, str]:
        return page_facts(self.draft["page"])

    @property
    def facts_json(self) -> str:
        return json.dumps(self.facts, ensure_ascii=False)

    @property
    def wanted(self) -> list[Card]:
        return [card for card in self.cards if not card.is_skipped]

    @property
    def missing(self) -> list[str]:
        """What must be filled in before drafts can be made, as short phrases."""
        untitled = sum(card.is_untitled for card in self.cards)
        found = [f"{untitled} 个标题"] if untitled else []
        return found + [word for name, word in (("date", "日期"), ("number", "版次")) if not self.facts[name]]

    @property
    def loose_labels(self) -> list[str]:
        """Column labels of the source that no article bears."""
        worn = {card.draft["column"] for card in self.cards}
        labels = [piece for piece in self.state.pieces if piece.role is Role.COLUMN and piece.article is None]
        return [name for name in dict.fromkeys(column_name(piece.text) for piece in labels) if name not in worn]

    @property
    def without_column(self) -> list[Card]:
        return [card for card in self.wanted if not card.draft["column"]]

    @property
    def line_count(self) -> int:
        return len({piece.line for piece in self.state.pieces})

    @property
    def summary(self) -> str:
        """'5 篇 · 5 栏目 · 1 金句'."""
        quotes = sum(len(card.draft["pull_quotes"]) for card in self.cards)
        counted = ((len(self.cards), "篇"), (len(self.draft["columns"]), "栏目"), (quotes, "金句"))
        return " · ".join(f"{count} {word}" for count, word in counted if count)


def page_facts(page: dict[str, Any]) -> dict[str, str]:
    """The page's facts as form values; the date as ISO, empty when it cannot be read."""
    day = parse_day(str(page.get("date") or ""))
    texts = {name: str(page.get(name) or "") for name in ("number", "name", "banner", "edition")}
    return texts | {"date": day.isoformat() if day else ""}


def outline(review: Review) -> Outline:
    state = review.page
    draft = assemble(state)
    return Outline(state, review.people, draft, source_rows(state), cards(state, draft))
