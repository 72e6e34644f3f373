"""What readers may see: every query of the public pages starts here, from visible publications."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left

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
from articles.models.publication import PublicationQuerySet

LOOKED_AT = 100  # newest publications of a tag among which related ones are looked for
FEW_OF_COLUMN = 25
OPENING = 240  # characters of text that a list row may quote from


def visible() -> PublicationQuerySet:
    return Publication.objects.visible()


def listed() -> QuerySet[Publication]:
    """Visible publications as lists show them: the card, the names around it, the first words; no bodies."""
    return (
        visible()
        .select_related("column", "page__issue", "issue")
        .defer("html", "text", "detail", "withdrawal_note")
        .annotate(opening=Left("text", OPENING))
    )


def public_issues() -> QuerySet[Issue]:
    """Issues with something visible in them, the newest first."""
    return Issue.objects.filter(Exists(visible().filter(issue=OuterRef("pk"))))


def public_pages() -> QuerySet[Page]:
    """Pages with something visible on them, of all issues."""
    return Page.objects.filter(Exists(visible().filter(page=OuterRef("pk")))).select_related("issue")


def series() -> Any:
    """Banners of public pages, each with the number of its pages and texts and its days, the latest first."""
    inside = visible().filter(page__isnull=False).exclude(page__banner="")
    return (
        inside.order_by()
        .values("page__banner")
        .annotate(pages=Count("page", distinct=True), count=Count("pk"), first=Min("date"), last=Max("date"))
        .order_by("-last", "page__banner")
    )


def regions_on(page: Page) -> dict[int, Any]:
    """The regions of a page's visible articles by publication. They are part of the layout, not of the text."""
    found = visible().filter(page=page, article__region__isnull=False)
    return dict(found.order_by().values_list("pk", "article__region"))


def latest_issue() -> Issue | None:
    return public_issues().first()


def with_leads(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    """The same issues with ``lead_title``, the headline that stands first, and ``count``."""
    inside = visible().filter(issue=OuterRef("pk"))
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


def public_tags() -> QuerySet[Tag]:
    """Tags of visible publications; a merged tag is only a redirect."""
    return Tag.objects.filter(Exists(visible().filter(tags=OuterRef("pk"))), merged_into__isnull=True)


def public_authors() -> QuerySet[Author]:
    links = PublicationAuthor.objects.filter(author=OuterRef("pk"), publication__in=visible())
    return Author.objects.filter(Exists(links))


def frequent_tags(count: int) -> QuerySet[Tag]:
    """The public tags of most visible publications."""
    inside = Q(publications__in=visible())
    return public_tags().annotate(count=Count("publications", filter=inside)).order_by("-count", "slug")[:count]


def by_author(public_id: str) -> QuerySet[PublicationAuthor, int]:
    """The numbers of the publications that a person wrote or spoke in; for ``pk__in``."""
    return PublicationAuthor.objects.filter(author__public_id=public_id).values_list("publication", flat=True)


def public_quotes() -> QuerySet[PublishedQuote]:
    """Pull quotes of visible publications, the newest first."""
    return (
        PublishedQuote.objects.filter(publication__in=visible())
        .select_related("publication__column", "publication__issue", "publication__page")
        .defer("publication__html", "publication__text", "publication__detail")
        .order_by("-publication__date", "-publication__released_at", "publication_id", "order")
    )


def corrections() -> QuerySet[Correction]:
    """The corrections of visible publications, the newest first, each with ``article.publication``."""
    return (
        Correction.objects.filter(article__publication__in=visible())
        .select_related("article__publication")
        .only("date", "text", "article__publication__title", "article__publication__card", "article__publication__date")
    )


def around(publication: Publication, count: int = 3) -> dict[str, Any]:
    """What leads on from an article: ``related``, ``previous`` and ``following``. Three queries.

    Related is what text analysis found; then the newest texts of the same tags and column, of which only so many are
    looked at: the cost does not grow with the archive.
    """
    shared = _beside(publication, [tag.pk for tag in publication.tags.all()])
    del shared[publication.pk]
    nearest = sorted(shared, key=lambda pk: (-shared[pk], -pk))[: count * 4]  # some may be hidden
    earlier, later = (each.values("pk")[:1] for each in _before_and_after(publication))
    found = {
        each.pk: each
        for each in listed()
        .annotate(is_earlier=Q(pk__in=earlier), is_later=Q(pk__in=later))
        .filter(Q(pk__in=nearest) | Q(pk__in=earlier) | Q(pk__in=later))
    }
    return {
        "related": [found[pk] for pk in nearest if pk in found][:count],
        "previous": next((each for each in found.values() if each.is_earlier), None),
        "following": next((each for each in found.values() if each.is_later), None),
    }


RELATED = """SELECT * FROM (
    SELECT CASE WHEN one_id = %s THEN other_id ELSE one_id END, 1000 * (1 + score) FROM articles_relation
    WHERE one_id = %s OR other_id = %s ORDER BY score DESC LIMIT %s) AS r"""
TAGGED = """SELECT * FROM (
    SELECT publication_id, 1 FROM articles_publication_tags WHERE tag_id = %s ORDER BY id DESC LIMIT %s) AS t"""
OF_COLUMN = """SELECT * FROM (
    SELECT id, 1 FROM articles_publication WHERE column_id = %s
    ORDER BY date DESC, released_at DESC, id DESC LIMIT %s) AS c"""


def _beside(publication: Publication, tags: list[int]) -> Counter[int]:
    """publication id → how near: by text analysis, by shared tags, of the same column. One query."""
    key = publication.pk
    parts, values = [RELATED, *[TAGGED] * len(tags)], [key, key, key, LOOKED_AT]
    values += [each for tag in tags for each in (tag, LOOKED_AT)]
    if publication.column_id:
        parts.append(OF_COLUMN)
        values += [publication.column_id, FEW_OF_COLUMN]
    shared: Counter[int] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        for pk, weight in cursor.fetchall():
            shared[pk] = max(weight, shared[pk] + 1)
    return shared


def _before_and_after(publication: Publication) -> tuple[QuerySet[Publication], QuerySet[Publication]]:
    """What stands before and after it: in its column; without one, on its page or among web-only texts."""
    if publication.page_id and not publication.column_id:
        page = visible().filter(page=publication.page_id)
        return (
            page.filter(position__lt=publication.position).order_by("-position"),
            page.filter(position__gt=publication.position).order_by("position"),
        )
    row = visible().filter(column=publication.column_id) if publication.column_id else visible().filter(issue=None)
    day, released, key = publication.date, publication.released_at, publication.pk
    same = Q(date=day, released_at=released)
    # The condition on the date alone lets the index begin there.
    before = Q(date__lt=day) | Q(date=day, released_at__lt=released) | (same & Q(pk__lt=key))
    after = Q(date__gt=day) | Q(date=day, released_at__gt=released) | (same & Q(pk__gt=key))
    return (
        row.filter(before, date__lte=day).order_by("-date", "-released_at", "-pk"),
        row.filter(after, date__gte=day).order_by("date", "released_at", "pk"),
    )
