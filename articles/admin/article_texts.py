"""What most autosaves are: one window typing on in the article's own texts and in its statements.

They need no form: what differs from what the window sent last, when the working copy is exactly what became of
that, goes straight into the working copy. Everything else, and everything that cannot be stored as it stands,
is for the form.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from articles import autosaving
from articles.admin.article_form import ArticleForm, body_read
from articles.admin.article_rows import StatementRow, rows_in_database
from articles.autosaving import Kept
from articles.models import Article, Autosave, User
from articles.models.body import Block
from articles.text.plain_body import NotationError

TEXTS = frozenset({
    "kicker", "title", "subtitle", "web_title", "summary", "editor_note", "author_note", "source_name", "source_title", "jump",
})  # fmt: skip
SAID = re.compile(r"st-(\d+)-text")
ROW_PREFIXES = ("by", "st", "pq")


def kept_as_texts(raw: dict[str, str], last: Autosave | None, *, by: User, version: int | None) -> Kept | None:
    """Keep the controls ``raw`` when they differ from ``last`` in texts alone; None, and nothing done, when in more.

    ``last`` is what the window sent before, ``version`` what it believes to write on. Inside a transaction.
    """
    if last is None or last.version != version or last.left_out:
        return None
    changed = {name for name in raw.keys() | last.fields.keys() if raw.get(name) != last.fields.get(name)}
    changed.discard("lock_version")
    said = {name: found[1] for name in changed if (found := SAID.fullmatch(name))}
    if not changed <= TEXTS | {"body"} | said.keys():
        return None
    article = autosaving.standing(last)
    if article is None:
        return None
    own = {statement.public_id: statement for statement in article.statements.all()}
    try:
        fields = {name: ArticleForm.base_fields[name].clean(raw.get(name)) for name in changed & TEXTS}
        spoken = {
            raw.get(f"st-{number}-key", ""): StatementRow.read_text(raw.get(name)) for name, number in said.items()
        }
        body: list[Block] = article.body
        if "body" in changed:
            text = ArticleForm.base_fields["body"].clean(raw.get("body"))
            body = body_read(text, article.body, list(own))
    except (ValidationError, NotationError):
        return None
    if not fields.get("title", True) or not all(spoken.values()) or not spoken.keys() <= own.keys():
        return None
    texts = {own[key].pk: text for key, text in spoken.items()}
    return autosaving.keep_texts(article, fields, body, texts, raw=raw, by=by, tab=last.tab)


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
