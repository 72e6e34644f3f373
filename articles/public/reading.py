"""What readers may see: every query of the public pages starts here, from visible publications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db.models import BooleanField, Case, Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Left
from django.utils import timezone

from articles import counting
from articles.compiled import Sql, ask, day_of, statement
from articles.models import (
    Author,
    Column,
    Correction,
    Issue,
    Page,
    Publication,
    PublicationAuthor,
    PublishedQuote,
    Tag,
)
from articles.models.publication import PublicationQuerySet, is_visible
from articles.preparing import OPENING

Thing = TypeVar("Thing", Author, Column, Tag)
LOOKED_AT = 300  # newest publications of a column, tag or person that its writers, quotes and neighbours are told of


def visible(now: dt.datetime | None = None) -> PublicationQuerySet:
    return Publication.objects.visible(now)


def listed() -> QuerySet[Publication]:
    """Visible publications as lists show them: the card, the names around it, the first words; no bodies."""
    return (
        visible()
        .select_related("column", "page__issue", "issue")
        .defer("html", "text", "detail", "withdrawal_note")
        .annotate(opening=Left("text", OPENING))
    )


def public_issues(now: dt.datetime | None = None) -> QuerySet[Issue]:
    """Issues with something visible in them, the newest first."""
    return Issue.objects.filter(Exists(visible(now).filter(issue=OuterRef("pk"))))


def public_years() -> list[int]:
    """The years with a public issue, the latest first. Two queries, each of which looks at an end of an index, not through it."""

    def ends(marks: Mapping[str, Any]) -> dict[str, Any]:
        days = public_issues(marks["now"]).values_list("date")
        return {"first": days.order_by("date")[:1], "last": days.order_by("-date")[:1]}

    def years(marks: Mapping[str, Any]) -> dict[str, Any]:
        days = public_issues(marks["now"]).order_by().values_list("date")
        return {f"y{year}": days.filter(date__range=(dt.date(year, 1, 1), dt.date(year, 12, 31)))[:1] for year in span}

    values = {"now": timezone.now()}
    found = ask("ends of the archive", ends, values)
    if not found["first"]:
        return []
    first, last = (day_of(found[end][0][0]).year for end in ("first", "last"))
    span = range(last, first - 1, -1)
    filled = ask(("years", first, last), years, values)
    return [year for year in span if filled[f"y{year}"]]


def public_pages() -> QuerySet[Page]:
    """Pages with something visible on them, of all issues."""
    return Page.objects.filter(Exists(visible().filter(page=OuterRef("pk")))).select_related("issue")


def banners() -> Any:
    """The banners of public pages, those of the latest issue first. They are read off the pages that have one."""
    pages = Page.objects.filter(banner__gt="").filter(Exists(visible().filter(page=OuterRef("pk"))))
    return pages.order_by().values("banner").annotate(last=Max("issue__date")).order_by("-last", "banner")


class Series(NamedTuple):
    """What ran under one banner: how many pages and texts, from when to when."""

    banner: str
    pages: int
    texts: int
    first: dt.date
    last: dt.date


def series_of(names: Iterable[str]) -> list[Series]:
    """In the order of the names. One query, whose cost is that of these texts."""
    wanted = list(names)
    found = (
        visible()
        .filter(page__in=Page.objects.filter(banner__in=wanted))
        .order_by()
        .values("page__banner")
        .annotate(pages=Count("page", distinct=True), count=Count("pk"), first=Min("date"), last=Max("date"))
        .values_list("page__banner", "pages", "count", "first", "last")
    )
    known = {row[0]: Series(*row) for row in found}
    return [known[name] for name in wanted if name in known]


def is_whole(page: Page) -> bool:
    """True where readers may read every text of the page: no draft, nothing taken back or under embargo."""
    return not page.articles.exclude(publication__in=visible().filter(page=page)).exists()


def regions_on(page: Page) -> dict[int, Any] | None:
    """The regions of a page's visible articles by publication; None where its picture is not to be seen now.

    They are part of the layout, not of the text. One query, which tells what ``regions.hides_some`` does too.
    """
    shown = Case(When(is_visible(timezone.now()), then=True), default=False, output_field=BooleanField())
    every = Publication.objects.filter(page=page).annotate(shown=shown).order_by()
    found = {}
    for pk, region, is_shown, withdrawn in every.values_list("pk", "article__region", "shown", "withdrawn_at"):
        if is_shown:
            found[pk] = region
        elif withdrawn is None or page.image is None or withdrawn >= page.image.uploaded_at:
            return None
    return found


def with_leads(issues: QuerySet[Issue], now: dt.datetime | None = None) -> QuerySet[Issue]:
    """The same issues with ``lead_title``, the headline that stands first, and ``count``."""
    inside = visible(now).filter(issue=OuterRef("pk"))
    leads = inside.order_by("page__sort_key", "position").values("title")[:1]
    counts = inside.order_by().values("issue").annotate(n=Count("pk")).values("n")
    return issues.annotate(lead_title=Subquery(leads), count=Subquery(counts))


def issue_days(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """The days between with a public issue, each with the key of its first edition."""
    days: dict[dt.date, str] = {}
    for issue in public_issues().filter(date__range=(first, last)).order_by("date", "edition"):
        days.setdefault(issue.date, issue.key)
    return days


def public_columns() -> QuerySet[Column]:
    return Column.objects.filter(Exists(visible().filter(column=OuterRef("pk"))))


def public_tags(now: dt.datetime | None = None) -> QuerySet[Tag]:
    """Tags of visible publications; a merged tag is only a redirect."""
    return Tag.objects.filter(Exists(visible(now).filter(tags=OuterRef("pk"))), merged_into__isnull=True)


def public_authors(now: dt.datetime | None = None) -> QuerySet[Author]:
    shown = is_visible(now or timezone.now(), "publication__")
    links = PublicationAuthor.objects.filter(shown, author=OuterRef("pk"))
    return Author.objects.filter(Exists(links))


def frequent_tags(count: int) -> list[Tag]:
    """The public tags of most visible publications."""
    return sorted(counted("tags", public_tags()), key=lambda each: (-each.count, each.slug))[:count]  # type: ignore[attr-defined]


def counted(path: str, things: Iterable[Thing]) -> list[Thing]:
    """The things with their ``count`` of visible publications (``articles.counting``)."""
    found = list(things)
    numbers = counting.counts(path, [each.pk for each in found], now=timezone.now())
    for each in found:
        each.count = numbers[each.pk]  # type: ignore[attr-defined]
    return found


def by_author(public_id: str) -> QuerySet[PublicationAuthor, int]:
    """The numbers of the publications that a person wrote or spoke in; for ``pk__in``."""
    return PublicationAuthor.objects.filter(author__public_id=public_id).values_list("publication", flat=True)


def public_quotes(now: dt.datetime | None = None) -> QuerySet[PublishedQuote]:
    """Pull quotes of visible publications, the newest first."""
    return (
        PublishedQuote.objects.filter(is_visible(now or timezone.now(), "publication__"))
        .filter(publication__date__lte=dt.date.max)  # leads the planner to the index of days, which ends early
        .select_related("publication__column", "publication__issue", "publication__page")
        .defer("publication__html", "publication__text", "publication__detail")
        .order_by("-publication__date", "-publication__released_at", "publication_id", "order")
    )


def all_of_tag(tag: int) -> Any:
    return Publication.tags.through.objects.filter(tag=tag).values("publication")


def newest_of_tag(tag: int) -> Any:
    """The numbers of the publications that got the tag last; for ``pk__in``. What is told of a tag is told of these."""
    return Publication.tags.through.objects.filter(tag=tag).order_by("-pk").values("publication")[:LOOKED_AT]


def newest_of_author(author: int, **which: Any) -> Any:
    """The numbers of the publications of a person that were released last; what is told of somebody is told of these."""
    links = PublicationAuthor.objects.filter(author=author, **which).order_by("-publication")
    return links.values("publication")[:LOOKED_AT]


def newest_of_column(column: int) -> Any:
    rows = Publication.objects.filter(column=column).order_by("-date", "-released_at", "-pk")
    return rows.values("pk")[:LOOKED_AT]


def corrections(now: dt.datetime | None = None) -> QuerySet[Correction]:
    """The corrections of visible publications, the newest first, each with ``article.publication``."""
    return (
        Correction.objects.filter(is_visible(now or timezone.now(), "article__publication__"))
        .select_related("article__publication")
        .only("date", "text", "article__publication__title", "article__publication__card", "article__publication__date")
    )


def around(publication: Publication) -> dict[str, Any]:
    """What leads on from an article: ``related``, ``previous`` and ``following``. Three queries."""
    tags = list(publication.tags.values_list("pk", flat=True))
    beside = Beside.of(publication, tags)
    found = listed().in_bulk(beside.everyone())
    return {
        "related": [found[pk] for pk in beside.nearest if pk in found][:FEW],
        "previous": found.get(beside.previous),
        "following": found.get(beside.following),
    }


class Place(NamedTuple):
    """Where a publication stands, without the rest of it."""

    pk: int
    column_id: int | None
    page_id: int | None
    position: int | None
    date: dt.date
    released_at: dt.datetime


class Beside(NamedTuple):
    """The numbers of what may stand around an article; of the nearest some may be hidden."""

    nearest: list[int]
    previous: int | None
    following: int | None

    def everyone(self) -> list[int]:
        return [pk for pk in {*self.nearest, self.previous, self.following} if pk]

    @classmethod
    def of(cls, place: Place | Publication, tags: Sequence[int]) -> Beside:
        """One query, which looks at so many texts only: its cost does not grow with the archive.

        Nearest is what text analysis found; then the newest texts of the same tags and column.
        """
        kind, values = asked_beside(place, tags)
        rows = statement(("beside", kind, len(tags)), lambda marks: beside(kind, len(tags), marks), values).run(values)
        ends = {weight: pk for pk, weight in rows if weight < 0}
        return cls([pk for pk, weight in rows if weight > 0], ends.get(EARLIER), ends.get(LATER))


def asked_beside(place: Place | Publication, tags: Sequence[int]) -> tuple[str, dict[str, Any]]:
    """In what row it stands, and the values of the statement ``beside``."""
    values: dict[str, Any] = {"now": timezone.now(), "key": place.pk}
    values |= {f"tag{number}": tag for number, tag in enumerate(tags)}
    if place.page_id and not place.column_id:
        return "page", values | {"page": place.page_id, "position": place.position}
    values |= {"day": place.date, "released": place.released_at}
    return ("column", values | {"column": place.column_id}) if place.column_id else ("web", values)


FEW = 3
EARLIER, LATER = -1, -2
RELATED = """SELECT * FROM (
    SELECT CASE WHEN one_id = %s THEN other_id ELSE one_id END AS pk, 1000 * (1 + score) AS weight
    FROM articles_relation WHERE one_id = %s OR other_id = %s ORDER BY score DESC LIMIT 100) AS r"""
TAGGED = """SELECT publication_id AS pk FROM articles_publication_tags WHERE tag_id = %s ORDER BY id DESC LIMIT 40"""
OF_COLUMN = """SELECT id AS pk FROM articles_publication WHERE column_id = %s
    ORDER BY date DESC, released_at DESC, id DESC LIMIT 25"""
# More than are shown: some may be hidden.
NEAREST = """SELECT * FROM (
    SELECT pk, SUM(weight) AS weight FROM ({}) AS b WHERE pk <> %s GROUP BY pk ORDER BY 2 DESC, 1 DESC LIMIT 12) AS n"""
ONE_RELATION = {"sqlite": "pk || ':' || printf('%%!.17g', score), ' '", "postgresql": "pk || ':' || score, ' '"}
JOINED = {"sqlite": "group_concat", "postgresql": "string_agg"}


def relations(vendor: str) -> str:
    """A column of a publication's row with what ``RELATED`` finds, "number:score number:score"."""
    of = RELATED.replace("%s", '"articles_publication"."id"').replace("1000 * (1 + score) AS weight", "score")
    return f"(SELECT {JOINED[vendor]}({ONE_RELATION[vendor]}) FROM ({of}) AS near)"  # noqa: S608 - of ours


def beside(kind: str, tags: int, marks: Mapping[str, Any]) -> Sql:
    """publication id → how near: by text analysis, by shared tags, of the same column; below 0 who stands beside it."""
    key = marks["key"]
    parts, params = [RELATED], [key, key, key]
    for text, own in lists(kind, tags, marks):
        parts.append(f"SELECT l.pk, 1 FROM ({text}) AS l")  # noqa: S608 - of ours
        params += own
    text, own = ends(kind, marks)
    return NEAREST.format(" UNION ALL ".join(parts)) + " UNION ALL " + text, [*params, key, *own]


def lists(kind: str, tags: int, marks: Mapping[str, Any]) -> list[Sql]:
    """Which texts each of its tags and its column got last, hidden ones among them."""
    found: list[Sql] = [(TAGGED, [marks[f"tag{number}"]]) for number in range(tags)]
    return found + ([(OF_COLUMN, [marks["column"]])] if kind == "column" else [])


def ends(kind: str, marks: Mapping[str, Any]) -> Sql:
    """Who stands before and after it."""
    text: list[str] = []
    params: list[Any] = []
    for number, rows in zip((EARLIER, LATER), _before_and_after(kind, marks), strict=True):
        sql, own = rows.values_list("pk")[:1].query.sql_with_params()
        text.append(f"SELECT e.*, {number} FROM ({sql}) AS e")  # noqa: S608 - numbers of ours, compiled SQL
        params += own
    return " UNION ALL ".join(text), params


def _before_and_after(kind: str, marks: Mapping[str, Any]) -> tuple[QuerySet[Publication], QuerySet[Publication]]:
    """What stands before and after it: in its column; without one, on its page or among web-only texts."""
    shown = Publication.objects.visible(marks["now"])
    if kind == "page":
        page = shown.filter(page=marks["page"])
        return (
            page.filter(position__lt=marks["position"]).order_by("-position"),
            page.filter(position__gt=marks["position"]).order_by("position"),
        )
    row = shown.filter(column=marks["column"]) if kind == "column" else shown.filter(issue=None, column=None)
    day, released, key = marks["day"], marks["released"], marks["key"]
    same = Q(date=day, released_at=released)
    # The condition on the date alone lets the index begin there.
    before = Q(date__lt=day) | Q(date=day, released_at__lt=released) | (same & Q(pk__lt=key))
    after = Q(date__gt=day) | Q(date=day, released_at__gt=released) | (same & Q(pk__gt=key))
    return (
        row.filter(before, date__lte=day).order_by("-date", "-released_at", "-pk"),
        row.filter(after, date__gte=day).order_by("date", "released_at", "pk"),
    )
