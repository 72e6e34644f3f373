"""The query language: what a reader typed, as a tree. Anything typed is safe and means something.

``新质生产力 DEET`` both · ``甲 OR 乙`` either · ``-丙`` not · ``“原话”`` that very string · ``发展*``, ``inter*`` beginnings ·
``标题: 作者: 栏目: 标签: 体裁:`` one field · ``日期:2025``, ``日期:2025-05..2025-06`` days. OR binds closer than and.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from articles.text.fold import fold, fold_with_map

Cut = Callable[[str], list[str]]
LONGEST = 300  # characters of a query that are read
MOST_TERMS = 24  # a longer query keeps its first terms

# What makes up a word of an alphabet, after folding; the engines use the class in their patterns too.
LETTERS = "0-9a-zªµºß-öø-ɏͰ-ϿЀ-ӿ"
_UNIT = re.compile(rf"[{LETTERS}]+(?:(?:[._'&+@/:-]|(?<=\d),(?=\d))+[{LETTERS}]+)*[%‰℃+#]*")
_SPACE = re.compile(r"[ \n]+")
_FIELD = re.compile(r"(作者|栏目|标签|标题|日期|体裁|author|column|tag|title|date|kind): *")
_QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』"}
_RUN = re.compile(r'[^ \n"“「『|]+')
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")
_UNTIL = re.compile(r"\.{2,}|…|~|至|到|—+")
# So common that they tell no text from another; left out beside other words, searched when alone.
FUNCTION_WORDS = frozenset("的了和与在是及或等之为以于对把被将着过也都就而并从向由其这那个我你他她它们啊吗呢吧")


class Match(StrEnum):
    STRING = "string"  # anywhere in the text
    WORD = "word"  # Latin or number, whole
    PREFIX = "prefix"  # the beginning of a Latin word or number


class Field(StrEnum):
    ANY = ""
    TITLE = "title"
    BYLINE = "byline"


class Named(StrEnum):
    AUTHOR = "author"
    COLUMN = "column"
    TAG = "tag"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class Term:
    """One string to be found, as quoted or as one of ``Words``; ``value`` is folded and never empty."""

    value: str
    match: Match = Match.STRING
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class Words:
    """Unquoted words typed as one run: all must be found. ``value`` is the run, for phrases and synonyms."""

    value: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A person, column, tag or kind called so."""

    kind: Named
    value: str


@dataclass(frozen=True, slots=True)
class Days:
    """Texts from ``since`` to ``until``, both included; None is open."""

    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    part: Node


Node = Term | Words | Name | Days | All | Either | Without
_NAMED = {
    "作者": Named.AUTHOR, "author": Named.AUTHOR, "栏目": Named.COLUMN, "column": Named.COLUMN,
    "标签": Named.TAG, "tag": Named.TAG, "体裁": Named.KIND, "kind": Named.KIND,
}  # fmt: skip


def parse(typed: str, *, cut: Cut) -> All:
    """The tree of a query. Without parts it asks for nothing in particular and everything matches.

    ``cut`` divides Chinese into words. Never raises.
    """
    folded = fold_with_map(typed[:LONGEST])
    source = _Source(folded.text, [typed[at] for at in folded.offsets[:-1]])
    clauses: list[list[Node]] = []
    is_alternative = False
    for item in _items(source, cut):
        if item == "OR":
            is_alternative = bool(clauses)
        elif isinstance(item, str):
            continue
        elif is_alternative:
            clauses[-1].append(item)
            is_alternative = False
        else:
            clauses.append([item])
    if not clauses and (plain := folded.text.strip(" \n")):
        clauses = [[Term(plain)]]  # nothing but marks: look for the marks
    return _limited(All(tuple(parts[0] if len(parts) == 1 else Either(tuple(parts)) for parts in clauses)))


def fields_in(typed: str) -> list[tuple[str, str]]:
    """Each field that a query names with its value, both folded, whether or not the value means something."""
    folded = fold(typed[:LONGEST])
    if not _FIELD.search(folded):
        return []
    source = _Source(folded, list(folded))
    deque(_items(source, lambda words: []), maxlen=0)
    return source.fields


@dataclass(slots=True)
class _Source:
    """The folded query, the characters as typed (for capitals), how far it is read, and the fields met so far."""

    text: str
    typed: list[str]
    at: int = 0
    fields: list[tuple[str, str]] = field(default_factory=list)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def is_capital(self, start: int) -> bool:
        return self.typed[start].isupper()


def _items(source: _Source, cut: Cut) -> Iterator[Node | str]:
    """Nodes in order, and between them the operators as strings."""
    while source.at < len(source.text):
        if source.take(_SPACE):
            continue
        if source.text[source.at] == "|":
            source.at += 1
            yield "OR"
            continue
        operator = re.compile(r"(or|and)(?=[ \n]|$)").match(source.text, source.at)
        if operator and all(source.is_capital(at) for at in range(*operator.span())):
            source.at = operator.end()
            yield operator[1].upper()
            continue
        is_not = source.text[source.at] == "-" and source.text[source.at + 1 : source.at + 2].strip(" \n-") != ""
        source.at += is_not
        node = _item(source, cut)
        if node is not None:
            yield Without(node) if is_not else node


def _item(source: _Source, cut: Cut) -> Node | None:
    """One term with its field, or None when there is nothing in it to look for."""
    start = source.at
    field = source.take(_FIELD)
    if field and source.at < len(source.text):
        node = _field(source, field[1], cut)
        if node is not None:
            return node
        source.at = start
    if (quoted := _quoted(source)) is not None:
        return Term(quoted) if quoted.strip(" \n") else None
    run = source.take(_RUN)
    if run is None:  # a lone quotation mark at the end
        source.at += 1
        return None
    return words_of(run[0], cut)


def _field(source: _Source, name: str, cut: Cut) -> Node | None:
    quoted = _quoted(source)
    run = None if quoted is not None else source.take(_RUN)
    value = quoted if quoted is not None else run[0] if run else ""
    if not value.strip(" \n"):
        return None
    source.fields.append((name, value))
    if name in ("日期", "date"):
        return days(value)
    if name in ("标题", "title"):
        if quoted is not None:
            return Term(quoted, field=Field.TITLE)
        return words_of(value, cut, field=Field.TITLE)
    return Name(_NAMED[name], value.strip(" \n*")) if value.strip(" \n*") else None


def _quoted(source: _Source) -> str | None:
    """What stands in quotation marks at this place; one that is never closed reaches to the end."""
    closing = _QUOTES.get(source.text[source.at : source.at + 1])
    if closing is None:
        return None
    end = source.text.find(closing, source.at + 1)
    end = len(source.text) if end < 0 else end
    inner = source.text[source.at + 1 : end]
    source.at = end + 1
    return inner


def words_of(run: str, cut: Cut, *, field: Field = Field.ANY) -> Words | None:
    """The words of an unquoted run of folded text; None when it has only marks."""
    terms: list[Term] = []
    at = 0
    for unit in _UNIT.finditer(run):
        terms += _chinese(run[at : unit.start()], cut)
        at = unit.end()
        is_prefix = run[at : at + 1] == "*"
        at += is_prefix
        terms.append(Term(unit[0], Match.PREFIX if is_prefix else Match.WORD))
    terms += _chinese(run[at:], cut)
    telling = [term for term in terms if term.value not in FUNCTION_WORDS]
    terms = list(dict.fromkeys(replace(term, field=field) for term in telling or terms))
    return Words(terms[0].value if len(terms) == 1 else _trimmed(run), tuple(terms)) if terms else None


def _chinese(text: str, cut: Cut) -> list[Term]:
    """A word a term; what stands before a star stays one string."""
    terms = []
    *starred, rest = text.split("*")
    for part in starred:
        if whole := _trimmed(part):
            terms.append(Term(whole))
    for word in cut(rest) if rest else []:
        if word := _trimmed(word):
            terms.append(Term(word))
    return terms


def _trimmed(text: str) -> str:
    """Without the marks at both ends; empty when there is nothing else."""
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]


def days(text: str) -> Days | None:
    """'2025', '2025-05..2025-06', '2025年5月9日', '..2024', '2025-05-01~' → days; None when it is no date."""
    parts = _UNTIL.split(text)
    if len(parts) > 2 or not any(parts):
        return None
    spans = [_span(part) if part else None for part in parts]
    if any(part and span is None for part, span in zip(parts, spans, strict=True)):
        return None
    first, last = spans[0], spans[-1]
    found = Days(first[0] if first else None, last[1] if last else None)
    if found.since and found.until and found.since > found.until and first and last:
        return Days(last[0], first[1])
    return found


def _span(text: str) -> tuple[dt.date, dt.date] | None:
    match = _DAY.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = dt.date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    end_month = month or 12
    return first, dt.date(first.year, end_month, calendar.monthrange(first.year, end_month)[1])


def terms_in(node: Node, *, excluded: bool = False) -> Iterator[Term]:
    """Every term that the query asks for, and with ``excluded`` those it leaves out too."""
    match node:
        case Term():
            yield node
        case Words():
            yield from node.terms
        case All() | Either():
            for part in node.parts:
                yield from terms_in(part, excluded=excluded)
        case Without() if excluded:
            yield from terms_in(node.part, excluded=True)


def runs_in(node: Node) -> Iterator[str]:
    """Every run as typed, and every single term: what a title, a tag or a phrase may be called."""
    match node:
        case Term() if node.field != Field.BYLINE:
            yield node.value
        case Words():
            yield node.value
        case All() | Either():
            for part in node.parts:
                yield from runs_in(part)


def _limited(query: All) -> All:
    """The query with its first MOST_TERMS terms."""
    left = MOST_TERMS
    parts: list[Node] = []
    for part in query.parts:
        if left <= 0:
            break
        kept, used = _cut_to(part, left)
        left -= used
        parts.append(kept)
    return All(tuple(parts))


def _cut_to(node: Node, left: int) -> tuple[Node, int]:
    match node:
        case Words():
            return replace(node, terms=node.terms[:left]), min(len(node.terms), left)
        case Without():
            kept, used = _cut_to(node.part, left)
            return Without(kept), used
        case Either():
            kept_parts: list[Node] = []
            total = 0
            for part in node.parts:
                if total >= left:
                    break
                kept, used = _cut_to(part, left - total)
                kept_parts.append(kept)
                total += used
            return Either(tuple(kept_parts)), total
    return node, 1
