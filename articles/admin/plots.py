"""Plots drawn here, as SVG without styles of its own: the style sheet colours them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.figures import PASS_LINE, ReviewTime, Week

WIDTH, HEIGHT, TOP, FOOT = 720, 132, 18, 18
WIDEST = 96  # of one bar with its space: few bars do not fill the width


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: how much was asked, and how much of that was turned away."""

    label: str
    value: int
    part: int = 0


NEAR = 3  # a limit that is so many times the highest bar would make all of them low


def bars(rows: Sequence[Bar], *, title: str, peak: str = "最多一天 {} 次", limit: int | None = None) -> SafeString:
    """A bar a day, and a line at the ``limit`` of a day where the bars come near it. The numbers belong into a table beside it:
    a picture alone tells a screen reader little."""
    highest = max((row.value for row in rows), default=0)
    is_near = limit is not None and limit <= NEAR * highest
    most = max(highest, limit) if limit is not None and is_near else highest
    span = HEIGHT - TOP - FOOT
    step = min(WIDTH / max(1, len(rows)), WIDEST)
    drawn = []
    for number, row in enumerate(rows):
        height, part = (span * value / most if most else 0 for value in (row.value, min(row.part, row.value)))
        place = (round(number * step + step * 0.14, 1), round(step * 0.72, 1))
        drawn.append((place[0], round(TOP + span - height, 1), place[1], round(height, 1), row.label, row.value, "all"))
        if part:
            drawn.append((place[0], round(TOP + span - part, 1), place[1], round(part, 1), row.label, row.part, "over"))
    shapes = format_html_join(
        "", '<rect class="plot__{6}" x="{0}" y="{1}" width="{2}" height="{3}"><title>{4}：{5}</title></rect>', drawn
    )
    if limit is not None and is_near:
        at = round(TOP + span * (1 - limit / most), 1)
        line = '<line class="plot__limit" x1="0" x2="{}" y1="{}" y2="{}"><title>每天限额 {} 次</title></line>'
        shapes += format_html(line, WIDTH, at, at, f"{limit:,}")
    return format_html(
        '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<line class="axis" x1="0" x2="{}" y1="{}" y2="{}"/><text x="0" y="12">{}</text>{}'
        '<text x="0" y="{}">{}</text><text x="{}" y="{}" class="plot__last">{}</text></svg>',
        WIDTH, HEIGHT, title, WIDTH, HEIGHT - FOOT, HEIGHT - FOOT, peak.format(f"{highest:,}"), shapes,
        HEIGHT - 4, rows[0].label if rows else "", round(step * len(rows), 1), HEIGHT - 4, rows[-1].label if len(rows) > 1 else "",
    )  # fmt: skip


# --- the small plots of the home: 288 wide, each with its sentence -------------------------------------

SMALL, TALL = 288, 76


@dataclass(frozen=True, slots=True)
class Figure:
    """A plot with its heading, the number that counts, and the sentence that says it all."""

    title: str
    about: str
    number: str
    unit: str
    sentence: str
    svg: str = ""  # marked safe
    is_bad: bool = False


def week_name(start: dt.date) -> str:
    return f"{start.month}月{start.day}日"


def drawn(height: int, sentence: str, inside: SafeString) -> SafeString:
    return format_html('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>', SMALL, height, sentence, inside)


def feet(first: str, y: int) -> SafeString:
    """The line below a row of weeks and the names of its ends."""
    return format_html(
        '<path class="ax" d="M0 {0}h{1}"/><text x="2" y="{2}">{3}</text><text class="end hi" x="284" y="{2}">本周</text>',
        y + 0.5, SMALL, y + 13, first,
    )  # fmt: skip


def articles_a_week(weeks: Sequence[Week]) -> Figure:
    """A bar a week, this one dark."""
    now, most = weeks[-1].articles, max(week.articles for week in weeks)
    if not most:
        return Figure("每周发稿", "近 12 周", "0", "篇", "近十二周没有发稿。")
    least = min(week.articles for week in weeks)
    sentence = f"近十二周每周发稿 {least} 到 {most} 篇，本周 {now} 篇" + ("，为最高" if now == most else "") + "。"
    step = SMALL / len(weeks)
    rows = []
    for number, week in enumerate(weeks):
        height = round(52.7 * week.articles / most, 1)
        kind = "b b--now" if number == len(weeks) - 1 else "b"
        rows.append(
            (kind, round(number * step + 2, 1), round(60 - height, 1), height, week_name(week.start), week.articles)
        )
    bars = format_html_join(
        "", '<rect class="{}" x="{}" y="{}" width="16" height="{}" rx="2"><title>{} 起：{} 篇</title></rect>', rows
    )
    svg = drawn(TALL, sentence, bars + feet(week_name(weeks[0].start), 60))
    return Figure("每周发稿", "近 12 周", str(now), "篇", sentence, svg)


def hours(value: float | None) -> str:
    """'3.2'; what is shorter than six minutes is not called nothing."""
    return "不到 0.1" if (value or 0) < 0.05 else f"{value:.1f}"


def time_in_reviews(times: Sequence[ReviewTime]) -> Figure:
    """A bar a review, as long as its median."""
    known = [time for time in times if time.hours is not None]
    title, about = "各审用时", "中位数，小时"
    if not known:
        return Figure(title, about, "", "", "近十二周没有审过稿件。")
    sentence = "，".join(f"{time.stage.label} {hours(time.hours)} 小时" for time in known) + "。"
    most = max(time.hours or 0 for time in known) or 1
    rows = []
    for number, time in enumerate(times, start=1):
        y = 4 + 21 * (number - 1)
        width = round(205 * (time.hours or 0) / most, 1) if time.hours is not None else 0
        shown = "—" if time.hours is None else hours(time.hours)
        rows.append((y + 9, time.stage.label, number, y, max(width, 2) if shown != "—" else 0, shown))
    bars = format_html_join(
        "",
        '<text x="0" y="{0}">{1}</text><rect class="b{2}" x="34" y="{3}" width="{4}" height="11" rx="2"/>'
        '<text class="end hi" x="286" y="{0}">{5}</text>',
        rows,
    )
    return Figure(
        title, about, hours(sum(time.hours or 0 for time in known)), "共", sentence, drawn(62, sentence, bars)
    )


def error_rate(weeks: Sequence[Week]) -> Figure:
    """A point for each week in which something was read, a line through them, and the line that must not be crossed."""
    title, about = "差错率", "每万字"
    read = [(number, week, week.rate) for number, week in enumerate(weeks) if week.rate is not None]
    if not read:
        return Figure(title, about, "", "", "近十二周没有校对过已发布的文字。")
    _, last, rate = read[-1]
    over = [f"{week_name(week.start)}那周 {value:g}" for _, week, value in read if value > PASS_LINE]
    which = "本周" if last is weeks[-1] else f"{week_name(last.start)}那周"
    words = "；".join([f"{'、'.join(over)}，超过合格线 {PASS_LINE:g}" if over else f"都在合格线 {PASS_LINE:g} 以内"])
    sentence = f"近十二周差错率每万字 {min(r for *_, r in read):g} 到 {max(r for *_, r in read):g}，{words}；{which} {rate:g}。"
    top = max(PASS_LINE * 4 / 3, *(value for *_, value in read))
    step = SMALL / len(weeks)
    points = [(round(n * step + 10, 1), round(66 - 60 * value / top, 1), value) for n, _, value in read]
    limit = round(66 - 60 * PASS_LINE / top, 1)
    line = " ".join(f"{x},{y}" for x, y, _ in points)
    marked = [point for point in points if point[2] > PASS_LINE]
    dots = format_html_join("", '<circle class="dot dot--bad" cx="{}" cy="{}" r="3.5"/>', [p[:2] for p in marked])
    inside = format_html(
        '<path class="lim" d="M0 {}h{}"/><text class="bad end" x="288" y="{}">合格线 {}</text>'
        '<polyline class="ln" points="{}"/>{}{}',
        limit, SMALL, round(limit - 4, 1), f"{PASS_LINE:g}", line,
        "" if points[-1] in marked else format_html('<circle class="dot" cx="{}" cy="{}" r="3.5"/>', *points[-1][:2]),
        dots,
    )  # fmt: skip
    svg = drawn(84, sentence, inside + feet(week_name(weeks[0].start), 66))
    is_bad = rate > PASS_LINE
    return Figure(title, about, f"{rate:g}", "不合格" if is_bad else "合格", sentence, svg, is_bad)
