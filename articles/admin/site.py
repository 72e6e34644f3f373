"""The editors' door: the admin site, its navigation and its wording."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.functional import SimpleLazyObject

from articles import visits
from articles.admin import home
from articles.choices import ImportStatus, Stage
from articles.models import Article, Manuscript, PageImport, User

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the left navigation; ``is_hot`` marks a count that waits for somebody."""

    title: str
    icon: str
    url: str
    is_here: bool
    is_minor: bool = False
    is_hot: bool = False
    count: int = 0


# title, icon, model (None: the home of the desk), where it stands on a phone
NAV: tuple[tuple[tuple[str, str, str | None, bool], ...], ...] = (
    (
        ("工作台", "home", None, False),
        ("稿件", "doc", "article", False),
        ("导入版面", "import", "pageimport", False),
        ("来稿", "mail", "manuscript", True),
        ("期次", "issue", "issue", False),
    ),
    (
        ("栏目", "col", "column", True),
        ("作者", "person", "author", True),
        ("标签", "tag", "tag", True),
        ("词库", "book", "phrase", True),
        ("图片", "img", "image", True),
        ("稿费单", "coin", "feemonth", True),
        ("报表", "chart", "publication", True),
        ("合作方", "plug", "partner", True),
        ("回收站", "bin", "binentry", True),
    ),
    (
        ("账号", "users", "user", True),
        ("操作记录", "log", "auditentry", True),
    ),
)


PARTS = {"partner": ("apikey", "delivery")}  # models whose pages belong to another's entry
OWN_ADDRESS = {"publication": "admin:reports"}  # seen by whoever sees what is published


class SignInForm(AdminAuthenticationForm):
    """Says the same of a wrong password, an unknown name and an account without the desk."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "用户名或密码不对，请重新输入（注意区分大小写）。",
    }


class NewsroomAdminSite(admin.AdminSite):
    """Django's admin site with the desk's frame around it."""

    site_header = "采编台"
    site_title = "采编台"
    index_title = "工作台"
    login_form = SignInForm
    enable_nav_sidebar = False
    empty_value_display = "—"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The home of the desk."""
        shown = {**self.each_context(request), **home.context(request, account_of(request)), **(extra_context or {})}
        return TemplateResponse(request, "admin/index.html", shown)

    def get_urls(self) -> list[Any]:
        """Django's, with what belongs to no model."""
        from articles.admin import guide, palette, reports  # they draw pages in this site's frame

        wrap = self.admin_view
        own = [
            path("search/", wrap(palette.search), name="search"),
            path("reports/", wrap(reports.report), name="reports"),
            path("reports/<slug:key>/", wrap(reports.report), name="report"),
            path("keys/", wrap(guide.keys), name="keys"),
            path("handbook/", wrap(guide.handbook), name="handbook"),
            path("handbook/<slug:name>/", wrap(guide.handbook), name="handbook"),
            path("handbook/pictures/<str:name>", wrap(guide.picture), name="handbook_picture"),
        ]
        return own + super().get_urls()

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Not used: the desk has a navigation of its own."""
        return []

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """As Django's; a key too large for any database is a bad request, not a fault of ours."""

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            try:
                return view(request, *args, **kwargs)
            except OverflowError as error:
                raise BadRequest from error

        return super().admin_view(cast(View, guarded), cacheable)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if isinstance(request.user, User):
            visits.arrive(request.user)
        return context | {"desk": desk_context(request)}


def desk_context(request: HttpRequest) -> dict[str, Any]:
    """What the frame shows. The counts are looked up when a template asks for them."""
    user = request.user
    signed_in = isinstance(user, User)
    return {
        "paper": settings.PAPER["name"],
        "site_url": "/",
        "import_url": import_url() if signed_in and user.has_perm("articles.add_pageimport") else "",
        "nav": SimpleLazyObject(lambda: nav(request) if signed_in else []),
    }


def import_url() -> str:
    """Where a page is brought in; empty while that part of the desk is not there."""
    try:
        return reverse("admin:articles_pageimport_add")
    except NoReverseMatch:
        return ""


def account_of(request: HttpRequest) -> User:
    """The account that is signed in. Raises PermissionDenied for a visitor; admin views have none."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def counts_in_work() -> dict[str, int]:
    """How many articles are in work and how many imports wait, in one query."""
    articles = Article.objects.exclude(stage__in=[Stage.RELEASED, Stage.WITHDRAWN])
    imports = PageImport.objects.filter(status=ImportStatus.OPEN)
    manuscripts = counted(Manuscript.objects.open(), "manuscript")
    return dict(counted(articles, "article").union(counted(imports, "pageimport"), manuscripts, all=True))


def counted(rows: QuerySet[Any], name: str) -> QuerySet[Any, Any]:
    """(name, how many), ready for a union."""
    named = rows.order_by().annotate(what=Value(name)).values("what")
    return named.annotate(count=Count("pk")).values_list("what", "count")


def nav(request: HttpRequest) -> list[list[NavItem]]:
    """The navigation as far as the account may see it."""
    counts = counts_in_work()
    groups = []
    for group in NAV:
        items = []
        for title, icon, model, is_minor in group:
            if model and not request.user.has_perm(f"articles.view_{model}"):
                continue
            try:
                usual = f"admin:articles_{model}_changelist" if model else "admin:index"
                url = reverse(OWN_ADDRESS.get(model or "", usual))
            except NoReverseMatch:  # a module of the desk that is not there yet
                continue
            parts = tuple(reverse(f"admin:articles_{part}_changelist") for part in PARTS.get(model or "", ()))
            here = request.path == url if model is None else request.path.startswith((url, *parts))
            count = counts.get(model or "", 0)
            items.append(NavItem(title, icon, url, here, is_minor, model == "pageimport", count))
        if items:
            groups.append(items)
    return groups


site = NewsroomAdminSite()
site.disable_action("delete_selected")
