"""The front page: the latest issue, composed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.compiled import ask
from articles.models import Issue
from articles.preparing import LABELS
from articles.public import composition, reading
from articles.public.calendar import month_around, month_of
from articles.public.frames import columns_in_words
from articles.public.rows import in_words
from articles.public.show import Shown, show, show_rows
from articles.public.wording import identity
from articles.rendering.linked_data import issue_node, newspaper
from articles.templatetags.paper import issue_in_hand

RECENT_ISSUES = 6
RECENT_CORRECTIONS = 3
WEB_ONLY = 6
# One state of one text: a restored database may give number and version to another one.
TEXT = ("pk", "version", "updated_at", *LABELS)


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Composed anew when something that it shows is no longer the same."""
    issue = issue_in_hand({"request": request})
    if issue is None:
        return show(
            request, "articles/front_empty.html", {"section": "front", "web_only": web_only()}, nodes=[newspaper()]
        )
    shown = issue

    def make() -> Shown:
        context = {"section": "front", "issue": shown, **composed_of(shown)}
        return Shown(context, nodes=[newspaper(), issue_node(shown)])

    return show_rows(request, "articles/front.html", state_of(request, issue), make, {}, has_plate=True)


def web_only() -> list[Any]:
    return list(reading.listed().filter(issue__isnull=True).newest_first()[:WEB_ONLY])  # type: ignore[attr-defined]


def composed_of(issue: Issue) -> dict[str, Any]:
    """All that the page shows, in nine queries."""
    recent: Any = reading.with_leads(reading.public_issues().exclude(pk=issue.pk).filter(date__lte=issue.date))
    return {
        "front": composition.compose(issue),
        "web_only": web_only(),
        "recent": recent[:RECENT_ISSUES],
        "month": month_of(issue.date),
        "corrections": reading.corrections()[:RECENT_CORRECTIONS],
    }


def state_of(request: HttpRequest, issue: Issue) -> Hashable:
    """What all that is made of, in one query: texts by version and the names around them, the rest word by word."""
    first, last = month_around(issue.date)
    values = {"now": timezone.now(), "issue": issue.pk, "date": issue.date, "first": first, "last": last}
    columns = columns_in_words(request)
    return (identity(issue), columns, in_words(ask("front", parts_of, values)))


def parts_of(values: Mapping[str, Any]) -> dict[str, QuerySet[Any, Any]]:
    now, issue = values["now"], values["issue"]
    texts = reading.visible(now)
    printed = texts.filter(issue=issue).order_by("page__sort_key", "position")
    recent: Any = reading.with_leads(reading.public_issues(now).exclude(pk=issue).filter(date__lte=values["date"]), now)
    issues = reading.public_issues(now).filter(date__range=(values["first"], values["last"]))
    corrections = reading.corrections(now).values_list(
        "date", "text", "article__publication__public_id", "article__publication__updated_at"
    )
    return {
        "printed": printed.values_list(*TEXT, "page__banner", "page__image", "position"),
        "web": texts.filter(issue__isnull=True).newest_first().values_list(*TEXT)[:WEB_ONLY],
        "recent": recent.values_list("date", "edition", "serial_number", "lead_title")[:RECENT_ISSUES],
        "month": issues.values_list("date", "edition"),
        "corrections": corrections[:RECENT_CORRECTIONS],
    }
