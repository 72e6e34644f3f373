"""标签: subject headings, their synonyms, and merging one into another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.article_steps import require
from articles.admin.exporting import CHUNK, ExportingAdmin
from articles.admin.fields import DeskForm, TextField
from articles.admin.model_admin import FIELDS
from articles.admin.site import account_of, site
from articles.analysis.trends import trend_of
from articles.exceptions import NewsroomError
from articles.models import Article, Tag, TagSynonym
from articles.sheets import Sheet
from articles.tagging import MERGE, merge_tags


class SynonymInline(admin.TabularInline):
    model = TagSynonym
    extra = 1
    fields = ("name",)
    formfield_overrides = FIELDS

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


class MergeForm(DeskForm):
    """Which tag takes the other over: typed by name, proposed while typing."""

    into = TextField(label="并入", max_length=40, required=True, error_messages={"required": "请填写并入哪个标签。"})

    def clean_into(self) -> Tag:
        name = self.cleaned_data["into"].strip()
        tag = Tag.objects.filter(name=name).first() or Tag.objects.filter(synonyms__name=name).first()
        if tag is None:
            raise ValidationError(f"没有标签“{name}”。请填写已有的标签。")
        return tag


@admin.register(Tag, site=site)
class TagAdmin(ExportingAdmin):
    if_empty = "在稿件里加标签，保存时就会建好；别名、合并在这里管。"
    list_display = ("name", "slug", "also", "article_count", "heir")
    search_fields = ("name", "synonyms__name", "slug")
    fields = ("name", "slug", "description")
    inlines = (SynonymInline,)
    list_select_related = ("merged_into",)
    change_form_template = "admin/articles/tag/change_form.html"
    in_use = "还有文章用着这个标签，或有标签并入了它，不能删除。可以把它并入别的标签。"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return super().get_queryset(request).annotate(articles_n=Count("articles")).prefetch_related("synonyms")

    @admin.display(description="同义词")
    def also(self, tag: Tag) -> str:
        return "、".join(row.name for row in tag.synonyms.all()) or "—"

    @admin.display(description="稿件", ordering="articles_n")
    def article_count(self, tag: Any) -> SafeString:
        return format_html('<a class="num" href="../article/?tag={}">{}</a>', tag.pk, tag.articles_n)

    @admin.display(description="并入", ordering="merged_into__name")
    def heir(self, tag: Tag) -> str:
        return f"→ {tag.merged_into}" if tag.merged_into else "—"

    def sheet(self, request: HttpRequest, rows: QuerySet[Any]) -> Sheet:
        lines = (
            (row.name, row.slug, self.also(row), row.articles_n, str(row.merged_into or ""), row.description)
            for row in rows.iterator(chunk_size=CHUNK)
        )
        return Sheet("标签", ("标签", "网址名", "同义词", "稿件", "并入", "说明"), lines)

    actions = ("merge_chosen",)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return account_of(request).has_perm(MERGE)

    @admin.action(description="合并到一个标签…", permissions=["merge"])
    def merge_chosen(self, request: HttpRequest, queryset: QuerySet[Tag]) -> HttpResponse | None:
        """Asks which tag takes the ticked ones over, then merges all of them or none."""
        form = MergeForm(request.POST if "into" in request.POST else None)
        if form.is_bound and form.is_valid():
            into: Tag = form.cleaned_data["into"]
            gone = [tag for tag in queryset if tag.pk != into.pk]
            try:
                if not gone:
                    raise NewsroomError(f"选中的只有“{into}”自己。", code="same-tag")
                with transaction.atomic():
                    for tag in gone:
                        merge_tags(tag, into, by=account_of(request))
            except NewsroomError as error:
                form.add_error("into", f"一个也没有合并：{error.message}")
            else:
                messages.success(request, f"{len(gone)} 个标签已并入“{into}”，旧地址会自动转过去。")
                return None
        context = {
            **site.each_context(request), "title": "合并标签", "tags": list(queryset), "form": form,
            "count": Article.objects.filter(tags__in=queryset.values("pk")).distinct().count(),
        }  # fmt: skip
        return render(request, "admin/articles/tag/merge_many.html", context)

    def get_urls(self) -> list[URLPattern]:
        own = [path("<int:pk>/merge/", self.admin_site.admin_view(merge), name="merge_tag")]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        tag = self.get_object(request, object_id)
        extra = {"may_merge": account_of(request).has_perm(MERGE), "trend": trend_of(tag) if tag else None}
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks which tag takes this one over, POST merges."""
    require(request, MERGE)
    tag = get_object_or_404(Tag.objects.annotate(articles_n=Count("articles")), pk=pk)
    form: forms.Form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            into = merge_tags(tag, form.cleaned_data["into"], by=account_of(request))
        except NewsroomError as error:
            form.add_error("into", error.message)
        else:
            messages.success(request, f"“{tag}”已并入“{into}”，旧地址会自动转过去。")
            return HttpResponseRedirect(reverse("admin:articles_tag_change", args=[into.pk]))
    context = {**site.each_context(request), "title": "合并标签", "tag": tag, "form": form}
    return render(request, "admin/articles/tag/merge.html", context)
