"""What most autosaves are: one window typing on in the article's own texts, its statements and the byline's words,
or choosing tags and a page.

They need no form: what differs from what the window sent last, when the working copy is exactly what became of
that, goes straight into the working copy. Everything else, and everything that cannot be stored as it stands,
is for the form.
"""

from __future__ import annotations

import re
from collections.abc import Set

from django.core.exceptions import ValidationError

from articles import autosaving
from articles.admin.article_form import WEB_ONLY, ArticleForm, body_read, page_named, tags_named
from articles.admin.article_rows import BylineRow, StatementRow, rows_in_database
from articles.autosaving import Kept, Typed
from articles.editing import known_tags
from articles.entries import PlaceEntry
from articles.models import Article, Autosave, User
from articles.text.plain_body import NotationError

TEXTS = frozenset({
    "kicker", "title", "subtitle", "web_title", "summary", "editor_note", "author_note", "source_name", "source_title", "jump",
})  # fmt: skip
PLACE = frozenset({"place", "position"})
SAID = re.compile(r"st-(\d+)-text")
PRINTED = re.compile(r"by-(\d+)-(affiliation|credit)")
ROW_PREFIXES = ("by", "st", "pq")


class NeedsForm(Exception):
    """What came is more than texts, or cannot be stored as it stands."""


def kept_as_texts(raw: dict[str, str], last: Autosave | None, *, by: User, version: int | None) -> Kept | None:
    """Keep the controls ``raw`` when no more than texts, tags and the page differ from ``last``; None, and nothing
    done, when more does.

    ``last`` is what the window sent before, ``version`` what it believes to write on. Inside a transaction.
    """
    if last is None or last.version != version or last.left_out:
        return None
    changed = {name for name in raw.keys() | last.fields.keys() if raw.get(name) != last.fields.get(name)}
    changed.discard("lock_version")
    rows = {name for name in changed if SAID.fullmatch(name) or PRINTED.fullmatch(name)}
    if not changed <= TEXTS | PLACE | {"body", "tags"} | rows:
        return None
    article = autosaving.standing(last)
    if article is None:
        return None
    try:
        typed = typed_in(raw, changed, article)
    except (NeedsForm, ValidationError, NotationError):
        return None
    return autosaving.keep_typed(article, typed, raw=raw, by=by, tab=last.tab)


def typed_in(raw: dict[str, str], changed: Set[str], article: Article) -> Typed:
    """What the changed controls say. Raises NeedsForm, ValidationError, NotationError where the form must tell."""
    typed = Typed({name: ArticleForm.base_fields[name].clean(raw.get(name)) for name in changed & TEXTS}, article.body)
    if not typed.fields.get("title", True):
        raise NeedsForm
    if "body" in changed:
        statements = [statement.public_id for statement in article.statements.all()]
        typed.body = body_read(ArticleForm.base_fields["body"].clean(raw.get("body")), article.body, statements)
    typed.said = said_in(raw, changed, article)
    typed.printed = printed_in(raw, changed, article)
    if "tags" in changed:
        names = tags_named(ArticleForm.base_fields["tags"].clean(raw.get("tags")))
        known = known_tags(names)
        if len(known) < len({*names}):
            raise NeedsForm
        typed.tags = {*known.values()}
    if changed & PLACE:
        typed.place = place_in(raw, article)
    return typed


def said_in(raw: dict[str, str], changed: Set[str], article: Article) -> dict[int, str]:
    """The changed words of statements, by the statements' numbers."""
    own = {statement.public_id: statement.pk for statement in article.statements.all()}
    found = {}
    for name in changed:
        if row := SAID.fullmatch(name):
            key, text = raw.get(f"st-{row[1]}-key", ""), StatementRow.read_text(raw.get(name))
            if not text or key not in own:
                raise NeedsForm
            found[own[key]] = text
    return found


def printed_in(raw: dict[str, str], changed: Set[str], article: Article) -> dict[int, dict[str, str]]:
    """What is printed beside names, where it changed, by the numbers of the byline's rows."""
    found: dict[int, dict[str, str]] = {}
    names = {name: row for name in changed if (row := PRINTED.fullmatch(name))}
    if not names:
        return found
    shown, stored = as_shown(raw, "by"), controls_of_rows("by", rows_in_database(article)[0])
    if any(shown.get(name) != stored.get(name) for name in (shown.keys() | stored.keys()) - names.keys()):
        raise NeedsForm
    rows = list(article.contributions.all())
    for name, row in names.items():
        if int(row[1]) >= len(rows):
            raise NeedsForm
        found.setdefault(rows[int(row[1])].pk, {})[row[2]] = BylineRow.base_fields[row[2]].clean(raw.get(name))
    return found


def place_in(raw: dict[str, str], article: Article) -> PlaceEntry:
    """Where the form puts the article; on its own page, without a position, where it stands."""
    key, position = raw.get("place", ""), ArticleForm.base_fields["position"].clean(raw.get("position"))
    page = None if key == WEB_ONLY else page_named(key)
    if page is None and key != WEB_ONLY:
        raise NeedsForm
    if page is not None and page.pk == article.page_id and position is None:
        position = article.position
    return PlaceEntry(page=page, position=position)


def rows_as_stored(raw: dict[str, str], article: Article) -> frozenset[str]:
    """Prefixes of the rows that the form holds exactly as the working copy has them: they need not be read."""
    rows = dict(zip(ROW_PREFIXES, rows_in_database(article), strict=True))
    return frozenset(
        prefix for prefix, stored in rows.items() if controls_of_rows(prefix, stored) == as_shown(raw, prefix)
    )


def controls_of_rows(prefix: str, stored: list[dict[str, str]]) -> dict[str, str]:
    """What a browser sends of rows that nobody has touched: values and order, one after the other."""
    controls = {f"{prefix}-TOTAL_FORMS": str(len(stored))}
    for number, row in enumerate(stored):
        controls |= {f"{prefix}-{number}-{name}": value for name, value in row.items() if value}
        controls[f"{prefix}-{number}-ORDER"] = str(number + 1)
    return controls


def as_shown(raw: dict[str, str], prefix: str) -> dict[str, str]:
    """The rows' controls that say something."""
    counted = {f"{prefix}-{name}_FORMS" for name in ("INITIAL", "MIN_NUM", "MAX_NUM")}
    said = {name: value.replace("\r\n", "\n") for name, value in raw.items() if name.startswith(f"{prefix}-") and value}
    return {name: value for name, value in said.items() if name not in counted}
