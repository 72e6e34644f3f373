"""Issues, their pages, and the table of contents in print order."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import orjson
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse

from articles.api.counts import article_counts
from articles.api.documents import Json, Text
from articles.api.errors import not_found
from articles.api.filters import IssueFilters, parse_issue_key
from articles.api.pagination import Key, day
from articles.api.parameters import Parameter
from articles.api.records import State, cards_of
from articles.api.serializers import IssueDetail, IssueItem, PageDetail
from articles.api.views.base import DetailView
from articles.api.views.lists import ListView, Rows, both_ways
from articles.compiled import statement
from articles.models import Issue, Page, Publication
from articles.models.issue import normalize_page_number
from articles.models.publication import PublicationQuerySet
from articles.rendering import issue_json
from articles.rendering.record import encode

ISSUE_KEY = Parameter("key", "日期；有版别的加“-版别”。", {"type": "string"}, "2025-06-09")
PAGE_NUMBER = Parameter("number", "版次；07 等于 7。", {"type": "string"}, "5")


def issue_item(issue: Issue, count: int) -> Json:
    return {
        "key": issue.key,
        "date": issue.date.isoformat(),
        "edition": issue.edition,
        "serial_number": issue.serial_number,
        "title": issue.title,
        "url": issue.get_absolute_url(),
        "api_url": issue_address(issue),
        "article_count": count,
    }


def issue_address(issue: Issue) -> str:
    """The API's address, with the edition escaped as the site's own address has it."""
    return "/api/v1" + issue.get_absolute_url()


def page_item(page: Page) -> Json:
    return {
        "number": page.number,
        "name": page.name,
        "banner": page.banner,
        "credits": page.credits,
        "url": page.get_absolute_url(),
        "api_url": f"{issue_address(page.issue)}pages/{page.number}/",
    }


class IssueList(ListView):
    operation = "issues"
    tag = "期次与版面"
    summary = "期次列表"
    item = IssueItem
    filters = IssueFilters
    orderings = both_ways("date", day("date"), Key("edition"))
    default_ordering = "-date"
    columns = ("pk", "date", "edition", "serial_number", "title")

    def rows(self, visible: PublicationQuerySet) -> Rows:
        rows: Any = Issue.objects.filter(Exists(visible.filter(issue=OuterRef("pk")))).values(*self.columns)
        return rows

    def facts(self, rows: Sequence[dict[str, Any]]) -> list[Hashable]:
        """Row and number of articles."""
        counts = article_counts("issue", [row["pk"] for row in rows], now=self.now, state=self.state)
        return [(tuple(row.values()), counts.get(row["pk"], 0)) for row in rows]

    def record(self, fact: tuple[tuple[Any, ...], int]) -> Json:
        row, count = fact
        return issue_item(Issue(**dict(zip(self.columns, row, strict=True))), count)


class IssueDetails(DetailView):
    operation = "issue"
    tag = "期次与版面"
    summary = "一期的目录"
    item = IssueDetail
    path_parameters = (ISSUE_KEY,)

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        _ = self.selection  # a bad parameter is told before a missing record
        pages, cards = contents(key, now=self.now)
        if not cards:
            raise not_found()
        record = issue_item(pages[0].issue, sum(map(len, cards.values())))
        shown = [joined(encode(page_item(page)), "articles", cards[page.pk]) for page in pages if page.pk in cards]
        return self.answer_text(joined(encode(record), "pages", shown))


class PageDetails(DetailView):
    operation = "page"
    tag = "期次与版面"
    summary = "一个版面"
    item = PageDetail
    path_parameters = (ISSUE_KEY, PAGE_NUMBER)

    def get(self, request: HttpRequest, key: str, number: str) -> HttpResponse:
        _ = self.selection
        try:
            wanted = normalize_page_number(number)
        except ValueError:
            raise not_found() from None
        pages, cards = contents(key, now=self.now)
        page = next((page for page in pages if page.number == wanted and page.pk in cards), None)
        if page is None:
            raise not_found()
        text = joined(encode(page_item(page)), "articles", cards[page.pk])
        return self.answer_text(text[:-1] + b',"issue":%b}' % encode(issue_json(page.issue)))


Cards = dict[int, list[Text]]
OF_ISSUE = ("pk", "date", "edition", "serial_number", "title")
OF_PAGE = ("pk", "number", "name", "banner", "credits")


def contents(key: str, *, now: dt.datetime) -> tuple[list[Page], Cards]:
    """The pages of an issue in their order, and under their keys what may be seen on them, in print order: two queries,
    and one for the cards that are not at hand. Raises the 404 of what is no issue's key."""
    try:
        date, edition = parse_issue_key(key)
    except ValueError:
        raise not_found() from None
    values = {"date": date, "edition": edition}
    pages = [read_page(row) for row in statement("pages of issue", pages_of, values).run(values)]
    values |= {"now": now}
    rows = statement("articles of issue", states_of, values).run(values)
    states: list[State] = [(public_id, version, updated_at) for _, public_id, version, updated_at in rows]
    texts = cards_of(states, now=now)
    found: Cards = defaultdict(list)
    for (page, *_), state in zip(rows, states, strict=True):
        if state in texts:
            found[page].append(texts[state])
    return pages, dict(found)


def pages_of(values: Mapping[str, Any]) -> QuerySet[Page, Any]:
    pages = Page.objects.filter(issue__date=values["date"], issue__edition=values["edition"]).order_by("sort_key")
    return pages.values_list(*OF_PAGE, *(f"issue__{name}" for name in OF_ISSUE))


def read_page(row: tuple[Any, ...]) -> Page:
    of_page = dict(zip(OF_PAGE, row, strict=False))
    issue = Issue(**dict(zip(OF_ISSUE, row[len(OF_PAGE) :], strict=True)))
    return Page(**of_page | {"credits": orjson.loads(of_page["credits"])}, issue=issue)


def states_of(values: Mapping[str, Any]) -> QuerySet[Publication, Any]:
    shown = Publication.objects.visible(values["now"])
    shown = shown.filter(issue__date=values["date"], issue__edition=values["edition"]).order_by("position", "pk")
    return shown.values_list("page", "public_id", "version", Cast("updated_at", TextField()))


def joined(record: bytes, name: str, texts: Sequence[bytes]) -> bytes:
    """The record with one more member, a list of what is JSON already."""
    return b'%b,"%b":[%b]}' % (record[:-1], name.encode(), b",".join(texts))
