"""The search page: hits with their words marked, facets, days, and what may have been meant."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from articles.public import reading
from articles.public.asking import Asked, asked
from articles.public.show import answer, is_traditional, show
from articles.rendering.linked_data import listing
from articles.rendering.page import PREFIX
from articles.search import DATE, RELEVANCE, Marked, Result, did_you_mean, suggest
from articles.search import search as find
from articles.search.facets import FacetCount, Facets
from articles.templatetags.paper import SUGGESTED
from articles.text.traditional import traditional

SIZE = 20
AROUND = 2  # pages named on either side of the current one
SHOWN = 8  # values of a facet
TAGS = 16
RESULTS = "SearchResultsPage"
MOST_SUGGESTED = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet as a link."""

    label: str
    count: int
    url: str
    is_current: bool

    @property
    def html(self) -> SafeString:
        """Its row; by hand, because a page has some thirty."""
        current = ' aria-current="true"' if self.is_current else ""
        count = f'<span class="num">{self.count}</span>' if self.count else ""
        return SafeString(
            f'<li><a href="{escape(self.url)}"{current}><span>{escape(self.label)}</span>{count}</a></li>'
        )


@dataclass(frozen=True, slots=True)
class Facet:
    title: str
    choices: list[Choice]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    wanted = asked(request.GET)
    context: dict[str, Any] = {"section": "search", "asked": wanted}
    if wanted.is_empty:
        context |= {"columns": reading.public_columns(), "tags": reading.frequent_tags(TAGS)}
        return show(request, "articles/search.html", context, nodes=[listing("检索", request.path, kind=RESULTS)])
    mark = getattr(request, "public_mark", None)  # of this very request
    result = find(
        wanted.q, wanted.publications(), order=wanted.order, page=wanted.page, size=SIZE, mark=mark, facets=True
    )
    shown, meant = wanted, ""
    if not result.total:
        result, meant = second_thought(wanted, result)
        shown = replace(wanted, q=meant) if meant else wanted
    if wanted.page > result.pages:
        raise Http404
    context |= {
        "result": result,
        "meant": meant,
        "shown": shown,
        "hits": [
            {"hit": hit, "detail": hit.publication.detail, "byline": marked_names(hit.byline)} for hit in result.hits
        ],
        "facets": facets(shown, result.facets, result.total) if result.total else [],
        "pages": pages(shown, result),
        "previous_url": shown.address(page=wanted.page - 1) if wanted.page > 1 else "",
        "next_url": shown.address(page=wanted.page + 1) if wanted.page < result.pages else "",
        "first": (result.page - 1) * SIZE + 1,
        "without_filters": Asked(q=wanted.q).address(),
        "orders": [("按相关", RELEVANCE, shown.address(order=RELEVANCE)), ("按日期", DATE, shown.address(order=DATE))],
        "names": suggest(shown.q, with_titles=False, mark=mark),
        "years": years(shown, result.facets) if result.total else [],
    }
    if not result.total:
        context["tags"] = reading.frequent_tags(TAGS)
    node = listing(f"检索：{shown.q}" if shown.q else "检索", request.path, kind=RESULTS)
    return show(request, "articles/search.html", context, nodes=[node])


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What completes the words being typed, as JSON: columns, tags, authors and titles."""
    typed = asked(request.GET).q
    found = [(SUGGESTED[each.kind], each.text, each.url) for each in suggest(typed, limit=4)][:MOST_SUGGESTED]
    if is_traditional(request):
        found = [(traditional(kind), traditional(text), PREFIX + url) for kind, text, url in found]
    rows = [{"kind": kind, "text": text, "url": url} for kind, text, url in found]
    body = json.dumps({"suggestions": rows}, ensure_ascii=False)
    return answer(body, content_type="application/json", is_indexed=False)


def second_thought(wanted: Asked, nothing: Result) -> tuple[Result, str]:
    """The hits of what was probably meant, and its words; else the empty result as it is."""
    meant = did_you_mean(wanted.q) if wanted.q else ""
    if not meant:
        return nothing, ""
    result = find(meant, wanted.publications(), order=wanted.order, page=wanted.page, size=SIZE)
    return (result, meant) if result.total else (nothing, "")


def marked_names(byline: Marked) -> Marked | None:
    """Of a byline only the persons who were looked for; None when none was."""
    text, spans, at = "", [], 0
    for person in byline.text.split("　"):
        inside = [(start - at, end - at) for start, end in byline.spans if at <= start and end <= at + len(person)]
        if inside:
            text += "　" if text else ""
            spans += [(start + len(text), end + len(text)) for start, end in inside]
            text += person
        at += len(person) + 1
    return Marked(text, tuple(spans)) if spans else None


def facets(wanted: Asked, counted: Facets, total: int) -> list[Facet]:
    """The facets that tell hits apart, each beginning with the way back to all."""
    groups = (
        ("体裁", "全部", "kind", counted.kinds),
        ("栏目", "全部栏目", "column", counted.columns),
        ("作者", "全部作者", "author", counted.authors),
        ("标签", "全部标签", "tag", counted.tags),
    )
    made = []
    for title, all_of, name, counts in groups:
        chosen = getattr(wanted, name)
        if not chosen and len(counts) < 2 and not (counts and counts[0].count < total):
            continue
        values = [each for each in counts if each.key == chosen] if chosen else counts[:SHOWN]
        back = Choice(all_of, 0 if chosen else total, wanted.address(**{name: ""}), not chosen)
        made.append(Facet(title, [back, *(choice(wanted, name, each, chosen) for each in values)]))
    return made


def choice(wanted: Asked, name: str, value: FacetCount, chosen: str) -> Choice:
    return Choice(value.label, value.count, wanted.address(**{name: value.key}), value.key == chosen)


def years(wanted: Asked, counted: Facets) -> list[Choice]:
    """A year as a link is the span of its days."""
    made = []
    for each in counted.years[:SHOWN]:
        first, last = dt.date(int(each.key), 1, 1), dt.date(int(each.key), 12, 31)
        is_current = (wanted.since, wanted.until) == (first, last)
        made.append(Choice(each.label, each.count, wanted.address(since=first, until=last), is_current))
    return made


def pages(wanted: Asked, result: Result) -> list[tuple[int, str]]:
    """Numbers and addresses of the pages around the current one, with the first and the last."""
    near = range(wanted.page - AROUND, wanted.page + AROUND + 1)
    numbers = {1, result.pages, *(number for number in near if 1 <= number <= result.pages)}
    return [(number, wanted.address(page=number)) for number in sorted(numbers)]
