"""The steps of the three reviews, and the only writer of ``Article.stage``.

``stages`` has the table of steps and says who may take them. Every step leaves a line in the article's record,
which only grows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import transaction

from articles import checking, revisions
from articles.choices import Judgement, Recommendation, RecordKind, RevisionReason, Stage
from articles.exceptions import EditingConflict, FindingsOpen, NewsroomError, PublishingRefused, ReviewRefused
from articles.models import Article, Page, Publication, RecordEntry, ReviewSeat, ScheduledRelease, User
from articles.stages import PASS, RETURN, TRANSITIONS, Transition, require_step, why_not

T = TypeVar("T")
REVIEWED = {
    Stage.FIRST_REVIEW: RevisionReason.FIRST_REVIEWED,
    Stage.SECOND_REVIEW: RevisionReason.SECOND_REVIEWED,
    Stage.FINAL_REVIEW: RevisionReason.APPROVED,
}


def problems_of(article: Article) -> list[str]:
    """What stands in the way of review and release, as Chinese sentences. Empty when nothing does."""
    found = []
    if not article.title.strip():
        found.append("缺少标题，请照报样填写。" if article.page else "缺少标题，请补上。")
    if not article.text_blocks():
        found.append("没有正文。")
    return found


@transaction.atomic
def submit(article: Article, *, by: User, words: str = "", seen: int | None = None) -> RecordEntry:
    """Open the working copy for the first review: a SUBMITTED revision, the stage, a line in the record.

    ``seen`` is the ``lock_version`` that the person had before them. Raises ReviewRefused, EditingConflict.
    """
    article = _open(article, TRANSITIONS["submit"], by, seen)
    if problems := problems_of(article):
        raise ReviewRefused(f"《{article}》不能送审：{problems[0]}", code="not-ready")
    return take(article, TRANSITIONS["submit"], by=by, words=words, reason=RevisionReason.SUBMITTED)


@transaction.atomic
def recall(article: Article, *, by: User) -> RecordEntry:
    """Take an article back that nobody has decided on yet. Raises ReviewRefused."""
    article = _open(article, TRANSITIONS["recall"], by, None)
    return take(article, TRANSITIONS["recall"], by=by)


@transaction.atomic
def pass_review(
    article: Article,
    *,
    by: User,
    words: str = "",
    recommendation: str = "",
    judgement: str = "",
    overruled: str = "",
    seen: int | None = None,
) -> RecordEntry:
    """Decide the review that the article stands in. The final one is the approval (签发).

    The first review reports in ``words`` with a ``recommendation``; the second gives its ``judgement`` of that
    report; the final one needs ``overruled``, a reason, while heavy proofreading findings stand. Effects: the
    seat, a named revision, the stage, a line in the record. Raises ReviewRefused, FindingsOpen, EditingConflict.
    """
    step = PASS.get(Stage(article.stage), PASS[Stage.FIRST_REVIEW])
    article = _open(article, step, by, seen)
    said: dict[str, Any] = {"words": words.strip()}
    if step.level == Stage.FIRST_REVIEW:
        if not words.strip() or recommendation not in Recommendation.values:
            raise ReviewRefused("请写初审报告，并选一项处理建议。", code="report-missing")
        said["recommendation"] = recommendation
    elif step.level == Stage.SECOND_REVIEW:
        if judgement not in Judgement.values:
            raise ReviewRefused("请说明是否同意初审意见。", code="judgement-missing")
        said["judgement"] = judgement
    else:
        if problems := problems_of(article):
            raise ReviewRefused(f"《{article}》不能签发：{problems[0]}", code="not-ready")
        said |= overrule(article, overruled)
    return take(article, step, by=by, **said)


@transaction.atomic
def send_back(article: Article, *, by: User, words: str, seen: int | None = None) -> RecordEntry:
    """Return the article to its editor, from a review or, by revoking the approval, from 已签发.

    Effects: the seat, a RETURNED revision, the stage, a line in the record; a release to come is called off.
    Raises ReviewRefused (also without a reason), EditingConflict.
    """
    is_approved = article.stage == Stage.APPROVED
    step = TRANSITIONS["revoke"] if is_approved else RETURN.get(Stage(article.stage), RETURN[Stage.FIRST_REVIEW])
    article = _open(article, step, by, seen)
    if not words.strip():
        raise ReviewRefused(f"请写明{step.label}的原因，写稿的人会看到。", code="reason-missing")
    ScheduledRelease.objects.filter(article=article).delete()
    return take(article, step, by=by, words=words.strip(), reason=RevisionReason.RETURNED)


@transaction.atomic
def submit_page(page: Page, *, by: User) -> list[RecordEntry]:
    """Send every draft of the page to the first review, all or none."""
    drafts = page.articles.select_related("page__issue").filter(stage=Stage.DRAFT).order_by("position")
    return _each(drafts, "这个版面没有可以送审的草稿。", lambda article: submit(article, by=by))


@transaction.atomic
def pass_page(
    page: Page, *, level: Stage, by: User, seen: dict[int, int] | None = None, **said: str
) -> list[RecordEntry]:
    """Pass every article of the page that stands in ``level``, all or none. ``said`` goes to each ``pass_review``.

    ``seen`` has the ``lock_version`` of each article that the person had before them, and no other.
    """
    standing = list(page.articles.select_related("page__issue").filter(stage=level).order_by("position"))
    if seen is not None and {article.pk for article in standing} != set(seen):
        raise EditingConflict("你打开之后，这个版面有稿件进出这一审，请看过再通过。")
    versions = seen or {}
    return _each(
        standing,
        f"这个版面没有待{level.label}的稿件。",
        lambda article: pass_review(article, by=by, seen=versions.get(article.pk), **said),
    )


def all_or_none(articles: Iterable[Article], act: Callable[[Article], T], *, refused: str) -> list[T]:
    """Do it to each; a refusal names every article in the way. The caller's transaction takes back what was done.

    Raises FindingsOpen with all findings when nothing else is in the way, else PublishingRefused or ReviewRefused.
    """
    done, errors = [], []
    findings: list[dict[str, Any]] = []
    for article in articles:
        try:
            done.append(act(article))
        except NewsroomError as error:
            errors.append(error)
            findings += getattr(error, "findings", [])
    if not errors:
        return done
    words = "；".join(dict.fromkeys(error.message.rstrip("。") for error in errors))  # what all lack is said once
    if all(isinstance(error, FindingsOpen) for error in errors):
        raise FindingsOpen(f"{refused}：{words}。", findings)
    first = next(error for error in errors if not isinstance(error, FindingsOpen))
    raise type(first)(f"{refused}：{words}。", code=first.code)


def _each(articles: Iterable[Article], empty: str, act: Callable[[Article], RecordEntry]) -> list[RecordEntry]:
    entries = all_or_none(articles, act, refused="没有处理任何稿件")
    if not entries:
        raise ReviewRefused(empty, code="nothing-to-do")
    return entries


def take(
    article: Article, step: Transition, *, by: User | None, reason: RevisionReason | None = None, **said: Any
) -> RecordEntry:
    """Write the stage and the record's line of a step that is allowed; for this module and ``publishing``."""
    before = article.stage
    if step.kind == RecordKind.PRINTED and article.page is not None:
        said["page_editors"] = article.page.credits
    if step.level is not None and by is not None:
        reason = reason or REVIEWED[step.level]
        said["seat"] = ReviewSeat.objects.get_or_create(article=article, person=by, level=step.level)[0]
    if reason is not None:
        said["revision"] = revisions.freeze(article, reason=reason, by=by)
    article.stage = step.target
    Article.objects.filter(pk=article.pk).update(stage=step.target)
    name = str(by) if by else ""
    return RecordEntry.objects.create(
        article=article, kind=step.kind, before=before, after=step.target, by=by, by_name=name, **said
    )


def note(article: Article, kind: RecordKind, *, by: User | None, **said: Any) -> RecordEntry:
    """A line in the record that changes no stage; for this module and ``scheduling``."""
    name = str(by) if by else ""
    return RecordEntry.objects.create(
        article=article, kind=kind, before=article.stage, after=article.stage, by=by, by_name=name, **said
    )


def _open(article: Article, step: Transition, by: User, seen: int | None) -> Article:
    """The article as it stands now, locked, once ``by`` may take the step."""
    article = Article.objects.select_for_update(of=("self",)).select_related("page__issue", "column").get(pk=article.pk)
    if refusal := why_not(article, step, by):
        raise refusal
    if seen is not None and seen != article.lock_version:
        raise EditingConflict(f"《{article}》在你打开之后又有改动，请看过再决定。")
    return article


# --- proofreading before a final word ------------------------------------------------------------------


def standing_findings(article: Article) -> list[dict[str, Any]]:
    """The heavy findings that a final word must give a reason for.

    Findings that a former line of the record overruled are not asked for again while their words stay.
    """
    known = {row["fingerprint"] for found in article.record.values_list("findings", flat=True) for row in found}
    return [row for row in checking.heavy(article) if row["fingerprint"] not in known]


def overrule(article: Article, reason: str) -> dict[str, Any]:
    """The heavy findings that stand, with the reason for letting them: what the record keeps.

    Raises FindingsOpen without a reason.
    """
    if not (standing := standing_findings(article)):
        return {}
    if not reason.strip():
        words = "、".join(f"“{row['text']}”" for row in standing[:3]) + ("等" if len(standing) > 3 else "")
        sentence = f"《{article}》校对有 {len(standing)} 处重要提示未处理：{words}。请改正，或写明放行理由。"
        raise FindingsOpen(sentence, [{"article": str(article), **row} for row in standing])
    return {"findings": standing, "overruled": reason.strip()}


def cleared(article: Article, step: Transition, by: User, overruled: str) -> dict[str, Any]:
    """What the record says of the findings at a release, once nothing is in the way.

    Raises what ``why_not`` says, PublishingRefused when the words are not the approved ones, FindingsOpen.
    """
    require_step(article, step, by)
    if step.key == "release":
        require_as_approved(article)
    elif has_new_words(article):
        words = f"《{article}》发布之后文字又有改动：请发更正，让读者知道；或者送审，签发后再发布。"
        raise PublishingRefused(words, code="words-changed")
    return overrule(article, overruled)


def has_new_words(article: Article) -> bool:
    """True when the article was released before, and its words are not those any more. Four queries."""
    publication = Publication.objects.select_related("revision").filter(article=article).first()
    if publication is None:
        return False
    return revisions.words(publication.revision.snapshot) != revisions.words(revisions.snapshot(article))


def require_as_approved(article: Article) -> None:
    """Raise PublishingRefused when the words are no longer those that were approved."""
    entry = article.record.select_related("revision").filter(kind=RecordKind.APPROVED).last()
    approved = entry.revision if entry else None
    if approved is None or revisions.words(approved.snapshot) != revisions.words(revisions.snapshot(article)):
        raise PublishingRefused(f"《{article}》签发之后文字又有改动，请撤销签发、重新送审。", code="not-as-approved")
