"""Saves what the article form holds: the text, the byline, statements, pull quotes, tags and the place.

``save`` is the one door for it: it takes the lock, refuses to overwrite what somebody else saved in
between, and freezes a revision, so that every saved text can be found again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from articles import pull_quotes, revisions, stages
from articles.bylines import author_for, candidates, printed_with, record_affiliation
from articles.choices import ContributionRole, RevisionReason
from articles.exceptions import EditingConflict, NewsroomError
from articles.models import (
    Article,
    Author,
    Contribution,
    Issue,
    Page,
    PullQuote,
    Statement,
    Tag,
    TagSynonym,
    User,
)
from articles.models.body import Block
from articles.models.issue import normalize_page_number

# How a row of the form says which person is meant, besides a public id.
UNDECIDED, NEW_PERSON, NOBODY = "", "new", "none"
TURN_WORDS = ("记者", "问", "答")  # speakers that are no persons


@dataclass(frozen=True, slots=True)
class BylineEntry:
    """One person of the byline as printed; ``person`` is a public id or one of the words above."""

    name: str
    role: str = ContributionRole.AUTHOR
    affiliation: str = ""
    credit: str = ""
    person: str = UNDECIDED


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One statement; ``key`` is its public id."""

    key: str
    speaker: str
    text: str
    affiliation: str = ""
    label: str = ""
    person: str = UNDECIDED


@dataclass(frozen=True, slots=True)
class QuoteEntry:
    """One pull quote; ``key`` is its public id."""

    key: str
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """Where the article stands: a page, or a page to be made, or (both empty) the web alone."""

    page: Page | None = None
    date: dt.date | None = None
    number: str = ""
    name: str = ""
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything that the article form holds. ``fields`` are the article's own plain fields."""

    fields: dict[str, Any]
    body: list[Block]
    place: PlaceEntry
    byline: list[BylineEntry] = field(default_factory=list)
    statements: list[StatementEntry] = field(default_factory=list)
    quotes: list[QuoteEntry] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of it: ``is_changed`` is false when nothing differed; ``undecided`` are names without a person."""

    article: Article
    is_changed: bool
    undecided: list[str]


def save(article: Article | None, entry: Entry, *, by: User, lock_version: int = 0) -> Saved:
    """Write the entry into a new article or into ``article`` as it was at ``lock_version``.

    Effects: the rows, new persons and tags, one more ``lock_version``, a SAVED revision; nothing at all
    when nothing differs. Raises EditingConflict when somebody saved in between, NewsroomError with the
    code ``position-taken``, ``page-number``, ``same-name`` or ``person-gone``, ReviewRefused when the words must
    stay as they are under review; nothing is written then.
    """
    with transaction.atomic():
        return _save(article, entry, by=by, lock_version=lock_version)


def _save(article: Article | None, entry: Entry, *, by: User, lock_version: int) -> Saved:
    is_new = article is None
    if article is None:
        article = Article(created_by=by, lock_version=0)
    else:
        article = Article.objects.select_for_update(of=("self",)).select_related("page__issue").get(pk=article.pk)
        if article.lock_version != lock_version:
            raise EditingConflict("这篇稿件在你打开之后有人保存过，没有覆盖任何内容。")
    before = None if is_new else revisions.snapshot(article)
    undecided: list[str] = []
    with transaction.atomic():
        version = article.lock_version
        for name, value in entry.fields.items():
            setattr(article, name, value)
        article.body = entry.body
        place(article, entry.place)
        article.lock_version += 1
        article.save()
        _write_rows(article, entry, undecided)
        is_changed = is_new or revisions.snapshot(article) != before
        if not is_changed:
            transaction.set_rollback(True)
            article.lock_version = version
    if is_changed:
        stages.require_editable(article, by)
        revisions.freeze(article, reason=RevisionReason.SAVED, by=by)
    return Saved(article, is_changed, undecided)


def place(article: Article, entry: PlaceEntry) -> None:
    """Put the article on its page, last unless a position is given. Does not save the article."""
    page = entry.page or page_for(entry)
    if page is None:
        article.page, article.position = None, None
        return
    position = entry.position
    if position is None and article.page_id == page.pk:
        position = article.position
    others = page.articles.exclude(pk=article.pk)
    if position is None:
        position = (others.aggregate(top=Max("position"))["top"] or 0) + 1
    elif holder := others.filter(position=position).first():
        free = (others.aggregate(top=Max("position"))["top"] or 0) + 1
        raise NewsroomError(
            f"{page.label}第 {position} 位已有《{holder}》。留空则排在最后，即第 {free} 位。", code="position-taken"
        )
    article.page, article.position = page, position


def page_for(entry: PlaceEntry) -> Page | None:
    """The page of that day and number, made with its issue where missing; None without a day."""
    if entry.date is None:
        return None
    try:
        number = normalize_page_number(entry.number)
    except ValueError:
        raise NewsroomError("版次写作 7 或 A2。", code="page-number") from None
    issue, _ = Issue.objects.get_or_create(date=entry.date, edition="")
    page, _ = Page.objects.get_or_create(issue=issue, number=number, defaults={"name": entry.name})
    return page


def _write_rows(article: Article, entry: Entry, undecided: list[str]) -> None:
    """Replace byline, statements, quotes and tags. Public ids stay; the rows' order is the list's."""
    day = article.issue.date if article.issue else None

    def person(choice: str, name: str, printed: str) -> Author | None:
        found = person_for(choice, name=name, affiliation=printed, day=day)
        if found is None and choice == UNDECIDED:
            undecided.append(name)
        return found

    article.contributions.all().delete()
    Contribution.objects.bulk_create(
        Contribution(
            article=article, order=order, name=row.name, role=row.role, affiliation=row.affiliation,
            credit=row.credit, author=person(row.person, row.name, printed_with(row.affiliation, row.credit)),
        )
        for order, row in enumerate(entry.byline, start=1)
    )  # fmt: skip
    article.statements.all().delete()
    Statement.objects.bulk_create(
        Statement(
            article=article, order=order, public_id=row.key, speaker=row.speaker, affiliation=row.affiliation,
            label=row.label, text=row.text,
            author=None if row.speaker in TURN_WORDS else person(row.person, row.speaker, row.affiliation),
        )
        for order, row in enumerate(entry.statements, start=1)
    )  # fmt: skip
    article.pull_quotes.all().delete()
    PullQuote.objects.bulk_create(
        PullQuote(article=article, order=order, public_id=row.key, text=row.text, speaker=row.speaker)
        for order, row in enumerate(entry.quotes, start=1)
    )
    pull_quotes.relocate(article)
    article.tags.set(tags_for(entry.tags))


def person_for(choice: str, *, name: str, affiliation: str, day: dt.date | None) -> Author | None:
    """The person that a row of the form means; None when nobody is meant or an editor must decide."""
    if choice == NOBODY:
        return None
    if choice == UNDECIDED:
        return author_for(name, affiliation=affiliation, day=day)
    if choice == NEW_PERSON:
        author = new_person(name, affiliation=affiliation)
    else:
        known = Author.objects.filter(public_id=choice).first()
        if known is None:
            raise NewsroomError(f"为“{name}”选的作者已经不在了，请重新选择。", code="person-gone")
        author = known
    record_affiliation(author, affiliation, day=day)
    return author


def new_person(name: str, *, affiliation: str) -> Author:
    """A new person; one who shares the name with another is told apart by the affiliation."""
    if not candidates(name):
        return Author.objects.create(name=name)
    if not affiliation:
        raise NewsroomError(f"已有同名作者“{name}”，新建另一位时请填写单位，好把两人分开。", code="same-name")
    author, _ = Author.objects.get_or_create(name=name, distinguisher=affiliation[:60])
    return author


def tags_for(names: list[str]) -> list[Tag]:
    """The tags of these wordings: by name or synonym, the heir of a merged one, new where nobody knows it."""
    wanted = list(dict.fromkeys(filter(None, (name.strip() for name in names))))
    known = {tag.name: tag for tag in Tag.objects.filter(name__in=wanted).select_related("merged_into")}
    for synonym in TagSynonym.objects.filter(name__in=wanted).select_related("tag__merged_into"):
        known.setdefault(synonym.name, synonym.tag)
    found: dict[int, Tag] = {}
    for name in wanted:
        tag = known.get(name) or Tag.objects.create(name=name)
        while tag.merged_into is not None:
            tag = tag.merged_into
        found[tag.pk] = tag
    return list(found.values())
