"""The change feed as one partner may see it: rows hold ids, everything else is asked when it is read."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.core import signing

from articles.api.records import State, texts_of_states
from articles.api.selection import Selection
from articles.models import ApiKey, Change, ChangeCounter, Publication
from articles.models.partner import Contract
from articles.models.publication import PublicationQuerySet
from articles.rendering import local_time
from articles.rendering.record import encode
from articles.tombstones import covered, endings

MAX_CURSOR = 500


@dataclass(frozen=True, slots=True)
class Place:
    """How far a partner has read. ``scope`` says whose reading, of what."""

    epoch: str
    seq: int
    scope: str

    def sign(self) -> str:
        return _signer().sign_object([self.epoch, self.seq, self.scope], compress=False)


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


def rows_after(seq: int, *, kinds: Collection[str], size: int) -> list[Change]:
    rows = Change.objects.filter(seq__gt=seq)
    return list((rows.filter(kind__in=kinds) if kinds else rows).order_by("seq")[:size])


def steps(
    rows: Sequence[Change],
    visible: Callable[[], PublicationQuerySet],
    *,
    contract: Contract,
    selection: Selection,
    now: dt.datetime,
) -> list[bytes]:
    """What the rows mean to this partner by now, as JSON; four queries at most."""
    ids = {row.object_id for row in rows}
    ours = covered(contract)
    found = visible().filter(ours, public_id__in=ids).order_by() if ids else Publication.objects.none()
    states: dict[str, State] = {state[0]: state for state in found.values_list("public_id", "version", "updated_at")}
    texts = texts_of_states(states.values(), selection, now=now, contract=contract, covering=True)
    told = {state[0] for state in texts}
    ends = endings(ids - told, contract, now)  # also what went between the two queries
    made = []
    for row in rows:
        if (text := texts.get(states.get(row.object_id, ("", 0, None)))) is not None:
            made.append(b'{"seq":%d,"op":"upsert","article":%b}' % (row.seq, text))
        elif ending := ends.get(row.object_id):
            reason, at = ending
            step = {"id": row.object_id, "seq": row.seq, "op": "delete", "reason": reason, "at": local_time(at)}
            made.append(encode(step))
    return made
