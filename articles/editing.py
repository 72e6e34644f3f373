"""Saves what the article form holds: the text, the byline, statements, pull quotes, tags and the place.

``save`` is the one door for it: it takes the lock, merges what somebody else saved in between or refuses to
overwrite it, and freezes a revision, so that every saved text can be found again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from articles import entries, pull_quotes, revisions, stages
from articles.bylines import author_for, candidates, printed_with, record_affiliation
from articles.choices import RevisionReason
from articles.entries import (
    NEW_PERSON,
    NOBODY,
    UNDECIDED,
    BylineEntry,
    Entry,
    PlaceEntry,
    QuoteEntry,
    StatementEntry,
)
from articles.exceptions import EditingConflict, NewsroomError
from articles.merging import merge_entries
from articles.models import Article, Author, Contribution, Issue, Page, PullQuote, Statement, Tag, TagSynonym, User
from articles.models.body import Block, validate_body
from articles.models.issue import normalize_page_number
from articles.models.tag import tag_called
from articles.search import working

TURN_WORDS = ("记者", "问", "答")  # speakers that are no persons


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of it.

    ``is_changed`` is false when nothing differed; ``undecided`` are names without a person; ``taken`` names
    what somebody else had changed meanwhile and what was therefore merged in.
    """

    article: Article
    is_changed: bool
    undecided: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


def save(
    article: Article | None,
    entry: Entry,
    *,
    by: User,
    lock_version: int = 0,
    base: Callable[[], Entry | None] = lambda: None,
    tab: str = "",
    reason: RevisionReason = RevisionReason.SAVED,
) -> Saved:
    """Write the entry into a new article or into ``article`` as it was at ``lock_version``.

    ``base`` tells what the editor began with, ``tab`` the window: changes that were saved in between are merged
    in where only one side changed a part. Effects: the rows, new persons and tags, one more ``lock_version``,
    a revision; nothing at all when nothing differs. Raises EditingConflict when both sides changed the same
    part: the entry is then kept as a revision of its own and nothing is overwritten. Raises NewsroomError
    with the code ``title-missing``, ``position-taken``, ``page-number``, ``same-name`` or ``person-gone``, ReviewRefused when
    the words must stay as they are under review; nothing is written then.
    """
    try:
        with transaction.atomic():
            return _save(article, entry, by=by, lock_version=lock_version, base=base, tab=tab, reason=reason)
    except EditingConflict as conflict:
        assert article is not None  # a new article has no one to conflict with  # noqa: S101
        conflict.kept = revisions.keep_beside(article, entries.to_snapshot(entry), by=by)
        raise


def _save(
    article: Article | None,
    entry: Entry,
    *,
    by: User,
    lock_version: int,
    base: Callable[[], Entry | None],
    tab: str,
    reason: RevisionReason,
) -> Saved:
    taken: list[str] = []
    if article is None:
        article, before = Article(created_by=by, lock_version=0), None
    else:
        article = locked(article)
        entry, taken = brought_together(article, entry, by=by, lock_version=lock_version, base=base, tab=tab)
        before = revisions.snapshot(article)
    undecided: list[str] = []
    with transaction.atomic():
        version = article.lock_version
        write_fields(article, entry)
        write_rows(article, entry, undecided)
        after = revisions.snapshot(article)
        if after == before:
            transaction.set_rollback(True)
            article.lock_version = version
    if after != before:
        stages.require_editable(article, by)
    elif revisions.is_frozen(article, after):
        return Saved(article, False, undecided, taken)
    revisions.freeze(article, reason=reason, by=by)
    return Saved(article, True, undecided, taken)


def locked(article: Article) -> Article:
    """The article as it stands now, nobody else's until the transaction ends."""
    return Article.objects.select_for_update(of=("self",)).select_related("page__issue", "column").get(pk=article.pk)


def brought_together(
    article: Article, entry: Entry, *, by: User, lock_version: int, base: Callable[[], Entry | None], tab: str
) -> tuple[Entry, list[str]]:
    """The entry with what others saved since ``lock_version``, and the names of what came from them.

    Raises EditingConflict where both changed the same part, or when nobody knows what the entry was made of.
    """
    if article.lock_version == lock_version or is_own_work(article, by=by, tab=tab, since=lock_version):
        return entry, []
    began = base() or known_at(article, lock_version)
    if began is None:
        raise EditingConflict("这篇稿件在你打开之后有人保存过，没有覆盖任何内容。")
    merged = merge_entries(began, entry, entries.of_article(article))
    if merged.clashes:
        parts = "、".join(merged.clashes)
        raise EditingConflict(f"有人先改了同一处（{parts}），没有覆盖任何内容。", clashes=merged.clashes)
    return merged.entry, merged.taken


def is_own_work(article: Article, *, by: User, tab: str, since: int) -> bool:
    """True when every version after ``since`` came from this very window, whose answer was lost on the way."""
    if not tab or not 0 < article.lock_version - since:
        return False
    own = article.autosaves.filter(user=by, tab=tab, version__gt=since).values("version").distinct().count()
    return own == article.lock_version - since


def known_at(article: Article, version: int) -> Entry | None:
    """The article at that version, when a revision shows it."""
    found = article.revisions.filter(version=version).order_by("number").last()
    return entries.of_snapshot(found.snapshot) if found else None


def write_fields(article: Article, entry: Entry) -> None:
    """The article's own columns, and one more ``lock_version``; the desk's search will read it anew."""
    try:
        validate_body(entry.body)  # whichever door it came through
    except ValidationError as error:
        raise NewsroomError(error.messages[0], code="body") from None
    given = {**entry.fields, "body": entry.body}
    require_title(article, given["title"])
    stood = (article.page_id, article.position)
    place(article, entry.place)  # the last that may refuse; nothing is set before
    changed = [name for name, value in given.items() if getattr(article, name) != value]
    for name in changed:
        setattr(article, name, given[name])
    if stood != (article.page_id, article.position):
        changed += ["page", "position"]
    article.lock_version += 1
    own = None if article._state.adding else [*changed, "lock_version", "updated_at"]
    article.save(update_fields=own)
    working.note(article)


def require_title(article: Article, title: str) -> None:
    """Raise NewsroomError where one is missing that must be there."""
    if not title and article.stage in stages.TITLED:
        raise NewsroomError("已签发、已发布的稿件不能没有标题。", code="title-missing")


def write_texts(article: Article, fields: dict[str, str], body: list[Block], stands: PlaceEntry | None = None) -> None:
    """Some of the article's own texts, its body, which is a valid one, and its place, as ``write_fields`` writes them."""
    require_title(article, fields.get("title", article.title))
    if stands is not None:
        place(article, stands)  # the last that may refuse; nothing is set before
    changed = [*fields, *(["body"] if body != article.body else []), *(["page", "position"] if stands else [])]
    for name, value in fields.items():
        setattr(article, name, value)
    article.body = body
    article.lock_version += 1
    article.save(update_fields=[*changed, "lock_version", "updated_at"])
    working.note(article)


def write_tags(article: Article, tags: set[Tag]) -> None:
    """These and no others; what stays is not touched."""
    own = {*article.tags.all()}
    if gone := own - tags:
        article.tags.remove(*gone)
    if fresh := tags - own:
        article.tags.add(*fresh)


def place(article: Article, entry: PlaceEntry) -> None:
    """Put the article on its page, last unless a position is given. Does not save the article."""
    page = entry.page or page_for(entry)
    if page is None:
        article.page, article.position = None, None
        return
    position = entry.position
    if article.page_id == page.pk and article.position is not None and position in (None, article.position):
        return  # stands there already
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


Person = Callable[[str, str, str], "Author | None"]  # (choice, name, what is printed beside it)


def write_rows(article: Article, entry: Entry, undecided: list[str]) -> None:
    """Replace byline, statements, quotes and tags, with new persons and tags where they are meant."""

    def person(choice: str, name: str, printed: str) -> Author | None:
        found = person_for(choice, name=name, affiliation=printed)
        if found is None and choice == UNDECIDED:
            undecided.append(name)
        return found

    write_byline(article, entry.byline, person)
    write_statements(article, entry.statements, person)
    write_quotes(article, entry.quotes)
    pull_quotes.relocate(article)
    write_tags(article, {*tags_for(entry.tags)})


def write_byline(article: Article, rows: list[BylineEntry], person: Person) -> None:
    """Replace the byline; the rows' order is the list's."""
    article.contributions.all().delete()
    Contribution.objects.bulk_create(
        Contribution(
            article=article, order=order, name=row.name, role=row.role, affiliation=row.affiliation,
            credit=row.credit, author=person(row.person, row.name, printed_with(row.affiliation, row.credit)),
        )
        for order, row in enumerate(rows, start=1)
    )  # fmt: skip


def write_statements(article: Article, rows: list[StatementEntry], person: Person) -> None:
    """Replace the statements; public ids stay."""
    article.statements.all().delete()
    Statement.objects.bulk_create(
        Statement(
            article=article, order=order, public_id=row.key, speaker=row.speaker, affiliation=row.affiliation,
            label=row.label, text=row.text,
            author=None if row.speaker in TURN_WORDS else person(row.person, row.speaker, row.affiliation),
        )
        for order, row in enumerate(rows, start=1)
    )  # fmt: skip


def write_quotes(article: Article, rows: list[QuoteEntry]) -> None:
    """Replace the pull quotes; public ids stay. They have no place in the text until ``relocate`` finds it."""
    article.pull_quotes.all().delete()
    PullQuote.objects.bulk_create(
        PullQuote(article=article, order=order, public_id=row.key, text=row.text, speaker=row.speaker)
        for order, row in enumerate(rows, start=1)
    )


def person_for(choice: str, *, name: str, affiliation: str) -> Author | None:
    """The person that a row of the form means; None when nobody is meant or an editor must decide.

    The affiliation is noted without a day: it is not printed before the release.
    """
    if choice == NOBODY:
        return None
    if choice == UNDECIDED:
        return author_for(name, affiliation=affiliation, day=None)
    if choice == NEW_PERSON:
        author = new_person(name, affiliation=affiliation)
    else:
        known = Author.objects.filter(public_id=choice).first()
        if known is None:
            raise NewsroomError(f"为“{name}”选的作者已经不在了，请重新选择。", code="person-gone")
        author = known
    record_affiliation(author, affiliation, day=None)
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
    known = known_tags(wanted)
    return list({tag.pk: tag for tag in (known.get(name) or Tag.objects.create(name=name) for name in wanted)}.values())


def known_tags(names: list[str]) -> dict[str, Tag]:
    """Those wordings that mean a tag, and the tag; a merged one means its heir."""
    known = {tag.name: tag for tag in Tag.objects.filter(name__in=names).select_related("merged_into")}
    if others := [name for name in names if name not in known]:
        for synonym in TagSynonym.objects.filter(name__in=others).select_related("tag__merged_into"):
            known[synonym.name] = synonym.tag
    known |= {name: tag for name in names if name not in known and (tag := tag_called(name))}
    for name, tag in known.items():
        while tag.merged_into is not None:
            tag = tag.merged_into
        known[name] = tag
    return known
