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
from articles.admin.article_rows import StatementRow
from articles.autosaving import Kept
from articles.models import Autosave, User
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


def rows_unchanged(raw: dict[str, str], last: Autosave | None, version: int) -> frozenset[str]:
    """Prefixes of the rows that say what the working copy says, being what the window sent when it was made."""
    if last is None or last.version != version or last.left_out:
        return frozenset()
    return frozenset(prefix for prefix in ROW_PREFIXES if is_same_part(raw, last.fields, f"{prefix}-"))


def is_same_part(raw: dict[str, str], before: dict[str, str], prefix: str) -> bool:
    """Not where the server drew a key that the form never heard of: it wants to be told."""
    now = {name: value for name, value in raw.items() if name.startswith(prefix)}
    was = {name: value for name, value in before.items() if name.startswith(prefix)}
    return now == was and all(value for name, value in now.items() if name.endswith("-key"))
