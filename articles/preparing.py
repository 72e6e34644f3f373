"""Finishes article pages ahead of their readers: all of a page but what stands around it (``PreparedPage``), what
lists and neighbours show of the article (``PreparedRow``), its entry in the feeds (``PreparedEntry``) and the API's record
of it (``PreparedRecord``).

Each is used only while its recipe (templates, style sheets, settings), its publication's version and the names
around it are those it was made with; so nothing has to be cleared, and a page that is missing costs time, not truth.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, F, Func, OuterRef, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from articles.models import PreparedEntry, PreparedPage, PreparedRecord, PreparedRow, Publication
from articles.models.publication import PublicationQuerySet
from articles.regions import place_of
from articles.rendering import licence, pdf, record
from articles.rendering.entry import WHOLE, forms_of
from articles.rendering.page import article_context, article_nodes, head_of, hole, template_of
from articles.rendering.record import pieces_of

JOB = "prepare_pages"
BATCH = 50
A_MINUTE = 400  # pages of one run of the job
# What a page shows that a publication's version does not answer for, as ``values_list`` names it.
LABELS = (
    "column__name", "column__slug", "column__seal",
    "page__number", "page__name", "page__image",
    "issue__date", "issue__edition", "issue__serial_number",
)  # fmt: skip
FILES = (WHOLE, "base.html", "articles/article_base.html", "articles/article.html", "articles/roundup.html")
STATIC = tuple(
    f"articles/site/{name}"
    for name in ("paper.css", "article.css", "print.css", "article.js", "copy.js", "suggest.js", "seal.svg")
)

BREAKS = 3  # one more when headlines break by another rule or dictionary
OPENING = 240  # characters of text that a row may quote from
# The forms in which other pages show an article: the template of each, and what it is told besides.
ROWS: dict[str, tuple[str, dict[str, Any]]] = {
    "related": ("includes/related.html", {}),
    "step": ("includes/step.html", {"rel": mark_safe(hole("rel")), "way": mark_safe(hole("way"))}),
    "of_column": ("includes/row.html", {}),
    "of_tag": ("includes/row.html", {"place": "column"}),
    "of_author": ("includes/row.html", {"place": "column", "alone": True}),
    "of_issue": ("includes/key.html", {"level": 3}),
    "lead": ("includes/lead.html", {}),
}


@cache
def recipe() -> str:
    """A digest of all that makes every page: it changes with an upgrade or another setting."""
    folder = Path(settings.BASE_DIR) / "templates"
    files = [folder / name for name in FILES] + sorted((folder / "includes").glob("*.html"))
    return _digest_of(files, ROWS, settings.SITE_URL, settings.PAPER, pdf.is_possible(), BREAKS, *map(static, STATIC))


@cache
def recipe_of_records() -> str:
    """The same of the API's records: no style sheet has a part in them, so that they need no collected files."""
    files = [Path(str(module.__file__)) for module in (record, licence)]  # their templates, as it were
    return _digest_of(files, settings.SITE_URL, settings.PAPER)


def _digest_of(files: Iterable[Path], *about: object) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for path in files:
        digest.update(path.read_bytes())
    digest.update(repr(list(about)).encode())
    return digest.hexdigest()


SEPARATOR = "\x1f"


def spelled(labels: tuple[Any, ...]) -> str:
    return SEPARATOR.join(map(str, labels))


def is_present(table: str, by: str) -> Case:
    """A column that says whether what was made ahead is true at this moment; ``table`` is "prepared" or "row".

    ``by`` is the present recipe, or a mark for it. The labels are spelled as ``spelled`` does.
    """
    spelled_here = [Coalesce(Cast(name, TextField()), Value(str(None))) for name in LABELS]
    labels = Func(*spelled_here, function="", arg_joiner=f" || '{SEPARATOR}' || ", output_field=TextField())
    same = {"version": F("version"), "recipe": by, "labels": labels}
    return Case(When(**{f"{table}__{name}": value for name, value in same.items()}, then=1), default=0)


def is_written(table: str, by: str) -> Case:
    """The same of what tells of nothing that the version does not answer for: "entry" of feeds, "record" of the API."""
    return Case(When(**{f"{table}__version": F("version"), f"{table}__recipe": by}, then=1), default=0)


def waiting() -> PublicationQuerySet:
    """Publications that have no page, or no record, of their present version by the present recipe."""
    own = {"publication": OuterRef("pk"), "version": OuterRef("version")}
    page = PreparedPage.objects.filter(**own, recipe=recipe())
    written = PreparedRecord.objects.filter(**own, recipe=recipe_of_records())
    return Publication.objects.filter(~Exists(page) | ~Exists(written), withdrawn_at__isnull=True)


def renew_some(limit: int = A_MINUTE) -> int:
    """A minute's portion, the newest first, for the job runner."""
    done = 0
    while done < limit:
        batch = list(waiting().select_related("column", "page__issue", "issue").newest_first()[:BATCH])
        if not batch:
            break
        prepare(batch)
        done += len(batch)
    return done


def prepare(publications: Iterable[Publication]) -> None:
    """Write pages and rows of these publications anew."""
    pages, rows, entries, records = [], [], [], []
    for publication in publications:
        made_of = {"publication": publication, "recipe": recipe(), "version": publication.version}
        labels = spelled(Publication.objects.filter(pk=publication.pk).values_list(*LABELS)[0])
        entries.append(PreparedEntry(**made_of, **forms_of(publication)))
        records.append(PreparedRecord(**made_of | {"recipe": recipe_of_records()}, **pieces_of(publication.detail)))
        pages.append(PreparedPage(**made_of, labels=labels, **page_of(publication)))
        rows.append(PreparedRow(**made_of, labels=labels, **{name: shown(publication, name) for name in ROWS}))
    # ``waiting`` looks at the pages: they are the last.
    done = ((PreparedRecord, records), (PreparedEntry, entries), (PreparedRow, rows), (PreparedPage, pages))
    for model, made in done:
        fields = [field.name for field in model._meta.fields if not field.primary_key]
        model.objects.bulk_create(made, update_conflicts=True, unique_fields=["publication"], update_fields=fields)  # type: ignore[arg-type]


def page_of(publication: Publication) -> dict[str, str]:
    """The parts of its page. The frame of its own issue goes along, as masthead fragments name it."""
    head = head_of(publication.card["url"], nodes=article_nodes(publication))
    context = article_context(publication) | head | {"holes": True, "prepared": True, "large": False}
    context["place"] = place_of(publication)
    hand = {"hand": publication.issue, "section": context["section"]}
    return {
        "tags": ",".join(str(tag.pk) for tag in publication.tags.all()),
        "page": render_to_string(template_of(publication), context),
        "hand": render_to_string("includes/hand.html", hand).strip() if publication.issue else "",
        "way": render_to_string("includes/way.html", hand).strip() if publication.issue else "",
    }


def shown(publication: Publication, name: str) -> SafeString:
    """What another page shows of it, in the form of that name. Wants column, issue and page, and the text or its opening."""
    template, about = ROWS[name]
    if "opening" not in vars(publication):
        publication.opening = publication.text[:OPENING]  # type: ignore[attr-defined]
    return render_to_string(template, {"publication": publication, **about})
