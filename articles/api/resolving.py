"""Names that may be old: from a slug or a word to the column or tag that it means today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from articles.compiled import statement
from articles.models import Column, Tag


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
    found = statement("tag of word", tags_of, {"word": word}).run({"word": word})
    if not found:
        return None
    *heirs, _slug, _name = min(found, key=lambda row: (row[-2] != word, row[-1] != word))
    return next(heir for heir in heirs if heir is not None)


def tags_of(values: Mapping[str, Any]) -> QuerySet[Tag, Any]:
    """Rows of the last heir first; tags are merged into living ones, so chains are short."""
    word = values["word"]
    meaning = Q(slug=word) | Q(name=word) | Q(synonyms__name=word) | Q(retiredslug__kind="tag", retiredslug__slug=word)
    heirs = ("merged_into__merged_into__merged_into", "merged_into__merged_into", "merged_into", "pk")
    return Tag.objects.filter(meaning).values_list(*heirs, "slug", "name")
