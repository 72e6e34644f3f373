"""Issues, their pages, and the table of contents in print order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse

from articles.api.counting import article_counts
from articles.api.documents import Json
from articles.api.errors import not_found
from articles.api.filters import IssueFilters, parse_issue_key
from articles.api.pagination import Key, day
from articles.api.parameters import Parameter
from articles.api.serializers import IssueDetail, IssueItem, PageDetail
from articles.api.views.base import DetailView
from articles.api.views.lists import ListView, Rows, both_ways
from articles.models import Issue, Page
from articles.models.issue import normalize_page_number
from articles.models.publication import PublicationQuerySet
from articles.rendering import issue_json

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


def page_item(page: Page, cards: list[Json]) -> Json:
    return {
        "number": page.number,
        "name": page.name,
        "banner": page.banner,
        "credits": page.credits,
        "url": page.get_absolute_url(),
        "api_url": f"{issue_address(page.issue)}pages/{page.number}/",
        "articles": cards,
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
        counts = article_counts("issue", [row["pk"] for row in rows], now=self.now)
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
        issue, cards = find_issue(key), None
        cards = cards_by_page(self.visible().filter(issue=issue))
        if not cards:
            raise not_found()
        pages = Page.objects.filter(pk__in=cards).order_by("sort_key")
        record = issue_item(issue, sum(map(len, cards.values())))
        record["pages"] = [page_item(with_issue(page, issue), cards[page.pk]) for page in pages]
        return self.answer(record)


class PageDetails(DetailView):
    operation = "page"
    tag = "期次与版面"
    summary = "一个版面"
    item = PageDetail
    path_parameters = (ISSUE_KEY, PAGE_NUMBER)

    def get(self, request: HttpRequest, key: str, number: str) -> HttpResponse:
        _ = self.selection
        issue = find_issue(key)
        try:
            page = Page.objects.get(issue=issue, number=normalize_page_number(number))
        except (ValueError, Page.DoesNotExist):
            raise not_found() from None
        cards = cards_by_page(self.visible().filter(page=page)).get(page.pk)
        if not cards:
            raise not_found()
        return self.answer(page_item(with_issue(page, issue), cards) | {"issue": issue_json(issue)})


def find_issue(key: str) -> Issue:
    """Raises the 404."""
    try:
        date, edition = parse_issue_key(key)
        return Issue.objects.get(date=date, edition=edition)
    except (ValueError, Issue.DoesNotExist):
        raise not_found() from None


def with_issue(page: Page, issue: Issue) -> Page:
    """Spares the query for an issue that is at hand."""
    page.issue = issue
    return page


def cards_by_page(publications: PublicationQuerySet) -> dict[int, list[Json]]:
    """Cards in print order, under the keys of their pages."""
    found: dict[int, list[Json]] = defaultdict(list)
    rows: Iterable[tuple[Any, Json]] = publications.order_by("position", "pk").values_list("page", "card")
    for page, card in rows:
        found[page].append(card)
    return dict(found)
