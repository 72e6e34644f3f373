"""OAI-PMH 2.0: what was published as Dublin Core, with records of what was taken back (``deletedRecord`` persistent).

http://www.openarchives.org/OAI/openarchivesprotocol.html; the numbers in comments are its sections.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db.models import Case, F, Min, Q, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from articles.models import Publication
from articles.public import reading

SIZE = 100
PREFIX = "oai_dc"
SALT = "oai-resumption"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
LIST = frozenset({"metadataPrefix", "from", "until", "set"})
# Arguments of each verb: those it may have and those it must have (section 4).
VERBS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset({"identifier"}), frozenset()),
    "ListSets": (frozenset({"resumptionToken"}), frozenset()),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": (LIST | {"resumptionToken"}, frozenset({"metadataPrefix"})),
    "ListRecords": (LIST | {"resumptionToken"}, frozenset({"metadataPrefix"})),
}


class OaiError(Exception):
    """One of the conditions of section 3.6."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list asks for; ``after`` is the number of the last record given, ``cursor`` how many came before."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None
    column: str = ""
    after: int = 0
    cursor: int = 0


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of a list. ``token`` is None for a list that came whole, empty after the last part."""

    records: list[Publication]
    total: int
    cursor: int
    token: str | None


def check(arguments: dict[str, list[str]]) -> tuple[str, dict[str, str]]:
    """The verb and its arguments. Raises OaiError badVerb, badArgument."""
    verbs = arguments.get("verb", [])
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", "The verb is missing, repeated or unknown.")
    allowed, needed = VERBS[verbs[0]]
    given = {name: values[0] for name, values in arguments.items() if name != "verb"}
    if any(len(values) > 1 for values in arguments.values()):
        raise OaiError("badArgument", "An argument is repeated.")
    if unknown := given.keys() - allowed:
        raise OaiError("badArgument", f"{verbs[0]} takes no {', '.join(sorted(unknown))}.")
    if "resumptionToken" in given:
        if len(given) > 1:
            raise OaiError("badArgument", "A resumptionToken is an exclusive argument.")
    elif missing := needed - given.keys():
        raise OaiError("badArgument", f"{verbs[0]} needs {', '.join(sorted(missing))}.")
    return verbs[0], given


def wanted(given: dict[str, str]) -> Wanted:
    """The list that the arguments ask for. Raises OaiError."""
    if "resumptionToken" in given:
        return _resumed(given["resumptionToken"])
    check_prefix(given["metadataPrefix"])
    stamps = [given.get("from", ""), given.get("until", "")]
    if all(stamps) and bool(DAY.fullmatch(stamps[0])) != bool(DAY.fullmatch(stamps[1])):
        raise OaiError("badArgument", "from and until differ in granularity.")
    since, until = _moment(stamps[0]), _moment(stamps[1], is_end=True)
    if since and until and since > until:
        raise OaiError("badArgument", "from is later than until.")
    column = ""
    if "set" in given:
        kind, _, column = given["set"].partition(":")
        if kind != "column":
            raise OaiError("noRecordsMatch", "There is no such set.")
    return Wanted(since, until, column)


def check_prefix(prefix: str) -> None:
    if prefix != PREFIX:
        raise OaiError("cannotDisseminateFormat", f"The only format is {PREFIX}.")


def _moment(value: str, *, is_end: bool = False) -> dt.datetime | None:
    """A date or a second of UTC. As an end it takes in its whole day or second."""
    if not value:
        return None
    try:
        if SECOND.fullmatch(value):
            found = dt.datetime.fromisoformat(value.replace("Z", "+00:00"))
            return found + dt.timedelta(microseconds=999_999) if is_end else found
        if DAY.fullmatch(value):
            day = dt.date.fromisoformat(value)
            return dt.datetime.combine(day, dt.time.max if is_end else dt.time.min, dt.UTC)
    except ValueError:
        pass
    raise OaiError("badArgument", f"{value[:30]} is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ.")


def _resumed(token: str) -> Wanted:
    try:
        since, until, column, after, cursor = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise OaiError("badResumptionToken", "The resumptionToken is not one of ours.") from None
    first, last = (dt.datetime.fromisoformat(each) if each else None for each in (since, until))
    return Wanted(first, last, column, after, cursor)


def token_of(asked: Wanted) -> str:
    stamps = [each and each.isoformat() for each in (asked.since, asked.until)]
    return signing.dumps([*stamps, asked.column, asked.after, asked.cursor], salt=SALT, compress=True)


def records(now: dt.datetime | None = None) -> Any:
    """Everything that readers see or saw, with ``stamp``, when its record last changed, and ``is_deleted``.

    A record changes with its text, and by the clock: when an embargo ends and when a text expires.
    """
    now = now or timezone.now()
    opened = Q(embargo_until__isnull=True) | Q(embargo_until__lte=now)
    seen = opened & (
        Q(withdrawn_at__isnull=True) | Q(embargo_until__isnull=True) | Q(withdrawn_at__gt=F("embargo_until"))
    )
    open_stamp = Greatest("updated_at", Coalesce("embargo_until", "updated_at"))
    return (
        Publication.objects.filter(seen, released_at__lte=now)
        .annotate(
            is_deleted=Case(
                When(withdrawn_at__isnull=False, then=True), When(expires_at__lte=now, then=True), default=False
            ),
            stamp=Case(
                When(withdrawn_at__isnull=True, expires_at__lte=now, then=Greatest(open_stamp, "expires_at")),
                default=open_stamp,
            ),
        )
        .select_related("column")
        .defer("html", "text", "detail")
        .order_by("pk")
    )


def portion(asked: Wanted) -> Portion:
    """Raises OaiError noRecordsMatch for an empty list."""
    found = records()
    if asked.column:
        found = found.filter(column__slug=asked.column)
    if asked.since:
        recent = Q(updated_at__gte=asked.since) | Q(embargo_until__gte=asked.since) | Q(expires_at__gte=asked.since)
        found = found.filter(recent, stamp__gte=asked.since)
    if asked.until:
        found = found.filter(stamp__lte=asked.until)
    total = found.count()
    rows = list(found.filter(pk__gt=asked.after)[: SIZE + 1])
    if not rows and not asked.cursor:
        raise OaiError("noRecordsMatch", "Nothing was published, changed or withdrawn in that span.")
    token: str | None = None if not asked.cursor else ""
    if len(rows) > SIZE:
        rows = rows[:SIZE]
        token = token_of(replace(asked, after=rows[-1].pk, cursor=asked.cursor + SIZE))
    return Portion(rows, total, asked.cursor, token)


def record(identifier: str) -> Publication:
    """Raises OaiError idDoesNotExist."""
    found: Publication | None = records().filter(public_id=identifier.rpartition(":")[2]).first()
    if found is None or identifier != identifier_of(found):
        raise OaiError("idDoesNotExist", "There is no record of this identifier.")
    return found


def identifier_of(publication: Publication) -> str:
    return f"oai:{urlsplit(settings.SITE_URL).hostname}:{publication.public_id}"


def earliest() -> dt.datetime:
    first: dt.datetime | None = Publication.objects.aggregate(first=Min("updated_at"))["first"]
    return first or timezone.now()


def sets() -> list[tuple[str, str]]:
    """setSpec and setName of every public column."""
    return [(f"column:{column.slug}", column.name) for column in reading.public_columns()]


def dublin_core(publication: Publication) -> list[tuple[str, str]]:
    """The record's elements in order, names without their prefix."""
    card: dict[str, Any] = publication.card
    paper = settings.PAPER
    pairs = [("title", card["title"])]
    pairs += [("title", card["subtitle"])] if card["subtitle"] else []
    pairs += [("creator", part["name"]) for part in card["byline"]]
    pairs += [("subject", tag["name"]) for tag in card["tags"]]
    pairs += [("description", card["summary"])] if card["summary"] else []
    pairs += [("publisher", paper["publisher"] or paper["name"]), ("date", card["date"]), ("type", "Text")]
    pairs += [("format", "text/html"), ("identifier", settings.SITE_URL + card["url"])]
    if card["print_locator"]:
        pairs.append(("identifier", settings.SITE_URL + card["print_locator"]))
        pairs.append(("source", f"{paper['name']} {card['date']} 第{card['page']['number']}版{card['page']['name']}"))
    elif card["source"]:
        pairs.append(("source", card["source"]["name"]))
    return [*pairs, ("language", "zh-CN"), ("rights", f"© {paper['publisher'] or paper['name']}")]
