"""Sets invented text as a page would: hard-wrapped, the first line two characters short, marks hanging."""

from __future__ import annotations

CLOSING = "，。、；：！？”’）》】"


def wrap(paragraph: str, width: int) -> list[str]:
    """The printed lines of one paragraph in a column of ``width`` characters (a mark counts half)."""
    lines: list[str] = []
    line, room = "", width - 2.0
    for char in paragraph:
        size = 0.5 if char in CLOSING + "“‘（《【—" else 1.0
        if room < size and char not in CLOSING:
            lines.append(line)
            line, room = "", float(width)
        line, room = line + char, room - size
    return [*lines, line]
