"""工作台: the most urgent thing, what else waits, the issues at hand as boards, figures, and what is new."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import BigIntegerField, Case, CharField, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone

from articles import figures, jobs, visits
from articles.admin import boards, plots, waits
from articles.choices import ImportStatus, Stage, WebhookStop
from articles.models import Article, JobRun, PageImport, User, Webhook
from articles.models.issue import day_in_words

ROWS = 8
NEWS = 10
RUN, HOOK, IMPORT = "run", "hook", "import"
FIGURES_KEPT = 300  # seconds: figures of weeks need not be of this moment


UNPLACED = Q(title="") | Q(page=None)  # drafts that the boards may not show
NEWEST = (F("page__issue__date").desc(nulls_last=True), "-updated_at")


def articles_at_hand(lanes: dict[int, boards.Lane]) -> list[Any]:
    """On these pages, in work, or a draft that stands nowhere or has no title: ``is_at_work``, ``is_unplaced`` say which."""
    unplaced = Article.objects.filter(UNPLACED, stage=Stage.DRAFT).order_by(*NEWEST).values("pk")[:ROWS]
    wanted = Q(page__in=lanes or [0]) | Q(pk__in=waits.in_work().values("pk")) | Q(pk__in=unplaced)
    rows = waits.described().annotate(is_at_work=Case(When(waits.IN_WORK, then=True), default=False))
    return list(rows.filter(wanted).order_by(*NEWEST).prefetch_related("contributions"))


def unplaced(articles: list[Any]) -> list[Any]:
    """The newest drafts that the boards may not show, of all that are at hand."""
    drafts = (article for article in articles if article.stage == Stage.DRAFT)
    return [article for article in drafts if not article.title or article.page is None][:ROWS]


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


@dataclass(frozen=True, slots=True)
class WaitingImport:
    pk: int
    name: str
    by: str
    at: dt.datetime


@dataclass(slots=True)
class Notices:
    """What the home says beside articles."""

    runs: list[tuple[str, dt.datetime, str]] = field(default_factory=list)  # job, when it ended, error
    stopped: list[tuple[str, str]] = field(default_factory=list)  # partner, why its hook was stopped
    imports: list[WaitingImport] = field(default_factory=list)


def notices(user: User) -> Notices:
    """How the jobs ran, which hooks were stopped, which imports wait. One query."""
    imports = PageImport.objects.filter(status=ImportStatus.OPEN)
    called, by = visits.called_import(), visits.name_of("created_by")
    parts = [noticed(imports, IMPORT, "pk", called, by, "updated_at", "created_at")]
    if user.has_perm("articles.view_partner"):
        hooks = Webhook.objects.filter(stopped_by__in=[WebhookStop.GONE, WebhookStop.FAILING])
        parts.append(noticed(hooks, HOOK, "pk", "partner__name", F("stopped_by"), "stopped_at", "stopped_at"))
    runs = noticed(JobRun.objects.all(), RUN, None, "name", F("error"), "ended_at", "ended_at")
    found = Notices()
    for what, key, name, words, at, begun in runs.union(*parts, all=True).order_by("-moment", "-key"):
        if what == RUN:
            found.runs.append((name, at, words))
        elif what == HOOK:
            found.stopped.append((name, WebhookStop(words).label))
        else:
            title = str(PageImport(source_name=name, created_at=begun))
            found.imports.append(WaitingImport(key, title, words, at))
    return found


def noticed(rows: QuerySet[Any], what: str, key: str | None, name: Any, words: Any, at: str, begun: str) -> Any:
    """The columns of one kind, of one type in every part of the union."""
    number = F(key) if key else Value(0)
    columns = {
        "what": Value(what), "key": Cast(number, BigIntegerField()), "called": Cast(name, CharField(max_length=200)),
        "words": Cast(words, TextField()), "moment": F(at), "begun": F(begun),
    }  # fmt: skip
    return rows.order_by().annotate(**columns).values_list(*columns)


def alarms(found: Notices) -> list[str]:
    """What stands still and needs a hand, a sentence each."""
    said = [alarm(jobs.pulse(found.runs))]
    said += [f"已停止向“{name}”推送：{why}。请在“合作方”里查看。" for name, why in found.stopped[:ROWS]]
    return [sentence for sentence in said if sentence]


def plotted() -> list[plots.Figure]:
    """The three small plots; kept for some minutes."""
    weeks = figures.weeks()
    return [plots.articles_a_week(weeks), plots.time_in_reviews(figures.review_times()), plots.error_rate(weeks)]


def press_time(shown: list[boards.Board]) -> dict[str, Any] | None:
    """The next time at which an issue on the boards goes to press; one that has passed while articles wait comes first."""
    now = timezone.now()
    wanted = [board for board in shown if board.due is not None and (board.waiting or board.due > now)]
    if not wanted:
        return None
    first = min(wanted, key=lambda board: board.due or now)
    gap = abs((first.due or now) - now)
    return {"board": first, "at": first.due, "is_past": (first.due or now) <= now, "gap": in_hours(gap)}


def in_hours(gap: dt.timedelta) -> str:
    """'6 小时 20 分', '2 天 3 小时'."""
    minutes = int(gap.total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
    return f"{hours} 小时 {minutes % 60} 分" if hours else f"{minutes} 分"


def context(request: HttpRequest, user: User) -> dict[str, Any]:
    """Everything that the home shows, in a fixed number of queries."""
    from articles.admin import moving  # it renders the frame, which knows this module

    today = timezone.localdate()
    shown: dict[str, Any] = {
        "title": "工作台",
        "today": f"{today.month}月{today.day}日 {day_in_words(today).split()[-1]}",
    }
    if not user.has_perm("articles.view_article"):
        return {**shown, "is_closed": True}
    lanes = boards.lanes_of(boards.at_hand())
    articles, noted = articles_at_hand(lanes), notices(user)
    boards.fill(lanes, articles)
    todo, in_work = unplaced(articles), sorted((each for each in articles if each.is_at_work), key=lambda each: each.pk)
    plan = boards.plan_for(lanes, *in_work)
    found = boards.boards(user, lanes, plan)
    said = visits.news(user)
    return {
        **shown,
        "alarms": alarms(noted),
        **waits.groups(user, in_work, plan),
        "untitled": [article for article in todo if not article.title.strip()],
        "web_drafts": [article for article in todo if article.title.strip()],
        "imports": noted.imports[:ROWS],
        "boards": found,
        "press": press_time(found),
        "plots": cache.get_or_set("desk-plots", plotted, FIGURES_KEPT),
        "news": said[:NEWS],
        "news_more": max(0, len(said) - NEWS),
        "news_since": visits.news_since(user),
        "may_add": user.has_perm("articles.add_article"),
        **boards.rights(user),
        **moving.shown(request),
    }
