"""The feeds of the site, of a column, an author and a tag, at addresses that stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Author, Publication
from articles.public import reading
from articles.public.finding import column_at, tag_at
from articles.public.freshness import last_change
from articles.public.show import answer
from articles.public.syndication import FORMATS, Feed, latest


class FeedName:
    """The last part of a feed's address."""

    regex = r"rss\.xml|atom\.xml|feed\.json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@require_safe
def site(request: HttpRequest, name: str) -> HttpResponse:
    paper = settings.PAPER["name"]
    feed = Feed(paper, f"{paper}的最新文章。", reverse("public:front"), name, latest(name, "site", every, at_present()))
    return write(request, feed)


@require_safe
def column(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    found = column_at(slug)
    if found.slug != slug:
        return redirect("public:column_feed", found.slug, name, permanent=True)
    entries = latest(name, "column", of_column, at_present(column=found.pk))
    about = found.description or f"栏目“{found.name}”的最新文章。"
    return write(request, not_empty(Feed(title(found.name), about, found.get_absolute_url(), name, entries)))


@require_safe
def author(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """What the person wrote or said."""
    found = Author.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    entries = latest(name, "author", by_author, at_present(author=public_id))
    return write(
        request, not_empty(Feed(title(str(found)), f"{found}的文章与发言。", found.get_absolute_url(), name, entries))
    )


@require_safe
def tag(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    found = tag_at(slug)
    if found.slug != slug:
        return redirect("public:tag_feed", found.slug, name, permanent=True)
    entries = latest(name, "tag", of_tag, at_present(tag=found.pk))
    about = found.description or f"标签“{found.name}”下的最新文章。"
    return write(request, not_empty(Feed(title(found.name), about, found.get_absolute_url(), name, entries)))


def at_present(**values: Any) -> dict[str, Any]:
    return {"now": timezone.now(), **values}


def every(values: Mapping[str, Any]) -> QuerySet[Publication]:
    return reading.visible(values["now"]).filter(date__lte=dt.date.max)  # leads the planner to the index of days


def of_column(values: Mapping[str, Any]) -> QuerySet[Publication]:
    return reading.visible(values["now"]).filter(column=values["column"])


def by_author(values: Mapping[str, Any]) -> QuerySet[Publication]:
    return reading.visible(values["now"]).filter(pk__in=reading.by_author(values["author"]))


def of_tag(values: Mapping[str, Any]) -> QuerySet[Publication]:
    return reading.visible(values["now"]).filter(tags=values["tag"])


def title(name: str) -> str:
    return f"{name} · {settings.PAPER['name']}"


def not_empty(feed: Feed) -> Feed:
    """A column, author or tag without anything visible is not public: Http404."""
    if not feed.entries:
        raise Http404
    return feed


def write(request: HttpRequest, feed: Feed) -> HttpResponse:
    form = FORMATS[feed.name]
    return answer(form.write(feed), content_type=f"{form.content_type}; charset=utf-8", modified=last_change(request))
