"""Merging tags: one heading takes over another's articles and words, and the old address redirects."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from articles import publishing, stages
from articles.exceptions import NewsroomError
from articles.models import Publication, Tag, TagSynonym, User

MERGE = "articles.merge_tag"


@transaction.atomic
def merge_tags(source: Tag, into: Tag, *, by: User | None) -> Tag:
    """``into`` takes over everything of ``source``, whose name becomes a synonym; ``source`` stays as a redirect.

    Effects: tags of articles and publications, synonyms, ``merged_into`` (also of what was merged into
    ``source`` before), one change row a publication. Raises PublishingRefused without the right,
    NewsroomError when both are one or either was merged already.
    """
    stages.require(by, MERGE)
    rows = {tag.pk: tag for tag in Tag.objects.select_for_update().filter(pk__in=[source.pk, into.pk])}
    if source.pk == into.pk:
        raise NewsroomError("不能把标签并入它自己。", code="same-tag")
    source, into = rows[source.pk], rows[into.pk]
    if source.merged_into is not None:
        raise NewsroomError(f"标签“{source}”已经并入“{source.merged_into}”。", code="merged-already")
    if into.merged_into is not None:
        raise NewsroomError(f"标签“{into}”已经并入别的标签，请选它并入的那个。", code="merged-already")
    for article in source.articles.all():
        article.tags.add(into)
    source.articles.clear()
    touched = list(Publication.objects.filter(tags=source).values_list("pk", flat=True))
    for publication in Publication.objects.filter(pk__in=touched):
        publication.tags.add(into)
        publication.tags.remove(source)
    source.synonyms.update(tag=into)
    _add_synonym(into, source.name)
    source.merged.update(merged_into=into)
    source.merged_into = into
    source.save()
    publishing.refresh(Publication.objects.filter(pk__in=touched, withdrawn_at__isnull=True).order_by("pk"))
    return into


def _add_synonym(tag: Tag, name: str) -> None:
    """A word that is a synonym already stays where it is."""
    try:
        with transaction.atomic():
            TagSynonym.objects.create(tag=tag, name=name)
    except IntegrityError:
        pass
