"""The front page: the latest issue, composed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.public import composition, reading
from articles.public.calendar import month_of
from articles.public.show import show
from articles.rendering.linked_data import issue_node, newspaper

RECENT_ISSUES = 6
RECENT_CORRECTIONS = 3
WEB_ONLY = 6


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    issue = reading.latest_issue()
    web_only = list(reading.listed().filter(issue__isnull=True).newest_first()[:WEB_ONLY])  # type: ignore[attr-defined]
    if issue is None:
        return show(request, "articles/front_empty.html", {"section": "front", "web_only": web_only})
    recent = reading.with_leads(reading.public_issues().exclude(pk=issue.pk).filter(date__lte=issue.date))
    context = {
        "section": "front",
        "issue": issue,
        "front": composition.compose(issue),
        "web_only": web_only,
        "recent": recent[:RECENT_ISSUES],
        "month": month_of(issue.date),
        "corrections": reading.corrections()[:RECENT_CORRECTIONS],
    }
    return show(request, "articles/front.html", context, nodes=[newspaper(), issue_node(issue)])
