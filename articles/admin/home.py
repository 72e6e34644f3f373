"""工作台: what waits, the working issues as boards in print order, and what was published last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Length, Replace
from django.utils import timezone

from articles import jobs, stages
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
    articles: list[Article] = field(default_factory=list)

    @property
    def characters(self) -> int:
        return sum(count_of(article) for article in self.articles)

    @property
    def waiting(self) -> list[Article]:
        return [article for article in self.articles if article.stage not in DONE]

    @property
    def is_ready(self) -> bool:
        """True when something waits and nothing stands in its way."""
        return bool(self.waiting) and all(article.title.strip() for article in self.waiting)


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


def count_of(article: Any) -> int:
    """Characters of body and statements; the statements' are summed by the database."""
    body = sum(len("".join(block_text(block).split())) for block in article.body)
    return body + (article.said or 0)


def articles_with_counts() -> Any:
    rows = Article.objects.select_related("column", "page__issue").prefetch_related("contributions")
    plain = Replace(Replace("statements__text", Value("\n")), Value(" "))
    return rows.annotate(said=Sum(Length(plain)))


def boards() -> list[Board]:
    """The latest issues that have pages, those with work left first."""
    latest = Issue.objects.filter(pages__isnull=False).distinct().order_by("-date", "-pk")[:BOARDS]
    pages = Page.objects.filter(issue__in=latest.values("pk")).select_related("issue")
    lanes = {page.pk: Lane(page) for page in pages.order_by("-issue__date", "-issue__pk", "sort_key")}
    found: dict[int, Board] = {}
    for lane in lanes.values():
        found.setdefault(lane.page.issue_id, Board(lane.page.issue)).lanes.append(lane)
    for article in articles_with_counts().filter(page__in=lanes).order_by("page__sort_key", "position"):
        article.title_missing = not article.title.strip()
        article.characters = count_of(article)
        lanes[article.page_id].articles.append(article)
    return sorted(found.values(), key=lambda board: board.waiting == 0)


def waiting() -> list[Article]:
    """Articles in work that lack a title or stand on no page: the boards may not show them."""
    rows = Article.objects.select_related("page__issue").exclude(stage__in=DONE).filter(Q(title="") | Q(page=None))
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
    imports = PageImport.objects.filter(status=ImportStatus.OPEN).select_related("created_by")
    return {
        "title": "工作台",
        "today": day_in_words(timezone.localdate()),
        "alarms": alarms(user),
        "untitled": [article for article in todo if not article.title.strip()],
        "web_drafts": [article for article in todo if article.title.strip()],
        "imports": list(imports.defer("source_text", "proposal", "state")[:ROWS]),
        "boards": boards(),
        "published": list(Publication.objects.order_by("-updated_at").defer("html", "text", "detail")[:ROWS]),
        "may_add": user.has_perm("articles.add_article"),
        "may_publish": user.has_perm(stages.PUBLISH_PRINTED),
    }
