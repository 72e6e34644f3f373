"""Issues as boards: pages side by side, each with its articles in print order, what they wait for and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, DateField, F, QuerySet, When
from django.utils import timezone

from articles import duties, placing, scoring, stages
from articles.admin import waits
from articles.choices import Stage
from articles.models import Article, Issue, Page, User
from articles.models.body import block_text
from articles.models.issue import WEEKDAYS
from articles.proofreading import ErrorScore

SHOWN = 2  # how many issues the home shows
DONE = (Stage.RELEASED, Stage.WITHDRAWN)
NEAR = {-1: "昨日 ", 0: "今日 ", 1: "明日 "}


@dataclass
class Lane:
    """One page of an issue with its articles in print order."""

    page: Page
    articles: list[Any] = field(default_factory=list)
    review: Stage | None = None
    review_count: int = 0
    score: ErrorScore | None = None

    @property
    def characters(self) -> int:
        return sum(article.characters for article in self.articles)

    @property
    def stamp(self) -> str:
        """How the page stood when it was shown: what a move is held against."""
        return placing.stamp(article.pk for article in self.articles)

    @property
    def waiting(self) -> list[Article]:
        return [article for article in self.articles if article.stage not in DONE]

    @property
    def is_ready(self) -> bool:
        """True when something waits and all of it may go out."""
        return bool(self.waiting) and all(map(can_go_out, self.waiting))

    @property
    def drafts(self) -> list[Article]:
        """Texts begun here that nobody has sent to review yet."""
        drafts = [article for article in self.waiting if article.stage == Stage.DRAFT]
        return [article for article in drafts if not stages.is_printed(article)]

    def standing(self, level: Stage) -> int:
        return sum(article.stage == level for article in self.waiting)


@dataclass
class Board:
    """One issue with its pages. ``due`` is when it goes to press, where that is set."""

    issue: Issue
    due: dt.datetime | None = None
    lanes: list[Lane] = field(default_factory=list)
    score: ErrorScore | None = None

    @property
    def articles(self) -> list[Article]:
        return [article for lane in self.lanes for article in lane.articles]

    @property
    def waiting(self) -> int:
        return sum(len(lane.waiting) for lane in self.lanes)

    @property
    def day(self) -> str:
        """'明日 5月20日 星期二'; the year where it is another one."""
        day, today = self.issue.date, timezone.localdate()
        year = "" if day.year == today.year else f"{day.year}年"
        near = NEAR.get((day - today).days, "")
        return f"{near}{year}{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"

    @property
    def paper(self) -> str:
        """'明日报', '6月9日报'."""
        day = self.issue.date
        near = NEAR.get((day - timezone.localdate()).days, f"{day.month}月{day.day}日")
        return f"{near.strip()}报{self.issue.edition}"

    @property
    def standing(self) -> str:
        """'10 篇，已发布 6，签发 3'."""
        counts = [(Stage.RELEASED, "已发布"), (Stage.APPROVED, "签发"), (Stage.WITHDRAWN, "已撤稿")]
        words = [f"{len(self.articles)} 篇"]
        for stage, word in counts:
            if number := sum(article.stage == stage for article in self.articles):
                words.append(f"{word} {number}")
        return "，".join(words)

    @property
    def is_ready(self) -> bool:
        waiting = [lane for lane in self.lanes if lane.waiting]
        return bool(waiting) and all(lane.is_ready for lane in waiting)


def can_go_out(article: Article) -> bool:
    """True for an article with a title that is approved, or was printed and is under no review here."""
    is_printed_draft = article.stage == Stage.DRAFT and stages.is_printed(article)
    return bool(article.title.strip()) and (article.stage == Stage.APPROVED or is_printed_draft)


def count_of(article: Any) -> int:
    """Characters of body and statements; the statements' are summed by the database."""
    body = sum(len("".join(block_text(block).split())) for block in article.body)
    return body + (article.said or 0)


def at_hand() -> QuerySet[Issue]:
    """Today's issue and the next, as far as they have pages; the last ones before where those are lacking."""
    issues = Issue.objects.filter(pages__isnull=False).distinct().annotate(to_come=_to_come("date"))
    return issues.order_by(F("to_come").asc(nulls_last=True), "-date", "-pk")[:SHOWN]


def lanes_of(issues: Any) -> dict[int, Lane]:
    """The pages of the issues, by number, the next issue first, what is past last; still without their articles."""
    pages = Page.objects.filter(issue__in=issues).select_related("issue").annotate(to_come=_to_come("issue__date"))
    ordered = pages.order_by(F("to_come").asc(nulls_last=True), "-issue__date", "-issue__pk", "sort_key")
    return {page.pk: Lane(page) for page in ordered}


def _to_come(name: str) -> Case:
    """The day in that field, null when it is past."""
    return Case(When(**{f"{name}__gte": timezone.localdate()}, then=F(name)), output_field=DateField())


def fill(lanes: dict[int, Lane], articles: Iterable[Any]) -> None:
    """Put those of the ``described()`` articles that stand on these pages there, in print order."""
    for article in sorted(articles, key=lambda article: (article.page_id or 0, article.position or 0)):
        if lane := lanes.get(article.page_id):
            article.title_missing = not article.title.strip()
            article.characters = count_of(article)
            lane.articles.append(article)


def boards(user: User, lanes: dict[int, Lane], plan: duties.Plan) -> list[Board]:
    """The issues of these pages, those with work left first. Each lane has the one review that ``user`` may do."""
    rights = [level for level, right in stages.REVIEW_RIGHT.items() if user.has_perm(right)]
    found: dict[int, Board] = {}
    for lane in lanes.values():
        issue = lane.page.issue
        board = found.setdefault(issue.pk, Board(issue, plan.issue_due(issue.pk)))
        board.lanes.append(lane)
        lane.review = next((level for level in rights if lane.standing(level)), None)
        lane.review_count = lane.standing(lane.review) if lane.review else 0
        for article in lane.articles:
            article.due = None if article.stage in DONE else plan.due(article)
            article.person = None if article.stage in DONE else plan.person(article)
            article.is_late = article.due is not None and article.due <= timezone.now()
            article.is_back = article.stage == Stage.DRAFT and article.last_kind in waits.SENT_BACK
    return sorted(found.values(), key=lambda board: board.waiting == 0)


def of(user: User, issues: Any) -> list[Board]:
    """The boards of these issues with their scores, in a fixed number of queries."""
    lanes = lanes_of(issues)
    fill(lanes, waits.described().filter(page__in=lanes or [0]).prefetch_related("contributions"))
    found = boards(user, lanes, plan_for(lanes))
    for board in found:
        counted = scoring.scores(board.articles)
        board.score = counted.whole if counted.pages else None
        for lane in board.lanes:
            lane.score = counted.pages.get(lane.page.pk)
    return found


def articles_in(lanes: dict[int, Lane]) -> list[Any]:
    return [article for lane in lanes.values() for article in lane.articles]


def plan_for(lanes: dict[int, Lane], *others: Article) -> duties.Plan:
    """The duties and times of all that is shown, of the issues too where nothing stands in them yet."""
    return duties.Plan([*articles_in(lanes), *others], issues={lane.page.issue_id for lane in lanes.values()})


def rights(user: User) -> dict[str, bool]:
    """What the buttons of a board ask for."""
    return {
        "may_publish": user.has_perm(stages.PUBLISH_PRINTED) or user.has_perm(stages.RELEASE_APPROVED),
        "may_submit": user.has_perm(stages.CHANGE),
        "may_move": user.has_perm(stages.CHANGE),
        "may_assign": user.has_perm(stages.ASSIGN),
    }
