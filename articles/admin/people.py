"""作者、账号: the persons behind the bylines, and those who work at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.accounts import role
from articles.admin.exporting import CHUNK, ExportingAdmin
from articles.admin.model_admin import FIELDS
from articles.admin.site import site
from articles.bylines import last_printed
from articles.models import Affiliation, Author, User
from articles.sheets import Sheet
from articles.templatetags.desk import said, state_chip


class AffiliationInline(admin.TabularInline):
    model = Affiliation
    extra = 1
    fields = ("text", "since", "until")
    formfield_overrides = FIELDS

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


@admin.register(Author, site=site)
class AuthorAdmin(ExportingAdmin):
    if_empty = "稿件里署了名、保存时选了“新建”的人会出现在这里；同名的靠单位分开。"
    list_display = ("__str__", "pinyin", "last_affiliation", "article_count")
    search_fields = ("name", "pinyin", "initials", "affiliations__text")
    fields = ("name", "distinguisher", "pinyin", "bio")
    inlines = (AffiliationInline,)
    change_form_template = "admin/articles/author/change_form.html"
    in_use = "这位作者署过名，不能删除。"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Author]:
        counted = super().get_queryset(request).annotate(articles_n=Count("contributions", distinct=True))
        return counted.prefetch_related("affiliations")

    @admin.display(description="最近单位")
    def last_affiliation(self, author: Author) -> str:
        last = last_printed(author)
        return last.text if last else "—"

    @admin.display(description="署名", ordering="articles_n")
    def article_count(self, author: Any) -> SafeString:
        return format_html('<a class="num" href="../article/?author={}">{}</a>', author.pk, author.articles_n)

    def sheet(self, request: HttpRequest, rows: QuerySet[Any]) -> Sheet:
        lines = (
            (row.name, row.distinguisher, row.pinyin, self.last_affiliation(row), row.articles_n, row.public_id)
            for row in rows.iterator(chunk_size=CHUNK)
        )
        return Sheet("作者", ("姓名", "同名区分", "拼音", "最近单位", "署名篇数", "编号"), lines)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        """With what the person wrote, and the others of that name."""
        author = self.get_object(request, object_id)
        extra: dict[str, Any] = {}
        if author is not None:
            extra["contributions"] = author.contributions.select_related("article__page__issue").order_by(
                "-article__page__issue__date", "-article__pk"
            )[:50]
            extra["namesakes"] = Author.objects.filter(name=author.name).exclude(pk=author.pk)
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})


# What Django says about these fields is said for programmers.
WORDS = {
    "username": ("用户名", "登录时输入，用字母、数字和 @ . + - _。"),
    "is_active": ("可以登录", "离开的人取消勾选：账号和做过的记录都保留。"),
    "is_superuser": ("管理员", "有全部权限，也能管账号。"),
}


class AccountForm(AdminUserCreationForm):
    """A new account: always one that may sign in at the desk."""

    usable_password = None  # type: ignore[assignment]

    class Meta:
        model = User
        fields = ("username", "name", "groups")


@admin.register(User, site=site)
class AccountAdmin(UserAdmin):
    """Accounts and their roles. Administrators only: no role has rights on accounts."""

    list_display = ("username", "name", "roles", "may_enter", "seen")
    list_filter = ()
    search_fields = ("username", "name")
    ordering = ("username",)
    show_facets = admin.ShowFacets.NEVER
    add_form = AccountForm
    fieldsets = (
        ("账号", {"fields": ("username", "name")}),
        ("角色", {"fields": ("groups", "is_active", "is_superuser")}),
    )
    add_fieldsets = (("新账号", {"fields": ("username", "name", "password1", "password2", "groups")}),)
    filter_horizontal = ()
    change_form_template = "admin/articles/user/change_form.html"

    @admin.display(description="角色")
    def roles(self, user: User) -> str:
        return "管理员" if user.is_superuser else "、".join(group.name for group in user.groups.all()) or "—"

    @admin.display(description="登录", ordering="is_active")
    def may_enter(self, user: User) -> SafeString:
        return state_chip(user.is_active, "可以", "停用")

    @admin.display(description="上次登录", ordering="last_login")
    def seen(self, user: User) -> SafeString | str:
        return said(user.last_login) or "从未"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            # An administrator is one by the tick below, not by a group.
            kwargs["queryset"] = Group.objects.exclude(name=role("administrator").title).order_by("pk")
            kwargs["widget"] = forms.CheckboxSelectMultiple()
            return db_field.formfield(label="角色", help_text="一人可以有多个角色。", **kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            return self.formfield_for_manytomany(db_field, request, **kwargs)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in WORDS:
            field.label, field.help_text = WORDS[db_field.name]
        return field

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Whoever has an account may sign in at the desk; what he may do there his roles say."""
        obj.is_staff = True
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An account that did something stays, so that the record stays true; it is switched off instead."""
        return False
