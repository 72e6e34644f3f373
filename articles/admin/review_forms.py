"""The forms of the reviews: a decision, a remark, a release, duties and times."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles import duties, stages
from articles.admin.fields import DeskForm, TextField
from articles.choices import Judgement, Recommendation, Stage
from articles.models import Article, Issue, IssueDue, User
from articles.models.review import DUE_CHOICES, DUTY_CHOICES

REASONS = ("事实待核", "出处不明", "文字", "篇幅", "导向", "体例")
NOW, AT, WITH_ISSUE = "now", "at", "issue"
WRONG_TIME = "时间写作 2025-06-09 14:30。"


class MomentInput(forms.DateTimeInput):
    """The browser's own control for day and time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A moment in the paper's time zone."""

    def __init__(self, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
        super().__init__(
            widget=MomentInput(), input_formats=formats, required=False, error_messages={"invalid": WRONG_TIME}, **kwargs
        )  # fmt: skip


class DecisionForm(DeskForm):
    """What a reviewer says. Whether it is enough, ``workflow`` decides."""

    words = TextField(label="审稿意见", max_length=5_000, rows=4)
    reasons = forms.MultipleChoiceField(
        label="退回原因", choices=[(reason, reason) for reason in REASONS], required=False
    )
    recommendation = forms.ChoiceField(label="处理建议（通过时必选）", choices=Recommendation.choices, required=False)
    judgement = forms.ChoiceField(label="对初审意见（通过时必选）", choices=Judgement.choices, required=False)
    overruled = TextField(label="放行理由", max_length=1_000, rows=2)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def reason(self) -> str:
        """The words of a return: the picked reasons, then what was written."""
        picked = "、".join(self.cleaned_data["reasons"])
        words = str(self.cleaned_data["words"])
        return f"【{picked}】{words}" if picked else words


class CommentForm(DeskForm):
    text = TextField(label="批注", max_length=2_000, rows=3)
    quoted = TextField(label="所批文字", max_length=500, rows=2)
    block = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput())
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput())


class ReleaseForm(DeskForm):
    """When an article goes out."""

    when = forms.ChoiceField(
        label="何时发布", choices=[(NOW, "现在"), (AT, "定时"), (WITH_ISSUE, "随这一期")], error_messages={"required": "请选择何时发布。"}
    )  # fmt: skip
    at = MomentField(label="发布时间")
    embargo_until = MomentField(label="解禁时间（选填）")
    overruled = TextField(label="放行理由", max_length=1_000, rows=2)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("when") == AT and not data.get("at") and "at" not in self.errors:
            self.add_error("at", "请填写发布的时间。")
        if data.get("when") != AT:
            data["at"] = None  # what was typed before another choice was made
        until = data.get("embargo_until")
        if until is not None and until <= (data.get("at") or timezone.now()):
            self.add_error("embargo_until", "解禁时间应晚于发布时间。")
        return data


class DutyForm(DeskForm):
    """Who edits and reviews one article, and until when: a row a stage."""

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        self.rows = [(Stage(value), str(label)) for value, label in DUTY_CHOICES]
        plan = duties.Plan([article])
        initial: dict[str, Any] = {}
        for duty in article.duties.all():
            initial |= {f"{duty.stage}-person": duty.person_id, f"{duty.stage}-due": duty.due_at}
        super().__init__(*args, initial=initial, **kwargs)
        people = list(User.objects.filter(is_active=True, is_staff=True).order_by("name", "username"))
        for stage, label in self.rows:
            right = stages.REVIEW_RIGHT.get(stage, stages.CHANGE)
            offered = [(person.pk, str(person)) for person in people if person.has_perm(right)]
            self.fields[f"{stage}-person"] = forms.TypedChoiceField(
                label=f"{label}：谁", choices=[("", "不指定"), *offered], coerce=int, required=False, empty_value=None
            )
            self.fields[f"{stage}-due"] = MomentField(label=f"{label}：时限")
        self.issue_dues = {stage: plan.due(article, stage) for stage, _ in self.rows}
        from_fields(self)

    def duties(self) -> list[tuple[Stage, int | None, dt.datetime | None]]:
        data = self.cleaned_data
        return [(stage, data[f"{stage}-person"], data[f"{stage}-due"]) for stage, _ in self.rows]

    def lines(self) -> list[tuple[str, Any, Any]]:
        return [(label, self[f"{stage}-person"], self[f"{stage}-due"]) for stage, label in self.rows]


class IssueDueForm(DeskForm):
    """The times of an issue."""

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        rows = dict(IssueDue.objects.filter(issue=issue).values_list("stage", "due_at"))
        super().__init__(*args, initial=rows, **kwargs)
        for value, label in DUE_CHOICES:
            self.fields[value] = MomentField(label=f"{label}时限" if value != Stage.RELEASED else "发布时间")
        from_fields(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given: list[dt.datetime] = [data[value] for value, _ in DUE_CHOICES if data.get(value)]
        if given != sorted(given):
            raise ValidationError("时限的先后不对：初审、复审、终审、发布应一个比一个晚。")
        return data

    def dues(self) -> dict[Stage, dt.datetime | None]:
        return {Stage(value): self.cleaned_data[value] for value, _ in DUE_CHOICES}


def from_fields(form: forms.Form) -> None:
    """Give fields that were added late the desk's face."""
    for form_field in form.fields.values():
        form_field.widget.attrs.setdefault("class", "in")
