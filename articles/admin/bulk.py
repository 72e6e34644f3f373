"""批量办理: choose a step for the ticked articles, look at what will happen, confirm, undo."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from articles import bulk, stages
from articles.admin.article_steps import require
from articles.admin.fields import DeskForm, TextField, dress
from articles.admin.review_forms import MomentField
from articles.admin.review_pages import seen_in
from articles.admin.site import account_of, site
from articles.choices import BulkAct, Stage
from articles.exceptions import NewsroomError
from articles.models import Article, BulkStep, Column, Issue, Page, User
from articles.models.review import DUTY_CHOICES

ISSUES = 12  # whose pages are offered
SPLIT = re.compile(r"[\s,，、;；]+")
LIST = "admin:articles_article_changelist"
RIGHT = {BulkAct.ASSIGN: stages.ASSIGN, BulkAct.SCHEDULE: stages.RELEASE_APPROVED}


class BulkForm(DeskForm):
    """What is to be done. Which fields count, the chosen step says."""

    act = forms.ChoiceField(
        label="办理什么", widget=forms.RadioSelect(), error_messages={"required": "请选择办理什么。"}
    )
    tags = TextField(label="标签，用空格或顿号隔开", max_length=200)
    stage = forms.ChoiceField(label="哪一步", choices=DUTY_CHOICES, required=False)
    person = forms.ModelChoiceField(label="谁", queryset=User.objects.none(), required=False, empty_label="不指定")
    due_at = MomentField(label="时限（选填）")
    page = forms.ModelChoiceField(label="版面", queryset=Page.objects.none(), required=False, empty_label="仅网络")
    column = forms.ModelChoiceField(label="栏目", queryset=Column.objects.none(), required=False, empty_label="无栏目")
    at = MomentField(label="发布时间（留空随这一期）")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        allowed = [act for act in BulkAct if by.has_perm(RIGHT.get(act, stages.CHANGE))]
        choose: Any = self.fields
        choose["act"].choices = [(act.value, act.label) for act in allowed]
        choose["person"].queryset = User.objects.filter(is_active=True, is_staff=True).order_by("name", "username")
        newest = Issue.objects.order_by("-date").values("pk")[:ISSUES]
        pages = Page.objects.filter(issue__in=newest).select_related("issue")
        choose["page"].queryset = pages.order_by("-issue__date", "sort_key")
        choose["column"].queryset = Column.objects.all()
        dress(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        tags = data["tags"] = tuple(filter(None, SPLIT.split(data.get("tags", ""))))
        if data.get("act") in (BulkAct.TAG, BulkAct.UNTAG) and not tags:
            self.add_error("tags", "请填写标签。")
        elif any(len(tag) > 40 for tag in tags):
            self.add_error("tags", "一个标签最多 40 个字，几个标签之间用空格或顿号隔开。")
        return data

    def order(self) -> bulk.Order:
        data = self.cleaned_data
        return bulk.Order(
            act=BulkAct(data["act"]), tags=data["tags"], stage=Stage(data["stage"] or Stage.DRAFT),
            person=data["person"], due_at=data["due_at"], page=data["page"], column=data["column"], at=data["at"],
        )  # fmt: skip

    def parts(self) -> list[tuple[Any, list[Any]]]:
        """Each choice with the fields that belong to it."""
        belongs = {
            BulkAct.ASSIGN: ("stage", "person", "due_at"), BulkAct.TAG: ("tags",), BulkAct.UNTAG: (),
            BulkAct.PLACE: ("page",), BulkAct.COLUMN: ("column",), BulkAct.SUBMIT: (), BulkAct.SCHEDULE: ("at",),
        }  # fmt: skip
        return [(radio, [self[name] for name in belongs[BulkAct(radio.data["value"])]]) for radio in self["act"]]


def start(request: HttpRequest, numbers: list[int]) -> HttpResponse:
    """The choice of a step, for the ticked articles."""
    return _show(request, chosen(numbers), BulkForm(by=account_of(request)))


def chosen(numbers: list[int]) -> list[Article]:
    """The articles in the order of print."""
    rows = Article.objects.filter(pk__in=numbers[: bulk.MOST]).select_related("column", "page__issue")
    return list(rows.order_by("-page__issue__date", "page__sort_key", "position", "pk"))


def run(request: HttpRequest) -> HttpResponse:
    """POST: rehearse what is asked; with ``go`` do what was shown."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse(LIST))
    require(request, "articles.view_article")
    articles = chosen(list(seen_in(request)))
    form = BulkForm(request.POST, by=account_of(request))
    if not articles:
        messages.error(request, "没有选中稿件。")
        return HttpResponseRedirect(reverse(LIST))
    if not form.is_valid() or "choose" in request.POST:
        return _show(request, articles, form)
    order, by = form.order(), account_of(request)
    if "go" in request.POST:
        shown = set(map(str, request.POST.getlist("shown")))
        seen = {article.pk: _state(request, article) for article in articles}
        try:
            step = bulk.carry_out([a for a in articles if str(a.pk) in shown], order, by=by, seen=seen)
        except NewsroomError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"{order.words}，{len(step.items)} 篇。")
            return HttpResponseRedirect(reverse("admin:bulk_step", args=[step.pk]))
    lines = bulk.rehearse(articles, order, by=by)
    return _show(request, chosen([article.pk for article in articles]), form, lines=lines, order=order)


def _state(request: HttpRequest, article: Article) -> tuple[int, str]:
    """Version and stage as the preview showed them."""
    version = request.POST.get(f"seen-{article.pk}", "")
    return int(version) if version.isdecimal() and len(version) < 10 else -1, request.POST.get(
        f"stage-{article.pk}", ""
    )


def _show(request: HttpRequest, articles: list[Article], form: BulkForm, **more: Any) -> HttpResponse:
    form.point_to_errors()
    lines: list[bulk.Line] = more.get("lines", [])
    context = {
        **site.each_context(request), "title": "批量办理", "articles": articles, "form": form, "most": bulk.MOST,
        "done": [line for line in lines if not line.refusal], "refused": [line for line in lines if line.refusal],
        **more,
    }  # fmt: skip
    template = "preview" if lines else "choose"
    return render(request, f"admin/articles/bulk/{template}.html", context)


def step(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done, and the way back."""
    require(request, "articles.view_article")
    found = get_object_or_404(BulkStep.objects.select_related("by"), pk=pk)
    articles = Article.objects.filter(pk__in=[item["article"] for item in found.items]).select_related("page__issue")
    user = account_of(request)
    context = {
        **site.each_context(request), "title": "批量办理", "step": found, "articles": articles,
        "may_undo": found.undone_at is None and (found.by_id == user.pk or user.is_superuser),
    }  # fmt: skip
    return render(request, "admin/articles/bulk/step.html", context)


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: put back what stood there before."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    require(request, "articles.view_article")
    found = get_object_or_404(BulkStep, pk=pk)
    try:
        outcome = bulk.undo(found, by=account_of(request))
    except NewsroomError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"已撤销“{found.words}”，{outcome.done} 篇恢复原样。")
        for words in outcome.refusals:
            messages.warning(request, words)
    return HttpResponseRedirect(reverse("admin:bulk_step", args=[pk]))
