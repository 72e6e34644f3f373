"""回收站: what was deleted at the desk, to be brought back; emptied by right, after thirty days."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import bin as rubbish
from articles.admin.article_steps import require
from articles.admin.model_admin import DeskModelAdmin
from articles.admin.site import account_of, site
from articles.exceptions import NewsroomError
from articles.models import BinEntry
from articles.templatetags.desk import said


def deletable(request: HttpRequest) -> list[str]:
    """The kinds that this account may delete, and therefore bring back."""
    user = account_of(request)
    names = [str(model._meta.model_name) for model in apps.get_app_config("articles").get_models()]
    return [name for name in names if user.has_perm(f"articles.delete_{name}")]


@admin.register(BinEntry, site=site)
class BinAdmin(DeskModelAdmin):
    list_display = ("look", "kind", "deleted_by", "deleted", "back")
    list_display_links = None
    search_fields = ("label",)
    list_select_related = ("deleted_by",)
    change_list_template = "admin/articles/bin/list.html"
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: BinEntry | None = None) -> bool:
        return account_of(request).has_perm("articles.view_binentry")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: BinEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: BinEntry | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[BinEntry]:
        """What one may bring back: the kinds one may delete, and what one deleted oneself."""
        mine = Q(model__in=deletable(request)) | Q(deleted_by=account_of(request))
        return super().get_queryset(request).filter(mine).defer("rows", "links")

    @admin.display(description="名称", ordering="label")
    def look(self, entry: BinEntry) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("admin:look_binned", args=[entry.pk]), entry.label)

    @admin.display(description="种类")
    def kind(self, entry: BinEntry) -> str:
        return str(apps.get_model("articles", entry.model)._meta.verbose_name)

    @admin.display(description="删除时间", ordering="deleted_at")
    def deleted(self, entry: BinEntry) -> SafeString:
        return said(entry.deleted_at)

    @admin.display(description="处理")
    def back(self, entry: BinEntry) -> SafeString:
        return format_html(
            '<button class="btn btn--s" type="submit" form="restore" formaction="{}" aria-label="恢复 {}">恢复</button>',
            reverse("admin:restore_binned", args=[entry.pk]), entry.label,
        )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/look/", wrap(self.look_at), name="look_binned"),
            path("<int:pk>/restore/", wrap(self.restore), name="restore_binned"),
            path("empty/", wrap(self.empty), name="empty_bin"),
        ]
        return own + super().get_urls()

    def look_at(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: what it is, before it is brought back."""
        require(request, "articles.view_binentry")
        entry = get_object_or_404(self.get_queryset(request).defer(None), pk=pk)
        context = {
            **site.each_context(request), "title": f"回收站里的{rubbish.named(entry)}", "entry": entry,
            "kind": self.kind(entry), "sight": rubbish.sight(entry),
        }  # fmt: skip
        return render(request, "admin/articles/bin/look.html", context)

    def restore(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: bring one thing back."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        require(request, "articles.view_binentry")
        entry = get_object_or_404(self.get_queryset(request).defer(None), pk=pk)
        try:
            thing = rubbish.restore(entry)
        except NewsroomError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(reverse("admin:articles_binentry_changelist"))
        messages.success(request, f"{rubbish.named(thing)}已恢复。")
        return HttpResponseRedirect(reverse(f"admin:articles_{entry.model}_change", args=[thing.pk]))

    def empty(self, request: HttpRequest) -> HttpResponse:
        """POST: throw away for good what has lain here for thirty days."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        require(request, rubbish.EMPTY)
        count = rubbish.empty(by=account_of(request))
        words = f"已清除 {count} 项。" if count else "没有满三十天的，什么也没有清除。"
        messages.success(request, words)
        return HttpResponseRedirect(reverse("admin:articles_binentry_changelist"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        more = {
            "title": "回收站",
            "subtitle": "删除的都在这里，至少留三十天",
            "may_empty": account_of(request).has_perm(rubbish.EMPTY),
        }
        return super().changelist_view(request, {**more, **(extra_context or {})})
