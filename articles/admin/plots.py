"""Plots drawn here, as SVG without styles of its own: the style sheet colours them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT, TOP, FOOT = 720, 132, 18, 18


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: how much was asked, and how much of that was turned away."""

    label: str
    value: int
    part: int = 0


def bars(rows: Sequence[Bar], *, title: str) -> SafeString:
    """A bar a day. The numbers belong into a table beside it: a picture alone tells a screen reader little."""
    most = max((row.value for row in rows), default=0)
    span = HEIGHT - TOP - FOOT
    step = WIDTH / max(1, len(rows))
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
    return format_html(
        '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<line class="axis" x1="0" x2="{}" y1="{}" y2="{}"/><text x="0" y="12">最多一天 {} 次</text>{}'
        '<text x="0" y="{}">{}</text><text x="{}" y="{}" class="plot__last">{}</text></svg>',
        WIDTH, HEIGHT, title, WIDTH, HEIGHT - FOOT, HEIGHT - FOOT, f"{most:,}", shapes,
        HEIGHT - 4, rows[0].label if rows else "", WIDTH, HEIGHT - 4, rows[-1].label if rows else "",
    )  # fmt: skip
