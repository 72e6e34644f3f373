"""The change feed as one partner may see it: rows hold ids, everything else is asked when it is read."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from django.core import signing
from django.db.models import Q

from articles.api.documents import text_of
from articles.api.records import State, texts_of_states
from articles.api.selection import Selection
from articles.choices import WithdrawalReason
from articles.models import ApiKey, Change, ChangeCounter, Publication, PublishedVersion
from articles.models.partner import Contract
from articles.models.publication import PublicationQuerySet
from articles.rendering import local_time

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
) -> list[str]:
    """What the rows mean to this partner by now, as JSON; four queries at most."""
    ids = {row.object_id for row in rows}
    covered = Q() if contract.covers_all else Q(column__in=contract.columns)
    found = visible().filter(covered, public_id__in=ids).order_by() if ids else Publication.objects.none()
    states: dict[str, State] = {state[0]: state for state in found.values_list("public_id", "version", "updated_at")}
    texts = texts_of_states(lambda: visible().filter(covered), states.values(), selection, contract=contract)
    told = {state[0] for state in texts}
    ends = endings(ids - told, contract, now)  # also what went between the two queries
    made = []
    for row in rows:
        if (text := texts.get(states.get(row.object_id, ("", 0, None)))) is not None:
            made.append(f'{{"seq":{row.seq},"op":"upsert","article":{text}}}')
        elif ending := ends.get(row.object_id):
            reason, at = ending
            step = {"id": row.object_id, "seq": row.seq, "op": "delete", "reason": reason, "at": local_time(at)}
            made.append(text_of(step))
    return made


def endings(ids: Collection[str], contract: Contract, now: dt.datetime) -> dict[str, tuple[str, dt.datetime]]:
    """Why and when what this partner could see went; what it never could see is not among them."""
    if not ids:
        return {}
    gone = Publication.objects.filter(public_id__in=ids).only(
        "public_id", "updated_at", "embargo_until", "expires_at", "withdrawn_at", "withdrawal_reason"
    )  # fmt: skip
    published = {publication.pk: publication for publication in gone}
    spans: dict[int, list[PublishedVersion]] = {}
    kept = PublishedVersion.objects.filter(publication__in=published).order_by("version")
    for version in kept.defer("detail", "title", "sha256"):
        spans.setdefault(version.publication_id, []).append(version)
    return {
        publication.public_id: ending_of(publication, now)
        for key, publication in published.items()
        if any(contract.covers(column) for column in columns_seen(publication, spans.get(key, ()), now))
    }


def columns_seen(
    publication: Publication, versions: Sequence[PublishedVersion], now: dt.datetime
) -> Iterator[int | None]:
    """The columns in which it stood before readers' eyes, however short a time. ``versions`` rise.

    Each text lasts until the next one, its expiry or its withdrawal, and under an embargo begins with its end.
    """
    following = [version.at for version in versions[1:]] + [now]
    for version, until in zip(versions, following, strict=True):
        expires_at = publication.expires_at if version is versions[-1] else version.expires_at
        start = max(filter(None, [version.at, version.embargo_until]))
        if start < min(filter(None, [until, expires_at, version.withdrawn_at])):
            yield version.column_id


def ending_of(publication: Publication, now: dt.datetime) -> tuple[str, dt.datetime]:
    """(reason, time). What is still public has left the contract's columns: a matter of rights.

    A text under a new embargo is taken back until then.
    """
    if publication.withdrawn_at is not None:
        is_rights = publication.withdrawal_reason == WithdrawalReason.RIGHTS
        return ("rights" if is_rights else "withdrawn"), publication.withdrawn_at
    if publication.expires_at is not None and publication.expires_at <= now:
        return "expired", publication.expires_at
    if publication.embargo_until is not None and publication.embargo_until > now:
        return "withdrawn", publication.updated_at
    return "rights", publication.updated_at
