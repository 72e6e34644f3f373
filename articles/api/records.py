"""Article records: pieces that were written out ahead or are written now, joined for who asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.conf import settings
from django.db.models import Case, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from articles import preparing
from articles.api.documents import Json, Text
from articles.api.ready import shelf, shelved_as
from articles.api.selection import Selection
from articles.compiled import places, statement
from articles.models import Publication
from articles.models.partner import Contract
from articles.rendering.record import LICENCE, LICENSED, PARTS, joined, pieces_of
from articles.tombstones import covered

INCLUDES = ("body", "statements", "pull_quotes", "corrections")
CARD = ("card",)
WHOLE = ("card", "notes", *PARTS, LICENCE)

# public id, version, time of the last update: together they name one state of one article.
State = tuple[str, int, Any]


def texts_of_states(
    states: Iterable[State],
    selection: Selection,
    *,
    now: dt.datetime,
    contract: Contract,
    covering: bool = False,
    whole: bool = False,
) -> dict[State, Text]:
    """Under each state its record as JSON: from the shelf, the others with one query.

    What has vanished since the caller looked is left out. The contract decides the licence; where it is ``covering``, what it
    does not cover is left out too. ``whole`` is the article alone, with what lists do not show.
    """
    states = list(states)
    around = shelved_as(selection.spelling, whole, contract, settings.SITE_URL, settings.PAPER["name"])
    found = shelf.find([(*state, around) for state in states])
    missing = [state[0] for state, text in zip(states, found, strict=True) if text is None]
    among = contract if covering else None
    fresh = made_now(missing, selection, now=now, contract=contract, among=among, whole=whole) if missing else {}
    texts = {}
    for state, text in zip(states, found, strict=True):
        if text is None and (made := fresh.get(state[0])) is not None:
            version, text = made
            if version == state[1]:  # else it was released anew since the caller looked
                shelf.put((*state, around), text)
        if text is not None:
            texts[state] = text
    return texts


def made_now(
    public_ids: Sequence[str],
    selection: Selection,
    *,
    now: dt.datetime,
    contract: Contract,
    among: Contract | None = None,
    whole: bool = False,
) -> dict[str, tuple[int, Text]]:
    """Under each public id the version and the text of its record; ``among`` is the contract that must cover it."""
    wanted = wanted_pieces(selection, whole=whole)
    made = {}
    for public_id, version, column, pieces in written(public_ids, wanted, now=now, among=among):
        made[public_id] = version, text_of(pieces, wanted, selection, may_reprint=contract.reprints(column))
    return made


def texts_of_found(publications: Sequence[Publication], selection: Selection, *, contract: Contract) -> list[Text]:
    """The records, in their order, of what the caller has just read with its ``detail``: no query."""
    around = shelved_as(selection.spelling, False, contract, settings.SITE_URL, settings.PAPER["name"])
    keys = [(each.public_id, each.version, each.updated_at, around) for each in publications]
    wanted, texts = wanted_pieces(selection, whole=False), []
    for publication, key, text in zip(publications, keys, shelf.find(keys), strict=True):
        if text is None:
            may_reprint = contract.reprints(publication.column_id)
            names = [LICENSED if name == LICENCE and may_reprint else name for name in wanted]
            text = text_of(pieces_of(publication.detail, names), wanted, selection, may_reprint=may_reprint)
            shelf.put(key, text)
        texts.append(text)
    return texts


def text_of(pieces: Mapping[str, bytes], wanted: Iterable[str], selection: Selection, *, may_reprint: bool) -> Text:
    text = joined([pieces[LICENSED if name == LICENCE and may_reprint else name] for name in wanted])
    return Text(text if selection.chosen is None else orjson.dumps(selection.pick(orjson.loads(text))))


def wanted_pieces(selection: Selection, *, whole: bool) -> list[str]:
    """In the order of the record."""
    return [
        name
        for name in WHOLE
        if name in ("card", LICENCE)
        or ((whole or name in selection.included) and (name == "notes" or selection.wants(name)))
    ]


def written(
    public_ids: Sequence[str], wanted: Sequence[str], *, now: dt.datetime, among: Contract | None = None
) -> Iterable[tuple[str, int, int | None, Mapping[str, bytes]]]:
    """Public id, version, column and pieces of those that are visible: one query, whether they were written ahead or not."""
    names = (*wanted, LICENSED) if LICENCE in wanted else tuple(wanted)
    keys = places(public_ids, nothing="")
    values = {"now": now, "recipe": preparing.recipe_of_records(), **keys}

    def build(marks: Mapping[str, Any]) -> QuerySet[Publication, Any]:
        found = Publication.objects.visible(marks["now"]).filter(public_id__in=[marks[key] for key in keys])
        if among is not None:
            found = found.filter(covered(among))
        present = preparing.is_written("record", marks["recipe"])
        found = found.annotate(present=present)
        stored = Case(When(present=1, then=Value(None)), default=Cast("detail", TextField()), output_field=TextField())
        return found.order_by().values_list(
            "public_id", "version", "column", stored, *(f"record__{name}" for name in names)
        )

    rows = statement(("records", len(keys), names, among), build, values).run(values)
    for public_id, version, column, stored, *ready in rows:
        if stored is None:
            yield public_id, version, column, dict(zip(names, map(bytes, ready), strict=True))
        else:
            yield public_id, version, column, pieces_of(orjson.loads(stored), names)


def cards_of(states: Sequence[State], *, now: dt.datetime) -> dict[State, Text]:
    """Under each state the bare card, as tables of contents show it: from the shelf, the others with one query."""
    around = shelved_as("card", settings.SITE_URL)
    found = dict(zip(states, shelf.find([(*state, around) for state in states]), strict=True))
    if missing := {state[0]: state for state, text in found.items() if text is None}:
        for public_id, version, _, pieces in written(list(missing), CARD, now=now):
            state, text = missing[public_id], Text(joined(pieces.values()))
            found[state] = text
            if version == state[1]:
                shelf.put((*state, around), text)
    return {state: text for state, text in found.items() if text is not None}


def whole_record(detail: Json, *, reprint: bool) -> Json:
    """The record of what was stored once, as it is told now."""
    pieces = pieces_of(detail, [LICENSED if reprint and name == LICENCE else name for name in WHOLE])
    record: Json = orjson.loads(joined(pieces.values()))
    return record
