"""What the desk's templates say again and again: icons, stage chips, times and numbers as people say them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from articles import bin as rubbish
from articles.choices import RETURNED_LABEL, Stage
from articles.models import ScheduledRelease
from articles.proofreading import ErrorScore
from articles.proofreading.score import LIMIT
from articles.text.phrases import with_breaks

register = template.Library()
FACES = ("face--a", "face--b", "face--g", "face--v")

STAGE_SHAPES = {
    Stage.DRAFT: "draft",
    Stage.FIRST_REVIEW: "first",
    Stage.SECOND_REVIEW: "second",
    Stage.FINAL_REVIEW: "final",
    Stage.APPROVED: "ready",
    Stage.RELEASED: "live",
    Stage.WITHDRAWN: "off",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite."""
    return format_html('<svg class="i" aria-hidden="true"><use href="#{}"/></svg>', name)


@register.simple_tag
def stage(value: str, bare: bool = False) -> SafeString:
    """The chip of a stage: word, shape and colour."""
    return stage_chip(value, Stage(value).label, bare)


@register.simple_tag
def stage_chip(value: str, label: str, bare: bool = False) -> SafeString:
    """A stage's chip with words of its own; ``back`` is that of a returned text."""
    shape = value if value == "back" else STAGE_SHAPES[Stage(value)]
    template = '<span class="stage stage--{}{}"><svg aria-hidden="true"><use href="#s-{}"/></svg>{}</span>'
    return format_html(template, shape, " stage--bare" if bare else "", shape, label)


def state_chip(is_on: bool, on: str, off: str) -> SafeString:
    """What a list says of a tick: a word with a shape, not Django's picture."""
    shape = "ready" if is_on else "off"
    template = '<span class="stage stage--{}"><svg aria-hidden="true"><use href="#s-{}"/></svg>{}</span>'
    return format_html(template, shape, shape, on if is_on else off)


@register.simple_tag
def returned() -> SafeString:
    """The chip of a draft that came back."""
    return stage_chip("back", RETURNED_LABEL)


@register.simple_tag
def embargo(until: dt.datetime | None) -> SafeString:
    """'解禁 2027-01-01 08:00' as long as readers have to wait for it."""
    if until is None or until <= timezone.now():
        return SafeString("")
    return format_html('<span class="due">解禁 {}</span>', f"{timezone.localtime(until):%Y-%m-%d %H:%M}")


@register.simple_tag
def scheduled(release: ScheduledRelease | None) -> SafeString:
    """'定时 05-20 08:00' (with the year when it is not this one) or '随期发布'; that it failed, where it did."""
    if not release:  # templates hand in "" for an article without one
        return SafeString("")
    if release.problem:
        return format_html('<span class="late" title="{}">{}定时未发出</span>', release.problem, icon("warn"))
    if release.at is None:
        return format_html('<span class="due due--set">{}随期发布</span>', icon("issue"))
    at = timezone.localtime(release.at)
    words = f"{at:%m-%d %H:%M}" if at.year == timezone.localdate().year else f"{at:%Y-%m-%d %H:%M}"
    return format_html('<span class="due due--set">{}定时 {}</span>', icon("clock"), words)


@register.simple_tag
def error_rate(score: ErrorScore | None) -> SafeString:
    """'差错率 1.2/万', and 不合格 above the line."""
    if not score:
        return SafeString("")
    about = f"校对提示计差错 {score.errors:g} 处，{score.characters:,} 字；万分之 {LIMIT:g} 以内合格，已忽略的不算"
    rate = f"{score.rate:.1f}".removesuffix(".0")
    if score.passes:
        return format_html('<span class="rate" title="{}">差错率 {}/万</span>', about, rate)
    return format_html('<span class="rate rate--bad" title="{}">差错率 {}/万 不合格</span>', about, rate)


@register.simple_tag
def active_filters(changelist: Any) -> list[tuple[str, str]]:
    """The filters that are on: what they say, and the address without them."""
    found = []
    for spec in changelist.filter_specs:
        choices = list(spec.choices(changelist))
        chosen = next((choice for choice in choices[1:] if choice["selected"]), None)
        if chosen is not None:
            found.append((f"{spec.title}：{chosen['display']}", choices[0]["query_string"]))
    return found


@register.filter
def shape(value: str) -> str:
    """The name of a stage's shape, for class names."""
    return STAGE_SHAPES[Stage(value)]


@register.filter
def said(moment: dt.datetime | None) -> SafeString:
    """'今天 14:05', '昨天 21:40', '5月19日 09:00'; the exact time shows on hover."""
    if moment is None:
        return SafeString("")
    local = timezone.localtime(moment)
    exact = f"{local:%Y-%m-%d %H:%M:%S}"
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), exact, time_in_words(local))


def time_in_words(local: dt.datetime) -> str:
    days = (timezone.localdate() - local.date()).days
    clock = f"{local:%H:%M}"
    if days == 0:
        return f"今天 {clock}"
    if days == 1:
        return f"昨天 {clock}"
    if local.year == timezone.localdate().year:
        return f"{local.month}月{local.day}日 {clock}"
    return f"{local.year}年{local.month}月{local.day}日"


@register.filter
def since(moment: dt.datetime) -> str:
    """How long ago: '25 分', '3 小时', '2 天'."""
    minutes = max(0, int((timezone.now() - moment).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} 分"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)} 天"


@register.filter
def named(thing: object) -> str:
    """A thing's name in its marks: see ``bin.named``."""
    return rubbish.named(thing)


@register.filter
def face(name: str) -> str:
    """The colour of a person's face, the same wherever the name stands."""
    return FACES[sum(map(ord, name)) % len(FACES)]


@register.filter
def short_day(day: dt.date) -> str:
    """'5月19日', with the year when it is not this one."""
    year = "" if day.year == timezone.localdate().year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


@register.filter
def thousands(number: int) -> str:
    """1213 → '1,213'."""
    return f"{number:,}"


@register.filter
def figure(cell: object) -> str:
    """A cell of a report: numbers with their thousands marked, '—' where there is nothing."""
    if cell is None or cell == "":
        return "—"
    return f"{cell:,}" if isinstance(cell, int | float) else str(cell)


@register.filter
def phrased(text: str) -> SafeString:
    """A headline that breaks between words."""
    return mark_safe(with_breaks(text))  # every phrase is escaped there


@register.filter
def labelled(cells: Iterable[SafeString], headers: Sequence[dict[str, Any]]) -> list[SafeString]:
    """The cells of a list's row, each with its column's name: on a phone a row is a card and has no heads."""
    return [_labelled(cell, header.get("text", "")) for cell, header in zip(cells, headers, strict=False)]


def _labelled(cell: SafeString, name: str) -> SafeString:
    if "action-checkbox" in cell[:40]:
        return cell
    nothing = " data-none" if cell.partition(">")[2] in ("—</td>", "-</td>", "</td>") else ""
    return mark_safe(f'{cell[:3]} data-label="{conditional_escape(name)}"{nothing}{cell[3:]}')  # "<td" or "<th"
