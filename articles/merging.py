"""Brings together what two people made of one article: changes of one side only are taken, clashes are named."""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

from articles.choices import BlockKind
from articles.entries import PLAIN_FIELDS, Entry, PlaceEntry
from articles.models.body import Block, new_block_id
from articles.text.merging import Item, merge


@dataclass(frozen=True, slots=True)
class Merged:
    """``entry`` holds both sides' changes; ``taken`` names what came from the others, ``clashes`` what both changed.

    Where they clash the entry has my words, and must not be stored as it is.
    """

    entry: Entry
    taken: list[str]
    clashes: list[str]


class _Merging:
    def __init__(self) -> None:
        self.taken: list[str] = []
        self.clashes: list[str] = []

    def value(self, name: str, base: Any, mine: Any, theirs: Any) -> Any:
        if theirs in (base, mine):
            return mine
        if mine == base:
            self.taken.append(name)
            return theirs
        self.clashes.append(name)
        return mine

    def rows(self, name: str, base: list[Item], mine: list[Item], theirs: list[Item], key: Any = repr) -> list[Item]:
        merged: list[Item] = []
        is_taken = is_clash = False
        for stretch in merge(base, mine, theirs, key):
            merged += stretch.mine if stretch.is_clash else stretch.merged
            is_clash = is_clash or stretch.is_clash
            is_taken = is_taken or (
                stretch.is_theirs and list(map(key, stretch.base)) != list(map(key, stretch.theirs))
            )
        self.taken += [name] * is_taken
        self.clashes += [name] * is_clash
        return merged


def merge_entries(base: Entry, mine: Entry, theirs: Entry) -> Merged:
    """``base`` is what mine was made of, ``theirs`` what stands in the working copy now."""
    work = _Merging()
    fields = {
        name: work.value(label, base.fields[name], mine.fields[name], theirs.fields[name])
        for name, label in PLAIN_FIELDS.items()
    }
    statements = work.rows("观点", base.statements, mine.statements, theirs.statements)
    body = work.rows("正文", base.body, mine.body, theirs.body, key=words_of)
    place = _place(work, base.place, mine.place, theirs.place)
    was, ours, others = ({*entry.tags} for entry in (base, mine, theirs))
    tags = [tag for tag in theirs.tags if tag in ours or tag not in was]
    tags += [tag for tag in mine.tags if tag not in others and tag not in was]
    if {*tags} != ours:
        work.taken.append("标签")
    entry = Entry(
        fields=fields,
        body=_whole(body, [row.key for row in statements]),
        place=place,
        byline=work.rows("署名", base.byline, mine.byline, theirs.byline),
        statements=statements,
        quotes=work.rows("金句", base.quotes, mine.quotes, theirs.quotes),
        tags=tags,
    )
    return Merged(entry, work.taken, work.clashes)


def _place(work: _Merging, base: PlaceEntry, mine: PlaceEntry, theirs: PlaceEntry) -> PlaceEntry:
    """No position on the page where the article stands means: where it stands."""
    if mine.page is not None and mine.position is None and mine.page == theirs.page:
        mine = replace(mine, position=theirs.position)
    chosen = work.value("位置", where(base), where(mine), where(theirs))
    return mine if chosen == where(mine) else theirs


def words_of(block: Block) -> Hashable:
    """A block without its id: two paragraphs with the same words are the same."""
    return json.dumps({name: value for name, value in block.items() if name != "id"}, sort_keys=True)


def where(place: PlaceEntry) -> tuple[Any, ...]:
    return _page(place), place.position


def _page(place: PlaceEntry) -> Any:
    return place.page.pk if place.page else (place.date, place.number)


def _whole(body: list[Block], statements: list[str]) -> list[Block]:
    """Each id once, each statement once, and none whose statement is gone."""
    seen: set[str] = set()
    placed: set[str] = set()
    kept = []
    for block in body:
        if block["kind"] == BlockKind.STATEMENT:
            if block["statement"] in placed or block["statement"] not in statements:
                continue
            placed.add(block["statement"])
        if block["id"] in seen:
            block = {**block, "id": new_block_id()}
        seen.add(block["id"])
        kept.append(block)
    return kept
