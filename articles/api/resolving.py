"""Names that may be old: from a slug or a word to the column or tag that it means today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from articles.api.compiled import statement
from articles.models import Column, Tag

MAX_HOPS = 5


def find_column(slug: str) -> int | None:
    """The key of the column of that slug, present or retired."""
    found = statement("column of slug", columns_of, {"slug": slug}).run({"slug": slug})
    return min(found, key=lambda row: row[1] != slug)[0] if found else None


def columns_of(values: Mapping[str, Any]) -> QuerySet[Column, Any]:
    slug = values["slug"]
    return Column.objects.filter(Q(slug=slug) | Q(retiredslug__kind="column", retiredslug__slug=slug)).values_list(
        "pk", "slug"
    )


def find_tag(word: str) -> int | None:
    """The key of the tag that a slug (present or retired), a name or a synonym means; a merged one leads to its heir."""
    if (found := statement("tag of slug", tags_of_slug, {"slug": word}).run({"slug": word})) and found[0][1] is None:
        return int(found[0][0])
    meaning = Q(slug=word) | Q(name=word) | Q(synonyms__name=word) | Q(retiredslug__kind="tag", retiredslug__slug=word)
    rows = Tag.objects.filter(meaning).select_related("merged_into__merged_into").distinct()
    tag = min(rows, key=lambda tag: (tag.slug != word, tag.name != word), default=None)
    for _ in range(MAX_HOPS):
        if tag is None or tag.merged_into is None:
            return tag and tag.pk
        tag = tag.merged_into
    return None


def tags_of_slug(values: Mapping[str, Any]) -> QuerySet[Tag, Any]:
    return Tag.objects.filter(slug=values["slug"]).values_list("pk", "merged_into")
