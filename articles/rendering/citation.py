"""How an article is cited: GB/T 7714—2015 信息与文献 参考文献著录规则."""

from __future__ import annotations

import datetime as dt
from typing import Any

NAMED = 3  # GB/T 7714—2015, 8.1.2: the first three, then 等


def gbt7714(card: dict[str, Any], *, paper: str, site_url: str) -> str:
    """'沈维中. 以绿色技能夯实转型的人才根基[N]. 工友时报, 2025-05-19(5).'; web-only: [N/OL] with the address."""
    writers = [part for part in card["byline"] if part["role"] in ("author", "reporter", "correspondent")]
    names = [part["name"] for part in writers or card["byline"]]
    by = ", ".join(names[:NAMED]) + (", 等" if len(names) > NAMED else "")
    start = f"{by}. " if by else ""
    day = dt.date.fromisoformat(card["date"]).isoformat()
    if card["page"]:
        return f"{start}{card['title']}[N]. {paper}, {day}({card['page']['number']})."
    return f"{start}{card['title']}[N/OL]. {paper}, {day}. {site_url}{card['url']}."
