"""What the readers' templates say again and again: the paper, headlines that break well, bylines, numbers."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any, TypeVar

from django import template
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.template import Context
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from articles.bylines import IN_HOUSE
from articles.choices import ContributionRole
from articles.keeping import shared
from articles.models import Column, Image, Issue, Publication
from articles.models.issue import WEEKDAYS
from articles.rendering.markup import sources_html
from articles.rendering.page import hole
from articles.search import Marked
from articles.search.suggesting import Kind
from articles.text.phrases import break_points, with_breaks
from articles.text.sentences import first_sentence, shortened

register = template.Library()
Thing = TypeVar("Thing")

SUFFIXES = {
    ContributionRole.COMPILER: "整理",
    ContributionRole.TRANSLATOR: "编译",
    ContributionRole.PHOTOGRAPHER: "摄影",
}
COMPOUND_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 皇甫 尉迟 澹台 令狐 钟离 宇文 长孙 慕容 司徒 司空 端木 南宫 东方 百里 呼延 夏侯 独孤 公孙 轩辕".split()
)
EXCERPT = 72
SIGNATURE = 10  # characters after the dash that ends an editors' note
READ_A_MINUTE = 400  # characters of argument; news reads faster
SUGGESTED = {Kind.COLUMN: "栏目", Kind.AUTHOR: "作者", Kind.TAG: "标签", Kind.TITLE: "文章"}
CHINESE_NUMBERS = "零一二三四五六七八九十"


@register.simple_tag
def paper() -> dict[str, str]:
    """The paper's own facts from the settings; what is empty is not shown."""
    return settings.PAPER


@register.simple_tag(takes_context=True)
def nav_columns(context: Context) -> list[Column]:
    """The columns in use that have something to read."""
    return [each for each in public_columns(context.get("request")) if each.is_active]


def public_columns(request: HttpRequest | None) -> list[Column]:
    """All columns that have something to read."""

    def find() -> list[Column]:
        inside = Publication.objects.visible().filter(column=OuterRef("pk"))
        return list(Column.objects.filter(Exists(inside)))

    found: list[Column] = shared(request, "columns", find)
    return found


@register.simple_tag(takes_context=True)
def issue_in_hand(context: Context | dict[str, Any]) -> Issue | None:
    """The issue that the page belongs to, else the latest one."""
    given = context.get("issue")
    if isinstance(given, Issue):
        return given

    def find() -> Issue | None:
        inside = Publication.objects.visible().filter(issue=OuterRef("pk"))
        return Issue.objects.filter(Exists(inside)).first()

    found: Issue | None = shared(context.get("request"), "issue", find)
    return found


@register.simple_tag
def sources(image: Image, sizes: str) -> SafeString:
    """The <source> elements of a picture's smaller copies."""
    return mark_safe(sources_html(image, sizes=sizes))


@register.simple_tag
def rows(key: Any) -> SafeString:
    """Where finished rows are put in (``public.rows.holes``)."""
    return mark_safe(hole(f"rows_{key}"))


@register.filter
def phrase(text: str) -> SafeString:
    """Escaped text with break opportunities between words; for elements of class ``phrase``."""
    return mark_safe(with_breaks(str(text)))


@register.filter
def clauses(text: str) -> SafeString:
    """A banner of several clauses with spaces between: it breaks there before it breaks anywhere else."""
    parts = str(text).split()
    return mark_safe(" ".join(f'<span class="clause">{with_breaks(part)}</span>' for part in parts))


@register.filter
def highlighted(found: Marked) -> SafeString:
    """Escaped text with what was searched for in <mark>."""
    return _with_marks(found, [found.text])


@register.filter
def highlighted_phrase(found: Marked) -> SafeString:
    """The same with break opportunities between words, for elements of class ``phrase``."""
    return _with_marks(found, break_points(found.text))


def _with_marks(found: Marked, pieces: Sequence[str]) -> SafeString:
    breaks = set(itertools.accumulate(map(len, pieces)))
    starts, ends = {start for start, _ in found.spans}, {end for _, end in found.spans}
    out: list[str] = []
    last = 0
    for at in sorted({*breaks, *starts, *ends}):
        out.append(escape(found.text[last:at]))
        out.append("</mark>" if at in ends else "")
        out.append("<wbr>" if at in breaks and at < len(found.text) else "")
        out.append("<mark>" if at in starts else "")
        last = at
    return mark_safe("".join(out))


@register.filter
def named(kind: Kind) -> str:
    """What a suggestion leads to."""
    return SUGGESTED[kind]


@register.filter
def plain_day(iso: str) -> str:
    """'2025-06-09' of stored JSON → '2025年6月9日', as everywhere else on the site."""
    day = dt.date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def signed(note: str) -> SafeString:
    """Escaped text whose signature (——编者) stays on one line."""
    text, dash, name = note.rstrip().rpartition("——")
    if not dash or not 0 < len(name) <= SIGNATURE:
        return mark_safe(escape(note))
    return format_html('{}<span class="keep">——{}</span>', text, name)


@register.filter
def weekday(day: Any) -> str:
    return f"星期{WEEKDAYS[day.weekday()]}"


@register.filter
def seal_lines(name: str) -> list[str]:
    """A seal's vertical lines, read from the right: 热点思考 → 热点, 思考. Long names give their first character."""
    if len(name) <= 1 or len(name) > 6:
        return [name[:1]]
    half = -(-len(name) // 2)
    return [name[:half], name[half:]]


@register.filter
def excerpt(publication: Publication) -> str:
    """One sentence for a list: of the summary, else of the text's beginning. Needs ``reading.listed()``."""
    text = publication.card["summary"] or getattr(publication, "opening", "")
    return shortened(first_sentence(text.strip()), EXCERPT)


@register.filter
def about(characters: int) -> str:
    """A round number of characters: 1387 → '约 1400 字'."""
    step = 100 if characters >= 1000 else 10
    return f"约 {max(step, round(characters / step) * step)} 字"


@register.filter
def minutes(characters: int) -> str:
    """How long it takes to read: 1387 → '读完约 4 分钟'."""
    return f"读完约 {max(1, round(characters / READ_A_MINUTE))} 分钟"


@register.filter
def digits(record: str) -> str:
    """The number in '京公网安备 11000000000000号', by which the ministry's site finds the record."""
    return "".join(each for each in record if each.isascii() and each.isdigit())


@register.filter
def chinese_number(number: int) -> str:
    """Up to ten in Chinese figures, as headings say it: 6 → 六."""
    return CHINESE_NUMBERS[number] if 0 <= number <= 10 else str(number)


@register.filter
def printed_pinyin(author: Any) -> str:
    """'shen wei zhong' → 'Shen Weizhong' (GB/T 28039); what an editor wrote with capitals stays."""
    written = author.pinyin
    syllables = written.split()
    if written != written.lower() or len(syllables) != len(author.name):
        return written if written != written.lower() else written.title()
    size = 2 if author.name[:2] in COMPOUND_SURNAMES else 1
    return " ".join(filter(None, ["".join(syllables[:size]).capitalize(), "".join(syllables[size:]).capitalize()]))


@register.filter
def names(byline: list[dict[str, Any]]) -> str:
    """The short byline: '马骏驰　叶青', '田晓禾 整理'."""
    return "　".join(" ".join(filter(None, [part["name"], _suffix(part)])) for part in byline)


@register.filter
def printed_byline(byline: list[dict[str, Any]]) -> str:
    """The byline in one line with affiliations: '马骏驰（江州大学教授）　本报记者 叶青'."""
    return "　".join(
        " ".join(filter(None, [part["credit"], part["name"], _suffix(part)]))
        + (f"（{part['affiliation']}）" if part["affiliation"] else "")
        for part in byline
    )


@register.simple_tag
def source_line(detail: dict[str, Any]) -> str:
    """'来源：工友时报 2025年6月9日 第5版 理论', what goes with a text that leaves the site."""
    day = dt.date.fromisoformat(detail["date"])
    page = detail["page"]
    place = f" 第{page['number']}版{' ' + page['name'] if page['name'] else ''}" if page else ""
    return f"来源：{settings.PAPER['name']} {day.year}年{day.month}月{day.day}日{place}"


@register.inclusion_tag("includes/byline.html")
def byline(parts: list[dict[str, Any]], *, links: bool = True) -> dict[str, Any]:
    """The full byline as printed. What neighbours share is said once: '本报记者 朱一川 秦小满'."""
    people = []
    for at, part in enumerate(parts):
        before, after = _around(part)
        earlier = _around(parts[at - 1])[0] if at else None
        follower = parts[at + 1] if at + 1 < len(parts) else None
        people.append(
            {
                "name": part["name"],
                "url": part["url"] if links else None,
                "before": before if before != earlier else "",
                "after": after if follower is None or _around(follower)[1] != after else "",
                "suffix": _suffix(part) if follower is None or _suffix(follower) != _suffix(part) else "",
            }
        )
    return {"people": people}


def _around(part: dict[str, Any]) -> tuple[str, str]:
    """What stands before the name (本报记者) and what after it (the affiliation)."""
    affiliation, credit = part["affiliation"], part["credit"]
    if affiliation.startswith(IN_HOUSE):
        return affiliation, ""
    return credit, affiliation


def _suffix(part: dict[str, Any]) -> str:
    return SUFFIXES.get(part["role"], "") if not part["credit"].endswith(("整理", "编译", "译", "摄", "摄影")) else ""
