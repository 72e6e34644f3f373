"""The examples of the OpenAPI document. A test holds them against the shapes that they illustrate."""

from __future__ import annotations

from typing import Any

from articles.api.documents import Json
from articles.api.errors import KINDS

SITE = "https://news.example.cn"
DAY = "2025-06-09"
ARTICLE_ID, AUTHOR_ID, QUOTE_ID = "k7vd3qm2xp", "b4wz8fhn6c", "t9rg2kxv5j"

ISSUE: Json = {"date": DAY, "edition": "", "serial_number": 8148, "url": f"{SITE}/issues/{DAY}/"}
PAGE: Json = {"number": "5", "name": "理论", "url": f"{SITE}/issues/{DAY}/5/"}
BYLINE: list[Json] = [
    {
        "id": AUTHOR_ID,
        "name": "丁一禾",
        "role": "author",
        "credit": "",
        "affiliation": "江州大学教授",
        "url": f"{SITE}/authors/{AUTHOR_ID}/",
    }
]
CARD: Json = {
    "id": ARTICLE_ID,
    "version": 2,
    "kind": "article",
    "url": f"{SITE}/articles/{ARTICLE_ID}/",
    "api_url": f"{SITE}/api/v1/articles/{ARTICLE_ID}/",
    "kicker": "",
    "title": "把工作做到车间里",
    "subtitle": "——从一次调查说起",
    "web_title": "",
    "summary": "",
    "date": DAY,
    "issue": ISSUE,
    "page": PAGE,
    "position": 1,
    "print_locator": f"{SITE}/print/{DAY}/5/1/",
    "column": {
        "slug": "gong-zuo-yan-jiu",
        "name": "工作研究",
        "label": "工作研究",
        "url": f"{SITE}/columns/gong-zuo-yan-jiu/",
    },
    "byline": BYLINE,
    "tags": [{"slug": "chan-ye-gong-ren", "name": "产业工人", "url": f"{SITE}/tags/chan-ye-gong-ren/"}],
    "source": None,
    "published_at": f"{DAY}T06:00:00+08:00",
    "updated_at": "2025-06-11T10:20:00+08:00",
    "characters": 1846,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
LICENCE: Json = {
    "reprint": False,
    "credit_line": "来源：工友时报 2025年6月9日 第5版",
    "source": "工友时报",
    "original_title": "把工作做到车间里",
    "editor": "卢一白",
    "may_change": ["layout"],
    "must_keep": ["title", "byline", "body", "credit_line"],
    "terms": "未经授权不得转载；可以引用，可以链接到原文。",
    "url": f"{SITE}/articles/{ARTICLE_ID}/",
}
QUOTE: Json = {
    "id": QUOTE_ID,
    "text": "人在哪里，工作就做到哪里。",
    "speaker": "",
    "fidelity": "verbatim",
    "url": f"{SITE}/quotes/{QUOTE_ID}/",
}
DETAIL: Json = CARD | {
    "editor_note": "",
    "author_note": "",
    "jump": "",
    "body": {
        "html": '<p id="b1c2d3e4">人在哪里，工作就做到哪里。</p>',
        "text": "人在哪里，工作就做到哪里。",
        "blocks": [{"id": "b1c2d3e4", "kind": "paragraph", "text": "人在哪里，工作就做到哪里。"}],
    },
    "statements": [],
    "pull_quotes": [QUOTE | {"block": "b1c2d3e4", "start": 0, "end": 13}],
    "corrections": [{"date": "2025-06-11", "text": "第三段“三年”应为“两年”。"}],
    "credits": [{"role": "责任编辑", "name": "卢一白"}],
    "licence": LICENCE,
}
ISSUE_ITEM: Json = {
    "key": DAY,
    "date": DAY,
    "edition": "",
    "serial_number": 8148,
    "title": "",
    "url": f"{SITE}/issues/{DAY}/",
    "api_url": f"{SITE}/api/v1/issues/{DAY}/",
    "article_count": 14,
}
PAGE_ITEM: Json = {
    "number": "5",
    "name": "理论",
    "banner": "",
    "credits": [{"role": "责任编辑", "name": "卢一白"}],
    "url": f"{SITE}/issues/{DAY}/5/",
    "api_url": f"{SITE}/api/v1/issues/{DAY}/pages/5/",
    "articles": [CARD],
}
COLUMN: Json = {
    "slug": "gong-zuo-yan-jiu",
    "name": "工作研究",
    "description": "",
    "aliases": ["工作探讨"],
    "is_active": True,
    "url": f"{SITE}/columns/gong-zuo-yan-jiu/",
    "api_url": f"{SITE}/api/v1/columns/gong-zuo-yan-jiu/",
    "article_count": 32,
}
AUTHOR: Json = {
    "id": AUTHOR_ID,
    "name": "丁一禾",
    "distinguisher": "",
    "pinyin": "ding yi he",
    "bio": "",
    "url": f"{SITE}/authors/{AUTHOR_ID}/",
    "api_url": f"{SITE}/api/v1/authors/{AUTHOR_ID}/",
    "article_count": 3,
}
TAG: Json = {
    "slug": "chan-ye-gong-ren",
    "name": "产业工人",
    "description": "",
    "synonyms": ["工人队伍"],
    "url": f"{SITE}/tags/chan-ye-gong-ren/",
    "api_url": f"{SITE}/api/v1/tags/chan-ye-gong-ren/",
    "article_count": 21,
}
QUOTE_ITEM: Json = QUOTE | {
    "article": {"id": ARTICLE_ID, "title": CARD["title"], "url": CARD["url"]},
    "byline": BYLINE,
    "api_url": f"{SITE}/api/v1/quotes/{QUOTE_ID}/",
}


STATEMENT: Json = {
    "id": "s6tq8wzk3m",
    "speaker": "丁一禾",
    "author_id": AUTHOR_ID,
    "affiliation": "江州大学教授",
    "label": "",
    "text": "把工作做到车间里，先要把道理讲到车间里。",
}
STATEMENT_ITEM: Json = STATEMENT | {
    "api_url": f"{SITE}/api/v1/statements/s6tq8wzk3m/",
    "article": {"id": ARTICLE_ID, "title": CARD["title"], "url": CARD["url"]},
}
VERSION: Json = {
    "version": 2,
    "kind": "corrected",
    "at": "2025-06-11T10:20:00+08:00",
    "is_current": True,
    "title": CARD["title"],
    "characters": 1846,
    "sha256": CARD["sha256"],
}
HIGHLIGHTS: list[Json] = [
    {"field": "title", "text": "把工作做到车间里", "ranges": [[1, 3]]},
    {"field": "passage", "text": "人在哪里，工作就做到哪里。", "ranges": [[5, 7]]},
]


def listing(name: str, item: Json) -> Json:
    return {"results": [item], "next": f"{SITE}/api/v1/{name}/?cursor=WyI4ZjE…", "previous": None}


CHANGE_CURSOR = "WyI4ZjE…"

EXAMPLES: dict[str, Any] = {
    "root": {
        "name": "工友时报",
        "version": "1.0.0",
        "documentation": f"{SITE}/api/v1/docs/",
        "openapi": f"{SITE}/api/v1/openapi.json",
        "quickstart": f"{SITE}/api/v1/quickstart/",
        "endpoints": {"articles": f"{SITE}/api/v1/articles/"},
    },
    "articles": listing("articles", CARD | {"licence": LICENCE}),
    "article": DETAIL,
    "changes": {
        "results": [
            {"seq": 8231, "op": "upsert", "article": CARD | {"licence": LICENCE}},
            {"id": QUOTE_ID, "seq": 8232, "op": "delete", "reason": "withdrawn", "at": "2025-06-12T09:00:00+08:00"},
        ],
        "next": f"{SITE}/api/v1/changes/?cursor={CHANGE_CURSOR}",
        "cursor": CHANGE_CURSOR,
        "head": 8232,
        "head_cursor": CHANGE_CURSOR,
        "has_more": False,
    },
    "versions": {"results": [VERSION], "next": None, "previous": None},
    "statements": listing("statements", STATEMENT_ITEM),
    "statement": STATEMENT_ITEM,
    "search": listing("search", CARD | {"licence": LICENCE, "highlights": HIGHLIGHTS})
    | {"count": 41, "facets": {"year": [{"key": "2025", "name": "2025年", "count": 41}]}},
    "status": {"version": "1.0.0", "head": 8232, "deprecations": []},
    "copies_asked": {"copies": [{"id": ARTICLE_ID, "sha256": CARD["sha256"]}, {"id": QUOTE_ID, "sha256": "0" * 64}]},
    "copies": {
        "results": [
            {
                "id": ARTICLE_ID,
                "status": "current",
                "version": 2,
                "sha256": CARD["sha256"],
                "updated_at": CARD["updated_at"],
                "copied_version": 2,
                "api_url": CARD["api_url"],
            },
            {"id": QUOTE_ID, "status": "withdrawn", "reason": "error", "at": "2025-06-12T09:00:00+08:00"},
        ]
    },
    "export": {
        "head": 8232,
        "cursor": CHANGE_CURSOR,
        "next": f"{SITE}/api/v1/changes/?cursor={CHANGE_CURSOR}",
        "count": 2,
        "digest": CARD["sha256"],
        "parts": [{"url": f"{SITE}/api/v1/export/WyJhYz….ndjson.gz", "articles": 2}],
    },
    "article_ninjs": {
        "standard": {
            "name": "ninjs",
            "version": "3.2",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.2.json#",
        },
        "uri": CARD["url"],
        "type": "text",
        "version": "2",
        "pubStatus": "usable",
        "headlines": [{"role": "main", "contentType": "text/plain", "value": CARD["title"]}],
        "by": "丁一禾",
        "bodies": [{"role": "main", "contentType": "text/plain", "value": DETAIL["body"]["text"]}],
        "altIds": [{"role": "print-page", "value": "5"}],
        "usageTerms": LICENCE["terms"],
    },
    "article_markdown": "# 把工作做到车间里\n\n**丁一禾**（江州大学教授）\n\n人在哪里，工作就做到哪里。\n",
    "article_text": "把工作做到车间里\n丁一禾\n\n　　人在哪里，工作就做到哪里。\n",
    "article_jsonld": {
        "@context": "https://schema.org",
        "@type": "OpinionNewsArticle",
        "@id": f"{CARD['url']}#article",
        "headline": CARD["title"],
        "printPage": "5",
        "creditText": LICENCE["credit_line"],
    },
    "issues": listing("issues", ISSUE_ITEM),
    "issue": ISSUE_ITEM | {"pages": [PAGE_ITEM]},
    "page": PAGE_ITEM | {"issue": ISSUE},
    "columns": listing("columns", COLUMN),
    "column": COLUMN,
    "authors": listing("authors", AUTHOR),
    "author": AUTHOR | {"affiliations": [{"text": "江州大学教授", "last_printed": DAY}]},
    "tags": listing("tags", TAG),
    "tag": TAG,
    "quotes": listing("quotes", QUOTE_ITEM),
    "quote": QUOTE_ITEM,
}


def problem_example(code: str) -> Json:
    """What the problem of that code looks like."""
    kind = KINDS[code]
    document: Json = {
        "type": f"{SITE}/api/v1/problems/{code}/",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.meaning,
        "code": code,
        "request_id": "5f2c7d90ab13e468",
        "errors": [],
    }
    if code == "invalid-parameters":
        detail = "参数 page_size 应为 1 到 100 之间的整数。"
        document["detail"] = detail
        document["errors"] = [{"parameter": "page_size", "code": "invalid-value", "detail": detail}]
    if code == "cursor-reset":
        document["resync"] = f"{SITE}/api/v1/articles/"
    if code == "too-many-requests":
        document |= {"detail": "请求太多，请在 21 秒后再试。", "violated_policies": ["anonymous"]}
    if code == "withdrawn":
        document |= {"reason": "error", "at": "2025-06-12T09:00:00+08:00"}
    return document
