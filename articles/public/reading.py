"""What readers may see: every query of the public pages starts here, from visible publications."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
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


def related_to(publication: Publication, count: int = 3) -> list[Publication]:
    """Other visible publications that share tags with this one (most first), else of its column."""
    tags = publication.tags.through.objects.filter(publication=publication).values("tag_id")
    shared = Count("tags", filter=Q(tags__in=tags))
    found = (
        visible()
        .exclude(pk=publication.pk)
        .filter(Q(tags__in=tags) | Q(column__isnull=False, column=publication.column_id))
        .order_by()
        .values("pk")
        .annotate(shared=shared)
        .order_by("-shared", "-date", "-pk")
        .values_list("pk", flat=True)[:count]
    )
    order = {pk: at for at, pk in enumerate(found)}
    return sorted(listed().filter(pk__in=order), key=lambda each: order[each.pk])
