"""The feeds of the site, of a column, an author and a tag, at addresses that stay."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Author
from articles.public import reading
from articles.public.finding import column_at, tag_at
from articles.public.freshness import last_change
from articles.public.show import answer
from articles.public.syndication import FORMATS, Feed, entries_of

ENTRIES = 30


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
    feed = Feed(paper, f"{paper}的最新文章。", reverse("public:front"), name, latest(reading.visible()))
    return write(request, feed)


@require_safe
def column(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    found = column_at(slug)
    if found.slug != slug:
        return redirect("public:column_feed", found.slug, name, permanent=True)
    entries = latest(reading.visible().filter(column=found))
    about = found.description or f"栏目“{found.name}”的最新文章。"
    return write(request, not_empty(Feed(title(found.name), about, found.get_absolute_url(), name, entries)))


@require_safe
def author(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """What the person wrote or said."""
    found = Author.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    entries = latest(reading.visible().filter(pk__in=reading.by_author(public_id)))
    return write(
        request, not_empty(Feed(title(str(found)), f"{found}的文章与发言。", found.get_absolute_url(), name, entries))
    )


@require_safe
def tag(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    found = tag_at(slug)
    if found.slug != slug:
        return redirect("public:tag_feed", found.slug, name, permanent=True)
    entries = latest(reading.visible().filter(tags=found))
    about = found.description or f"标签“{found.name}”下的最新文章。"
    return write(request, not_empty(Feed(title(found.name), about, found.get_absolute_url(), name, entries)))


def latest(publications: Any) -> list[Any]:
    newest = publications.defer("card").order_by("-date", "-released_at", "-pk")
    return entries_of(newest[:ENTRIES])


def title(name: str) -> str:
    return f"{name} · {settings.PAPER['name']}"


def not_empty(feed: Feed) -> Feed:
    """A column, author or tag without anything visible is not public: Http404."""
    if not feed.entries:
        raise Http404
    return feed


def write(request: HttpRequest, feed: Feed) -> HttpResponse:
    writer, content_type = FORMATS[feed.name]
    return answer(writer(feed), content_type=f"{content_type}; charset=utf-8", modified=last_change(request))
