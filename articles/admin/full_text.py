"""Search in the full text of every article, drafts and withdrawn ones too, with stages, columns and issues beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.admin import waits
from articles.admin.article_list import number_of
from articles.admin.fields import without_invisible
from articles.admin.site import account_of, site
from articles.choices import Stage
from articles.search.working import Count, Wanted, WorkingResult, search_working

LONGEST = 200
LAST_PAGE = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet as a link; ``stage`` is drawn as a chip."""

    label: str
    count: int
    url: str
    is_current: bool
    stage: str = ""


def full_text(request: HttpRequest) -> HttpResponse:
    """GET ``q``, ``stage``, ``column``, ``issue``, ``page``. Only for accounts that may see articles."""
    if not account_of(request).has_perm("articles.view_article"):
        raise PermissionDenied
    q = without_invisible(request.GET.get("q", ""))[:LONGEST].strip()
    given = {name: request.GET[name] for name in ("stage", "column", "issue") if request.GET.get(name)}
    wanted = Wanted(
        stage=given.get("stage", "") if given.get("stage") in Stage.values else "",
        column=number_of(given.get("column")),
        issue=number_of(given.get("issue")),
    )
    page = min(number_of(request.GET.get("page")) or 1, LAST_PAGE)
    result = search_working(q, wanted, page=page) if q else None
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": "全文搜索",
        "q": q,
        "given": given,
        "result": result,
    }
    if result:
        context |= {
            "back": waits.returned()
            .filter(pk__in=[hit.article.pk for hit in result.hits])
            .values_list("pk", flat=True),
            "facets": facets(q, given, result),
            "previous_url": address(q, given, page=page - 1) if page > 1 else "",
            "next_url": address(q, given, page=page + 1) if page < min(result.pages, LAST_PAGE) else "",
        }
    return render(request, "admin/articles/article/full_text.html", context)


def facets(q: str, given: dict[str, str], result: WorkingResult) -> list[tuple[str, list[Choice]]]:
    """Each with the way back to all, when a value is chosen."""
    groups = (("阶段", "stage", result.stages), ("栏目", "column", result.columns), ("期次", "issue", result.issues))
    return [(title, choices(q, given, name, counts)) for title, name, counts in groups if counts or name in given]


def choices(q: str, given: dict[str, str], name: str, counts: list[Count]) -> list[Choice]:
    chosen = given.get(name, "")
    without = {key: value for key, value in given.items() if key != name}
    back = [Choice("全部", 0, address(q, without), False)] if chosen else []
    return back + [
        Choice(
            each.label, each.count, address(q, {**given, name: each.value}), each.value == chosen,
            each.value if name == "stage" else "",
        )
        for each in counts
    ]  # fmt: skip


def address(q: str, given: dict[str, str], *, page: int = 1) -> str:
    return "?" + urlencode({"q": q, **given, **({"page": page} if page > 1 else {})})
