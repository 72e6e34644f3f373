"""What articles mean to a partner by now, and why it no longer sees what it once could: for the feed and webhooks alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from articles.choices import WithdrawalReason
from articles.models import Publication, PublishedVersion
from articles.models.partner import Contract


@dataclass(frozen=True, slots=True)
class Meaning:
    """``upsert``: it may be had, in this version. ``delete``: it is to be taken down, for that reason."""

    op: str
    version: int
    reason: str = ""


def covered(contract: Contract) -> Q:
    """The publications that a contract covers."""
    return Q() if contract.covers_all else Q(column__in=contract.columns)


def meanings(ids: Collection[str], contract: Contract, now: dt.datetime) -> dict[str, Meaning]:
    """Under each public id what it means; what this partner can neither see nor ever saw is not among them."""
    shown = Publication.objects.visible(now).filter(covered(contract), public_id__in=ids).order_by()
    found = {public_id: Meaning("upsert", version) for public_id, version in shown.values_list("public_id", "version")}
    ends = endings(set(ids) - set(found), contract, now)
    versions = dict(Publication.objects.filter(public_id__in=ends).values_list("public_id", "version") if ends else ())
    return found | {key: Meaning("delete", versions[key], reason) for key, (reason, _) in ends.items()}


def endings(ids: Collection[str], contract: Contract, now: dt.datetime) -> dict[str, tuple[str, dt.datetime]]:
    """Why and when what this partner could see went; what it never could see is not among them."""
    if not ids:
        return {}
    gone = known(ids)
    return told(gone, texts_of(gone), contract, now)


def told(
    gone: Collection[Publication], texts: Collection[PublishedVersion], contract: Contract, now: dt.datetime
) -> dict[str, tuple[str, dt.datetime]]:
    """Of what is ``gone`` those that this partner could see once; ``texts`` are all they have had, and rise by version."""
    seen = columns_of(gone, texts, now)
    return {
        publication.public_id: ending_of(publication, now)
        for publication in gone
        if any(contract.covers(column) for column in seen[publication.public_id])
    }


def columns_by_id(ids: Collection[str], now: dt.datetime) -> dict[str, set[int | None]]:
    """Under each public id the columns in which readers ever saw it; two queries."""
    found = known(ids)
    return columns_of(found, texts_of(found), now)


def known(ids: Collection[str]) -> list[Publication]:
    found = Publication.objects.filter(public_id__in=ids)
    return list(
        found.only("public_id", "updated_at", "embargo_until", "expires_at", "withdrawn_at", "withdrawal_reason")
    )


def texts_of(publications: Collection[Publication]) -> list[PublishedVersion]:
    kept = PublishedVersion.objects.filter(publication__in=publications).order_by("version")
    return list(kept.defer("detail", "title", "sha256"))


def columns_of(
    publications: Collection[Publication], texts: Collection[PublishedVersion], now: dt.datetime
) -> dict[str, set[int | None]]:
    spans: dict[int, list[PublishedVersion]] = {}
    for version in texts:
        spans.setdefault(version.publication_id, []).append(version)
    return {
        each.public_id: {version.column_id for version in versions_seen(each, spans.get(each.pk, ()), now)}
        for each in publications
    }


def versions_seen(
    publication: Publication, versions: Sequence[PublishedVersion], now: dt.datetime
) -> Iterator[PublishedVersion]:
    """Those that stood before readers' eyes, however short a time. ``versions`` are all of them, and rise.

    Each text lasts until the next one, its expiry or its withdrawal, and under an embargo begins with its end.
    """
    following = [version.at for version in versions[1:]] + [now]
    for version, until in zip(versions, following, strict=True):
        expires_at = publication.expires_at if version is versions[-1] else version.expires_at
        start = max(filter(None, [version.at, version.embargo_until]))
        if start < min(filter(None, [until, expires_at, version.withdrawn_at])):
            yield version


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
