"""Release, correct, withdraw: the only writer of ``Publication`` and of what hangs on it.

Every function runs in one transaction that ends with the change row, so a partner that reads the
feed sees a change exactly when readers do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles import changes, pull_quotes, revisions, stages, workflow
from articles.bylines import record_affiliations
from articles.choices import ChangeKind, RevisionReason, Stage, WithdrawalReason
from articles.exceptions import PublishingRefused
from articles.models import (
    Article,
    Change,
    Column,
    Correction,
    Issue,
    Page,
    Publication,
    PublicationAuthor,
    PublishedQuote,
    PublishedStatement,
    PublishedVersion,
    ScheduledRelease,
    Tag,
    User,
)
from articles.rendering import (
    Rendered,
    article_date,
    column_json,
    issue_json,
    local_time,
    page_json,
    print_locator,
    render,
    tags_json,
)
from articles.search import indexing


@transaction.atomic
def release(
    article: Article,
    *,
    by: User | None,
    embargo_until: dt.datetime | None = None,
    first_released_at: dt.datetime | None = None,
    overruled: str = "",
) -> Publication:
    """Make the working copy public, for the first time or as a new version.

    An approved article by the right ``release_approved``; one that was printed, and is under no review here, by
    ``publish_printed``. ``first_released_at`` backdates a text from an archive; it is now for everything else.
    ``overruled`` is the reason for letting heavy proofreading findings stand.

    Effects: a frozen revision, the Publication with its joins and quotes, stage RELEASED, a line in the record
    (已见报 with the page's editors, or 发布), one change row. Raises PublishingRefused, ReviewRefused or
    FindingsOpen; nothing is written then. The system itself (``by`` None) is asked neither for rights nor reviews.
    """
    article = locked(article)
    step = stages.way_out(article)
    said = workflow.cleared(article, step, by, overruled) if by else {}
    if problems := workflow.problems_of(article):
        raise PublishingRefused(f"《{article}》不能发布：{problems[0]}", code="not-ready")
    pull_quotes.relocate(article)
    revision = revisions.freeze(article, reason=RevisionReason.RELEASED, by=by)
    now = timezone.now()
    publication = Publication.objects.filter(article=article).first() or Publication(
        article=article, public_id=article.public_id, version=0, released_at=first_released_at or now
    )
    is_new = publication.pk is None
    publication.revision = revision
    publication.version += 1
    publication.updated_at = now
    publication.was_printed = article.page is not None
    publication.withdrawn_at, publication.withdrawal_reason, publication.withdrawal_note = None, "", ""
    if is_new or embargo_until is not None:
        publication.embargo_until = embargo_until
    write(publication, article)
    record_affiliations(article, day=publication.date)
    ScheduledRelease.objects.filter(article=article).delete()
    workflow.take(article, step, by=by, revision=revision, **said)
    kind = ChangeKind.RELEASED if is_new else ChangeKind.UPDATED
    changes.append(kind, object_id=publication.public_id, version=publication.version)
    return publication


@transaction.atomic
def release_issue(issue: Issue, *, by: User | None, overruled: str = "") -> list[Publication]:
    """Release every article of the issue that is not public yet, all or none, in print order.

    Raises PublishingRefused that names each article in the way, or FindingsOpen with all findings.
    """
    return _release_all(issue, empty="这一期没有待发布的稿件。", by=by, overruled=overruled)


@transaction.atomic
def release_page(page: Page, *, by: User | None, overruled: str = "") -> list[Publication]:
    """The same for one page."""
    return _release_all(page, empty="这个版面没有待发布的稿件。", by=by, overruled=overruled)


def _release_all(thing: Page | Issue, *, empty: str, by: User | None, overruled: str) -> list[Publication]:
    stages.require_any(by, stages.RELEASE_APPROVED, stages.PUBLISH_PRINTED)
    return release_chosen(list(waiting_in(thing)), by=by, overruled=overruled, empty=empty)


def waiting_in(thing: Page | Issue) -> QuerySet[Article]:
    """What ``release_page`` or ``release_issue`` would release, in print order."""
    articles = Article.objects.filter(**{"page" if isinstance(thing, Page) else "page__issue": thing})
    public = Publication.objects.filter(article=OuterRef("pk"), withdrawn_at__isnull=True)
    return (
        articles.exclude(stage__in=[Stage.RELEASED, Stage.WITHDRAWN])
        .exclude(~Q(stage=Stage.APPROVED) & Exists(public))  # under review again: readers keep what they have
        .select_related("page__issue")
        .order_by("page__sort_key", "position")
    )


@transaction.atomic
def release_chosen(
    articles: list[Article], *, by: User | None, overruled: str = "", empty: str = "没有待发布的稿件。"
) -> list[Publication]:
    """Release these articles in their order, all or none. Raises PublishingRefused that names each one in the way."""
    if not articles:
        raise PublishingRefused(empty, code="nothing-to-release")
    return workflow.all_or_none(
        articles, lambda article: release(article, by=by, overruled=overruled), refused="没有发布任何稿件"
    )


@transaction.atomic
def correct(article: Article, *, text: str, by: User | None, date: dt.date | None = None) -> Correction:
    """Publish a dated correction together with the present working copy, as a new version.

    Raises PublishingRefused when the article is not public, the text is empty or the right is missing, and
    ReviewRefused while a new version is under review.
    """
    stages.require(by, stages.CORRECT)
    publication = public_one(article)
    if not text.strip():
        raise PublishingRefused("请写明更正的内容，读者会看到。", code="text-missing")
    article = locked(article)
    step = stages.TRANSITIONS["correct"]
    stages.require_step(article, step, by)
    if problems := workflow.problems_of(article):
        raise PublishingRefused(f"《{article}》不能更正：{problems[0]}", code="not-ready")
    correction = Correction.objects.create(
        article=article, date=date or timezone.localdate(), text=text.strip(), created_by=by
    )
    publication.revision = revisions.freeze(article, reason=RevisionReason.CORRECTED, by=by)
    publication.version += 1
    publication.updated_at = timezone.now()
    write(publication, article)
    workflow.take(article, step, by=by, words=correction.text, revision=publication.revision)
    changes.append(ChangeKind.CORRECTED, object_id=publication.public_id, version=publication.version)
    return correction


@transaction.atomic
def withdraw(article: Article, *, reason: WithdrawalReason, by: User | None, note: str = "") -> Publication:
    """Take a public article back: its address answers 410, everything else forgets it, partners get a tombstone.

    Raises PublishingRefused when it is not public, the reason is unknown or the right is missing.
    """
    stages.require(by, stages.WITHDRAW)
    publication = public_one(article)
    if reason not in WithdrawalReason.values:
        raise PublishingRefused("请选择撤稿原因，读者会看到。", code="reason-missing")
    publication.withdrawn_at = publication.updated_at = timezone.now()
    publication.withdrawal_reason, publication.withdrawal_note = reason, note.strip()
    publication.version += 1
    publication.save()
    publication.versions.filter(withdrawn_at__isnull=True).update(withdrawn_at=publication.withdrawn_at)
    ScheduledRelease.objects.filter(article=article).delete()
    words = "：".join(filter(None, [WithdrawalReason(reason).label, note.strip()]))
    workflow.take(locked(article), stages.TRANSITIONS["withdraw"], by=by, words=words, revision=publication.revision)
    indexing.remove([publication.pk])
    changes.append(ChangeKind.WITHDRAWN, object_id=publication.public_id, version=publication.version)
    return publication


def release_due(now: dt.datetime | None = None) -> int:
    """Release what is scheduled, and tell the change feed of embargoes and expiries that the clock has passed.

    Each is one transaction; returns how many. Of an embargo readers learn by the clock itself: the feed's row is
    for those who follow it.
    """
    from articles import scheduling  # it releases through this module

    now = now or timezone.now()
    told = Change.objects.filter(object_id=OuterRef("public_id"))
    waiting = Publication.objects.filter(withdrawn_at__isnull=True, released_at__lte=now).order_by("pk")
    lifted = waiting.visible(now).filter(embargo_until__lte=now)
    lifted = lifted.exclude(Exists(told.filter(at__gte=OuterRef("embargo_until"))))
    expired = waiting.filter(expires_at__lte=now)
    expired = expired.exclude(Exists(told.filter(kind=ChangeKind.EXPIRED, at__gte=OuterRef("expires_at"))))
    count = scheduling.release_scheduled(now)
    for kind, due in ((ChangeKind.RELEASED, lifted), (ChangeKind.EXPIRED, expired)):
        for key in list(due.values_list("pk", flat=True)):
            with transaction.atomic():
                # The lock alone may have waited for another run; what it has told is due no more.
                Publication.objects.select_for_update().get(pk=key)
                if publication := due.filter(pk=key).first():
                    changes.append(kind, object_id=publication.public_id, version=publication.version)
                    count += 1
    return count


@transaction.atomic
def refresh(publications: Iterable[Publication]) -> int:
    """Bring the names that publications show up to date after a column, tag, issue or page was edited.

    Only the labels change: the released text stays as it was released, whatever the working copy
    holds by now. One change row for each publication that reads differently; returns how many.
    """
    changed = 0
    for publication in publications:
        labels = labels_of(publication)
        if all(publication.card[key] == value for key, value in labels.items()):
            continue
        publication.version += 1
        publication.updated_at = timezone.now()
        stamp = {"version": publication.version, "updated_at": local_time(publication.updated_at)}
        publication.card |= labels | stamp
        publication.detail |= labels | stamp
        publication.save()
        indexing.keep_step(publication)
        changes.append(ChangeKind.UPDATED, object_id=publication.public_id, version=publication.version)
        changed += 1
    return changed


def is_ahead(article: Article, publication: Publication) -> bool:
    """True when the working copy says something else than what readers see: the last one to save decides nothing, what
    was changed and put back is no news."""
    if article.updated_at <= publication.updated_at:
        return False
    shown = publication.revision.snapshot
    place = {"page": publication.page_id, "fields": {**shown["fields"], "position": publication.position}}
    return {**shown, **place} != revisions.snapshot(article)


@transaction.atomic
def follow_places(articles: Iterable[Article]) -> int:
    """Let readers find these public articles where the working copy stands now: page and order, and no word else.

    Who may do that is asked by ``placing``. An edit that waits for its release goes on waiting. Effects as those of
    ``refresh``; returns how many.
    """
    wanted = {article.pk: article for article in articles}
    found = list(
        Publication.objects.select_for_update(of=("self",))
        .select_related("issue", "column", "article")
        .filter(article__in=wanted)
        .order_by("pk")
    )
    ahead = [row.article_id for row in found if row.article.updated_at > row.updated_at]
    for publication in found:
        article = wanted[publication.article_id]
        publication.page, publication.position = article.page, article.position
        publication.detail["credits"] = article.page.credits if article.page else []
    changed = refresh(found)
    Article.objects.filter(pk__in=ahead).update(updated_at=timezone.now())
    return changed


def labels_of(publication: Publication) -> dict[str, object]:
    """The parts of the card that name other things, as those things are called now."""
    shown = publication.card["column"] or {}
    return {
        "issue": issue_json(publication.issue),
        "page": page_json(publication.page),
        "position": publication.position,
        "print_locator": print_locator(publication),
        "column": column_json(publication.column, shown.get("label", "")),
        "tags": tags_json(publication.tags.all()),
    }


def refresh_for(thing: Tag | Column | Issue | Page) -> int:
    """Fan a tag's, column's, issue's or page's edit out to the publications that show it.

    An author's edit changes no publication: bylines stay as printed, and the link to the person is by id.
    """
    match thing:
        case Tag():
            found = Publication.objects.filter(tags=thing)
        case Column():
            found = Publication.objects.filter(column=thing)
        case Issue():
            found = Publication.objects.filter(issue=thing)
        case _:
            found = Publication.objects.filter(page=thing)
    return refresh(found.filter(withdrawn_at__isnull=True).distinct().order_by("pk"))


def public_one(article: Article) -> Publication:
    """The article's publication, locked. Raises PublishingRefused when readers cannot have seen it."""
    publication = Publication.objects.select_for_update().filter(article=article, withdrawn_at__isnull=True).first()
    if publication is None:
        raise PublishingRefused(f"《{article}》没有公开发布，无需这样做。", code="not-public")
    return publication


def locked(article: Article) -> Article:
    """The article and its rows as they stand in the database now, locked until the transaction ends."""
    found = Article.objects.select_for_update(of=("self",)).select_related("page__issue", "column")
    rows = ("contributions__author", "statements__author", "pull_quotes", "tags")
    return found.prefetch_related(*rows).get(pk=article.pk)


def write(publication: Publication, article: Article) -> None:
    """Fill the publication from the working copy and save it with its joins and quotes."""
    rendered = fill(publication, article)
    if publication.pk is not None:
        for joins in (publication.author_links, publication.statements, publication.quotes):
            joins.all().delete()
    publication.save()
    write_joins(publication, article, rendered)
    keep_version(publication)
    indexing.put(publication)


def fill(publication: Publication, article: Article) -> Rendered:
    """What a publication shows of the working copy; also for a preview, which is never saved."""
    rendered = render(
        article,
        version=publication.version,
        released_at=publication.released_at,
        updated_at=publication.updated_at,
    )
    publication.title, publication.kind = article.title, article.kind
    publication.page, publication.issue, publication.position = article.page, article.issue, article.position
    publication.column = article.column
    publication.date = article_date(article, publication.released_at)
    publication.html, publication.text, publication.sha256 = rendered.html, rendered.text, rendered.sha256
    publication.card, publication.detail = rendered.card, rendered.detail
    return rendered


def keep_version(publication: Publication) -> None:
    """Keep the text that has just been released: history, the change feed and the check of copies ask for it."""
    kinds = {RevisionReason.CORRECTED: ChangeKind.CORRECTED}
    first = ChangeKind.RELEASED if publication.version == 1 else ChangeKind.UPDATED
    PublishedVersion.objects.create(
        publication=publication,
        version=publication.version,
        kind=kinds.get(RevisionReason(publication.revision.reason), first),
        at=publication.released_at if publication.version == 1 else publication.updated_at,
        embargo_until=publication.embargo_until,
        expires_at=publication.expires_at,
        column=publication.column,
        title=publication.title,
        sha256=publication.sha256,
        detail=publication.detail,
    )


def write_joins(publication: Publication, article: Article, rendered: Rendered) -> None:
    """Write what joins the publication to tags, people, statements and quotes; none of its rows is there yet."""
    publication.tags.set(article.tags.all())
    links: dict[tuple[int, bool], PublicationAuthor] = {}
    bylines = [(contribution.author_id, False) for contribution in article.contributions.all()]
    speakers = [(statement.author_id, True) for statement in article.statements.all()]
    for order, (author_id, is_statement) in enumerate(bylines + speakers, start=1):
        if author_id is not None:
            links.setdefault(
                (author_id, is_statement),
                PublicationAuthor(publication=publication, author_id=author_id, is_statement=is_statement, order=order),
            )
    PublicationAuthor.objects.bulk_create(links.values())
    people = {statement.public_id: statement.author_id for statement in article.statements.all()}
    PublishedStatement.objects.bulk_create(
        PublishedStatement(
            publication=publication, public_id=card["id"], author_id=people[card["id"]], speaker=card["speaker"],
            text=card["text"], order=order, card=card,
        )
        for order, card in enumerate(rendered.statements, start=1)
    )  # fmt: skip
    PublishedQuote.objects.bulk_create(
        PublishedQuote(
            publication=publication, public_id=card["id"], text=card["text"], speaker=card["speaker"], order=order,
            card=card,
        )
        for order, card in enumerate(rendered.quotes, start=1)
    )  # fmt: skip
