"""稿费单: who wrote how many characters in a month, by what is public, and what that makes.

The rule: a statement counts for its speaker; all other characters are shared evenly among those who signed as
writers, what cannot be divided going to the first ones. Photographers are not paid by the character; reprints and
what was withdrawn are not paid. A confirmed line is never changed again by counting, a closed month by nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.bylines import IN_HOUSE
from articles.choices import ContributionRole, FeePart
from articles.editing import TURN_WORDS
from articles.exceptions import NewsroomError
from articles.models import Author, FeeLine, FeeMonth, FeeRate, Publication, User
from articles.models.body import block_text

CHANGE, CLOSE = "articles.change_feemonth", "articles.close_feemonth"
NOT_BY_CHARACTER = (ContributionRole.PHOTOGRAPHER,)
CENT = Decimal("0.01")
LARGEST = Decimal("99999999.99")


class FeesRefused(NewsroomError):
    """The list cannot be changed so; nothing was. ``lines`` says why of each line by its key, where lines are the cause."""

    code = "fees-refused"

    def __init__(self, message: str, *, code: str | None = None, lines: Mapping[int, str] | None = None) -> None:
        super().__init__(message, code=code)
        self.lines = dict(lines or {})


@dataclass(slots=True)
class Share:
    """One person's characters in one publication."""

    part: FeePart
    name: str
    affiliation: str
    is_own: bool
    author_id: str | None
    characters: int = 0


def shares(detail: dict[str, Any]) -> list[Share]:
    """Who is paid for which part of a published article, one row a person and part."""
    found: dict[tuple[FeePart, str], Share] = {}
    spoken = [row for row in detail["statements"] if row["speaker"] not in TURN_WORDS]
    for row in spoken:
        share = _share(FeePart.STATEMENT, row["speaker"], row["affiliation"], row["author_id"])
        found.setdefault((share.part, share.name), share).characters += count(row["text"])
    writers = [row for row in detail["byline"] if row["role"] not in NOT_BY_CHARACTER]
    turns = sum(count(row["text"]) for row in detail["statements"] if row["speaker"] in TURN_WORDS)
    rest = turns + sum(count(block_text(block)) for block in detail["body"]["blocks"])
    for number, row in enumerate(writers):
        share = _share(FeePart.TEXT, row["name"], row["affiliation"], row["id"], row["credit"], row["role"])
        part = rest // len(writers) + (number < rest % len(writers))
        found.setdefault((share.part, share.name), share).characters += part
    return [share for share in found.values() if share.characters]


def _share(part: FeePart, name: str, affiliation: str, author: str | None, credit: str = "", role: str = "") -> Share:
    is_own = role == ContributionRole.REPORTER or affiliation.startswith(IN_HOUSE) or credit.startswith(IN_HOUSE)
    return Share(part, name, affiliation, is_own, author)


def count(text: str) -> int:
    return len("".join(text.split()))


class Rates:
    """The rates as they stand, read once."""

    def __init__(self) -> None:
        rows = FeeRate.objects.values_list("column", "kind", "per_thousand")
        self._known = {(column, kind): rate for column, kind, rate in rows}

    def of(self, publication: Publication) -> Decimal:
        """The rate that says most about it; 0 where none does."""
        column, kind = publication.column_id, publication.kind
        for key in ((column, kind), (column, ""), (None, kind), (None, "")):
            if key in self._known:
                return self._known[key]
        return Decimal(0)


def amount_for(characters: int, rate: Decimal) -> Decimal:
    return (rate * characters / 1000).quantize(CENT, ROUND_HALF_UP)


# --- the list of a month -----------------------------------------------------------------------------


def months() -> list[dt.date]:
    """The first days of all months that have something to be paid for, and of the present one; the latest first."""
    today = timezone.localdate()
    public = Publication.objects.filter(date__lte=today, withdrawn_at__isnull=True).order_by()
    days = public.values_list("date", flat=True).distinct()
    return sorted({day.replace(day=1) for day in [today, *days]}, reverse=True)


@transaction.atomic
def draw_up(first: dt.date, *, by: User) -> FeeMonth:
    """Count the month anew: new lines come, unconfirmed ones follow text and rates, those of withdrawn texts go.

    A line that somebody confirmed stays as it is. Raises FeesRefused without the right, for a month that is closed
    or that has not begun.
    """
    if first > timezone.localdate():
        raise FeesRefused("这个月还没有到。", code="not-yet")
    FeeMonth.objects.get_or_create(first=first.replace(day=1))
    month = _open(FeeMonth.objects.get(first=first.replace(day=1)), by)
    kept = {(line.publication_id, line.part, line.name): line for line in month.lines.all()}
    wanted = {(line.publication_id, line.part, line.name): line for line in _counted(month)}
    gone = [line.pk for key, line in kept.items() if key not in wanted and not line.is_confirmed]
    FeeLine.objects.filter(pk__in=gone).delete()
    FeeLine.objects.bulk_create(line for key, line in wanted.items() if key not in kept)
    renewed = []
    for key, line in kept.items():
        if key in wanted and not line.is_confirmed:
            for name in ("author_id", "affiliation", "is_own", "characters", "rate", "amount"):
                setattr(line, name, getattr(wanted[key], name))
            renewed.append(line)
    FeeLine.objects.bulk_update(renewed, ["author", "affiliation", "is_own", "characters", "rate", "amount"])
    return month


def _counted(month: FeeMonth) -> Iterator[FeeLine]:
    rates = Rates()
    rows = Publication.objects.filter(date__gte=month.first, date__lt=month.end, withdrawn_at__isnull=True)
    rows = rows.exclude(pk__in=FeeLine.objects.exclude(month=month).values("publication"))  # nobody is paid twice
    authors = dict(Author.objects.values_list("public_id", "pk"))
    for publication in rows.defer("html", "text", "card").order_by("date", "pk").iterator(chunk_size=100):
        if publication.detail.get("source"):
            continue
        rate = rates.of(publication)
        for share in shares(publication.detail):
            yield FeeLine(
                month=month, publication=publication, part=share.part, name=share.name, affiliation=share.affiliation,
                is_own=share.is_own, author_id=authors.get(share.author_id or ""), characters=share.characters,
                rate=rate, amount=amount_for(share.characters, rate),
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What people write in a line."""

    amount: Decimal
    is_confirmed: bool
    note: str

    @classmethod
    def of(cls, line: FeeLine) -> Entry:
        return cls(line.amount, line.is_confirmed, line.note)


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody makes of a line, and what stood there when it was shown."""

    line: int
    was: Entry
    made: Entry


@transaction.atomic
def edit(month: FeeMonth, edits: Iterable[Edit], *, by: User) -> int:
    """Write amounts, ticks and notes, all or none; returns how many lines changed.

    What only one side changed is taken from that side. Raises FeesRefused for a closed month, and, naming each line,
    for an amount that is out of bounds and for what two people changed differently.
    """
    month = _open(month, by)
    lines = {line.pk: line for line in month.lines.select_related("publication")}
    changed, wrong, first = [], {}, ""
    for each in edits:
        line = lines.get(each.line)
        if line is None:
            raise FeesRefused("有一行已经不在这个月的稿费单里，什么也没有保存，请刷新后再改。", code="line-gone")
        before = Entry.of(line)
        try:
            after = _merged(line, each)
        except FeesRefused as refusal:
            wrong[line.pk] = refusal.message
            first = first or f"{line.name}《{line.publication}》的"
            continue
        if after != before:
            line.amount, line.is_confirmed, line.note = after.amount, after.is_confirmed, after.note[:200]
            changed.append(line)
    refuse(wrong, first)
    FeeLine.objects.bulk_update(changed, ["amount", "is_confirmed", "note"])
    return len(changed)


def refuse(wrong: Mapping[int, str], first: str = "") -> None:
    """Raise FeesRefused with those lines' reasons, if there are any; ``first`` is whose the first one is."""
    if wrong:
        others = f"另有 {len(wrong) - 1} 行也要看一看。" if len(wrong) > 1 else ""
        words = f"{first}{next(iter(wrong.values()))}{others}你填的都还在，改好再保存。"
        raise FeesRefused(words, code="lines", lines=wrong)


def _merged(line: FeeLine, edit: Edit) -> Entry:
    """The line as it is with what was changed in it. Raises FeesRefused where both sides changed the same thing."""
    now, was, made = Entry.of(line), edit.was, edit.made
    if made.amount != was.amount and not 0 <= made.amount <= LARGEST:
        raise FeesRefused(f"金额应在 0 到 {LARGEST} 之间。")
    result = now
    for field, words in (("amount", "金额"), ("is_confirmed", "已核"), ("note", "备注")):
        mine, theirs = getattr(made, field), getattr(now, field)
        if mine in (getattr(was, field), theirs):
            continue
        if theirs != getattr(was, field):
            shown = {"amount": f" {theirs}", "is_confirmed": "已核" if theirs else "未核"}.get(field, f"“{theirs}”")
            raise FeesRefused(f"{words}在你打开之后改成了{shown}。")
        result = replace(result, **{field: mine})
    return result


@transaction.atomic
def close(month: FeeMonth, *, by: User) -> FeeMonth:
    """Freeze the month. Raises FeesRefused without the right, before its end, and while lines are unconfirmed."""
    if not by.has_perm(CLOSE):
        raise FeesRefused("你没有稿费结账的权限。", code="permission-denied")
    month = _open(month, by)
    if month.end > timezone.localdate():
        raise FeesRefused(f"{month}还没有过完，不能结账。", code="not-over")
    if left := month.lines.filter(is_confirmed=False).count():
        raise FeesRefused(f"还有 {left} 行没有核，全部核过才能结账。", code="unconfirmed")
    month.closed_at, month.closed_by = timezone.now(), by
    month.save(update_fields=["closed_at", "closed_by"])
    return month


def _open(month: FeeMonth, by: User) -> FeeMonth:
    if not by.has_perm(CHANGE):
        raise FeesRefused("你没有改稿费单的权限。", code="permission-denied")
    found = FeeMonth.objects.select_for_update().get(pk=month.pk)
    if found.closed_at is not None:
        raise FeesRefused(f"{found}已经结账，不能再改。", code="closed")
    return found
