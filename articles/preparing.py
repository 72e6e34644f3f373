"""Finishes article pages ahead of their readers: all of a page but what stands around it (``PreparedPage``).

A page is used only while its recipe (templates, style sheets, settings), its publication's version and the names
around it are those it was made with; so nothing has to be cleared, and a page that is missing costs time, not truth.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import mark_safe

from articles.models import PreparedPage, Publication
from articles.models.publication import PublicationQuerySet
from articles.rendering import pdf
from articles.rendering.page import article_context, article_nodes, head_of, hole, template_of

JOB = "prepare_pages"
BATCH = 50
A_MINUTE = 400  # pages of one run of the job
# What a page shows that a publication's version does not answer for, as ``values_list`` names it.
LABELS = (
    "column__name", "column__slug", "column__seal",
    "page__number", "page__name",
    "issue__date", "issue__edition", "issue__serial_number",
)  # fmt: skip
FILES = ("base.html", "articles/article_base.html", "articles/article.html", "articles/roundup.html")
STATIC = ("articles/site/paper.css", "articles/site/article.js", "articles/site/suggest.js", "articles/site/seal.svg")


@cache
def recipe() -> str:
    """A digest of all that makes every page: it changes with an upgrade or another setting."""
    folder = Path(settings.BASE_DIR) / "templates"
    digest = hashlib.blake2b(digest_size=16)
    for path in [folder / name for name in FILES] + sorted((folder / "includes").glob("*.html")):
        digest.update(path.read_bytes())
    about = [settings.SITE_URL, settings.PAPER, pdf.is_possible(), *map(static, STATIC)]
    digest.update(repr(about).encode())
    return digest.hexdigest()


def spelled(labels: tuple[Any, ...]) -> str:
    return "\x1f".join(map(str, labels))


def waiting() -> PublicationQuerySet:
    """Publications that have no page of their present version by the present recipe."""
    done = PreparedPage.objects.filter(publication=OuterRef("pk"), version=OuterRef("version"), recipe=recipe())
    return Publication.objects.filter(~Exists(done), withdrawn_at__isnull=True)


def renew_some(limit: int = A_MINUTE) -> int:
    """A minute's portion, the newest first, for the job runner."""
    done = 0
    while done < limit:
        batch = list(waiting().select_related("column", "page__issue", "issue").newest_first()[:BATCH])
        if not batch:
            break
        PreparedPage.objects.bulk_create(
            [prepared(publication) for publication in batch],
            update_conflicts=True,
            unique_fields=["publication"],
            update_fields=["recipe", "version", "labels", "tags", "page", "entry", "step", "hand", "way"],
        )
        done += len(batch)
    return done


def prepared(publication: Publication) -> PreparedPage:
    """Not saved. The frame of its own issue goes along, as masthead fragments name it."""
    head = head_of(publication.card["url"], nodes=article_nodes(publication))
    context = article_context(publication) | head | {"holes": True, "prepared": True, "large": False}
    hand = {"hand": publication.issue, "section": context["section"]}
    step = {"each": publication, "rel": mark_safe(hole("rel")), "way": mark_safe(hole("way"))}
    labels = Publication.objects.filter(pk=publication.pk).values_list(*LABELS)[0]
    return PreparedPage(
        publication=publication,
        recipe=recipe(),
        version=publication.version,
        labels=spelled(labels),
        tags=",".join(str(tag.pk) for tag in publication.tags.all()),
        page=render_to_string(template_of(publication), context),
        entry=render_to_string("includes/related.html", {"each": publication}),
        step=render_to_string("includes/step.html", step),
        hand=render_to_string("includes/hand.html", hand).strip() if publication.issue else "",
        way=render_to_string("includes/way.html", hand).strip() if publication.issue else "",
    )
