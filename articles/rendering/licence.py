"""What a site that reprints an article has to print beside it."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from articles.rendering.cards import Json
from articles.rendering.linked_data import EDITORS

NOT_LICENSED = "未经授权不得转载；可以引用，可以链接到原文。"
MUST_KEEP = ["title", "byline", "body", "credit_line"]


def licence_of(card: Json, credits: list[dict[str, Any]] | None, *, reprint: bool = False) -> Json:
    """The licence block of a card. ``credits`` are the people of its page."""
    source = card["source"]
    names = [credit.get("name", "") for credit in credits or () if credit.get("role") in EDITORS]
    return {
        "reprint": reprint,
        "credit_line": credit_line(card),
        "source": source["name"] if source else settings.PAPER["name"],
        "original_title": (source and source["title"]) or card["title"],
        "editor": "、".join(names) or None,
        "may_change": ["layout"],
        "must_keep": MUST_KEEP,
        "terms": terms(credit_line(card)) if reprint else NOT_LICENSED,
        "url": f"{settings.SITE_URL}{card['url']}",
    }


def terms(credit: str) -> str:
    """The same in one sentence or two, for people."""
    return (
        f"可以转载。标题、署名和正文不得改动，只可改动版式；须注明“{credit}”，并链接到原文。"
        "另拟标题须注明原题。图片另有作者和版权说明的，从其说明。更正和撤稿须随即照办。"
    )


def credit_line(card: Json) -> str:
    """'来源：工友时报 2025年6月9日 第5版'; a text that was itself taken over names where from first."""
    year, month, day = card["date"].split("-")
    issue, page = card["issue"], card["page"]
    edition = f"（{issue['edition']}）" if issue and issue["edition"] else ""
    place = f"{settings.PAPER['name']} {int(year)}年{int(month)}月{int(day)}日{edition}"
    if page:
        place += f" 第{page['number']}版"
    if source := card["source"]:
        return f"来源：{source['name']}（{place} 转载）"
    return f"来源：{place}"
