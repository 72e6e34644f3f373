"""What the pages say, in schema.org's terms (JSON-LD). Nothing stands here that the page does not show."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

from articles.choices import ArticleKind, ContributionRole
from articles.models import Author, Column, Issue, Page, Publication, PublishedQuote, Tag

Node = dict[str, Any]
LANGUAGE = "zh-CN"
# In a <script> only these could end it or begin something else; U+2028 and U+2029 for old parsers.
ESCAPES = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}
IMAGE = re.compile(r'<img src="([^"]+)"')
REPORTS = (ArticleKind.BRIEF, ArticleKind.INTERVIEW)
EDITORS = ("责任编辑", "责编", "编辑")


def script_text(nodes: Sequence[Node]) -> str:
    """The text of a ``<script type="application/ld+json">``, safe in HTML."""
    document = {"@context": "https://schema.org", "@graph": list(nodes)}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def open_graph(node: Node) -> dict[str, str]:
    """Title, description and picture of the page's main thing."""
    title = node.get("headline") or node.get("name") or node.get("text") or ""
    picture = node.get("image", "")
    return {"title": title, "description": node.get("description", ""), "image": picture}


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def without_nothing(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in (None, "", [], {})}


def publisher() -> Node:
    paper = settings.PAPER
    return without_nothing(
        {
            "@type": "NewsMediaOrganization",
            "@id": absolute("/#publisher"),
            "name": paper["publisher"] or paper["name"],
            "url": absolute("/"),
            "address": paper["address"],
            "telephone": paper["phone"],
            "email": paper["email"],
        }
    )


def newspaper() -> Node:
    paper = settings.PAPER
    number = {"@type": "PropertyValue", "propertyID": "CN", "value": paper["cn"]} if paper["cn"] else None
    return without_nothing(
        {
            "@type": "Newspaper",
            "@id": absolute("/#paper"),
            "name": paper["name"],
            "url": absolute("/"),
            "inLanguage": LANGUAGE,
            "identifier": number,
            "publisher": publisher(),
        }
    )


def issue_node(issue: Issue, *, parts: Iterable[tuple[str, str]] = ()) -> Node:
    """One issue in its newspaper; ``parts`` are titles and addresses of the articles that the page lists."""
    listed = [{"@type": "NewsArticle", "headline": title, "url": absolute(url)} for title, url in parts]
    return without_nothing(
        {
            "@type": "PublicationIssue",
            "@id": absolute(f"{issue.get_absolute_url()}#issue"),
            "name": f"{settings.PAPER['name']} {issue.day}{' ' + issue.edition if issue.edition else ''}",
            "url": absolute(issue.get_absolute_url()),
            "issueNumber": str(issue.serial_number) if issue.serial_number else None,
            "datePublished": issue.date.isoformat(),
            "about": issue.title,
            "hasPart": listed,
            "isPartOf": newspaper(),
        }
    )


def page_node(page: Page, issue: Issue, parts: Iterable[Publication]) -> Node:
    return without_nothing(
        {
            "@type": "CollectionPage",
            "name": f"{issue.day} {page.label}",
            "description": page.banner,
            "url": absolute(page.get_absolute_url()),
            "isPartOf": issue_node(issue),
            "hasPart": [
                {"@type": "NewsArticle", "headline": each.title, "url": absolute(each.card["url"])} for each in parts
            ],
        }
    )


def article_document(publication: Publication, *, credit_line: str, usage: str) -> Node:
    """The article alone, with what must be printed with it: the API's JSON-LD."""
    return {
        "@context": "https://schema.org",
        **article_node(publication),
        "creditText": credit_line,
        "usageInfo": usage,
    }


def article_node(publication: Publication) -> Node:
    """The article as its page shows it, with statements and pull quotes as quotations."""
    detail = publication.detail
    picture = IMAGE.search(publication.html)
    page = detail["page"]
    return without_nothing(
        {
            "@type": "NewsArticle" if publication.kind in REPORTS else "OpinionNewsArticle",
            "@id": absolute(f"{detail['url']}#article"),
            "url": absolute(detail["url"]),
            "mainEntityOfPage": absolute(detail["url"]),
            "headline": detail["web_title"] or detail["title"],
            "alternativeHeadline": detail["subtitle"],
            "description": description_of(publication),
            "inLanguage": LANGUAGE,
            "datePublished": detail["published_at"],
            "dateModified": detail["updated_at"],
            "author": [person(part) for part in detail["byline"] if part["role"] != ContributionRole.PHOTOGRAPHER],
            "editor": [
                {"@type": "Person", "name": each["name"]} for each in detail["credits"] if each["role"] in EDITORS
            ],
            "articleSection": detail["column"]["name"] if detail["column"] else None,
            "keywords": [tag["name"] for tag in detail["tags"]],
            "image": absolute(picture[1]) if picture else None,
            "articleBody": publication.text,
            "isAccessibleForFree": True,
            "printPage": page["number"] if page else None,
            "printSection": page["name"] if page else None,
            "printEdition": publication.issue.edition if publication.issue else None,
            "isPartOf": issue_node(publication.issue) if publication.issue else newspaper(),
            "publisher": publisher(),
            "isBasedOn": source(detail["source"]),
            "correction": [correction(each) for each in detail["corrections"]],
            "hasPart": [*map(statement, detail["statements"]), *map(pull_quote, detail["pull_quotes"])],
        }
    )


def description_of(publication: Publication) -> str:
    """What the head and the shared link say of an article."""
    words = publication.detail["summary"] or publication.text
    words = " ".join(words.split())
    return words if len(words) <= 120 else words[:119] + "…"


def person(part: dict[str, Any]) -> Node:
    """Somebody of a byline, with the affiliation as printed."""
    affiliation = {"@type": "Organization", "name": part["affiliation"]} if part["affiliation"] else None
    url = absolute(part["url"]) if part["url"] else None
    return without_nothing(
        {"@type": "Person", "name": part["name"], "jobTitle": part["credit"], "affiliation": affiliation, "url": url}
    )


def statement(each: dict[str, Any]) -> Node:
    affiliation = {"@type": "Organization", "name": each["affiliation"]} if each["affiliation"] else None
    speaker = without_nothing({"@type": "Person", "name": each["speaker"], "affiliation": affiliation})
    return {"@type": "Quotation", "text": each["text"], "spokenByCharacter": speaker}


def pull_quote(each: dict[str, Any]) -> Node:
    return {"@type": "Quotation", "text": each["text"], "url": absolute(each["url"])}


def correction(each: dict[str, Any]) -> Node:
    return {"@type": "CorrectionComment", "text": each["text"], "datePublished": each["date"]}


def source(given: dict[str, Any] | None) -> Node | None:
    """Where a reprinted text first stood."""
    if given is None:
        return None
    paper = {"@type": "Periodical", "name": given["name"]}
    return without_nothing(
        {
            "@type": "Article",
            "headline": given["title"] or given["name"],
            "datePublished": given["date"],
            "isPartOf": paper,
        }
    )


def quote_node(quote: PublishedQuote, speaker: dict[str, Any] | None) -> Node:
    card = quote.publication.card
    said_by: list[Node] = []
    if speaker:
        affiliation = {"@type": "Organization", "name": speaker["affiliation"]} if speaker["affiliation"] else None
        named = [{"@type": "Person", "name": name, "affiliation": affiliation} for name in speaker["name"].split("　")]
        said_by = [without_nothing(each) for each in named]
    return without_nothing(
        {
            "@type": "Quotation",
            "@id": absolute(f"{quote.card['url']}#quote"),
            "url": absolute(quote.card["url"]),
            "text": quote.text,
            "description": f"——《{card['title']}》",
            "inLanguage": LANGUAGE,
            "spokenByCharacter": said_by,
            "datePublished": quote.publication.date.isoformat(),
            "isPartOf": {"@type": "Article", "headline": card["title"], "url": absolute(card["url"])},
        }
    )


def author_node(author: Author, affiliations: Iterable[str]) -> Node:
    return without_nothing(
        {
            "@type": "Person",
            "@id": absolute(f"{author.get_absolute_url()}#person"),
            "name": author.name,
            "disambiguatingDescription": author.distinguisher,
            "description": author.bio,
            "url": absolute(author.get_absolute_url()),
            "affiliation": [{"@type": "Organization", "name": each} for each in affiliations],
        }
    )


def collection(thing: Column | Tag) -> Node:
    return listing(thing.name, thing.get_absolute_url(), description=thing.description)


def listing(
    name: str, address: str, *, kind: str = "CollectionPage", description: str = "", parts: Iterable[Node] = ()
) -> Node:
    """A page that lists things; ``parts`` are those that it shows, in its order."""
    return without_nothing(
        {
            "@type": kind,
            "name": name,
            "description": description,
            "url": absolute(address),
            "isPartOf": newspaper(),
            "hasPart": list(parts),
        }
    )


def part(kind: str, name: str, address: str, *, says: str = "name") -> Node:
    """Something listed: ``says`` is the property that its words are."""
    return {"@type": kind, says: name, "url": absolute(address)}


def breadcrumbs(*steps: tuple[str, str]) -> Node:
    """The path that the page shows above its headline: (name, root-relative address) from the top."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": absolute(url)}
            for number, (name, url) in enumerate(steps, start=1)
        ],
    }
