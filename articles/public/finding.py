"""Columns and tags by the slug of an address: the present one, an old one, or one that was merged away."""

from __future__ import annotations

from typing import TypeVar

from django.http import Http404
from django.shortcuts import get_object_or_404

from articles.models import Column, RetiredSlug, Tag
from articles.public import reading

Thing = TypeVar("Thing", Column, Tag)


def column_at(slug: str) -> Column:
    """The column of this slug, public or not; for a retired slug the column that moved, if it is public.

    The caller redirects when the slug found is another one. Raises Http404.
    """
    found = Column.objects.filter(slug=slug).first()
    if found is not None:
        return found
    retired = get_object_or_404(RetiredSlug.objects.select_related("column"), kind="column", slug=slug)
    return public_or_404(retired.column)


def tag_at(slug: str) -> Tag:
    """The same for a tag; one that was merged gives the tag that took it over."""
    found = Tag.objects.select_related("merged_into__merged_into").filter(slug=slug).first()
    if found is None:
        retired = get_object_or_404(RetiredSlug.objects.select_related("tag__merged_into"), kind="tag", slug=slug)
        return public_or_404(survivor(retired.tag))
    return public_or_404(survivor(found)) if found.merged_into is not None else found


def public_or_404(thing: Thing | None) -> Thing:
    """What a redirect may lead to: never to an address that is not public."""
    if thing is None:
        raise Http404
    public = reading.public_columns() if isinstance(thing, Column) else reading.public_tags()
    if not public.filter(pk=thing.pk).exists():
        raise Http404
    return thing


def survivor(found: Tag | None) -> Tag | None:
    """The tag that took this one over, through any number of merges."""
    seen: set[int] = set()
    while found is not None and found.merged_into is not None and found.pk not in seen:
        seen.add(found.pk)
        found = found.merged_into
    return found
