"""The views of the article list: those that everybody has, and those that a person keeps for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.urls import reverse

from articles.admin import article_list
from articles.admin.fields import without_invisible
from articles.admin.site import account_of
from articles.models import SavedView

KEPT = ("stage", "issue", "column", "kind", "author", "tag", "updated", "q", "o")  # what a kept view may hold
MOST = 12
LONGEST_NAME = 20


@dataclass(frozen=True, slots=True)
class Tab:
    """One view: where it leads, how many articles it has (None: not counted), and the row of one that was kept."""

    label: str
    query: str
    count: int | None
    is_here: bool
    is_hot: bool = False
    saved: int = 0


def tabs(request: HttpRequest) -> tuple[list[Tab], int]:
    """All views with their counts, and how many articles are in work."""
    article_list.mine(request)  # its number is then among the counts
    counts = article_list.counts(request)
    chosen, here = request.GET.get("stage", ""), normal(request.GET)
    kept = article_list.offered(request)["view"]
    is_kept = any(view.more == here for view in kept)
    named = (
        ("", "全部", "all"), ("working", "在办", "working"), ("mine", "等我办", "mine"), ("late", "逾期", "late"),
        ("today", "今日见报", "today"), ("untitled", "缺标题", "untitled"), ("released", "已发布", "released"),
        ("withdrawn", "已撤稿", "withdrawn"),
    )  # fmt: skip
    found = [
        Tab(
            label, f"stage={value}" if value else "", counts.get(key), value == chosen and not is_kept,
            is_hot=value in ("late", "untitled") and bool(counts.get(key)),
        )
        for value, label, key in named
    ]  # fmt: skip
    found += [Tab(view.label, view.more, None, view.more == here, saved=view.pk) for view in kept]
    return found, counts["working"]


def normal(query: QueryDict) -> str:
    """The filters of an address in one fixed order, without anything else."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        if value := query.get(name, "").strip():
            kept[name] = value
    return kept.urlencode()


def context(request: HttpRequest) -> dict[str, Any]:
    """What the list shows above itself."""
    shown, working = tabs(request)
    here = normal(request.GET)
    may_keep = bool(here) and not any(tab.is_here and tab.saved for tab in shown)
    return {"title": "稿件", "subtitle": f"{working} 篇在办", "views": shown, "here": here, "may_keep": may_keep}


def keep(request: HttpRequest) -> HttpResponse:
    """POST ``name`` and ``query``: keep the list as it is filtered under this name; the same name is written anew."""
    user = _asked(request)
    if user is None:
        return HttpResponseNotAllowed(["POST"])
    name = without_invisible(request.POST.get("name", "")).strip()[:LONGEST_NAME]
    query = normal(QueryDict(request.POST.get("query", "")[:2000]))
    is_new = not SavedView.objects.filter(user=user, name=name).exists()
    if not name or not query or len(query) > 500:
        messages.error(request, "请给这个视图起个名字，并先选好筛选条件。")
    elif is_new and SavedView.objects.filter(user=user).count() >= MOST:
        messages.error(request, f"常用视图最多 {MOST} 个，请先删掉一个。")
    else:
        SavedView.objects.update_or_create(user=user, name=name, defaults={"query": query})
        messages.success(request, f"已存为视图“{name}”，只有你看得到。")
    return _back(query)


def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: take a kept view away; of one's own only."""
    user = _asked(request)
    if user is None:
        return HttpResponseNotAllowed(["POST"])
    gone, _ = SavedView.objects.filter(user=user, pk=pk).delete()
    if gone:
        messages.success(request, "视图已删掉，稿件不受影响。")
    return _back("")


def _asked(request: HttpRequest) -> Any:
    user = account_of(request)
    if not user.has_perm("articles.view_article"):
        raise PermissionDenied
    return user if request.method == "POST" else None


def _back(query: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:articles_article_changelist") + (f"?{query}" if query else ""))
