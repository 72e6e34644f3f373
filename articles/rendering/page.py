"""What a reader's page of one article says: the context of its template, and what the head of every page names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from articles.choices import ArticleKind
from articles.models import Publication
from articles.models.issue import day_in_words
from articles.rendering import pdf
from articles.rendering.citation import gbt7714
from articles.rendering.linked_data import Node, article_node, breadcrumbs, open_graph, script_text
from articles.rendering.outline import contents, voices

PREFIX = "/zh-hant"  # before the address of the same page in Traditional characters


def hole(name: str) -> str:
    """What stands in a page for a part that is put in later. The page's own words have no < of theirs."""
    return f"<!--#{name}-->"


def head_of(address: str, *, nodes: Sequence[Node] = (), traditional: bool = False) -> dict[str, Any]:
    """What the head of a page says of it. ``address`` is the canonical one, root-relative.

    ``nodes`` are the page's linked data; the first says what the page is about, and Open Graph says the same.
    """
    found: dict[str, Any] = {
        "canonical": settings.SITE_URL + (PREFIX + address if traditional else address),
        "simplified": settings.SITE_URL + address,
        "traditional": settings.SITE_URL + PREFIX + address,
        "is_traditional": traditional,
    }
    if nodes:
        found |= {"linked_data": script_text(nodes), "graph": open_graph(nodes[0])}
    return found


def template_of(publication: Publication) -> str:
    return "articles/roundup.html" if publication.kind == ArticleKind.ROUNDUP else "articles/article.html"


def article_context(publication: Publication) -> dict[str, Any]:
    """All that the publication alone decides; what stands around it comes from elsewhere."""
    detail = publication.detail
    return {
        "section": "columns",
        "publication": publication,
        "card": publication.card,
        "detail": detail,
        "issue": publication.issue,
        "page": publication.page,
        "current_column": publication.column,
        "contents": contents(detail["body"]["blocks"]),
        "voices": voices(detail["statements"], detail["body"]["blocks"]),
        "has_pdf": pdf.is_possible(),
        "citation": gbt7714(publication.card, paper=settings.PAPER["name"], site_url=settings.SITE_URL),
    }


def article_nodes(publication: Publication) -> list[Node]:
    return [article_node(publication), path_to(publication)]


def path_to(publication: Publication) -> Node:
    steps = []
    if publication.issue and publication.page:
        steps.append((day_in_words(publication.issue.date), publication.issue.get_absolute_url()))
        steps.append((publication.page.label, publication.page.get_absolute_url()))
    if publication.column:
        steps.append((publication.column.name, publication.column.get_absolute_url()))
    return breadcrumbs(*steps, (publication.title, publication.card["url"]))
