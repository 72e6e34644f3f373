"""By print: the archive, one issue, one page, and the print locator."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.compiled import day_of
from articles.models import Issue, Page, Publication
from articles.models.issue import normalize_page_number
from articles.public import reading
from articles.public.asides import as_json
from articles.public.calendar import month_around, month_of
from articles.public.composition import PageTile
from articles.public.frames import address_of
from articles.public.rows import Row, holes, in_words, rows_of, told
from articles.public.sheet import sheet_of
from articles.public.show import Shown, answer, show, show_rows
from articles.rendering.linked_data import breadcrumbs, issue_node, listing, page_node, part

KEY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-(.+))?", re.ASCII)
POSITION = re.compile(r"[1-9]\d{0,3}", re.ASCII)
HEADING = re.compile(r"<(/?)h([23])\b")  # what stands between < and > is ours: the text was escaped
ANCHOR = re.compile(r' (id|aria-labelledby)="')
YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """One year of issues, month by month; ?year= names it, the latest by default."""
    years = reading.public_years()
    wanted = request.GET.get("year")
    if wanted is not None and (not YEAR.fullmatch(wanted) or int(wanted) not in years):
        raise Http404
    year = int(wanted) if wanted else (years[0] if years else None)
    issues = list(reading.with_leads(reading.public_issues()).filter(date__year=year)) if year else []
    days = {issue.date: issue.key for issue in reversed(issues)}
    months = []
    for _, group in itertools.groupby(issues, key=lambda each: each.date.month):
        rows = list(group)
        # The first of a month is marked as current only when it has an issue; no day is current here.
        months.append({"table": month_of(rows[0].date, days), "issues": rows})
    context = {"section": "issues", "years": years, "year": year, "months": months}
    canonical = f"{request.path}?year={year}" if wanted and year != years[0] else request.path
    parts = [part("PublicationIssue", str(each), each.get_absolute_url()) for each in issues]
    node = listing(f"往期 {year}年" if year else "往期", canonical, parts=parts)
    return show(request, "articles/issues.html", context, canonical=canonical, nodes=[node])


def find_issue(key: str) -> Issue:
    """The public issue of an address's key. Raises Http404 for nonsense, for no issue and for a hidden one."""
    day, edition = day_and_edition(key)
    issue = reading.public_issues().filter(date=day, edition=edition).first()
    if issue is None:
        raise Http404
    return issue


def day_and_edition(key: str) -> tuple[dt.date, str]:
    """What an issue's key says. Raises Http404 for nonsense."""
    match = KEY.fullmatch(key)
    try:
        day = dt.date.fromisoformat(match[1]) if match else None
    except ValueError:
        day = None
    if match is None or day is None:
        raise Http404
    return day, match[2] or ""


def printed_pages(issue: Issue) -> list[dict[str, Any]]:
    """The issue's pages with something visible, each with its publications in print order. One query."""
    found = reading.listed().select_related("page__image").filter(issue=issue).order_by("page__sort_key", "position")
    return [
        {"page": page, "publications": list(group)}
        for page, group in itertools.groupby(found, key=lambda each: each.page)
    ]


@require_safe
def issue(request: HttpRequest, key: str) -> HttpResponse:
    """The issue's table of contents. Two queries."""
    now, (day, edition) = timezone.now(), day_and_edition(key)
    values: dict[str, Any] = {"now": now, "day": day, "edition": edition}
    rows = rows_of(("of_issue",), "issue", texts_of, values, rest=ABOUT)
    if not rows:
        raise Http404
    asked = values | dict(zip(("first", "last"), month_around(day), strict=True))
    beside = told(request, "beside issue", beside_issue, asked, of=("issue", day, edition))
    groups = {key: list(group) for key, group in itertools.groupby(rows, key=lambda each: each.place[0])}

    def make() -> Shown:
        found = Issue(date=day, edition=edition, **named(rows[0], "issue"))
        pages = [(Page(issue=found, **named(group[0], "page")), len(group)) for group in groups.values()]
        context = {
            "section": "issue",
            "issue": found,
            "pages": [{"page": page, "count": count} for page, count in pages],
            "count": len(rows),
            "month": month_of(found.date, first_editions(beside["days"])),
            "earlier": next((issue_of(*row) for row in beside["earlier"]), None),
            "later": next((issue_of(*row) for row in beside["later"]), None),
        }
        steps = breadcrumbs(("往期", reverse("public:issues")), (found.day, found.get_absolute_url()))
        parts = [(named(each)["title"], reverse("public:article", args=[named(each)["public_id"]])) for each in rows]
        return Shown(context, nodes=[issue_node(found, parts=parts), steps])

    ready = holes({number_of(group[0]): "".join(each.html for each in group) for group in groups.values()})
    state = (tuple((each.rest, each.place) for each in rows), in_words(beside))
    return show_rows(request, "articles/issue.html", state, make, ready)


ABOUT = (
    "public_id", "title",
    "issue__pk", "issue__serial_number", "issue__title",
    "page__number", "page__name", "page__banner", "page__credits",
)  # fmt: skip


def number_of(row: Row) -> str:
    return str(row.rest[ABOUT.index("page__number")])


def named(row: Row, thing: str = "") -> dict[str, Any]:
    """The columns of ``ABOUT`` that tell of the issue, the page or, without a name, the article."""
    pairs = [(name.rpartition("__"), value) for name, value in zip(ABOUT, row.rest, strict=True)]
    found = {name: value for (of, _, name), value in pairs if of == thing}
    return found | {"credits": as_json(found["credits"])} if "credits" in found else found


def texts_of(values: Mapping[str, Any]) -> QuerySet[Publication]:
    inside = reading.visible(values["now"]).filter(issue__date=values["day"], issue__edition=values["edition"])
    return inside.order_by("page__sort_key", "position")


def beside_issue(values: Mapping[str, Any]) -> dict[str, QuerySet[Any, Any]]:
    """The public issues of the month, and those just before and after by day and edition."""
    public, day, edition = reading.public_issues(values["now"]), values["day"], values["edition"]
    # The condition on the date alone lets the index begin there.
    earlier = public.filter(Q(date__lt=day) | Q(date=day, edition__lt=edition), date__lte=day)
    later = public.filter(Q(date__gt=day) | Q(date=day, edition__gt=edition), date__gte=day)
    return {
        "days": public.filter(date__range=(values["first"], values["last"])).values_list("date", "edition"),
        "earlier": earlier.order_by("-date", "-edition").values_list("date", "edition")[:1],
        "later": later.order_by("date", "edition").values_list("date", "edition")[:1],
    }


def issue_of(day: str, edition: str, *_: None) -> Issue:
    """Not saved: enough for its address and its name."""
    return Issue(date=day_of(day), edition=edition)


def first_editions(rows: Iterable[tuple[Any, ...]]) -> dict[dt.date, str]:
    """The days with the key of their first edition each."""
    issues = sorted((issue_of(*row) for row in rows), key=lambda each: each.edition, reverse=True)
    return {each.date: each.key for each in issues}


@require_safe
def page(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """One page; a number written another way (07, a2) leads to the right address."""
    found = find_issue(key)
    pages = printed_pages(found)
    at = position_of(pages, normal_number(number))
    shown: Page = pages[at]["page"]
    if shown.number != number:
        return redirect(shown, permanent=True)
    shown.issue = found
    corners = reading.regions_on(shown) if shown.image_id else None
    context = {
        "section": "issue",
        "issue": found,
        "page": shown,
        "publications": pages[at]["publications"],
        "sheet": None if corners is None else sheet_of(shown.image, pages[at]["publications"], corners),
        "has_pdf": offers_pdf(shown),
        "tiles": [PageTile(each["page"], len(each["publications"])) for each in pages],
        "previous_page": pages[at - 1]["page"] if at else None,
        "next_page": pages[at + 1]["page"] if at + 1 < len(pages) else None,
        "month": month_of(found.date),
    }
    steps = breadcrumbs(
        ("往期", reverse("public:issues")),
        (found.day, found.get_absolute_url()),
        (shown.label, shown.get_absolute_url()),
    )
    return show(
        request, "articles/page.html", context, nodes=[page_node(shown, found, pages[at]["publications"]), steps]
    )


def offers_pdf(page: Page) -> bool:
    return bool(page.pdf) and bool(settings.PAGE_PDFS) and reading.is_whole(page)


@require_safe
def page_pdf(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """The printed page as its PDF. 404 where the paper keeps it, and as long as something on the page is not public."""
    found = reading.public_pages().filter(issue=find_issue(key), number=normal_number(number)).first()
    if found is None or not offers_pdf(found):
        raise Http404
    name = f"{settings.PAPER['name']}-{found.issue.key}-{found.number}版.pdf"
    with found.pdf.open("rb") as file:
        response = answer(file.read(), content_type="application/pdf", is_indexed=False, filename=name)
    response.is_kept = False  # type: ignore[attr-defined]
    return response


@require_safe
def whole(request: HttpRequest, key: str) -> HttpResponse:
    """The issue's texts one after the other. Two queries, however many there are."""
    found = find_issue(key)
    texts = reading.visible().filter(issue=found).select_related("column", "page__issue").defer("detail", "text")
    pages = [
        {"page": page, "texts": [{"publication": each, "html": among_others(each)} for each in group]}
        for page, group in itertools.groupby(texts.order_by("page__sort_key", "position"), key=lambda each: each.page)
    ]
    context = {"section": "issue", "issue": found, "pages": pages}
    steps = breadcrumbs(
        ("往期", reverse("public:issues")), (found.day, found.get_absolute_url()), ("全文", address_of(request))
    )
    return show(request, "articles/issue_whole.html", context, nodes=[issue_node(found), steps])


def among_others(publication: Publication) -> str:
    """The text for a page with several: headings two levels down, anchors that no other text has."""
    html = HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) + 2}", publication.html)
    return ANCHOR.sub(rf' \1="{publication.public_id}-', html)


def normal_number(number: str) -> str:
    try:
        return normalize_page_number(number)
    except ValueError:
        raise Http404 from None


def position_of(pages: list[dict[str, Any]], number: str) -> int:
    for at, each in enumerate(pages):
        if each["page"].number == number:
            return at
    raise Http404


@require_safe
def print_locator(request: HttpRequest, key: str, number: str, position: str) -> HttpResponse:
    """Where a printed place is on the site; a withdrawn article's page then says so."""
    day, edition = day_and_edition(key)
    if not POSITION.fullmatch(position):
        raise Http404
    found = Publication.objects.filter(
        issue__date=day, issue__edition=edition, page__number=normal_number(number), position=int(position)
    ).first()
    if found is None or not (found.is_visible() or found.withdrawn_at):
        raise Http404
    return redirect("public:article", found.public_id)
