"""Article records: what publishing stored, with what is said at read time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson
from django.conf import settings
from django.db.models import TextField
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast

from articles.api.documents import Json, Text, encode, with_absolute_links
from articles.api.licence import licence_of
from articles.api.ready import shelf, shelved_as
from articles.api.selection import Selection
from articles.api.serializers import ArticleDetail, ArticleItem
from articles.models.partner import Contract
from articles.models.publication import PublicationQuerySet

INCLUDES = ("body", "statements", "pull_quotes", "corrections")
NOT_LISTED = frozenset(set(ArticleDetail().fields) - set(ArticleItem().fields))

# public id, version, time of the last update: together they name one state of one article.
State = tuple[str, int, Any]


def article_texts(
    visible: Callable[[], PublicationQuerySet],
    states: Iterable[State],
    selection: Selection,
    *,
    contract: Contract,
    whole: bool = False,
) -> list[Text]:
    """The records of these states as JSON, in that order, as ``texts_of_states`` finds them."""
    states = list(states)
    texts = texts_of_states(visible, states, selection, contract=contract, whole=whole)
    return [texts[state] for state in states if state in texts]


def texts_of_states(
    visible: Callable[[], PublicationQuerySet],
    states: Iterable[State],
    selection: Selection,
    *,
    contract: Contract,
    whole: bool = False,
) -> dict[State, Text]:
    """Under each state its record as JSON: from the shelf, the others with one query.

    ``visible`` gives what the caller may see. What vanishes from it in between is left out.
    ``whole`` is the article alone, with what lists do not show. The contract decides the licence.
    """
    states = list(states)
    around = shelved_as(selection.spelling, whole, contract, settings.SITE_URL, settings.PAPER["name"])
    found = shelf.find([(*state, around) for state in states])
    missing = [state[0] for state, text in zip(states, found, strict=True) if text is None]
    fresh = made_now(visible(), missing, selection, contract=contract, whole=whole) if missing else {}
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
    publications: PublicationQuerySet,
    public_ids: Iterable[str],
    selection: Selection,
    *,
    contract: Contract,
    whole: bool,
) -> dict[str, tuple[int, Text]]:
    """Under each public id the version and the text of its record."""
    with_detail = whole or bool(selection.included)
    # As text: the database's JSON is read faster by our own reader than by the field's.
    wanted: list[Any] = ["detail"] if with_detail else ["card", KeyTransform("credits", "detail")]
    found = publications.filter(public_id__in=list(public_ids)).order_by()
    rows = found.values_list("public_id", "version", "column", *(Cast(name, TextField()) for name in wanted))
    made = {}
    for public_id, version, column, *texts in rows:
        stored: Json = orjson.loads(texts[0])
        credits = stored["credits"] if with_detail else texts[1] and orjson.loads(texts[1])
        record = completed(stored, credits, selection, whole=whole, reprint=contract.reprints(column))
        made[public_id] = version, Text(encode(selection.pick(record)))
    return made


def cards_of(visible: Callable[[], PublicationQuerySet], states: Sequence[State]) -> dict[State, Text]:
    """Under each state the bare card, as tables of contents show it: from the shelf, the others with one query."""
    around = shelved_as("card", settings.SITE_URL)
    found = dict(zip(states, shelf.find([(*state, around) for state in states]), strict=True))
    if missing := {state[0]: state for state, text in found.items() if text is None}:
        rows = visible().filter(public_id__in=list(missing)).order_by()
        for public_id, version, card in rows.values_list("public_id", "version", Cast("card", TextField())):
            state, text = missing[public_id], Text(encode(orjson.loads(card)))
            found[state] = text
            if version == state[1]:
                shelf.put((*state, around), text)
    return {state: text for state, text in found.items() if text is not None}


def completed(stored: Json, credits: Any, selection: Selection, *, whole: bool, reprint: bool) -> Json:
    """The stored JSON with the licence, its links made absolute, without what was not asked for."""
    if not whole:
        left_out = NOT_LISTED | (set(INCLUDES) - selection.included)
        stored = {name: value for name, value in stored.items() if name not in left_out}
    if selection.wants("licence"):
        stored["licence"] = licence_of(stored, credits, reprint=reprint)
    if "body" in stored and selection.wants("body"):
        stored["body"]["html"] = with_absolute_links(stored["body"]["html"])
    return stored
