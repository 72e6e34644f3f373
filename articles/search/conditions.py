"""From the tree of a query to one SELECT of document numbers, on either engine."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from articles.choices import ArticleKind
from articles.models import Author, Column, Tag
from articles.models.search import first_number
from articles.search.engine import engine
from articles.search.query import All, Days, Either, Field, Name, Named, Node, Term, Without, Words, normal, runs_in

Sql = tuple[str, list[Any]]
Synonyms = dict[str, list[int]]  # a run as typed → the tags that are called so
NOTHING: Sql = ("1 = 0", [])


def selection(tree: All) -> Sql:
    """SELECT the numbers of all documents that match. ``tree`` must have parts."""
    synonyms = synonyms_in(tree)
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
            return node.value not in synonyms
        case All() | Either():
            return all(is_text(part, synonyms) for part in node.parts)
        case Without():
            return is_text(node.part, synonyms)
    return False


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
        if isinstance(node, Term):
            return NOTHING
        return condition(All(node.terms), {})
    sql, params = found
    if isinstance(node, Words) and (tags := synonyms.get(node.value)) and node.terms[0].field is Field.ANY:
        tagged, more = _tagged(tags)
        return f"(d.number IN ({sql}) OR {tagged})", [*params, *more]
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
    links = _in("author_id", authors)
    return (
        f"({sql} OR d.publication_id IN (SELECT publication_id FROM articles_publicationauthor WHERE {links}))",  # noqa: S608
        [*params, *authors],
    )


def _publications(column: str, values: list[Any]) -> Sql:
    if not values:
        return NOTHING
    chosen = _in(column, values)
    return f"d.publication_id IN (SELECT id FROM articles_publication WHERE {chosen})", values  # noqa: S608


def _tagged(tags: list[int]) -> Sql:
    if not tags:
        return NOTHING
    chosen = _in("tag_id", tags)
    return f"d.publication_id IN (SELECT publication_id FROM articles_publication_tags WHERE {chosen})", list(tags)  # noqa: S608


def _in(column: str, values: list[Any]) -> str:
    return f"{column} IN ({', '.join(['%s'] * len(values))})"


def _days(node: Days) -> Sql:
    parts, params = [], []
    if node.since:
        parts.append("d.number >= %s")
        params.append(first_number(node.since))
    if node.until:
        parts.append("d.number < %s")
        params.append(first_number(node.until) + (1 << 24))
    return " AND ".join(parts) or "1 = 1", params


def synonyms_in(tree: Node) -> Synonyms:
    """Which runs of the query are names or synonyms of tags."""
    runs = list(dict.fromkeys(runs_in(tree)))
    if not runs:
        return {}
    named = Q()
    for run in runs:
        named |= Q(name__iexact=run) | Q(synonyms__name__iexact=run)
    pairs = Tag.objects.filter(named).values_list("pk", "name", "synonyms__name")
    found: dict[str, set[int]] = {}
    for pk, *names in pairs:
        for name in filter(None, names):
            found.setdefault(normal(name), set()).add(pk)
    return {run: with_merged(found[normal(run)]) for run in runs if normal(run) in found}


def tags_called(value: str) -> list[int]:
    """The tags of that name or synonym, else those whose name has it in it; with what was merged into them."""
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
