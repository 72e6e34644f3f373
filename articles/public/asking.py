"""What a reader asks of the archive: the words and filters of a search address, and the addresses near it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, QueryDict

from articles.choices import ArticleKind
from articles.models import Publication
from articles.public import reading
from articles.public.show import PAGE_NUMBER
from articles.search import DATE, RELEVANCE
from articles.search.understanding import wrong_days, wrong_kinds

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LONGEST = 300
FILTERS = (
    ("kind", "kind"),
    ("column", "column"),
    ("author", "author"),
    ("tag", "tag"),
    ("order", "sort"),
)  # field, name
DAYS = (("since", "from"), ("until", "to"))
NUL = "\x00"  # no text of ours has it, and PostgreSQL refuses it


@dataclass(frozen=True, slots=True)
class Asked:
    """One search. Empty strings and None are filters not set; ``mistakes`` are sentences for the reader."""

    q: str = ""
    order: str = RELEVANCE
    kind: str = ""
    column: str = ""
    author: str = ""
    tag: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    page: int = 1
    mistakes: tuple[str, ...] = ()

    @property
    def is_filtered(self) -> bool:
        return any((self.kind, self.column, self.author, self.tag, self.since, self.until))

    @property
    def is_empty(self) -> bool:
        return not self.q and not self.is_filtered

    @property
    def any_day(self) -> str:
        """The same search without its days."""
        return self.address(since=None, until=None)

    @property
    def filters(self) -> list[tuple[str, str]]:
        """Name and value of the filters that a form has to carry along, without the days."""
        pairs = [(name, getattr(self, field)) for field, name in FILTERS if getattr(self, field)]
        return [pair for pair in pairs if pair != ("sort", RELEVANCE)]

    def address(self, **changes: Any) -> str:
        """'?q=…' of this search with changes; it begins at the first page again. A page has thirty of them."""
        pairs = [("q", changes.get("q", self.q))]
        for field, name in FILTERS:
            value = changes[field] if field in changes else getattr(self, field)
            if value and (field != "order" or value != RELEVANCE):
                pairs.append((name, value))
        for field, name in DAYS:
            day = changes[field] if field in changes else getattr(self, field)
            if day:
                pairs.append((name, day.isoformat()))
        page = changes.get("page", 1)
        return "?" + urlencode([*pairs, ("page", str(page))] if page > 1 else pairs)

    def publications(self) -> QuerySet[Publication] | None:
        """What the filters leave of the visible publications; None when nothing is filtered."""
        if not self.is_filtered:
            return None
        found: QuerySet[Publication] = reading.visible()
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.column:
            found = found.filter(column__slug=self.column)
        if self.author:
            found = found.filter(pk__in=reading.by_author(self.author))
        if self.tag:
            found = found.filter(tags__slug=self.tag)
        if self.since:
            found = found.filter(date__gte=self.since)
        if self.until:
            found = found.filter(date__lte=self.until)
        return found


def asked(query: QueryDict) -> Asked:
    """Read an address. A wrong day is left out and told, two in the wrong order change places; a wrong page is Http404."""
    mistakes: list[str] = []
    since, until = _day(query.get("from", ""), mistakes), _day(query.get("to", ""), mistakes)
    if since and until and since > until:
        since, until = until, since
        mistakes.append("起止两个日期写反了，已按先后调过来。")
    page = query.get("page", "1")
    if not PAGE_NUMBER.fullmatch(page):
        raise Http404
    kind = query.get("kind", "")
    q = _word(query.get("q", ""))[:LONGEST].strip()
    mistakes += misread(q)
    return Asked(
        q=q,
        order=DATE if query.get("sort") == DATE else RELEVANCE,
        kind=kind if kind in ArticleKind.values else "",
        column=_word(query.get("column", "")),
        author=_word(query.get("author", "")),
        tag=_word(query.get("tag", "")),
        since=since,
        until=until,
        page=int(page),
        mistakes=tuple(mistakes),
    )


def misread(q: str) -> list[str]:
    """What of the words themselves cannot mean what their field says."""
    kinds = "、".join(ArticleKind.labels)
    return [
        f"“{each[:40]}”不是日期，请写成 日期:2025、日期:2025-06 或 日期:2025-05..2025-06 这样，本次当作普通文字来找。"
        for each in wrong_days(q)
    ] + [f"没有“{each[:40]}”这种体裁，可以写的是：{kinds}。" for each in wrong_kinds(q)]


def _word(value: str) -> str:
    return value.replace(NUL, "").encode("utf-8", "ignore").decode()


def _day(value: str, mistakes: list[str]) -> dt.date | None:
    if not value:
        return None
    try:
        if DAY.fullmatch(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    mistakes.append(f"“{value[:20]}”不是日期，请写成 2025-06-09 这样，本次没有按它筛选。")
    return None
