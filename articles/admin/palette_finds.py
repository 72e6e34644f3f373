"""What a short word may name at the desk: articles, drafts among them, days and pages, persons, tags, columns, imports."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.urls import reverse
from django.utils import timezone

from articles.admin import waits
from articles.choices import RETURNED_LABEL, Stage
from articles.models import Article, Author, Column, Contribution, Issue, Page, PageImport, Partner, Tag, User
from articles.templatetags.desk import STAGE_SHAPES, short_day

SHOWN = 6
DAY = re.compile(r"(?:(\d{4})[-/.年])?\s*(\d{1,2})[-/.月](\d{1,2})日?")
PAGE = re.compile(r"(?:^|[^\d\w])0*([A-Za-z]?\d{1,3})\s*版")
NEAR = {"昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1}


@dataclass(frozen=True, slots=True)
class Hit:
    """One line: what it is called, what tells it apart, where it leads; ``stage`` and ``shape`` of an article."""

    label: str
    about: str
    url: str
    icon: str
    stage: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    hits: list[Hit]


def named(user: User, q: str) -> list[Group]:
    """Everything that ``q`` may mean and the person may see, by kind. One query a kind."""
    kinds: tuple[tuple[str, str, Callable[[str], Iterator[Hit]]], ...] = (
        ("稿件", "article", articles), ("期次和版面", "issue", printed), ("作者", "author", authors),
        ("标签", "tag", tags), ("栏目", "column", columns), ("导入", "pageimport", imports),
        ("合作方", "partner", partners),
    )  # fmt: skip
    return [Group(label, list(find(q))) for label, model, find in kinds if user.has_perm(f"articles.view_{model}")]


def recent(user: User) -> list[Group]:
    """What was edited last."""
    if not user.has_perm("articles.view_article"):
        return []
    rows = headed().order_by("-updated_at")[:SHOWN]
    return [Group("最近改过", [of_article(row) for row in rows])]


def articles(q: str) -> Iterator[Hit]:
    """By any headline, or by who signed it."""
    rows = headed()
    for word in q.split()[:6]:
        signed = Contribution.objects.filter(article=OuterRef("pk"), name__icontains=word)
        heads = Q(title__icontains=word) | Q(kicker__icontains=word) | Q(subtitle__icontains=word)
        rows = rows.filter(heads | Q(web_title__icontains=word) | Q(Exists(signed)))
    for row in rows.order_by("-updated_at")[:SHOWN]:
        yield of_article(row)


def headed() -> QuerySet[Any]:
    """Articles with what a line says of each."""
    return Article.objects.select_related("page__issue").annotate(last_kind=waits.LAST_KIND).defer("body")


def of_article(row: Any) -> Hit:
    is_back = row.stage == Stage.DRAFT and row.last_kind in waits.SENT_BACK
    place = f"{short_day(row.page.issue.date)} {row.page.number}版" if row.page else "仅网络"
    url = reverse("admin:articles_article_change", args=[row.pk])
    label, shape = (RETURNED_LABEL, "back") if is_back else (Stage(row.stage).label, STAGE_SHAPES[Stage(row.stage)])
    return Hit(row.title or "（缺标题）", place, url, "doc", str(label), shape)


def printed(q: str) -> Iterator[Hit]:
    """'6-9', '2025-06-09', '6月9日 7版', '7版', '今天'."""
    days, page = days_in(q), PAGE.search(q)
    if days is None and page is None:
        return
    if page is None:
        for issue in Issue.objects.filter(days or Q()).order_by("-date", "edition")[:SHOWN]:
            yield Hit(f"{issue.day}{issue.edition}", "版面安排", reverse("admin:issue_board", args=[issue.pk]), "issue")
        return
    wanted = Q(number__iexact=page[1])
    if days is not None:
        wanted &= Q(issue__in=Issue.objects.filter(days))
    for row in Page.objects.filter(wanted).select_related("issue").order_by("-issue__date", "-pk")[:SHOWN]:
        url = f"{reverse('admin:issue_board', args=[row.issue_id])}#lane-{row.pk}"
        yield Hit(f"{row.label}", row.issue.day, url, "issue")


def days_in(q: str) -> Q | None:
    """The day that is meant; in any year where none is said."""
    for word, days in NEAR.items():
        if word in q:
            return Q(date=timezone.localdate() + dt.timedelta(days=days))
    match = DAY.search(q)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None:
        return Q(date__month=month, date__day=day)
    return Q(date__year=year, date__month=month, date__day=day)


def authors(q: str) -> Iterator[Hit]:
    """By name, pinyin or initials."""
    latin = q.lower().replace(" ", "")
    rows = Author.objects.annotate(letters=Replace("pinyin", Value(" "), Value("")), n=Count("contributions"))
    rows = rows.filter(Q(name__icontains=q) | Q(letters__startswith=latin) | Q(initials__startswith=latin))
    for row in rows.order_by("-n", "pinyin", "pk")[:SHOWN]:
        about = "，".join(filter(None, [row.distinguisher, f"{row.n} 篇"]))
        yield Hit(row.name, about, reverse("admin:articles_author_change", args=[row.pk]), "person")


def tags(q: str) -> Iterator[Hit]:
    """By name, synonym or the pinyin of its address."""
    rows = Tag.objects.filter(merged_into=None).annotate(letters=Replace("slug", Value("-"), Value("")))
    rows = rows.filter(Q(name__icontains=q) | Q(synonyms__name__icontains=q) | Q(letters__startswith=latin(q)))
    for row in rows.distinct().order_by("name")[:SHOWN]:
        yield Hit(row.name, "", reverse("admin:articles_tag_change", args=[row.pk]), "tag")


def columns(q: str) -> Iterator[Hit]:
    rows = Column.objects.annotate(letters=Replace("slug", Value("-"), Value("")))
    rows = rows.filter(Q(name__icontains=q) | Q(aliases__name__icontains=q) | Q(letters__startswith=latin(q)))
    for row in rows.distinct().order_by("order", "name")[:SHOWN]:
        yield Hit(row.name, "", f"{reverse('admin:articles_article_changelist')}?column={row.pk}", "col")


def latin(q: str) -> str:
    """What may be the beginning of pinyin; something that begins nothing for other words."""
    letters = q.lower().replace(" ", "").replace("-", "")
    return letters if letters.isascii() and letters else "\x01"


def imports(q: str) -> Iterator[Hit]:
    found = PageImport.objects.filter(Q(source_name__icontains=q) | Q(place_label__icontains=q))
    rows = found.defer("source_text", "proposal", "state", "history")
    for row in rows.order_by("-updated_at")[:SHOWN]:
        url = reverse("admin:articles_pageimport_change", args=[row.pk])
        yield Hit(row.place_label or str(row), row.get_status_display(), url, "import")


def partners(q: str) -> Iterator[Hit]:
    for row in Partner.objects.filter(name__icontains=q).order_by("name")[:SHOWN]:
        yield Hit(row.name, "", reverse("admin:articles_partner_change", args=[row.pk]), "plug")
