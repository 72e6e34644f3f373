"""Which names of a page are known with another institution, so that an editor must say who it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from articles.bylines import person_key, the_one
from articles.importing.stored import People
from articles.importing.writing import printed_names
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
        names_here = printed_names(article)
        in_full = {name for name, printed in names_here if printed}
        for name, printed in names_here:
            if not printed and name in in_full:  # the same article says elsewhere who that is
                continue
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
