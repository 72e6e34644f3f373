"""Names that may be old: from a slug or a word to the column or tag that it means today."""

from __future__ import annotations

from django.db.models import Q

from articles.models import Column, Tag

MAX_HOPS = 5


def find_column(slug: str) -> Column | None:
    """The column of that slug, present or retired."""
    found = Column.objects.filter(Q(slug=slug) | Q(retiredslug__kind="column", retiredslug__slug=slug)).distinct()
    return min(found, key=lambda column: column.slug != slug, default=None)


def find_tag(word: str) -> Tag | None:
    """The tag that a slug (present or retired), a name or a synonym means; a merged one leads to its heir."""
    meaning = Q(slug=word) | Q(name=word) | Q(synonyms__name=word) | Q(retiredslug__kind="tag", retiredslug__slug=word)
    found = Tag.objects.filter(meaning).select_related("merged_into__merged_into").distinct()
    tag = min(found, key=lambda tag: (tag.slug != word, tag.name != word), default=None)
    for _ in range(MAX_HOPS):
        if tag is None or tag.merged_into is None:
            return tag
        tag = tag.merged_into
    return None
