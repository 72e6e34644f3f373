"""The change feed as one partner may see it: rows hold ids, everything else is asked when it is read."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.core import signing
from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When

from articles.api.documents import Text
from articles.api.records import texts_of_states
from articles.api.selection import Selection
from articles.compiled import ask, aware, stored
from articles.models import ApiKey, Change, ChangeCounter, Publication, PublishedVersion
from articles.models.partner import Contract
from articles.models.publication import is_visible
from articles.rendering import local_time
from articles.rendering.record import encode
from articles.tombstones import covered, endings, told

MAX_CURSOR = 500


@dataclass(frozen=True, slots=True)
class Place:
    """How far a partner has read. ``scope`` says whose reading, of what."""

    epoch: str
    seq: int
    scope: str

    def sign(self) -> str:
        return signed(self)


@lru_cache(maxsize=1_000)
def signed(place: Place) -> str:
    return _signer().sign_object([place.epoch, place.seq, place.scope], compress=False)


@lru_cache(maxsize=1_000)
def open_place(signed: str) -> Place | None:
    """None for what was not given out here."""
    try:
        epoch, seq, scope = _signer().unsign_object(signed) if len(signed) <= MAX_CURSOR else ("", None, "")
    except (signing.BadSignature, ValueError):
        return None
    return Place(epoch, seq, scope) if isinstance(seq, int) else None


def _signer() -> signing.Signer:
    return signing.Signer(salt="articles.api.feed")


def scope_of(key: ApiKey, contract: Contract, kinds: Collection[str]) -> str:
    """A changed contract shows other articles, with another licence: nobody can go on from an old place then."""
    what = (key.partner_id, contract.may_reprint, contract.covers_all, sorted(contract.columns), sorted(kinds))
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


def head_of_feed() -> tuple[str, int]:
    """(epoch, seq); before the first change ("", 0)."""
    return ChangeCounter.objects.values_list("epoch", "head").first() or ("", 0)


class Stretch(NamedTuple):
    """Some rows of the feed, where its head was then, and what they mean: one statement, so that nothing of it knows what came
    later."""

    epoch: str
    head: int
    rows: list[tuple[int, str]]  # seq, the object's id
    newest: dt.datetime | None  # when the youngest was written
    states: dict[str, tuple[str, int, str]]  # under its id what there is to be had: id, version, last update as text
    endings: dict[str, tuple[str, dt.datetime]]  # why and when the others went


# What is asked of publications that can be had; and of those that cannot, beside each of the texts that these have had.
SHOWN = ("public_id", "version", "updated_at")
GONE = ("pk", "public_id", "updated_at", "embargo_until", "expires_at", "withdrawn_at", "withdrawal_reason")
TEXT = ("pk", "publication_id", "version", "at", "embargo_until", "expires_at", "withdrawn_at", "column_id")


def stretch(seq: int, *, kinds: Collection[str], size: int, contract: Contract, now: dt.datetime) -> Stretch:
    """At most ``size`` rows behind ``seq``. One query, as quick as it can be made: mirrors ask it all day long.

    Whoever may see nothing never saw anything, and is told of nothing.
    """
    chosen = tuple(sorted(kinds))
    sees_any = contract.covers_all or bool(contract.columns)
    values: dict[str, Any] = {"seq": seq} | ({"now": now} if sees_any else {})

    def build(marks: Mapping[str, Any]) -> dict[str, QuerySet[Any, Any]]:
        rows = Change.objects.filter(seq__gt=marks["seq"])
        rows = (rows.filter(kind__in=chosen) if chosen else rows).order_by("seq")[:size]
        asked = Publication.objects.filter(public_id__in=rows.values("object_id")).order_by()
        return {
            "head": ChangeCounter.objects.order_by().values_list("epoch", "head"),
            "rows": rows.values_list("seq", "object_id", "at"),
            **(fates(asked, contract, marks["now"]) if sees_any else {}),
        }

    found = ask(("stretch of the feed", chosen, size, contract.covers_all, contract.columns), build, values)
    epoch, head = next(((epoch, int(number)) for epoch, number, *_ in found["head"]), ("", 0))
    rows = [(int(number), object_id) for number, object_id, *_ in found["rows"]]
    # All are written with one offset, so the latest comes last among texts too.
    newest = max((row[2] for row in found["rows"]), default=None)
    states = {public_id: (public_id, int(version), at) for public_id, version, at, *_ in found["shown"]}
    gone = {row[0]: stored(Publication, GONE, row) for row in found["gone"]}
    texts = [stored(PublishedVersion, TEXT, row[len(GONE) :]) for row in found["gone"]]
    ends = told(gone.values(), texts, contract, now) if gone else {}
    return Stretch(epoch, head, rows, aware(newest) if newest else None, states, ends)


def fates(asked: QuerySet[Publication], contract: Contract, now: dt.datetime) -> dict[str, QuerySet[Any, Any]]:
    """Which of them are to be had, and the texts that the others have had as far as the contract covered them."""
    is_shown = is_visible(now) & covered(contract)
    is_gone = Case(When(is_shown, then=Value(0)), default=Value(1), output_field=IntegerField())
    seen = PublishedVersion.objects.filter(covered(contract), publication=OuterRef("pk")).order_by()
    gone = asked.alias(is_gone=is_gone).filter(Exists(seen), is_gone=1).order_by("versions__version")
    return {
        "shown": asked.filter(is_shown).values_list(*SHOWN),
        "gone": gone.values_list(*GONE, *(f"versions__{name}" for name in TEXT)),
    }


def steps(found: Stretch, *, contract: Contract, selection: Selection, now: dt.datetime) -> list[bytes]:
    """What the rows mean to this partner by now, as JSON; a query at most, and another for what goes between them."""
    states, ends = found.states, found.endings
    texts = texts_of_states(states.values(), selection, now=now, contract=contract, covering=True)
    if vanished := {state[0] for state in states.values() if state not in texts}:
        ends = ends | endings(vanished, contract, now)
    made: list[bytes] = []
    for seq, object_id in found.rows:
        if (text := texts.get(states.get(object_id, ("", 0, None)))) is not None:
            step = b'{"seq":%d,"op":"upsert","article":%b}' % (seq, text)
            made.append(Text(step, b"%d %b" % (seq, text.digest)))
        elif ending := ends.get(object_id):
            reason, at = ending
            step = encode({"id": object_id, "seq": seq, "op": "delete", "reason": reason, "at": local_time(at)})
            made.append(Text(step))
    return made
