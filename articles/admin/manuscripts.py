"""来稿: the register of what comes by mail or hand, on each manuscript's page its files, likenesses and replies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import manuscripts
from articles.admin import manuscript_steps
from articles.admin.exporting import CHUNK, ExportingAdmin
from articles.admin.model_admin import DeskModelAdmin
from articles.admin.site import account_of, site
from articles.analysis import duplicates
from articles.choices import CameBy, ManuscriptState, ReplyKind
from articles.exceptions import NewsroomError
from articles.models import Article, Manuscript, ManuscriptSetting, Reply, User
from articles.sheets import Sheet
from articles.templatetags.desk import said, short_day

SEE_CONTACT = "articles.see_contact"
SHAPES = {
    ManuscriptState.RECEIVED: "draft",
    ManuscriptState.READING: "first",
    ManuscriptState.ACCEPTED: "live",
    ManuscriptState.DECLINED: "back",
    ManuscriptState.TAKEN_BACK: "off",
}


class FilesInput(forms.ClearableFileInput):
    """Several files at once, with nothing shown of those that are there: they have a section of their own."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Each of the files, checked by ``manuscripts``."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        files = [super(FilesField, self).clean(each) for each in given]
        for each in files:
            try:
                manuscripts.checked(each)
            except NewsroomError as error:
                raise ValidationError(error.message) from None
        return files


class ManuscriptForm(forms.ModelForm):
    uploads = FilesField(
        label="附件", required=False,
        help_text="可以选多个：Word、WPS、PDF、RTF、文本或图片，每个 20 MB 以内。保存在网站之外，只有登录的人能下载。",
    )  # fmt: skip

    class Meta:
        model = Manuscript
        fields = "__all__"  # the admin names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            self.fields["text"].max_length = manuscripts.LONGEST_TEXT  # type: ignore[attr-defined]


class ViewFilter(admin.SimpleListFilter):
    """The views above the list; not shown among the filters."""

    title, parameter_name = "视图", "view"
    is_shown_above = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, label) for key, label, _ in views(request) if key]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Manuscript]) -> QuerySet[Manuscript]:
        return next((found(queryset) for key, _, found in views(request) if key and key == self.value()), queryset)


def views(request: HttpRequest) -> list[tuple[str, str, Any]]:
    """(key, label, what belongs there) of each view; the setting is read once a request."""
    known: list[tuple[str, str, Any]] | None = getattr(request, "manuscript_views", None)
    if known is not None:
        return known
    today, days, user = timezone.localdate(), manuscripts.setting().answer_within, account_of(request)
    known = [
        ("", "全部", lambda rows: rows),
        ("open", "待处理", lambda rows: rows.open()),
        ("mine", "我经办的", lambda rows: rows.open().filter(assigned_to=user)),
        ("late", f"超过 {days} 天", lambda rows: rows.late(today, days)),
        ("unanswered", "未答复", lambda rows: rows.unanswered()),
    ]
    request.manuscript_views = known  # type: ignore[attr-defined]
    return known


@admin.register(Manuscript, site=site)
class ManuscriptAdmin(ExportingAdmin):
    form = ManuscriptForm
    list_display = ("title", "sender", "came", "state_chip", "column", "handler", "answered", "draft")
    list_filter = (ViewFilter, "state", "came_by")
    list_select_related = ("column", "assigned_to", "article")
    search_fields = ("title", "sender", "affiliation", "note")
    search_help_text = "篇名、寄稿人、单位、备注"
    fields = (
        "title", "sender", "affiliation", "contact", "came_by", "received_on", "kind", "column", "assigned_to",
        "uploads", "text", "note",
    )  # fmt: skip
    actions = None
    change_list_template = "admin/articles/manuscript/change_list.html"
    change_form_template = "admin/articles/manuscript/change_form.html"

    # --- the list -----------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Manuscript]:
        replies = Reply.objects.filter(manuscript=OuterRef("pk")).order_by("-pk")
        told = {"told_at": Subquery(replies.values("at")[:1]), "told": Subquery(replies.values("kind")[:1])}
        return super().get_queryset(request).defer("contact", "text").annotate(**told)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Whole: nothing is deferred on a page of its own."""
        found = super().get_object(request, object_id, from_field)
        return Manuscript.objects.select_related("column", "article", "assigned_to").get(pk=found.pk) if found else None

    @admin.display(description="收到", ordering="received_on")
    def came(self, row: Manuscript) -> SafeString:
        return format_html('{} <span class="hint">{}</span>', short_day(row.received_on), row.get_came_by_display())

    @admin.display(description="状态", ordering="state")
    def state_chip(self, row: Manuscript) -> SafeString:
        shape = SHAPES[ManuscriptState(row.state)]
        chip = '<span class="stage stage--{}"><svg aria-hidden="true"><use href="#s-{}"/></svg>{}</span>'
        return format_html(chip, shape, shape, row.get_state_display())

    @admin.display(description="经办人", ordering="assigned_to__name")
    def handler(self, row: Manuscript) -> str:
        return str(row.assigned_to or "—")

    @admin.display(description="答复")
    def answered(self, row: Any) -> SafeString | str:
        return format_html("{} {}", ReplyKind(row.told).label, said(row.told_at)) if row.told else "—"

    @admin.display(description="稿件")
    def draft(self, row: Manuscript) -> SafeString | str:
        if row.article_id is None:
            return "—"
        url = reverse("admin:articles_article_change", args=[row.article_id])
        return format_html('<a href="{}">{}</a>', url, row.article)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        shown = views(request)
        counts = Manuscript.objects.aggregate(
            **{key or "all": Count("pk", filter=Q(pk__in=found(Manuscript.objects.all()).values("pk"))) for key, _, found in shown}
        )  # fmt: skip
        chosen = request.GET.get("view", "")
        context = {
            "views": [(key, label, counts[key or "all"], key == chosen, key == "late") for key, label, _ in shown],
            "subtitle": f"{counts['open']} 篇待处理",
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def sheet(self, request: HttpRequest, rows: QuerySet[Any]) -> Sheet:
        """With the contacts for those alone who may see them."""
        sees = account_of(request).has_perm(SEE_CONTACT)
        columns = [
            "登记号",
            "篇名",
            "寄稿人",
            "单位",
            "来稿方式",
            "收到日期",
            "拟用栏目",
            "状态",
            "经办人",
            "最近答复",
            "答复时间",
            "稿件",
            "备注",
        ]
        lines = (
            [
                row.pk, row.title, row.sender, row.affiliation, row.get_came_by_display(), row.received_on,
                str(row.column or ""), row.get_state_display(), str(row.assigned_to or ""),
                ReplyKind(row.told).label if row.told else "", row.told_at, str(row.article or ""), row.note,
                *([row.contact] if sees else []),
            ]
            for row in (rows.defer(None).defer("text") if sees else rows).iterator(chunk_size=CHUNK)
        )  # fmt: skip
        return Sheet("来稿", [*columns, "联系方式"] if sees else columns, lines)

    # --- one manuscript -----------------------------------------------------------------------------

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Whoever registers writes down the contact; afterwards only those with the right see it."""
        fields: list[Any] = list(super().get_fields(request, obj))
        if obj is not None and not account_of(request).has_perm(SEE_CONTACT):
            fields.remove("contact")
        if not self.has_change_permission(request, obj) and obj is not None:
            fields.remove("uploads")
        return fields

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "assigned_to":
            kwargs["queryset"] = User.objects.filter(is_active=True, is_staff=True).order_by("name", "username")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.empty_label = "不指定"
        return field

    def save_model(self, request: HttpRequest, obj: Manuscript, form: Any, change: bool) -> None:
        """With the files that were sent along."""
        if not change:
            obj.registered_by = account_of(request)
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            had_text = bool(obj.text.strip())
            for upload in form.cleaned_data.get("uploads", []):
                try:
                    manuscripts.attach(obj, upload, by=account_of(request))
                except NewsroomError as error:
                    messages.error(request, error.message)
        if form.cleaned_data.get("uploads") and not had_text:
            words = "已读入附件的文字。" if obj.text.strip() else "附件的文字读不出来，要用请粘贴到“文字”一栏。"
            messages.info(request, words)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """To its page, where files, likenesses and steps are."""
        messages.success(request, f"已登记：{obj}，登记号 {obj.pk}。")
        return HttpResponseRedirect(reverse("admin:articles_manuscript_change", args=[obj.pk]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        extra = shown_beside(row, request) if row is not None and self.has_view_permission(request, row) else {}
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [path(f"<int:pk>/{name}/", wrap(view), name=f"{name}_manuscript") for name, view in STEPS.items()]
        files = path("<int:pk>/files/<int:key>/", wrap(manuscript_steps.download), name="manuscript_file")
        return [files, *own, *super().get_urls()]


STEPS = {
    "take": manuscript_steps.take,
    "accept": manuscript_steps.accept,
    "decline": manuscript_steps.decline,
    "reopen": manuscript_steps.reopen,
    "answer": manuscript_steps.answer,
}


def shown_beside(row: Manuscript, request: HttpRequest) -> dict[str, Any]:
    """What stands on the page beside the form, in a fixed number of queries."""
    user = account_of(request)
    seen = user.has_perm("articles.view_article")
    return {
        "state_chip": site._registry[Manuscript].state_chip(row),  # type: ignore[attr-defined]
        "files": list(row.attachments.select_related("added_by")),
        "replies": list(row.replies.select_related("by")),
        "notices": manuscripts.notices(row) if user.has_perm("articles.change_manuscript") else [],
        "twins": duplicates.twins_of(row.text, among=Article.objects.exclude(pk=row.article_id or 0)) if seen else [],
        "same_files": manuscripts.same_files(row),
        "ways": CameBy.choices,
        "hides_contact": not user.has_perm(SEE_CONTACT),
        "may_decide": user.has_perm("articles.change_manuscript") and user.has_perm("articles.add_article"),
        "may_change_setting": user.has_perm("articles.change_manuscriptsetting"),
    }


@admin.register(ManuscriptSetting, site=site)
class ManuscriptSettingAdmin(DeskModelAdmin):
    """One row, shown at once."""

    fields = ("answer_within", "receipt", "accepted", "declined")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if self.has_view_or_change_permission(request):
            ManuscriptSetting.objects.get_or_create(pk=1)
            return HttpResponseRedirect(reverse("admin:articles_manuscriptsetting_change", args=[1]))
        return super().changelist_view(request, extra_context)
