"""Who vouches that a text stood on the printed page: its imported source, or somebody besides the releaser.

What a person typed alone nobody has looked at. It goes out by the three reviews, or is released by a second person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from articles import revisions
from articles.choices import RevisionReason
from articles.models import Article, Autosave, PageImport, Revision, User
from articles.models.body import block_text
from articles.text.tracing import Source, bare

HEADS = ("kicker", "title", "subtitle")  # the text of a page often comes without them: they are typed from the sheet
FIELDS = (*HEADS, "web_title", "summary", "editor_note", "author_note")
SLIP = 12  # characters of one correction
SHARE = 100  # one character in so many may be corrected


def own_words(article: Article, person: User) -> list[str]:
    """What this person put in alone, as stretches of the text; empty when it is small corrections at most.

    Asked is whether the words stand in the source that the article was imported from (or another page of its issue),
    or were written by others before this person had a hand in it. Up to seven queries.
    """
    begun = _first_hand(article, person)
    if begun is None and article.created_by_id != person.pk:
        return []
    imported = article.revisions.filter(reason=RevisionReason.IMPORTED).order_by("number").first()
    before = imported.snapshot["fields"] if imported else {}
    source = Source([*_of_pages(article, before), *_of_others(article, person, begun)])
    passages = list(_passages(revisions.snapshot(article), before))
    found = [run for words in passages for run in source.untraced(words)]
    most = max(SLIP, sum(len(bare(words)) for words in passages) // SHARE)
    is_small = all(len(run) <= SLIP for run in found) and sum(map(len, found)) <= most
    return [] if is_small else sorted(found, key=len, reverse=True)


def _first_hand(article: Article, person: User) -> dt.datetime | None:
    """When this person first saved words of it."""
    saved = Revision.objects.filter(article=article, created_by=person, reason__in=revisions.WRITTEN)
    typed = Autosave.objects.filter(article=article, user=person, version__isnull=False)
    first = [rows.order_by("pk").values_list("created_at", flat=True).first() for rows in (saved, typed)]
    return min(filter(None, first), default=None)


def _of_pages(article: Article, before: dict[str, Any]) -> Iterator[str]:
    """The source of an imported article and of the other pages of its issue, and the titles typed at the import."""
    if article.page_import_id is None:
        return
    yield from PageImport.objects.filter(pk=article.page_import_id).values_list("source_text", flat=True)
    if article.page is not None:  # for what is continued on another page
        others = PageImport.objects.filter(page__issue=article.page.issue_id).exclude(pk=article.page_import_id)
        yield from others.values_list("source_text", flat=True)
    yield from (before.get(name, "") for name in HEADS)


def _of_others(article: Article, person: User, until: dt.datetime | None) -> Iterator[str]:
    """What others had written by ``until``; of later saves nobody can tell whose words they hold."""
    if until is None or article.created_by_id == person.pk:
        return
    saved = article.revisions.filter(reason__in=revisions.WRITTEN, created_at__lt=until).exclude(created_by=person)
    for snapshot in saved.values_list("snapshot", flat=True):
        yield from _passages(snapshot, {})
    typed = article.autosaves.filter(version__isnull=False, created_at__lt=until).exclude(user=person)
    for fields in typed.values_list("fields", flat=True):
        yield from (value for value in fields.values() if isinstance(value, str))


def _passages(content: dict[str, Any], before: dict[str, Any]) -> Iterator[str]:
    """The texts of a snapshot one by one, but for the heads that the import left empty."""
    fields = content["fields"]
    missing = {name for name in HEADS if name in before and not before[name].strip()}
    yield from (fields.get(name) or "" for name in FIELDS if name not in missing)
    yield from (block_text(block) or block.get("caption") or "" for block in fields["body"])
    for row in content["statements"]:
        yield from (row["affiliation"], row["speaker"], row["text"])
    for row in content["contributions"]:
        yield from (row["affiliation"], row["name"])
    yield from (row["text"] for row in content["pull_quotes"])
