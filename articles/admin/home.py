"""工作台: what waits, the working issues as boards in print order, and what was published last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Length, Replace
from django.utils import timezone

from articles import duties, jobs, stages
from articles.admin import waits
from articles.choices import ImportStatus, Stage, WebhookStop
from articles.models import Article, Issue, Page, PageImport, Publication, User, Webhook
from articles.models.body import block_text
from articles.models.issue import day_in_words

BOARDS = 2  # how many issues the home shows
ROWS = 8
DONE = (Stage.RELEASED, Stage.WITHDRAWN)


@dataclass
class Lane:
    """One page of an issue with its articles in print order."""

    page: Page
    articles: list[Any] = field(default_factory=list)
    review: Stage | None = None
    review_count: int = 0

    @property
    def characters(self) -> int:
        return sum(count_of(article) for article in self.articles)

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
    """One issue with its pages."""

    issue: Issue
    lanes: list[Lane] = field(default_factory=list)

    @property
    def articles(self) -> list[Article]:
        return [article for lane in self.lanes for article in lane.articles]

    @property
    def waiting(self) -> int:
        return sum(len(lane.waiting) for lane in self.lanes)

    @property
    def released(self) -> int:
        return sum(article.stage == Stage.RELEASED for article in self.articles)

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


def articles_with_counts() -> Any:
    rows = Article.objects.select_related("column", "page__issue").prefetch_related("contributions", "seats")
    plain = Replace(Replace("statements__text", Value("\n")), Value(" "))
    return rows.annotate(said=Sum(Length(plain)), last_kind=waits.LAST_KIND)


def lanes_of_latest() -> dict[int, Lane]:
    """The pages of the latest issues, by number, with their articles in print order."""
    latest = Issue.objects.filter(pages__isnull=False).distinct().order_by("-date", "-pk")[:BOARDS]
    pages = Page.objects.filter(issue__in=latest.values("pk")).select_related("issue")
    lanes = {page.pk: Lane(page) for page in pages.order_by("-issue__date", "-issue__pk", "sort_key")}
    for article in articles_with_counts().filter(page__in=lanes).order_by("page__sort_key", "position"):
        article.title_missing = not article.title.strip()
        article.characters = count_of(article)
        lanes[article.page_id].articles.append(article)
    return lanes


def boards(user: User, lanes: dict[int, Lane], plan: duties.Plan) -> list[Board]:
    """The issues of these pages, those with work left first. Each lane has the one review that ``user`` may do."""
    rights = [level for level, right in stages.REVIEW_RIGHT.items() if user.has_perm(right)]
    found: dict[int, Board] = {}
    for lane in lanes.values():
        found.setdefault(lane.page.issue_id, Board(lane.page.issue)).lanes.append(lane)
        lane.review = next((level for level in rights if lane.standing(level)), None)
        lane.review_count = lane.standing(lane.review) if lane.review else 0
        for article in lane.articles:
            article.due = None if article.stage in DONE else plan.due(article)
            article.is_late = article.due is not None and article.due <= timezone.now()
            article.is_back = article.stage == Stage.DRAFT and article.last_kind in waits.SENT_BACK
    return sorted(found.values(), key=lambda board: board.waiting == 0)


def waiting() -> list[Article]:
    """Drafts that lack a title or stand on no page: the boards may not show them."""
    rows = Article.objects.select_related("page__issue").filter(Q(title="") | Q(page=None), stage=Stage.DRAFT)
    return list(rows.order_by(F("page__issue__date").desc(nulls_last=True), "-updated_at")[:ROWS])


def alarm(pulse: jobs.Pulse) -> str:
    """What to tell everybody when nothing is done in the background; empty while all is well."""
    if pulse.seen_at is None:
        return "后台任务还没有运行过：定时解禁、到期和推送都不会进行。请管理员检查 serve 或 work 是否在运行。"
    if pulse.is_missed(timezone.now()):
        since = f"{timezone.localtime(pulse.seen_at):%m月%d日 %H:%M}"
        return f"后台任务自 {since} 起没有运行：定时解禁、到期和推送都停着。请管理员检查 serve 或 work 是否在运行。"
    if pulse.failing:
        return f"后台任务出错：{'、'.join(pulse.failing)}，会自动重试。请管理员查看日志。"
    return ""


def alarms(user: User) -> list[str]:
    """What stands still and needs a hand, a sentence each."""
    found = [alarm(jobs.pulse())]
    if user.has_perm("articles.view_partner"):
        stopped = Webhook.objects.filter(stopped_by__in=[WebhookStop.GONE, WebhookStop.FAILING])
        for webhook in stopped.select_related("partner").order_by("-stopped_at")[:ROWS]:
            found.append(f"已停止向“{webhook.partner}”推送：{webhook.get_stopped_by_display()}。请在“合作方”里查看。")
    return [sentence for sentence in found if sentence]


def context(user: User) -> dict[str, Any]:
    """Everything that the home shows, in a fixed number of queries."""
    if not user.has_perm("articles.view_article"):
        return {"title": "工作台", "today": day_in_words(timezone.localdate()), "is_closed": True}
    todo = waiting()
    lanes, in_work = lanes_of_latest(), waits.in_work()
    plan = duties.Plan([*in_work, *(article for lane in lanes.values() for article in lane.articles)])
    imports = PageImport.objects.filter(status=ImportStatus.OPEN).select_related("created_by")
    return {
        "title": "工作台",
        "today": day_in_words(timezone.localdate()),
        "alarms": alarms(user),
        **waits.groups(user, in_work, plan),
        "untitled": [article for article in todo if not article.title.strip()],
        "web_drafts": [article for article in todo if article.title.strip()],
        "imports": list(imports.defer("source_text", "proposal", "state")[:ROWS]),
        "boards": boards(user, lanes, plan),
        "published": list(Publication.objects.order_by("-updated_at").defer("html", "text", "detail")[:ROWS]),
        "may_add": user.has_perm("articles.add_article"),
        "may_publish": user.has_perm(stages.PUBLISH_PRINTED) or user.has_perm(stages.RELEASE_APPROVED),
        "may_submit": user.has_perm(stages.CHANGE),
        "may_assign": user.has_perm(stages.ASSIGN),
    }
