"""How far what we change has come: which partner has taken a correction or withdrawal, and which has not.

Written down when a partner asks with its key: how far it has read the feed, and which version of an article it
fetched. Once a process knows of it, asking again costs nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from articles.choices import ChangeKind, DeliveryStatus
from articles.models import Change, ChangeCounter, Copy, Delivery, FeedPosition, Partner, Publication
from articles.tombstones import columns_by_id

logger = logging.getLogger("articles.propagation")
MOST_KNOWN = 50_000
TOLD_OF = (ChangeKind.CORRECTED, ChangeKind.WITHDRAWN, ChangeKind.EXPIRED)
SHOWN = 40  # changes on the board

_copies: dict[tuple[int, str], int] = {}
_positions: dict[int, tuple[str, int]] = {}


def note_copies(partner: int, versions: Mapping[str, int]) -> None:
    """The partner has these versions of these articles now. Never fails: who asks gets the answer anyway."""
    fresh = {key: version for key, version in versions.items() if _copies.get((partner, key), -1) < version}
    if not fresh:
        return
    now = timezone.now()
    rows = [Copy(partner_id=partner, object_id=key, version=version, at=now) for key, version in fresh.items()]
    try:
        with transaction.atomic():
            Copy.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["partner", "object_id"], update_fields=["version", "at"]
            )
    except DatabaseError:
        logger.warning("copies of partner %s are not noted", partner, exc_info=True)
        return
    if len(_copies) > MOST_KNOWN:
        _copies.clear()
    _copies.update({(partner, key): version for key, version in fresh.items()})


def note_position(partner: int, epoch: str, seq: int) -> None:
    """The partner came back with this place of the feed: it has everything up to it."""
    known_epoch, known_seq = _positions.get(partner, ("", -1))
    if not epoch or (known_epoch == epoch and known_seq >= seq):
        return
    try:
        with transaction.atomic():
            start = {"epoch": epoch, "seq": seq, "at": timezone.now()}
            _, is_new = FeedPosition.objects.get_or_create(partner_id=partner, defaults=start)
            if not is_new:
                behind = Q(seq__lt=seq) | ~Q(epoch=epoch)
                FeedPosition.objects.filter(behind, partner=partner).update(**start)
    except DatabaseError:
        logger.warning("the position of partner %s is not noted", partner, exc_info=True)
        return
    _positions[partner] = (epoch, seq)


def forget() -> None:
    """What this process knows to be written down already."""
    _copies.clear()
    _positions.clear()


@dataclass(frozen=True, slots=True)
class Reach:
    """Where one partner stands with one change. ``state`` is taken, told (by webhook), open or never (had it)."""

    partner: Partner
    state: str
    at: dt.datetime | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One article's newest correction, withdrawal or expiry, and the partners whom it concerns."""

    change: Change
    title: str
    article: int
    reaches: list[Reach]

    @property
    def open(self) -> list[Reach]:
        return [reach for reach in self.reaches if reach.state in ("open", "told")]


def board(*, only_open: bool = False, shown: int = SHOWN) -> list[Row]:
    """The newest changes that partners must follow, in a fixed number of queries."""
    changes = newest_changes(shown)
    ids = [change.object_id for change in changes]
    found = Publication.objects.filter(public_id__in=ids).values_list("public_id", "title", "article")
    named = {public_id: (title, article) for public_id, title, article in found}
    reader = _Reader(ids, changes)
    rows = [Row(change, *named[change.object_id], reader.reaches(change)) for change in changes]
    return [row for row in rows if row.open] if only_open else rows


def newest_changes(most: int) -> list[Change]:
    """Of each article its newest change of such a kind."""
    same = Change.objects.filter(object_id=OuterRef("object_id"), kind__in=TOLD_OF).order_by("-seq").values("seq")[:1]
    return list(Change.objects.filter(kind__in=TOLD_OF, seq=Subquery(same)).order_by("-seq")[:most])


class _Reader:
    """Everything that is known, read at once."""

    def __init__(self, ids: Collection[str], changes: Collection[Change]) -> None:
        now = timezone.now()
        self.epoch = ChangeCounter.objects.values_list("epoch", flat=True).first() or ""
        self.partners = list(Partner.objects.filter(active=True).select_related("position").prefetch_related("columns"))
        self.contracts = {partner.pk: partner.contract() for partner in self.partners}
        self.columns = columns_by_id(ids, now)
        copies = Copy.objects.filter(object_id__in=ids)
        self.copies = {(copy.partner_id, copy.object_id): copy for copy in copies}
        sent = Delivery.objects.filter(change__in=[change.pk for change in changes], status=DeliveryStatus.DONE)
        self.told = {(key, seq): at for key, seq, at in sent.values_list("webhook__partner", "change", "ended_at")}

    def reaches(self, change: Change) -> list[Reach]:
        seen: set[int | None] = self.columns.get(change.object_id, set())
        concerned = [p for p in self.partners if any(self.contracts[p.pk].covers(column) for column in seen)]
        return [self.reach(partner, change) for partner in concerned]

    def reach(self, partner: Partner, change: Change) -> Reach:
        position: FeedPosition | None = getattr(partner, "position", None)
        copy = self.copies.get((partner.pk, change.object_id))
        if copy is not None and copy.version >= change.version:
            return Reach(partner, "taken", copy.at, copy.version)
        if position is not None and is_past(position, change, self.epoch):
            return Reach(partner, "taken", position.at)
        if copy is None and position is None:
            return Reach(partner, "never")
        version = copy.version if copy else None
        told = self.told.get((partner.pk, change.pk))
        return Reach(partner, "told" if told else "open", told, version)


def is_past(position: FeedPosition, change: Change, epoch: str) -> bool:
    """Numbers are compared within one epoch; whoever reads in the present one, ``epoch``, has all of those before."""
    if position.epoch == change.epoch:
        return position.seq >= change.seq
    return position.epoch == epoch


def followed(position: FeedPosition | None, epoch: str, ids: Collection[str]) -> set[str]:
    """Those of the articles of whose newest change the partner has read in the feed."""
    if position is None:
        return set()
    newest = Change.objects.filter(object_id=OuterRef("object_id")).order_by("-seq").values("seq")[:1]
    changes = Change.objects.filter(object_id__in=ids, seq=Subquery(newest))
    return {change.object_id for change in changes if is_past(position, change, epoch)}
