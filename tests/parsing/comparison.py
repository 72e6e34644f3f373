"""A small comparison of an assembled page with its gold structure: what the tests on pages assert on."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from articles.parsing.glyphs import plain_glyphs


def bare(text: str | None) -> str:
    """Text without white space, glyphs plain, one form of dash and middle dot."""
    folded = plain_glyphs(text or "").translate(str.maketrans("―─–•‧・", "———···"))
    return "".join(folded.split())


def body_of(article: dict[str, Any]) -> list[str]:
    """The article's paragraphs, headings and statements in reading order."""
    rows = [*article.get("blocks", []), *article.get("statements", [])]
    rows.sort(key=lambda row: row.get("seq", 0))
    return [bare(part) for row in rows for part in row["text"].split("\n") if bare(part)]


def matched(gold: dict[str, Any], found: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each gold article with the found one whose text is most alike, or None."""
    pairs = []
    for article in gold["articles"]:
        text = "".join(body_of(article))
        likeness = [
            SequenceMatcher(None, text[:600], "".join(body_of(other))[:600], autojunk=False).quick_ratio()
            * SequenceMatcher(None, text[:200], "".join(body_of(other))[:200], autojunk=False).ratio()
            for other in found["articles"]
        ]
        best = max(range(len(likeness)), key=likeness.__getitem__) if likeness else None
        pairs.append((article, found["articles"][best] if best is not None and likeness[best] > 0.3 else None))
    return pairs


def share_right(gold: dict[str, Any], found: dict[str, Any]) -> dict[str, float]:
    """For each field the share of articles that have it as in the gold; paragraphs by count."""
    pairs = matched(gold, found)
    right: dict[str, list[float]] = {name: [] for name in ("title", "column", "names", "paragraphs")}
    for article, other in pairs:
        other = other or {}
        right["title"].append(bare(article.get("title")) == bare(other.get("title")))
        right["column"].append(bare(article.get("column")) == bare(other.get("column")))
        names = [bare(person["name"]) for person in article.get("byline", [])]
        right["names"].append(names == [bare(person["name"]) for person in other.get("byline", [])])
        wanted, got = body_of(article), set(body_of(other)) if other else set()
        right["paragraphs"].append(sum(text in got for text in wanted) / max(1, len(wanted)))
    return {name: sum(values) / max(1, len(values)) for name, values in right.items()}
