"""From the tree of a query to one SELECT of document numbers, on either engine."""

from __future__ import annotations

from typing import Any

from django.db import connection

from articles.choices import ArticleKind
from articles.models import Author, Column, Tag
from articles.models.search import first_number
from articles.search.engine import engine
from articles.search.query import All, Days, Either, Field, Name, Named, Node, Term, Without, Words, normal, runs_in

Sql = tuple[str, list[Any]]
Synonyms = dict[str, list[int]] | None  # a run as typed → the tags called so; None: ask in the same statement
NOTHING: Sql = ("1 = 0", [])
TAGS_CALLED = (
    "SELECT COALESCE(merged_into_id, id) FROM articles_tag WHERE lower(name) = %s"
    " OR id IN (SELECT tag_id FROM articles_tagsynonym WHERE lower(name) = %s)"
)


def selection(tree: All, synonyms: Synonyms = None) -> Sql:
    """SELECT the numbers of all documents that match, in one statement. ``tree`` must have parts.

    With ``synonyms_in(tree)`` at hand the statement is a plainer one.
    """
    pure = [part for part in tree.parts if is_text(part, synonyms)]
    others = [part for part in tree.parts if not is_text(part, synonyms)]
    found = engine().numbers(All(tuple(pure))) if pure else None
    if found and not others:
        return found
    conditions = [condition(part, synonyms) for part in (others if found else tree.parts)]
    if found:
        conditions.insert(0, (f"d.number IN ({found[0]})", found[1]))
    where = " AND ".join(sql for sql, _ in conditions)
    params = [value for _, values in conditions for value in values]
    return f"SELECT d.number FROM articles_searchdocument d WHERE {where}", params  # noqa: S608


def is_text(node: Node, synonyms: Synonyms) -> bool:
    """True when the words of the text alone decide."""
    match node:
        case Term():
            return True
        case Words():
            return not may_be_tag(node, synonyms)
        case All() | Either():
            return all(is_text(part, synonyms) for part in node.parts)
        case Without():
            return is_text(node.part, synonyms)
    return False


def may_be_tag(node: Words, synonyms: Synonyms) -> bool:
    return node.terms[0].field is Field.ANY and (synonyms is None or node.value in synonyms)


def condition(node: Node, synonyms: Synonyms) -> Sql:
    """A condition on ``articles_searchdocument d``."""
    match node:
        case Term() | Words():
            return _text(node, synonyms)
        case Name():
            return _name(node)
        case Days():
            return _days(node)
        case Without():
            sql, params = condition(node.part, synonyms)
            return f"NOT ({sql})", params
    operator = " AND " if isinstance(node, All) else " OR "
    parts = [condition(part, synonyms) for part in node.parts]
    return "(" + operator.join(sql for sql, _ in parts) + ")", [value for _, params in parts for value in params]


def _text(node: Term | Words, synonyms: Synonyms) -> Sql:
    """The words; an unquoted run that is the name of a tag also finds what is tagged so."""
    found = engine().numbers(node)
    if found is None:
        sql, params = condition(All(node.terms), {}) if isinstance(node, Words) else NOTHING
        sql = f"SELECT d.number FROM articles_searchdocument d WHERE {sql}"  # noqa: S608
    else:
        sql, params = found
    if isinstance(node, Words) and may_be_tag(node, synonyms):
        tags, more = (TAGS_CALLED, [node.value] * 2) if synonyms is None else _listed(synonyms[node.value])
        sql = (
            f"SELECT number FROM ({sql}) said UNION SELECT s.number FROM articles_searchdocument s"  # noqa: S608
            f" JOIN articles_publication_tags t ON t.publication_id = s.publication_id WHERE t.tag_id IN ({tags})"
        )
        params = [*params, *more]
    return f"d.number IN ({sql})", params


def _name(node: Name) -> Sql:
    value = normal(node.value)
    match node.kind:
        case Named.AUTHOR:
            return _author(node.value)
        case Named.COLUMN:
            return _publications("column_id", columns_called(value))
        case Named.KIND:
            kinds = [kind.value for kind in ArticleKind if value in (normal(kind.label), kind.value)]
            return _publications("kind", kinds)
        case Named.TAG:
            return _tagged(tags_called(value))
    return NOTHING


def _author(name: str) -> Sql:
    """As printed in the byline, or by pinyin or initials of a known person."""
    found = engine().numbers(Term(name, field=Field.BYLINE))
    sql, params = (f"d.number IN ({found[0]})", found[1]) if found else NOTHING
    value = normal(name)
    if not value.isascii():
        return sql, params
    authors = [
        pk
        for pk, pinyin in Author.objects.filter(pinyin__istartswith=value[0]).values_list("pk", "pinyin")
        if value in (pinyin.replace(" ", ""), "".join(word[0] for word in pinyin.split()))
    ]
    if not authors:
        return sql, params
    marks, _ = _listed(authors)
    links = f"SELECT publication_id FROM articles_publicationauthor WHERE author_id IN ({marks})"  # noqa: S608
    return f"({sql} OR d.publication_id IN ({links}))", [*params, *authors]


def _publications(column: str, values: list[Any]) -> Sql:
    if not values:
        return NOTHING
    marks, _ = _listed(values)
    return f"d.publication_id IN (SELECT id FROM articles_publication WHERE {column} IN ({marks}))", values  # noqa: S608


def _tagged(tags: list[int]) -> Sql:
    if not tags:
        return NOTHING
    marks, _ = _listed(tags)
    tagged = f"SELECT publication_id FROM articles_publication_tags WHERE tag_id IN ({marks})"  # noqa: S608
    return f"d.publication_id IN ({tagged})", list(tags)


def _listed(values: list[Any]) -> Sql:
    return ", ".join(["%s"] * len(values)), values


def _days(node: Days) -> Sql:
    parts, params = [], []
    if node.since:
        parts.append("d.number >= %s")
        params.append(first_number(node.since))
    if node.until:
        parts.append("d.number < %s")
        params.append(first_number(node.until) + (1 << 24))
    return " AND ".join(parts) or "1 = 1", params


def synonyms_in(tree: Node) -> dict[str, list[int]]:
    """Which runs of the query are names or synonyms of tags. One query."""
    runs = list(dict.fromkeys(runs_in(tree)))
    if not runs:
        return {}
    asked = " UNION ALL ".join(
        f"SELECT {at}, called.id FROM ({TAGS_CALLED.replace('id) FROM', 'id) AS id FROM', 1)}) called"  # noqa: S608
        for at in range(len(runs))
    )
    found: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(asked, [run for run in runs for _ in range(2)])
        for at, tag in cursor.fetchall():
            found.setdefault(runs[at], []).append(tag)
    return found


def tags_called(value: str) -> list[int]:
    """The tags of that name or synonym, else those whose name has it in it; with what they were merged into."""
    rows = [(pk, normal(name)) for pk, name in Tag.objects.values_list("pk", "name")]
    rows += [(pk, normal(name)) for pk, name in Tag.objects.values_list("pk", "synonyms__name") if name]
    return with_merged(_called(value, rows))


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
