"""Keeps what is being written, a moment after each pause: into the working copy as far as it fits there.

Nothing is refused. What cannot be stored as it stands (a place that is taken, a row without its name, a tag
that does not exist yet, a part that somebody else has just changed) stays in the ``Autosave`` row, word for
word, until the editor has dealt with it. Persons, tags, issues and pages are made by a real save only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Min, Model, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone

from articles import compiled, editing, entries, pull_quotes, revisions, stages
from articles.entries import NEW_PERSON, NOBODY, UNDECIDED, BylineEntry, Entry, PlaceEntry, StatementEntry
from articles.exceptions import EditingConflict, NewsroomError
from articles.merging import where
from articles.models import Article, Author, Autosave, Contribution, PullQuote, Statement, Tag, User
from articles.models.body import Block

KEPT_WHOLE = dt.timedelta(days=1)  # after that one an hour stays


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of it. ``left_out`` says of each control that is not in the working copy why it is not."""

    article: Article
    at: dt.datetime
    left_out: dict[str, str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)


ROWS = {"contributions": "byline", "statements": "statements", "pull_quotes": "quotes", "tags": "tags"}


def opened(pk: int | None, *, by: User, tab: str) -> Article | None:
    """The article that a form is about, locked, with its rows; inside a transaction.

    Without a number it is the draft that this window began, when the answer that told it so was lost.
    """
    pk = begun_in(by, tab) if pk is None else pk
    if pk is None:
        return None
    article = Article.objects.select_for_update(of=("self",)).select_related("page__issue", "column").get(pk=pk)
    _fetch_rows(article)
    return article


# What is read of an article's rows; the last column of the first two is the person's public id.
READ: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "contributions": (Contribution, ("pk", *revisions.CONTRIBUTION_FIELDS, "author__public_id")),
    "statements": (Statement, ("pk", *revisions.STATEMENT_FIELDS, "author__public_id")),
    "pull_quotes": (PullQuote, ("pk", *revisions.PULL_QUOTE_FIELDS)),
    "tags": (Tag, ("pk", "name")),
}


def _fetch_rows(article: Article) -> None:
    """All rows of the article by one statement that is compiled once: as many queries take longer than the saving."""
    found = compiled.ask("rows of an article", _questions, {"article": article.pk})
    kept = article.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, (model, columns) in READ.items():
        rows = getattr(article, name).all()
        rows._result_cache = [_row(model, columns, values) for values in found[name]]
        rows._prefetch_done = True
        kept[name] = rows


def _questions(marks: Mapping[str, Any]) -> dict[str, QuerySet[Any, Any]]:
    own = {"contributions": "article", "statements": "article", "pull_quotes": "article", "tags": "articles"}
    return {
        name: model._default_manager.filter(**{own[name]: marks["article"]})
        .order_by(*(model._meta.ordering or ()))
        .values_list(*columns)
        for name, (model, columns) in READ.items()
    }


def _row(model: type[Model], columns: Sequence[str], values: Sequence[Any]) -> Model:
    """A row as the database has it, its person known by the public id alone; the rest is read when asked for."""
    own = compiled.stored(model, columns, values)
    if isinstance(own, Contribution | Statement):
        number = own.author_id
        own.author = compiled.stored(Author, ("pk", "public_id"), (number, values[-1])) if number else None
    return own


def last_sent(pk: int | None, *, by: User, tab: str) -> Autosave | None:
    """What this window sent of the article before."""
    return Autosave.objects.filter(article=pk, user=by, tab=tab).first() if pk is not None else None


def standing(kept: Autosave) -> Article | None:
    """The article, locked, with its rows, if nothing was written since that autosave; inside a transaction."""
    found = Article.objects.select_for_update().order_by()
    article = found.filter(pk=kept.article_id, lock_version=kept.version or 0).first()
    if article is not None:
        _fetch_rows(article)
    return article


def begun_in(by: User, tab: str) -> int | None:
    """The number of the draft that this window began."""
    return Autosave.objects.filter(user=by, tab=tab).values_list("article", flat=True).first()


def keep(
    article: Article | None,
    entry: Entry,
    *,
    raw: dict[str, str],
    left_out: dict[str, str],
    by: User,
    tab: str,
    lock_version: int,
    base: Callable[[], Entry | None],
    is_settled: bool = False,
) -> Kept:
    """Keep what the form of ``tab`` holds now; for a new article make the draft. ``article`` is an opened one.

    ``raw`` are the controls as they came, ``entry`` what could be read of them, ``left_out`` what could not.
    ``base`` tells what the form began with; ``is_settled`` that nothing this window left out before is open. Effects: an Autosave row unless nothing differs from what is
    stored; as far as possible the working copy, with one more ``lock_version``. Others' changes are merged in.
    """
    taken: list[str] = []
    if article is None:
        article, current = Article(created_by=by, lock_version=0), None
    else:
        current = entries.of_article(article)
        try:
            entry, taken = editing.brought_together(
                article, entry, by=by, lock_version=lock_version, base=base, tab=tab
            )
        except EditingConflict as conflict:
            clashes = conflict.clashes or ["全文"]
            if not is_settled:
                settle(article, by=by, tab=tab)
            _store(article, raw, by=by, tab=tab, version=None, left_out=[*clashes, *left_out])
            return Kept(article, timezone.now(), left_out, [], clashes)
    is_changed = _write(article, entry, current, left_out, by=by)
    if not is_settled:
        settle(article, by=by, tab=tab)
    if is_changed or left_out:
        version = article.lock_version if is_changed else None
        _store(article, raw, by=by, tab=tab, version=version, left_out=list(left_out))
    return Kept(article, timezone.now(), left_out, taken)


@dataclass(slots=True)
class Typed:
    """What a window typed on: the article's own texts, its body, and by their rows' numbers the words of statements
    and what is printed beside names; tags and place where they changed."""

    fields: dict[str, str]
    body: list[Block]
    said: dict[int, str] = field(default_factory=dict)
    printed: dict[int, dict[str, str]] = field(default_factory=dict)
    tags: set[Tag] | None = None
    place: PlaceEntry | None = None


def keep_typed(article: Article, typed: Typed, *, raw: dict[str, str], by: User, tab: str) -> Kept | None:
    """Keep what ``tab`` typed since its last autosave, nobody else having written; None when it must stay.

    ``article`` is a ``standing`` one. Effects as those of ``keep``.
    """
    statements = [row for row in article.statements.all() if typed.said.get(row.pk, row.text) != row.text]
    byline = [row for row in article.contributions.all() if _is_printed_otherwise(row, typed)]
    fields = {name: text for name, text in typed.fields.items() if getattr(article, name) != text}
    tags = typed.tags if typed.tags != {*article.tags.all()} else None
    place = typed.place if typed.place and _is_elsewhere(typed.place, article) else None
    is_moved = typed.body != article.body or bool(statements)
    if not (fields or is_moved or byline or place or tags is not None):
        return Kept(article, timezone.now())
    try:
        stages.require_editable(article, by)
        editing.write_texts(article, fields, typed.body, place)
    except NewsroomError:  # nothing is written yet
        return None
    for said in statements:
        said.text = typed.said[said.pk]
        said.save(update_fields=["text"])
    for signed in byline:
        words = typed.printed[signed.pk]
        for name, text in words.items():
            setattr(signed, name, text)
        signed.save(update_fields=[*words])
    if tags is not None:
        editing.write_tags(article, tags)
    if is_moved:
        pull_quotes.relocate(article)
    Autosave.objects.create(article=article, user=by, tab=tab, fields=raw, version=article.lock_version)
    return Kept(article, timezone.now())


def _is_printed_otherwise(row: Contribution, typed: Typed) -> bool:
    return any(getattr(row, name) != text for name, text in typed.printed.get(row.pk, {}).items())


def _is_elsewhere(place: PlaceEntry, article: Article) -> bool:
    return (place.page.pk if place.page else None, place.position) != (article.page_id, article.position)


def settle(article: Article, *, by: User, tab: str) -> None:
    """What this window left out before is in what it holds now."""
    article.autosaves.filter(user=by, tab=tab, is_settled=False).update(is_settled=True)


def _store(
    article: Article, raw: dict[str, str], *, by: User, tab: str, version: int | None, left_out: list[str]
) -> None:
    Autosave.objects.create(
        article=article, user=by, tab=tab, fields=raw, version=version, left_out=left_out, is_settled=not left_out
    )


def _write(article: Article, entry: Entry, current: Entry | None, left_out: dict[str, str], *, by: User) -> bool:
    """Write what differs; true when something did."""
    entry = _storable(article, entry, current, left_out)
    if current is not None and entry == current:
        return False
    try:
        stages.require_editable(article, by)
    except NewsroomError as error:  # under review: the words stay, what was typed is kept beside them
        left_out["form"] = error.message
        return False
    try:
        editing.write_fields(article, entry)
    except NewsroomError as error:  # the position was taken meanwhile; nothing is written yet
        left_out["position"] = error.message
        entry = replace(entry, place=current.place if current else entries.PlaceEntry())
        if current is not None and entry == current:
            return False
        editing.write_fields(article, entry)
    if current is not None:
        stale = [name for name, part in ROWS.items() if getattr(entry, part) != getattr(current, part)]
        article.refresh_from_db(fields=stale)  # forgets what was fetched of them: they are about to change
    _write_rows(article, entry, current or entries.blank())
    return True


def _write_rows(article: Article, entry: Entry, current: Entry) -> None:
    """The rows that differ, and where the pull quotes stand now."""
    if entry.byline != current.byline:
        editing.write_byline(article, entry.byline, _chosen_among(entry.byline))
    if entry.statements != current.statements:
        editing.write_statements(article, entry.statements, _chosen_among(entry.statements))
    if entry.quotes != current.quotes:
        editing.write_quotes(article, entry.quotes)
    if {*entry.tags} != {*current.tags}:
        editing.write_tags(article, {*editing.known_tags(entry.tags).values()})
    if (entry.body, entry.statements, entry.quotes) != (current.body, current.statements, current.quotes):
        pull_quotes.relocate(article)


def _storable(article: Article, entry: Entry, current: Entry | None, left_out: dict[str, str]) -> Entry:
    """The entry without what a real save alone may make: persons, tags, pages; and never a public text without title."""
    fields = entry.fields
    if not fields["title"] and article.stage in stages.TITLED:
        left_out["title"] = "已发布的稿件不能没有标题。"
        fields = {**fields, "title": article.title}
    place = entry.place
    if current is not None and place.page == current.place.page and place.position is None:
        place = replace(place, position=current.place.position)
    if current is not None and where(place) == where(current.place):
        place = current.place
    return replace(
        entry,
        fields=fields,
        place=place,
        byline=[replace(row, person=_chosen(row.person)) for row in entry.byline],
        statements=[replace(row, person=_chosen(row.person)) for row in entry.statements],
        tags=_storable_tags(entry, current, left_out),
    )


def _storable_tags(entry: Entry, current: Entry | None, left_out: dict[str, str]) -> list[str]:
    """Of the entry's tags those that exist; the article's own where nobody changed them."""
    before = {*current.tags} if current else set()
    if current is not None and {*entry.tags} == before:
        return current.tags
    known = editing.known_tags(entry.tags)
    if fresh := [name for name in entry.tags if name not in known]:
        left_out["tags"] = f"新标签“{fresh[0]}”在点“保存”时建立。"
    names = [tag.name for tag in known.values()]
    return current.tags if current is not None and {*names} == before else names


def _chosen(person: str) -> str:
    return "" if person in (UNDECIDED, NEW_PERSON, NOBODY) else person


def _chosen_among(rows: Sequence[BylineEntry | StatementEntry]) -> editing.Person:
    """Finds the persons that were chosen by hand; nobody is made, nobody guessed."""
    chosen = {row.person for row in rows if row.person}
    known = {each.public_id: each for each in Author.objects.filter(public_id__in=chosen)} if chosen else {}
    return lambda choice, name, printed: known.get(choice)


def offered(article: Article, *, by: User) -> Autosave | None:
    """The latest text of this editor that did not find its way into the working copy."""
    return article.autosaves.filter(user=by, is_settled=False).first()


def thin(article: Article, *, now: dt.datetime | None = None) -> None:
    """Of what is older than a day keep the first of each editor's hour, and all that nobody has dealt with."""
    old = article.autosaves.filter(created_at__lt=(now or timezone.now()) - KEPT_WHOLE, is_settled=True)
    kept = old.order_by().annotate(hour=TruncHour("created_at")).values("user", "hour").annotate(first=Min("pk"))
    old.exclude(pk__in=[row["first"] for row in kept]).delete()


def last_writer(article: Article, *, besides: str = "") -> dict[str, Any]:
    """Who wrote in the working copy last, apart from the window ``besides``, and when."""
    typed = article.autosaves.filter(version__isnull=False).exclude(tab=besides).select_related("user").first()
    saved = article.revisions.filter(version__isnull=False).select_related("created_by").order_by("-number").first()
    found = [
        (row.created_at, who)
        for row, who in ((typed, typed and typed.user), (saved, saved and saved.created_by))
        if row
    ]
    at, who = max(found, key=lambda each: each[0], default=(article.updated_at, None))
    return {"who": who, "at": at}
