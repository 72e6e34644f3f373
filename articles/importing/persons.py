"""Which names of a page are known with another institution, so that an editor must say who it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from articles.bylines import person_key, printed_with, the_one
from articles.importing.stored import People
from articles.importing.writing import NOBODY, byline_rows
from articles.models import Author


@dataclass(frozen=True, slots=True)
class Namesake:
    """A printed name, what is printed beside it, and the known persons of that name."""

    name: str
    printed: str  # affiliation, or "本报记者"
    article: str  # key of the article where it stands first
    known: tuple[Author, ...]


def namesakes(draft: dict[str, Any], decided: People) -> list[Namesake]:
    """The names of the assembled page to ask about, in print order, without the decided ones. Two queries."""
    found: dict[str, tuple[str, str, str]] = {}
    for article in draft["articles"]:
        if article.get("skip"):
            continue
        for name, printed in printed_names(article):
            found.setdefault(person_key(name, printed), (name, printed, article["id"]))
    names = {name for name, _, _ in found.values()}
    known: dict[str, list[Author]] = {}
    for author in Author.objects.filter(name__in=names).prefetch_related("affiliations").order_by("pk"):
        known.setdefault(author.name, []).append(author)
    return [
        Namesake(name, printed, article, tuple(known[name]))
        for key, (name, printed, article) in found.items()
        if name in known and key not in decided and the_one(known[name], affiliation=printed) is None
    ]


def printed_names(article: dict[str, Any]) -> list[tuple[str, str]]:
    """Every person that the article names as author or speaker, with what is printed beside the name."""
    names = [(name, printed_with(affiliation, role)) for name, role, affiliation in byline_rows(article)]
    for row in article.get("statements") or []:
        speaker = row.get("speaker") or ""
        if speaker not in NOBODY:
            names.append((speaker, row.get("affiliation") or ""))
    return names
