"""期次、版面、栏目: what is printed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import page_pdfs, regions
from articles.admin import moving, page_maps
from articles.admin.fields import LongTextField, dress
from articles.admin.model_admin import FIELDS, DeskModelAdmin
from articles.admin.site import site
from articles.exceptions import NewsroomError
from articles.models import Column, ColumnAlias, Issue, Page
from articles.models.issue import PAGE_NUMBER, normalize_page_number
from articles.templatetags.desk import state_chip


class PageForm(forms.ModelForm):
    """A page; its people are typed one a line: 责任编辑：某某."""

    people = LongTextField(label="版面人员", max_length=1_000, help_text="一行一位，如“责任编辑：卢一白”。")

    class Meta:
        model = Page
        fields = ("issue", "number", "name", "banner", "image")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.instance.credits if self.instance.pk else []
        lines = [f"{row.get('role', '')}：{row.get('name', '')}".strip("：") for row in rows]
        self.initial["people"] = "\n".join(lines)
        dress(self)

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"])
        if not PAGE_NUMBER.match(number.strip().upper()):
            raise ValidationError("版次写作 7 或 A2。")
        return normalize_page_number(number)

    def save(self, commit: bool = True) -> Page:
        lines = [line.replace(":", "：").strip() for line in self.cleaned_data["people"].split("\n")]
        self.instance.credits = [
            {"role": role.strip() if colon else "", "name": name.strip() if colon else role.strip()}
            for role, colon, name in (line.partition("：") for line in lines if line)
        ]
        return super().save(commit)


class SheetForm(PageForm):
    """With the PDF of the printed page, which is read while the form is checked: ``printed`` is what came of it."""

    upload = forms.FileField(
        label="版面 PDF",
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text="传报纸这一版的 PDF（50 MB 以内），自动画成版面图，并能按其中的文字提议热区。",
    )
    upload_page = forms.IntegerField(
        label="在 PDF 里的第几页",
        required=False,
        min_value=1,
        max_value=9_999,
        help_text="PDF 不止一页时填，不填是第 1 页。",
    )
    without_pdf = forms.BooleanField(label="去掉已有的 PDF", required=False, help_text="版面图留着。")
    printed: page_pdfs.Printed | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.PAGE_PDFS:
            self.fields["upload"].help_text += "整版都发布以后，读者可以下载。"

    def clean(self) -> Any:
        data = super().clean()
        if self.cleaned_data.get("upload") and not self.errors:
            try:
                self.printed = page_pdfs.read(self.cleaned_data["upload"], number=self.cleaned_data["upload_page"] or 1)
            except NewsroomError as error:
                self.add_error("upload", error.message)
        return data


class PageInlineForm(PageForm):
    class Meta(PageForm.Meta):
        fields = ("number", "name", "banner")  # type: ignore[assignment]


class PageInline(admin.TabularInline):
    model = Page
    form = PageInlineForm
    extra = 0
    can_delete = False
    show_change_link = True
    fields = ("number", "name", "banner", "people")
    formfield_overrides = FIELDS


@admin.register(Issue, site=site)
class IssueAdmin(DeskModelAdmin):
    if_empty = "一期就是一天的报纸。导入版面时会自动建好，也可以先建好再排版面。"
    list_display = ("__str__", "weekday", "serial_number", "title", "page_count", "article_count", "board")
    search_fields = ("date", "title", "edition")
    fields = ("date", "edition", "serial_number", "title")
    inlines = (PageInline,)
    in_use = "这一期已有版面，不能删除。请先删去版面。"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Issue]:
        counts = {"pages_n": Count("pages", distinct=True), "articles_n": Count("pages__articles", distinct=True)}
        return super().get_queryset(request).annotate(**counts)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/board/", wrap(moving.issue_board), name="issue_board"),
            path("today/", wrap(moving.today), name="issue_today"),
        ]
        return own + super().get_urls()

    @admin.display(description="版面安排")
    def board(self, issue: Issue) -> SafeString:
        return format_html(
            '<a class="btn btn--s" href="{}/board/">打开<span class="vh"> {}</span></a>', issue.pk, issue
        )

    @admin.display(description="星期")
    def weekday(self, issue: Issue) -> str:
        return issue.day.split()[-1]

    @admin.display(description="版面", ordering="pages_n")
    def page_count(self, issue: Any) -> SafeString:
        return format_html('<span class="num">{}</span>', issue.pages_n)

    @admin.display(description="稿件", ordering="articles_n")
    def article_count(self, issue: Any) -> SafeString:
        return format_html('<a class="num" href="../article/?issue={}">{}</a>', issue.pk, issue.articles_n)


@admin.register(Page, site=site)
class PageAdmin(DeskModelAdmin):
    if_empty = "版面属于某一期。导入版面或在稿件里选“新的期、版”，都会自动建好。"
    form = SheetForm
    list_display = ("__str__", "banner", "article_count")
    list_select_related = ("issue",)
    search_fields = ("name", "number", "issue__date")
    fields = ("issue", "number", "name", "banner", "people", "image", "upload", "upload_page", "without_pdf")
    ordering = ("-issue__date", "sort_key")
    in_use = "这个版面上还有稿件，不能删除。请先把稿件移到别处。"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        return super().get_queryset(request).annotate(articles_n=Count("articles"))

    def get_fields(self, request: HttpRequest, obj: Page | None = None) -> Any:
        """What can be taken away is offered only where it is."""
        return self.fields if obj and obj.pdf else [name for name in self.fields or () if name != "without_pdf"]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/map/", wrap(page_maps.page_map), name="page_map"),
            path("<int:pk>/pdf/", wrap(page_maps.page_pdf), name="page_pdf"),
        ]
        return own + super().get_urls()

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        """What came as a PDF becomes the picture too, unless another picture was chosen in the same form."""
        super().save_model(request, obj, form, change)
        if form.printed:
            page_pdfs.take_in(obj, form.printed, with_picture="image" not in form.changed_data)
            messages.success(request, page_maps.taken_in(obj, form.printed))
        elif form.cleaned_data.get("without_pdf") and obj.pdf:
            page_pdfs.drop(obj)
        if "image" in form.changed_data:
            regions.forget_drawn(obj)

    @admin.display(description="稿件", ordering="articles_n")
    def article_count(self, page: Any) -> int:
        return int(page.articles_n)


class AliasInline(admin.TabularInline):
    model = ColumnAlias
    extra = 1
    fields = ("name",)
    formfield_overrides = FIELDS

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


@admin.register(Column, site=site)
class ColumnAdmin(DeskModelAdmin):
    if_empty = "栏目是常设的名目，如“热点思考”。导入版面时，印着的栏目会自动建好；改名、别名在这里管。"
    list_display = ("name", "slug", "also_printed_as", "article_count", "order", "in_use_chip")
    search_fields = ("name", "aliases__name", "slug")
    fields = ("name", "slug", "seal", "description", "order", "is_active")
    inlines = (AliasInline,)
    in_use = "这个栏目下还有稿件，不能删除。可以取消“在用”。"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Column]:
        return super().get_queryset(request).annotate(articles_n=Count("articles")).prefetch_related("aliases")

    @admin.display(description="别名")
    def also_printed_as(self, column: Column) -> str:
        return "、".join(alias.name for alias in column.aliases.all()) or "—"

    @admin.display(description="在用", ordering="is_active")
    def in_use_chip(self, column: Column) -> SafeString:
        return state_chip(column.is_active, "在用", "停用")

    @admin.display(description="稿件", ordering="articles_n")
    def article_count(self, column: Any) -> SafeString:
        return format_html('<a class="num" href="../article/?column={}">{}</a>', column.pk, column.articles_n)
