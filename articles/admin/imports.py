"""导入版面: the list, the new-import screen, and the doors of the review screen."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from articles.admin import import_review
from articles.admin.import_forms import NewImportForm
from articles.admin.site import site
from articles.choices import ImportStatus
from articles.exceptions import ImportRefused, NewsroomError
from articles.importing import open_import
from articles.models import PageImport, User
from articles.templatetags.desk import said


@admin.register(PageImport, site=site)
class PageImportAdmin(admin.ModelAdmin):
    """Imports are made by their own screen and changed by the review screen, never by a plain form."""

    if_empty = "把一个版面的文字、PDF 或 Word 导进来，自动分出各篇，核对之后一起生成草稿。"
    list_display = ("source", "place", "state_label", "article_count", "who", "when")
    list_display_links = ("source",)
    list_filter = ("status",)
    search_fields = ("source_name", "place_label", "page__name")
    list_select_related = ("page__issue", "created_by")
    list_per_page = 50
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[PageImport]:
        rows = super().get_queryset(request).annotate(made=Count("articles"))
        return rows.defer("source_text", "proposal", "state", "history")

    def get_urls(self) -> list[URLPattern]:
        doors = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view) if needs_page else view,
                name=f"articles_pageimport_{name}",
            )
            for name, view, needs_page in (
                ("operations", import_review.operations, False),
                ("create", import_review.create, True),
                ("discard", import_review.discard, True),
            )
        ]
        return doors + super().get_urls()

    @admin.display(description="来源", ordering="source_name")
    def source(self, row: PageImport) -> str:
        return str(row)

    @admin.display(description="版面", ordering="page__issue__date")
    def place(self, row: PageImport) -> str:
        return str(row.page) if row.page else row.place_label or "—"

    @admin.display(description="状态", ordering="status")
    def state_label(self, row: PageImport) -> str:
        shape = {ImportStatus.OPEN: "draft", ImportStatus.DONE: "ready", ImportStatus.DISCARDED: "off"}[
            ImportStatus(row.status)
        ]
        return format_html(
            '<span class="stage stage--{}"><svg aria-hidden="true"><use href="#s-{}"/></svg>{}</span>',
            shape,
            shape,
            ImportStatus(row.status).label,
        )

    @admin.display(description="草稿")
    def article_count(self, row: PageImport) -> str:
        made = getattr(row, "made", 0)
        return f"{made} 篇" if made else "—"

    @admin.display(description="导入人", ordering="created_by__name")
    def who(self, row: PageImport) -> str:
        return str(row.created_by or "命令行")

    @admin.display(description="最近改动", ordering="updated_at")
    def when(self, row: PageImport) -> str:
        return said(row.updated_at)

    def has_delete_permission(self, request: HttpRequest, obj: PageImport | None = None) -> bool:
        return False  # given up, not deleted: the source and every decision stay

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        import_review.require(request, "add")
        form = NewImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                page_import = open_import(
                    form.cleaned_data["source"],
                    by=request.user if isinstance(request.user, User) else None,
                    facts=form.cleaned_data["facts"],
                )
            except NewsroomError as error:
                form.add_error(form.source_field, error.message)
            else:
                return HttpResponseRedirect(reverse("admin:articles_pageimport_change", args=[page_import.pk]))
        context = {**self.admin_site.each_context(request), "title": "导入版面", "form": form}
        status = 200 if not form.errors else 400
        return render(request, "admin/articles/pageimport/add_form.html", context, status=status)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        import_review.require(request, "view")
        page_import = get_object_or_404(PageImport, pk=object_id if object_id.isdecimal() else 0)
        if request.method != "GET":
            messages.error(request, "请在核对页里逐步修改。")
            return HttpResponseRedirect(request.path)
        try:
            return import_review.show(request, page_import, self.admin_site.each_context(request))
        except ImportRefused as error:  # the stored state cannot be read
            messages.error(request, error.message)
            return HttpResponseRedirect(reverse("admin:articles_pageimport_changelist"))
