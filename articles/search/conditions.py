"""From the tree of a query to the documents that match: the engine tells of the words, the database of all else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from articles.choices import ArticleKind
from articles.models import Author, Column, Tag
from articles.models.search import first_number
from articles.search.dialect import Sql, among, rows
from articles.search.engine import Found, Reader
from articles.search.query import (
    All,
    Days,
    Either,
    Field,
    Name,
    Named,
    Node,
    Term,
    Without,
    Words,
    terms_in,
)
from articles.text.fold import normal

Numbers = dict[str | Name, list[int]]  # under a run as typed, or what was asked of a field
TAGS_CALLED = (
    "SELECT COALESCE(merged_into_id, id) AS id FROM articles_tag WHERE lower(name) = %s"
    " OR id IN (SELECT tag_id FROM articles_tagsynonym WHERE lower(name) = %s)"
)
_BY_PUBLICATION = "SELECT d.number FROM articles_searchdocument d WHERE d.publication_id IN ({})"


def found_by(reader: Reader, node: Node, tagged: Numbers) -> Found:
    """All documents of the reader's that match. An unquoted run that is the name of a tag also finds what is ``tagged`` so;
    the documents of a column, a tag, a kind or a person are looked up once, and noted there."""
    match node:
        case Words() if node.terms[0].field is Field.ANY and node.value in tagged:
            return reader.find(node) | reader.having(tagged[node.value])
        case Term() | Words():
            return reader.find(node)
        case Name():
            if node not in tagged:
                tagged[node] = _numbers(node)
            known = reader.having(tagged[node])
            return known | reader.find(printed(node.value)) if node.kind is Named.AUTHOR else known
        case Days():
            until = first_number(node.until) + (1 << 24) if node.until else None
            return reader.between(first_number(node.since) if node.since else None, until)
        case Without():
            return reader.everything() - found_by(reader, node.part, tagged)
    if not node.parts:
        return reader.everything()
    return reduce(and_ if isinstance(node, All) else or_, [found_by(reader, part, tagged) for part in node.parts])


def called_in(node: Node) -> Iterator[str]:
    """The runs that may be the name of a tag: unquoted ones."""
    match node:
        case Words() if node.terms[0].field is Field.ANY:
            yield node.value
        case All() | Either():
            for part in node.parts:
                yield from called_in(part)


def engine_terms(node: Node) -> Iterator[Term]:
    """What ``found_by`` will ask the engine about."""
    match node:
        case Name(kind=Named.AUTHOR):
            yield printed(node.value)
        case All() | Either():
            for part in node.parts:
                yield from engine_terms(part)
        case Without():
            yield from engine_terms(node.part)
        case _:
            yield from terms_in(node)


def printed(name: str) -> Term:
    """A name as it stands in a byline."""
    return Term(name, field=Field.BYLINE)


def _numbers(node: Name) -> list[int]:
    """The documents that the database gives for a name; of an author those by pinyin or initials of a known person."""
    value = normal(node.value)
    match node.kind:
        case Named.AUTHOR:
            return _linked(
                "SELECT publication_id FROM articles_publicationauthor WHERE author_id IN ({})", _authors(value)
            )
        case Named.COLUMN:
            return _publications("column_id", columns_called(value))
        case Named.KIND:
            return _publications("kind", kinds_called(value))
    return _linked("SELECT publication_id FROM articles_publication_tags WHERE tag_id IN ({})", tags_called(value))


def _authors(value: str) -> list[int]:
    if not value.isascii():
        return []
    return [
        pk
        for pk, pinyin in Author.objects.filter(pinyin__istartswith=value[0]).values_list("pk", "pinyin")
        if value in (pinyin.replace(" ", ""), "".join(word[0] for word in pinyin.split()))
    ]


def _publications(column: str, values: Sequence[Any]) -> list[int]:
    return _linked(f"SELECT id FROM articles_publication WHERE {column} IN ({{}})", values)  # noqa: S608


def _linked(publications: str, values: Sequence[Any]) -> list[int]:
    """The documents of the publications that a SELECT gives for ``values``."""
    if not values:
        return []
    selected = _BY_PUBLICATION.format(publications.format(", ".join(["%s"] * len(values))))
    return [number for (number,) in rows(selected, list(values))]


def synonyms_in(tree: Node) -> dict[str, list[int]]:
    """The tags that runs of the query are names or synonyms of. One query."""
    runs = list(dict.fromkeys(called_in(tree)))
    if not runs:
        return {}
    asked = [f"SELECT {at}, called.id FROM ({TAGS_CALLED}) AS called" for at in range(len(runs))]  # noqa: S608 - of ours
    found: dict[str, list[int]] = {}
    for at, tag in rows(" UNION ALL ".join(asked), [each for run in runs for each in (run, run)]):
        found.setdefault(runs[at], []).append(tag)
    return found


def tagged(run: str) -> Sql:
    """The numbers of the documents under a tag that is called so."""
    links = f"SELECT publication_id FROM articles_publication_tags WHERE tag_id {among(TAGS_CALLED)}"  # noqa: S608
    return f"SELECT number FROM articles_searchdocument WHERE publication_id {among(links)}", [run, run]  # noqa: S608


def tags_called(value: str) -> list[int]:
    """The tags of that name or synonym, else those whose name has it in it; with what they were merged into."""
    rows = [(pk, normal(name)) for pk, name in Tag.objects.values_list("pk", "name")]
    rows += [(pk, normal(name)) for pk, name in Tag.objects.values_list("pk", "synonyms__name") if name]
    return with_merged(_called(value, rows))


def kinds_called(value: str) -> list[str]:
    return [kind.value for kind in ArticleKind if value in (normal(kind.label), kind.value)]


def columns_called(value: str) -> list[int]:
    rows = [(pk, normal(name)) for pk, name in Column.objects.values_list("pk", "name")]
    rows += [(pk, normal(name)) for pk, name in Column.objects.values_list("pk", "aliases__name") if name]
    rows += [(pk, slug) for pk, slug in Column.objects.values_list("pk", "slug")]
    return sorted(_called(value, rows))


def _called(value: str, rows: list[tuple[int, str]]) -> set[int]:
    return {pk for pk, name in rows if name == value} or {pk for pk, name in rows if value in name}


def with_merged(tags: set[int]) -> list[int]:
    """The tags, those they were merged into, and those that were merged into these."""
    merged = list(Tag.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))
    found = set(tags)
    for links in ([(pk, into) for pk, into in merged], [(into, pk) for pk, into in merged]):
        waiting = list(found)
        while waiting:
            here = waiting.pop()
            more = {there for start, there in links if start == here} - found
            found |= more
            waiting += more
    return sorted(found)
