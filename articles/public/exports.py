"""An article to take along: plain text, WeChat's inline-styled HTML, and references for RIS and CSL readers."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from articles.models import Publication
from articles.rendering.outgoing import outgoing

WRITERS = ("author", "reporter", "correspondent")

# WeChat keeps style attributes alone: no class, no id, no style sheet. The colours are those of the light paper.
WECHAT = {
    "p": "margin:0 0 1em;font-size:17px;line-height:1.85;text-align:justify;color:#1b1714;",
    "p.kicker": "margin:0 0 4px;font-size:15px;line-height:1.6;color:#5a5149;text-align:center;",
    "p.title": "margin:0 0 8px;font-size:23px;line-height:1.45;font-weight:bold;color:#1b1714;text-align:center;",
    "p.subtitle": "margin:0 0 12px;font-size:16px;line-height:1.6;color:#1b1714;text-align:center;",
    "p.byline": "margin:0 0 24px;font-size:14px;line-height:1.7;color:#5a5149;text-align:center;",
    "p.small": "margin:1em 0 0;font-size:14px;line-height:1.7;color:#5a5149;",
    "p.footnote": "margin:1em 0 0;font-size:14px;line-height:1.7;color:#5a5149;",
    "p.meta": "margin:0 0 8px;font-size:14px;line-height:1.6;color:#5a5149;",
    "p.stmt__key": "margin:0 0 8px;font-size:18px;line-height:1.7;font-weight:bold;color:#b0301c;",
    "h2": "margin:1.6em 0 .8em;padding-left:10px;border-left:4px solid #b0301c;font-size:18px;line-height:1.5;"
    "font-weight:bold;color:#1b1714;",
    "h3": "margin:1.4em 0 .6em;font-size:17px;line-height:1.6;font-weight:bold;color:#1b1714;",
    "blockquote": "margin:1.2em 0;padding:12px 16px;border-left:4px solid #b0301c;background:#f2ede1;font-size:17px;"
    "line-height:1.8;color:#1b1714;",
    "figure": "margin:1.2em 0;",
    "figcaption": "margin-top:6px;font-size:13px;line-height:1.6;color:#5a5149;text-align:center;",
    "img": "display:block;width:100%;height:auto;",
    "a": "color:#b0301c;text-decoration:none;",
    "ul": "margin:0 0 1em;padding-left:1.5em;font-size:17px;line-height:1.85;",
    "ol": "margin:0 0 1em;padding-left:1.5em;font-size:17px;line-height:1.85;",
    "table": "width:100%;border-collapse:collapse;font-size:14px;line-height:1.6;",
    "th": "padding:6px 8px;border:1px solid #cfc6b6;text-align:left;font-weight:bold;",
    "td": "padding:6px 8px;border:1px solid #cfc6b6;",
}


def context_of(publication: Publication) -> dict[str, Any]:
    return {
        "detail": publication.detail,
        "body": publication.html,
        "text": publication.text,
        "site_url": settings.SITE_URL,
    }


def wechat(publication: Publication) -> str:
    """A page of its own whose looks survive being pasted into WeChat's editor."""
    written = render_to_string("articles/wechat.html", context_of(publication))
    return outgoing(written, site_url=settings.SITE_URL, styles=WECHAT)


def csl_json(publication: Publication) -> str:
    """One item of CSL-JSON. Names stay whole (``literal``): Chinese order must not be turned round."""
    detail = publication.detail
    day = dt.date.fromisoformat(detail["date"])
    page, issue = detail["page"], detail["issue"]
    item = {
        "id": detail["id"],
        "type": "article-newspaper",
        "title": detail["title"],
        "container-title": settings.PAPER["name"],
        "publisher": settings.PAPER["publisher"],
        "author": [{"literal": name} for name in writers(detail)],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "page": page["number"] if page else "",
        "section": page["name"] if page else "",
        "issue": str(issue["serial_number"] or "") if issue else "",
        "abstract": detail["summary"],
        "URL": settings.SITE_URL + detail["url"],
        "language": "zh-CN",
    }
    return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=2)


def ris(publication: Publication) -> str:
    """One record of RIS, type NEWS."""
    detail = publication.detail
    page, issue = detail["page"], detail["issue"]
    rows = [("TY", "NEWS"), ("TI", detail["title"]), *(("AU", name) for name in writers(detail))]
    rows += [
        ("T2", settings.PAPER["name"]),
        ("PB", settings.PAPER["publisher"]),
        ("PY", detail["date"][:4]),
        ("DA", detail["date"].replace("-", "/")),
        ("IS", str(issue["serial_number"] or "") if issue else ""),
        ("SP", page["number"] if page else ""),
        ("SE", page["name"] if page else ""),
        ("AB", detail["summary"]),
        *(("KW", tag["name"]) for tag in detail["tags"]),
        ("UR", settings.SITE_URL + detail["url"]),
        ("LA", "zh-CN"),
    ]
    lines = [f"{name}  - {' '.join(value.split())}" for name, value in rows if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def writers(detail: dict[str, Any]) -> list[str]:
    """Who wrote it; where nobody did, who else stands in the byline."""
    found = [part["name"] for part in detail["byline"] if part["role"] in WRITERS]
    return found or [part["name"] for part in detail["byline"]]
