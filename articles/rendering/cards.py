"""The API's JSON of an article and of what it names.

All addresses are root-relative; the API puts the site's address before them. The keys are part of
the public API.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.timezone import localtime

from articles.models import Article, Column, Issue, Page, Publication, PullQuote, Statement, Tag

Json = dict[str, Any]


def article_card(article: Article, *, version: int, released_at: dt.datetime, updated_at: dt.datetime) -> Json:
    """What lists show of an article."""
    page, issue = article.page, article.issue
    return {
        "id": article.public_id,
        "version": version,
        "kind": article.kind,
        "url": article.get_absolute_url(),
        "api_url": f"/api/v1/articles/{article.public_id}/",
        "kicker": article.kicker,
        "title": article.title,
        "subtitle": article.subtitle,
        "web_title": article.web_title,
        "summary": article.summary,
        "date": article_date(article, released_at).isoformat(),
        "issue": issue_json(issue),
        "page": page_json(page),
        "position": article.position,
        "print_locator": print_locator(article),
        "column": column_json(article.column, article.column_label),
        "byline": byline_json(article),
        "tags": tags_json(article.tags.all()),
        "source": source_json(article),
        "published_at": local_time(released_at),
        "updated_at": local_time(updated_at),
    }


def issue_json(issue: Issue | None) -> Json | None:
    if issue is None:
        return None
    return {
        "date": issue.date.isoformat(),
        "edition": issue.edition,
        "serial_number": issue.serial_number,
        "url": issue.get_absolute_url(),
    }


def page_json(page: Page | None) -> Json | None:
    return None if page is None else {"number": page.number, "name": page.name, "url": page.get_absolute_url()}


def column_json(column: Column | None, label: str) -> Json | None:
    """The column with the label as it was printed that day."""
    if column is None:
        return None
    return {
        "slug": column.slug,
        "name": column.name,
        "label": label or column.name,
        "url": column.get_absolute_url(),
    }


def tags_json(tags: Iterable[Tag]) -> list[Json]:
    """In the order of the names' code points, on every database the same."""
    ordered = sorted(tags, key=attrgetter("name"))
    return [{"slug": tag.slug, "name": tag.name, "url": tag.get_absolute_url()} for tag in ordered]


def article_date(article: Article, released_at: dt.datetime) -> dt.date:
    """The issue's day; for a web-only article the day of its first release, in the paper's time zone."""
    return article.issue.date if article.issue else localtime(released_at).date()


def local_time(moment: dt.datetime) -> str:
    """RFC 3339 with the paper's offset, to the second."""
    return localtime(moment).isoformat(timespec="seconds")


def print_locator(article: Article | Publication) -> str | None:
    """'/print/2025-06-09/7/3/': date, page and order; it leads to what stands there."""
    if article.page is None:
        return None
    return f"/print/{article.page.issue.key}/{article.page.number}/{article.position}/"


def byline_json(article: Article) -> list[Json]:
    prefetch_related_objects([article], "contributions__author")
    return [
        {
            "id": contribution.author.public_id if contribution.author else None,
            "name": contribution.name,
            "role": contribution.role,
            "credit": contribution.credit,
            "affiliation": contribution.affiliation,
            "url": contribution.author.get_absolute_url() if contribution.author else None,
        }
        for contribution in article.contributions.all()
    ]


def source_json(article: Article) -> Json | None:
    if not article.source_name:
        return None
    day = article.source_date.isoformat() if article.source_date else None
    return {"name": article.source_name, "date": day, "title": article.source_title}


def statement_json(statement: Statement) -> Json:
    return {
        "id": statement.public_id,
        "speaker": statement.speaker,
        "author_id": statement.author.public_id if statement.author else None,
        "affiliation": statement.affiliation,
        "label": statement.label,
        "text": statement.text,
    }


def quote_json(quote: PullQuote) -> Json:
    return {
        "id": quote.public_id,
        "text": quote.text,
        "speaker": quote.speaker,
        "fidelity": quote.fidelity,
        "url": quote.get_absolute_url(),
    }


def quote_card(quote: PullQuote, article: Article) -> Json:
    """A pull quote as a thing of its own, with the article it is from."""
    return quote_json(quote) | {"article": article_label(article), "byline": byline_json(article)}


def statement_card(statement: Statement, article: Article) -> Json:
    """A statement as a thing of its own, with the article it is from."""
    return statement_json(statement) | {"article": article_label(article)}


def article_label(article: Article) -> Json:
    return {"id": article.public_id, "title": article.title, "url": article.get_absolute_url()}
