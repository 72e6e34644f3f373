"""工作台: the most urgent thing, what else waits, the issues at hand as boards, figures, and what is new."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.db.models import F, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone

from articles import figures, jobs, visits
from articles.admin import boards, plots, waits
from articles.choices import ImportStatus, Stage, WebhookStop
from articles.models import Article, PageImport, User, Webhook
from articles.models.issue import day_in_words

ROWS = 8
NEWS = 10
FIGURES_KEPT = 300  # seconds: figures of weeks need not be of this moment


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


def plotted() -> list[plots.Figure]:
    """The three small plots; kept for some minutes."""
    weeks = figures.weeks()
    return [plots.articles_a_week(weeks), plots.time_in_reviews(figures.review_times()), plots.error_rate(weeks)]


def open_imports() -> QuerySet[PageImport]:
    rows = PageImport.objects.filter(status=ImportStatus.OPEN).select_related("created_by")
    return rows.defer("source_text", "proposal", "state", "history")[:ROWS]


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
    todo, imports = waiting(), list(open_imports())
    lanes, in_work = boards.lanes_of(boards.at_hand()), waits.in_work()
    prefetch_related_objects([*boards.articles_in(lanes), *in_work], *boards.SHOWN_OF_EACH)
    plan = boards.plan_for(lanes, *in_work)
    found = boards.boards(user, lanes, plan)
    said = visits.news(user)
    return {
        **shown,
        "alarms": alarms(user),
        **waits.groups(user, in_work, plan),
        "untitled": [article for article in todo if not article.title.strip()],
        "web_drafts": [article for article in todo if article.title.strip()],
        "imports": imports,
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
