"""稿件: the list of articles, with bulk actions, and the way to their form."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import duties, publishing, stages
from articles.admin import (
    article_autosave,
    article_checks,
    article_edit,
    article_history,
    article_list,
    article_pictures,
    article_preview,
    article_steps,
    article_views,
    boards,
    bulk,
    drafts,
    full_text,
    lookups,
    moving,
    review_urls,
    waits,
)
from articles.admin.article_sheet import sheet_of
from articles.admin.exporting import ExportingAdmin
from articles.admin.site import account_of, site
from articles.bulk import MOST
from articles.choices import Stage
from articles.exceptions import FindingsOpen, NewsroomError, PublishingRefused
from articles.models import Article, Publication
from articles.sheets import Sheet
from articles.templatetags.desk import embargo, icon, returned, said, scheduled, short_day, since, stage, thousands

COUNTED_BESIDE = {"stage", "p", "o"}  # beside these an address narrows the list further


@admin.register(Article, site=site)
class ArticleAdmin(ExportingAdmin):
    change_list_template = "admin/articles/article/list.html"
    delete_confirmation_template = "admin/delete_confirmation.html"
    list_display = ("headline", "stage_chip", "column_name", "byline", "print_place", "characters", "updated")
    list_filter = article_list.FILTERS
    list_select_related = ("column", "page__issue", "schedule")
    search_fields = ("title",)
    search_help_text = "标题、作者、正文"
    date_hierarchy = None
    show_full_result_count = False  # the views above the list say how many there are
    actions = ("bulk_chosen", "publish_chosen", "export_chosen")
    in_use = "发布过的稿件不能删除。不想让读者看到，请撤稿。"

    # --- the list -----------------------------------------------------------------------------------

    @admin.display(description="标题", ordering="title")
    def headline(self, article: Article) -> SafeString | str:
        return article.title or format_html('<span class="missing">缺标题</span> {}', article.opening())

    @admin.display(description="阶段", ordering="stage")
    def stage_chip(self, article: Any) -> SafeString:
        is_back = article.stage == Stage.DRAFT and article.last_kind in waits.SENT_BACK
        chip = format_html(
            "{} {}", returned() if is_back else stage(article.stage), scheduled(waits.schedule_of(article))
        )
        if article.due_at is None or article.due_at > timezone.now():
            return format_html("{} {}", chip, embargo(article.embargo_until))
        return format_html('{} <span class="late">{}逾期 {}</span>', chip, icon("clock"), since(article.due_at))

    @admin.display(description="栏目", ordering="column__order")
    def column_name(self, article: Article) -> SafeString | str:
        return format_html('<span class="col">{}</span>', article.column) if article.column else "—"

    @admin.display(description="署名")
    def byline(self, article: Article) -> str:
        names = [row.name for row in article.contributions.all()]
        return " ".join(names[:3]) + (" 等" if len(names) > 3 else "") or "—"

    @admin.display(description="期 版 序", ordering="page__issue__date")
    def print_place(self, article: Article) -> SafeString | str:
        if article.page is None:
            return "仅网络"
        return format_html(
            '{} {}版 <span class="hint">{}</span>',
            short_day(article.page.issue.date), article.page.number, article.position,
        )  # fmt: skip

    @admin.display(description="字数")
    def characters(self, article: Article) -> SafeString:
        return format_html('<span class="num">{}</span>', thousands(boards.count_of(article)))

    @admin.display(description="更新", ordering="updated_at")
    def updated(self, article: Article) -> SafeString:
        return said(article.updated_at)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        rows = duties.with_due(super().get_queryset(request)).annotate(
            said=waits.SAID, last_kind=waits.LAST_KIND, embargo_until=waits.EMBARGO
        )
        return rows.prefetch_related("contributions")

    def get_paginator(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> Paginator[Any]:
        """What the views have counted is not counted again."""
        paginator = super().get_paginator(request, queryset, *args, **kwargs)
        known = article_list.counts(request).get(request.GET.get("stage", "") or "all")
        if known is not None and not request.GET.keys() - COUNTED_BESIDE:
            paginator.count = known
        return paginator

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        return article_list.search(queryset, search_term[:200]), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = article_views.context(request)
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def sheet(self, request: HttpRequest, rows: QuerySet[Article]) -> Sheet:
        return sheet_of(rows)

    # --- bulk actions -------------------------------------------------------------------------------

    def has_publish_permission(self, request: HttpRequest) -> bool:
        user = account_of(request)
        return user.has_perm(stages.RELEASE_APPROVED) or user.has_perm(stages.PUBLISH_PRINTED)

    @admin.action(description="发布", permissions=["publish"])
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Release all chosen articles in one transaction, or none and name what stands in the way."""
        try:
            released = release_all(list(queryset.order_by("page__issue__date", "page__sort_key", "position")), request)
        except FindingsOpen as error:
            messages.error(request, f"{error.message}要写理由放行的，请打开那一篇单独发布。")
        except NewsroomError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"已发布 {len(released)} 篇。")

    @admin.action(description="批量办理…", permissions=["view"])
    def bulk_chosen(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Assign, tag, move, send to review, schedule: chosen, looked at and confirmed on pages of their own."""
        numbers = list(queryset.order_by().values_list("pk", flat=True)[: MOST + 1])
        if len(numbers) > MOST:
            messages.error(request, f"一次最多办理 {MOST} 篇，请先用筛选缩小范围。")
            return None
        return bulk.start(request, numbers)

    @admin.action(description="导出所选", permissions=["view"])
    def export_chosen(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponseBase | None:
        try:
            return self.sent(request, queryset, words="所选")
        except NewsroomError as error:
            messages.error(request, error.message)
            return None

    # --- one article --------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            # These answer for themselves when nobody is signed in: a script cannot read a sign-in page.
            path("writing/sign/", article_autosave.sign, name="sign_of_life"),
            path("writing/autosave/", article_autosave.autosave, name="autosave"),
            path("writing/presence/", article_autosave.heartbeat, name="presence"),
            path("writing/compare/", article_autosave.compare, name="compare_kept"),
            path("writing/drafts/<int:pk>/put-away/", wrap(drafts.put_away), name="put_away_draft"),
            path("<int:pk>/preview/", wrap(article_preview.preview), name="preview_article"),
            path("<int:pk>/restore/<str:key>/", wrap(article_history.restore), name="restore_article"),
            path("lookup/authors/", wrap(lookups.authors), name="lookup_authors"),
            path("lookup/tags/", wrap(lookups.tags), name="lookup_tags"),
            path("lookup/suggest/", wrap(lookups.suggest), name="lookup_suggest"),
            path("lookup/quotable/", wrap(lookups.quotable), name="lookup_quotable"),
            path("lookup/pictures/", wrap(article_pictures.pictures), name="lookup_pictures"),
            path("writing/picture/", wrap(article_pictures.upload), name="upload_picture"),
            path("lookup/quotes/", wrap(lookups.quotes), name="lookup_quotes"),
            path("lookup/checks/", wrap(article_checks.check), name="lookup_checks"),
            path("lookup/checks/ignore/", wrap(article_checks.ignore), name="ignore_finding"),
            path("lookup/checks/allow/", wrap(article_checks.allow), name="allow_word"),
            path("views/keep/", wrap(article_views.keep), name="keep_view"),
            path("views/<int:pk>/forget/", wrap(article_views.forget), name="forget_view"),
            path("move/", wrap(moving.move), name="move_article"),
            path("bulk/", wrap(bulk.run), name="bulk_run"),
            path("bulk/<int:pk>/", wrap(bulk.step), name="bulk_step"),
            path("bulk/<int:pk>/undo/", wrap(bulk.undo), name="bulk_undo"),
            path("full-text/", wrap(full_text.full_text), name="full_text"),
            *review_urls.paths(wrap),
            path("<int:pk>/publish/", wrap(article_steps.publish), name="publish_article"),
            path("<int:pk>/correct/", wrap(article_steps.correct), name="correct_article"),
            path("<int:pk>/withdraw/", wrap(article_steps.withdraw), name="withdraw_article"),
        ]
        return own + super().get_urls()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Our own form in place of Django's; see ``article_edit``."""
        article = self.get_object(request, object_id) if object_id else None
        if object_id and article is None:
            messages.error(request, "没有这篇稿件，可能已被删除。")
            return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
        allowed = self.has_view_or_change_permission(request) if article else self.has_add_permission(request)
        if not allowed:
            raise PermissionDenied
        return article_edit.edit(request, article, self.admin_site.each_context(request))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every saved state; see ``article_history``."""
        article = get_object_or_404(Article, pk=article_list.number_of(object_id) or 0)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        return article_history.history(request, article)

    # --- deleting -----------------------------------------------------------------------------------

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What was ever public stays: it can be withdrawn. What is one's own alone needs no right."""
        if obj is None:
            return super().has_delete_permission(request)
        if Publication.objects.filter(article=obj).exists():
            return False
        return super().has_delete_permission(request, obj) or stages.may_delete(obj, account_of(request))

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """The revisions go with a draft."""
        rows = [format_html("{} 和它的全部历史版本", str(article)) for article in objs]
        return rows, {"稿件": len(rows)}, set(), []


def release_all(articles: list[Article], request: HttpRequest) -> list[Publication]:
    """Release those with something new for readers, in one transaction.

    Raises PublishingRefused that names every article in the way; nothing is released then.
    """
    by = account_of(request)
    stages.require_any(by, stages.RELEASE_APPROVED, stages.PUBLISH_PRINTED)
    publications = {row.article_id: row for row in Publication.objects.filter(article__in=articles)}
    wanted = [
        article
        for article in articles
        if article.stage != Stage.RELEASED or article_edit.is_ahead(article, publications.get(article.pk))
    ]
    if back := [f"《{article}》" for article in wanted if article.stage == Stage.WITHDRAWN]:
        words = "、".join(back)
        raise PublishingRefused(f"没有发布任何稿件：{words}已经撤稿，要恢复请打开这一篇单独发布。", code="not-ready")
    return publishing.release_chosen(wanted, by=by, empty="所选稿件都已发布，没有新的改动。")
