"""搜索或执行命令: one box over everything that the desk has a name for, and over what can be done.

A script shows it as a palette (Ctrl+K); without one it is the page ``/admin/search/?q=``. The full text is searched
elsewhere: ``FULL_TEXT`` is where the last line leads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from articles.admin import palette_finds
from articles.admin.fields import without_invisible
from articles.admin.palette_finds import Group, Hit
from articles.admin.site import account_of, nav, site
from articles.models import User
from articles.text.pinyin import name_initials, name_pinyin

LONGEST = 60
FULL_TEXT = "admin:full_text"
COMMANDS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done, for those who hold ``right``; ``also`` are other words for it."""

    label: str
    address: str
    icon: str
    right: str = ""
    query: str = ""
    also: str = ""


COMMANDS = (
    Command("写新稿", "admin:articles_article_add", "plus", "articles.add_article", also="新建稿件"),
    Command("导入版面", "admin:articles_pageimport_add", "import", "articles.add_pageimport", also="粘贴"),
    Command(
        "等我办的稿件", "admin:articles_article_changelist", "review", "articles.view_article", "stage=mine", "我的待审"
    ),
    Command("今天的版面", "admin:issue_today", "issue", "articles.view_article", also="今日"),
    Command("逾期的稿件", "admin:articles_article_changelist", "clock", "articles.view_article", "stage=late"),
    Command("新建期次", "admin:articles_issue_add", "issue", "articles.add_issue"),
    Command("新建标签", "admin:articles_tag_add", "tag", "articles.add_tag"),
    Command("词库里加一条", "admin:articles_phrase_add", "book", "articles.add_phrase", also="新词"),
    Command("键盘操作", "admin:keys", "key", also="快捷键"),
    Command("编辑手册", "admin:handbook", "book", also="帮助 说明"),
    Command("修改密码", "admin:password_change", "key"),
)


def search(request: HttpRequest) -> HttpResponse:
    """GET ``q``: what it finds, as JSON for the palette or as a page."""
    q = without_invisible(request.GET.get("q", ""))[:LONGEST].strip()
    groups = found(request, account_of(request), q)
    if "application/json" in request.headers.get("Accept", ""):
        rows = [asdict(group) for group in groups]
        return JsonResponse({"q": q, "groups": rows})
    context = {**site.each_context(request), "title": "搜索", "q": q, "groups": groups}
    return render(request, "admin/search.html", context)


def found(request: HttpRequest, user: User, q: str) -> list[Group]:
    """Commands first for a word that names one, then by kind; without a word, what was edited last."""
    groups = [Group("命令", list(commands(request, user, q))[: COMMANDS_SHOWN if q else len(COMMANDS)])]
    groups += palette_finds.recent(user) if not q else palette_finds.named(user, q)
    if q and user.has_perm("articles.view_article"):
        url = f"{reverse(FULL_TEXT)}?{urlencode({'q': q})}"
        groups.append(Group("全文", [Hit(f"在稿件全文里找“{q}”", "标题、作者、正文", url, "find")]))
    return [group for group in groups if group.hits]


def commands(request: HttpRequest, user: User, q: str) -> Iterator[Hit]:
    """What this person may do, and the places of the navigation, as far as ``q`` names them."""
    for each in COMMANDS:
        if (not each.right or user.has_perm(each.right)) and names(f"{each.label} {each.also}", q):
            query = f"?{each.query}" if each.query else ""
            yield Hit(each.label, "", reverse(each.address) + query, each.icon)
    for group in nav(request) if q else []:
        for item in group:
            if names(item.title, q):
                yield Hit(f"打开 {item.title}", "", item.url, item.icon)


def names(label: str, q: str) -> bool:
    """True when ``q`` is in the label, or begins its pinyin or the initials of it: 'xxg' is 写新稿."""
    wanted = q.lower().replace(" ", "")
    return not q or q in label or any(wanted and each.startswith(wanted) for each in letters(label))


@cache
def letters(label: str) -> tuple[str, ...]:
    readings = [name_pinyin(word) for word in label.split()]
    return tuple(form for each in readings for form in (each.replace(" ", ""), name_initials(each)))
