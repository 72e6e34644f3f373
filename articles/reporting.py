"""报表: what was published, how long reviews took, errors, corrections and withdrawals, between two days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from django.db.models import Q
from django.utils import timezone

from articles.choices import ArticleKind, WithdrawalReason
from articles.figures import PASS_LINE, midnight, times_in
from articles.models import Correction, Publication, PublicationAuthor, RecordEntry
from articles.models.review import REVIEWS
from articles.sheets import Cell

LONGEST = 5 * 366  # days
SHOWN = 500  # rows on a page; a file has all


@dataclass(frozen=True, slots=True)
class Span:
    """From ``begin`` to ``end``, both included."""

    begin: dt.date
    end: dt.date

    @property
    def moments(self) -> tuple[dt.datetime, dt.datetime]:
        return midnight(self.begin), midnight(self.end + dt.timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Report:
    """A table, and (label, value) pairs to be drawn beside it."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    bars: list[tuple[str, int]] = field(default_factory=list)
    peak: str = ""  # what the highest bar says: '最多 {} 篇'
    lacking: str = ""  # what the figures do not have yet


def month_of(day: dt.date) -> str:
    return f"{day:%Y-%m}"


def week_of(day: dt.date) -> str:
    """The week's Monday."""
    return (day - dt.timedelta(days=day.weekday())).isoformat()


# --- output ------------------------------------------------------------------------------------------

GROUPS = {"month": "按月", "week": "按周", "column": "按栏目", "page": "按版名", "kind": "按体裁", "author": "按作者"}


def output(span: Span, group: str) -> Report:
    """Articles and characters of what is public, by day of publication. At most two queries.

    By author an article counts once for each of its writers and speakers.
    """
    rows = Publication.objects.filter(date__gte=span.begin, date__lte=span.end, withdrawn_at__isnull=True).order_by(
        "date"
    )
    if group == "author":
        links = PublicationAuthor.objects.filter(publication__in=rows.order_by()).order_by()
        pairs = links.values_list(
            "author__name", "author__distinguisher", "publication", "publication__card__characters"
        )
        seen = {(name + (f"（{more}）" if more else ""), key): count for name, more, key, count in pairs}
        return _summed("作者", ((name, count) for (name, _), count in seen.items()), by_size=True)
    found = rows.values_list("date", "column__name", "page__name", "page__number", "kind", "card__characters")
    name: Callable[[Any], str] = {
        "week": lambda row: week_of(row[0]),
        "column": lambda row: row[1] or "无栏目",
        "page": lambda row: row[2] or (f"{row[3]}版" if row[3] else "仅网络"),
        "kind": lambda row: str(ArticleKind(row[4]).label),
    }.get(group, lambda row: month_of(row[0]))
    head = {"week": "周（自周一）", "column": "栏目", "page": "版名", "kind": "体裁"}.get(group, "月")
    return _summed(head, ((name(row), row[5]) for row in found), by_size=group in ("column", "page", "kind"))


def _summed(head: str, pairs: Iterable[tuple[str, int | None]], *, by_size: bool) -> Report:
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name, characters in pairs:
        counts[name][0] += 1
        counts[name][1] += characters or 0
    rows: list[tuple[Cell, ...]] = [(name, n, characters) for name, (n, characters) in counts.items()]
    if by_size:
        rows.sort(key=lambda row: (-int(str(row[1])), str(row[0])))
    bars = [(str(row[0]), int(str(row[1]))) for row in rows[:40]]
    return Report((head, "篇数", "字数"), rows, bars, "最多 {} 篇")


# --- reviews, errors, what was put right -------------------------------------------------------------


def durations(span: Span, group: str) -> Report:
    """Hours that articles stood in each review, of those that left it in the span. One query."""
    begin, end = span.moments
    # What left a review in the span may have entered it before.
    lines = RecordEntry.objects.filter(at__gte=begin - dt.timedelta(days=60), at__lt=end).order_by("article", "pk")
    known = list(lines.values_list("article_id", "before", "after", "at"))
    before = times_in(line for line in known if line[3] < begin)
    spent = times_in(known)
    rows: list[tuple[Cell, ...]] = []
    for stage in REVIEWS:
        hours = _without(spent[stage], before[stage])
        tenth = quantiles(hours, n=10)[-1] if len(hours) > 1 else (hours[0] if hours else None)
        middle = median(hours) if hours else None
        rows.append((str(stage.label), len(hours), *(round(h, 1) if h is not None else None for h in (middle, tenth, max(hours, default=None)))))  # fmt: skip
    bars = [(str(row[0]), round(float(str(row[2])))) for row in rows if row[2] is not None]
    return Report(("阶段", "审过", "中位数（小时）", "九成不超过（小时）", "最长（小时）"), rows, bars, "最长 {} 小时")


def _without(all_of: list[float], some: list[float]) -> list[float]:
    left = list(all_of)
    for each in some:
        left.remove(each)
    return left


def errors(span: Span, group: str) -> Report:
    """差错率 by month of first release: errors as 报纸期刊质量管理规定 weighs them, in 10,000 characters. Two queries."""
    begin, end = span.moments
    released = Publication.objects.filter(released_at__gte=begin, released_at__lt=end)
    found = released.filter(proof_score__isnull=False)
    unread = released.filter(proof_score__isnull=True).count()
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0, 0])
    for day, wrong, characters in found.order_by("date").values_list(
        "date", "proof_score__errors", "proof_score__characters"
    ):
        for at, value in enumerate((1, characters, wrong)):
            sums[month_of(day)][at] += value
    rows: list[tuple[Cell, ...]] = []
    for month, (n, read, wrong) in sums.items():
        rate = round(wrong * 10_000 / read, 2) if read else 0.0
        verdict = "合格" if rate <= PASS_LINE else "不合格"
        rows.append((month, int(n), int(read), round(wrong, 1), rate, verdict))
    bars = [(str(row[0]), round(float(str(row[3])))) for row in rows]
    lacking = f"还有 {unread} 篇等后台计错，没有算在里面。" if unread else ""
    return Report(("月", "篇数", "已校字数", "差错", "万分率", "是否合格"), rows, bars, "最多 {} 处", lacking)


def amends(span: Span, group: str) -> Report:
    """Corrections and withdrawals, the newest first. Two queries."""
    begin, end = span.moments
    rows: list[tuple[Cell, ...]] = [
        (row.date, "更正", row.article.title, row.text)
        for row in Correction.objects.filter(date__gte=span.begin, date__lte=span.end).select_related("article")
    ]
    taken = Publication.objects.filter(Q(withdrawn_at__gte=begin) & Q(withdrawn_at__lt=end))
    for at, title, reason, note in taken.values_list("withdrawn_at", "title", "withdrawal_reason", "withdrawal_note"):
        words = "：".join(filter(None, [str(WithdrawalReason(reason).label), note]))
        rows.append((timezone.localdate(at), "撤稿", title, words))
    rows.sort(key=lambda row: str(row[0]), reverse=True)
    counts: defaultdict[str, int] = defaultdict(int)
    for row in sorted(rows, key=lambda row: str(row[0])):
        counts[str(row[0])[:7]] += 1
    return Report(("日期", "种类", "文章", "说明"), rows, list(counts.items()), "最多 {} 件")


@dataclass(frozen=True, slots=True)
class Kind:
    """A report that can be asked for."""

    title: str
    make: Callable[[Span, str], Report]
    note: str
    empty: str  # what there has to be before there are figures
    groups: dict[str, str] = field(default_factory=dict)


REPORTS = {
    "output": Kind(
        "刊发", output, "已发布、没有撤稿的文章，按见报日期，仅网络的按首次发布。", "发布了稿件就有。", GROUPS
    ),
    "reviews": Kind(
        "审稿用时",
        durations,
        "这段时间里离开各审的稿件，从进入到离开；退回后再来另算一次。",
        "稿件送审、审过一审就有。",
    ),
    "errors": Kind(
        "差错率",
        errors,
        f"按报纸期刊质量管理规定计错，万分之{PASS_LINE:g}以内合格；编辑忽略的不算。",
        "稿件发布之后几分钟，后台读过就有。",
    ),
    "amends": Kind("更正与撤稿", amends, "读者看得到的更正和撤稿。", "发布过更正、撤过稿件才有；没有是好事。"),
}
