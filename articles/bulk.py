"""One step for many articles: rehearsed, told what will happen and what is refused, done all or none, undone.

Each article goes through the one door of what is changed (``editing``, ``duties``, ``workflow``, ``scheduling``), so a
bulk step may do nothing that the single one may not. Nothing here touches what is public.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles import duties, editing, entries, publishing, scheduling, stages, workflow
from articles.choices import BulkAct, Stage
from articles.entries import Entry, PlaceEntry
from articles.exceptions import NewsroomError, ReviewRefused
from articles.models import Article, BulkStep, Column, Duty, Page, Publication, ScheduledRelease, User

MOST = 200  # articles in one step
Before = dict[str, Any]


class BulkRefused(NewsroomError):
    """The step was not taken for any article."""

    code = "bulk-refused"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done. Only the fields that ``act`` asks for count."""

    act: BulkAct
    tags: tuple[str, ...] = ()
    stage: Stage = Stage.DRAFT
    person: User | None = None
    due_at: dt.datetime | None = None
    page: Page | None = None
    column: Column | None = None
    at: dt.datetime | None = None  # of a release; None: with the issue

    @property
    def words(self) -> str:
        """'加标签：技能、学徒'."""
        names = "、".join(self.tags)
        said = {
            BulkAct.ASSIGN: f"{'编辑' if self.stage == Stage.DRAFT else self.stage.label} {self.person or '不指定'}",
            BulkAct.TAG: names,
            BulkAct.UNTAG: names,
            BulkAct.PLACE: f"{self.page.issue} {self.page.label}" if self.page else "仅网络",
            BulkAct.COLUMN: str(self.column or "无栏目"),
            BulkAct.SUBMIT: "",
            BulkAct.SCHEDULE: scheduling.local(self.at) if self.at else "随这一期",
        }[self.act]
        return f"{self.act.label}：{said}" if said else str(self.act.label)


@dataclass(frozen=True, slots=True)
class Line:
    """What will happen to one article, or why nothing will."""

    article: Article
    words: str = ""
    refusal: str = ""


@dataclass(slots=True)
class Outcome:
    """What was undone, and why the others were not."""

    done: int = 0
    refusals: list[str] = field(default_factory=list)


def rehearse(articles: Iterable[Article], order: Order, *, by: User) -> list[Line]:
    """Do it to each and take it all back: what it says is what the step will do. Keeps nothing."""
    lines = []
    with transaction.atomic():
        for article in articles:
            try:
                with transaction.atomic():
                    before = ACTS[order.act].do(article, order, by)
                lines.append(Line(article, told(order, before)))
            except NewsroomError as error:
                lines.append(Line(article, refusal=error.message))
        transaction.set_rollback(True)
    return lines


@transaction.atomic
def carry_out(articles: Sequence[Article], order: Order, *, by: User, seen: dict[int, tuple[int, str]]) -> BulkStep:
    """Do it to all of ``articles``, or to none. ``seen`` has version and stage of each as the rehearsal showed them.

    Raises BulkRefused that names what is in the way, also when an article was changed since it was shown.
    """
    if not articles:
        raise BulkRefused("没有可以办理的稿件。", code="nothing-to-do")
    numbers = [article.pk for article in articles]
    locked = {row.pk: row for row in Article.objects.select_for_update().filter(pk__in=numbers).order_by("pk")}
    moved = [
        a for a in articles if a.pk not in locked or seen.get(a.pk) != (locked[a.pk].lock_version, locked[a.pk].stage)
    ]
    if moved:
        names = "、".join(f"《{article}》" for article in moved[:5])
        raise BulkRefused(f"没有处理任何稿件：{names}在你预览之后有改动，请重新预览。", code="changed")
    items, errors = [], []
    for article in articles:
        try:
            before = ACTS[order.act].do(article, order, by)
        except NewsroomError as error:
            errors.append(error.message.rstrip("。"))
            continue
        version = Article.objects.values_list("lock_version", flat=True).get(pk=article.pk)
        items.append({"article": article.pk, "version": version, "before": before})
    if errors:
        raise BulkRefused(f"没有处理任何稿件：{'；'.join(dict.fromkeys(errors))}。")
    return BulkStep.objects.create(act=order.act, words=order.words[:300], items=items, by=by)


@transaction.atomic
def undo(step: BulkStep, *, by: User) -> Outcome:
    """Put back what stood there before, article by article; one that was changed since stays as it is.

    Raises BulkRefused for another person's step and for one that is undone.
    """
    step = BulkStep.objects.select_for_update().get(pk=step.pk)
    if step.by_id != by.pk and not by.is_superuser:
        raise BulkRefused("只有办理的人可以撤销。", code="not-yours")
    if step.undone_at is not None:
        raise BulkRefused("这一步已经撤销过了。", code="undone-already")
    outcome = Outcome()
    for item in step.items:
        article = Article.objects.filter(pk=item["article"]).first()
        if article is None:
            outcome.refusals.append("有一篇已经删除。")
        elif article.lock_version != item["version"]:
            outcome.refusals.append(f"《{article}》之后又有改动，没有撤销。")
        else:
            try:
                with transaction.atomic():
                    ACTS[BulkAct(step.act)].back(article, item["before"], by)
                outcome.done += 1
            except NewsroomError as error:
                outcome.refusals.append(error.message)
    step.undone_at = timezone.now()
    step.save(update_fields=["undone_at"])
    return outcome


def told(order: Order, before: Before) -> str:
    """What happens to one article, against what stood there."""
    was = before.get("was", "")
    return f"{order.words}（原来：{was}）" if was else order.words


# --- the acts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Act:
    """``do`` changes one article and returns what stood there before; ``back`` puts that back."""

    do: Callable[[Article, Order, User], Before]
    back: Callable[[Article, Before, User], None]


def edited(article: Article, by: User, change: Callable[[Entry], Entry]) -> Entry:
    """Save the article's entry with a change, as its form would; returns the entry as it was.

    Raises what ``editing.save`` raises; BulkRefused when the change is none.
    """
    if not by.has_perm(stages.CHANGE):
        raise BulkRefused("你没有修改稿件的权限。", code="permission-denied")
    article = editing.locked(article)
    was = entries.of_article(article)
    stages.require_editable(article, by)
    after = change(was)
    if after == was or not editing.save(article, after, by=by, lock_version=article.lock_version).is_changed:
        raise BulkRefused(f"《{article}》本来就是这样，不用改。", code="no-change")
    return was


def _tag(article: Article, order: Order, by: User) -> Before:
    was = edited(article, by, lambda entry: replace(entry, tags=list(dict.fromkeys([*entry.tags, *order.tags]))))
    return {"tags": was.tags, "was": "、".join(was.tags)}


def _untag(article: Article, order: Order, by: User) -> Before:
    gone = {tag.name for tag in editing.known_tags(list(order.tags)).values()} | set(order.tags)
    was = edited(article, by, lambda entry: replace(entry, tags=[tag for tag in entry.tags if tag not in gone]))
    return {"tags": was.tags, "was": "、".join(was.tags)}


def _tags_back(article: Article, before: Before, by: User) -> None:
    edited(article, by, lambda entry: replace(entry, tags=before["tags"]))


def _place(article: Article, order: Order, by: User) -> Before:
    """Last on the page; an article that stands there keeps its place."""
    was = edited(article, by, lambda entry: replace(entry, place=PlaceEntry(page=order.page)))
    page = was.place.page
    return {"page": page.pk if page else None, "position": was.place.position, "was": article.place}


def _place_back(article: Article, before: Before, by: User) -> None:
    page = Page.objects.filter(pk=before["page"]).select_related("issue").first()
    if page is None and before["page"]:
        raise BulkRefused(f"《{article}》原来的版面已经不在了。", code="page-gone")
    position = before["position"]
    if page is not None and page.articles.filter(position=position).exclude(pk=article.pk).exists():
        position = None
    edited(article, by, lambda entry: replace(entry, place=PlaceEntry(page=page, position=position)))


def _column(article: Article, order: Order, by: User) -> Before:
    def change(entry: Entry) -> Entry:
        return replace(entry, fields={**entry.fields, "column": order.column, "column_label": ""})

    was = edited(article, by, change).fields
    column = was["column"]
    return {"column": column.pk if column else None, "label": was["column_label"], "was": str(column or "无栏目")}


def _column_back(article: Article, before: Before, by: User) -> None:
    column = Column.objects.filter(pk=before["column"]).first()
    fields = {"column": column, "column_label": before["label"]}
    edited(article, by, lambda entry: replace(entry, fields={**entry.fields, **fields}))


def _assign(article: Article, order: Order, by: User) -> Before:
    was = Duty.objects.filter(article=article, stage=order.stage).select_related("person").first()
    due_at = order.due_at or (was.due_at if was else None)
    duties.assign(article, stage=order.stage, person=order.person, due_at=due_at, by=by)
    return {
        "stage": order.stage, "person": was.person_id if was else None,
        "due_at": was.due_at.isoformat() if was and was.due_at else None,
        "was": str(was.person) if was and was.person else "",
    }  # fmt: skip


def _assign_back(article: Article, before: Before, by: User) -> None:
    person = User.objects.filter(pk=before["person"]).first() if before["person"] else None
    due_at = dt.datetime.fromisoformat(before["due_at"]) if before["due_at"] else None
    duties.assign(article, stage=Stage(before["stage"]), person=person, due_at=due_at, by=by)


def _submit(article: Article, order: Order, by: User) -> Before:
    workflow.submit(article, by=by)
    return {}


def _recall(article: Article, before: Before, by: User) -> None:
    workflow.recall(article, by=by)


def _schedule(article: Article, order: Order, by: User) -> Before:
    was = ScheduledRelease.objects.filter(article=article).first()
    if was is not None:
        raise ReviewRefused(f"《{article}》已定了发布时间，要改请打开这一篇。", code="scheduled-already")
    publication = Publication.objects.filter(article=article, withdrawn_at=None).select_related("revision").first()
    if publication is not None and not publishing.is_ahead(article, publication):
        raise ReviewRefused(f"《{article}》已发布，没有新的改动。", code="nothing-new")
    scheduling.schedule(article, by=by, at=order.at)
    return {}


def _unschedule(article: Article, before: Before, by: User) -> None:
    scheduling.unschedule(article, by=by)


ACTS: dict[BulkAct, Act] = {
    BulkAct.ASSIGN: Act(_assign, _assign_back),
    BulkAct.TAG: Act(_tag, _tags_back),
    BulkAct.UNTAG: Act(_untag, _tags_back),
    BulkAct.PLACE: Act(_place, _place_back),
    BulkAct.COLUMN: Act(_column, _column_back),
    BulkAct.SUBMIT: Act(_submit, _recall),
    BulkAct.SCHEDULE: Act(_schedule, _unschedule),
}
