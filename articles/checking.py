"""Proofreading of an article as it stands in the form: what is read, against which lexicon, what is let stand.

``articles.proofreading`` knows documents and offsets into their blocks; the desk knows fields of a form. Here
one is made of the other, and the findings are led back to the field and the characters that an editor sees.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

from django.db.models import F
from django.utils import timezone

from articles.choices import PhraseKind
from articles.models import Article, Author, IgnoredFinding, Phrase, Tag, TagSynonym, User
from articles.proofreading import (
    Byline,
    Document,
    ErrorScore,
    Finding,
    KnownAuthor,
    Lexicon,
    Measure,
    Rule,
    check,
    rules,
    score,
)
from articles.text.notation import read
from articles.text.plain_body import blocks_to_notation

# The fields in reading order: how proofreading calls what stands in them, and how editors do.
FIELDS = {
    "kicker": ("kicker", "引题"),
    "title": ("title", "主题"),
    "subtitle": ("subtitle", "副题"),
    "summary": ("summary", "提要"),
    "editor_note": ("editor_note", "编者按"),
    "body": ("body", "正文"),
    "web_title": ("web_title", "网题"),
}
ROW_KINDS = {"st": ("statement", "观点"), "pq": ("pull_quote", "金句")}
ROW_FIELD = re.compile(r"(st|pq)-\d{1,4}-text")
HEAVY = 1.0  # a wrong character or a wrong fact
FINGERPRINT = re.compile(r"[0-9a-f]{16}")
WORD = re.compile(r"[\u3400-\u9fffA-Za-z0-9·]{2,30}")  # what may be said to be right everywhere


class BylineRow(NamedTuple):
    """A row of the byline: the beginning of its fields' names, and what stands in them."""

    row: str
    name: str
    affiliation: str


@dataclass(frozen=True, slots=True)
class Copy:
    """An article's words as the form holds them: (field, text) pairs in any order, and the byline."""

    texts: tuple[tuple[str, str], ...]
    byline: tuple[BylineRow, ...] = ()
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding with the place in the form: offsets into the field's text, end exclusive.

    ``can_apply`` says that putting the suggestion there, and nothing else, mends it.
    """

    finding: Finding
    rule: Rule
    where: str
    field: str
    start: int
    end: int
    is_ignored: bool
    can_apply: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it. The score leaves out what is ignored."""

    remarks: tuple[Remark, ...]
    score: ErrorScore

    @property
    def standing(self) -> list[Remark]:
        return [remark for remark in self.remarks if not remark.is_ignored]

    @property
    def ignored(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.is_ignored]


def is_field(name: str) -> bool:
    return name in FIELDS or ROW_FIELD.fullmatch(name) is not None


def copy_of(article: Article) -> Copy:
    """The article as its form shows it. Rows are numbered in their order."""
    texts = [(name, str(getattr(article, name))) for name in FIELDS if name != "body"]
    texts.append(("body", blocks_to_notation(article.body)))
    texts += [(f"st-{n}-text", row.text) for n, row in enumerate(article.statements.all())]
    texts += [(f"pq-{n}-text", row.text) for n, row in enumerate(article.pull_quotes.all())]
    byline = [BylineRow(f"by-{n}", row.name, row.affiliation) for n, row in enumerate(article.contributions.all())]
    return Copy(tuple(texts), tuple(byline), article.issue.date if article.issue else None)


def copy_of_snapshot(snapshot: dict[str, Any], day: dt.date | None) -> Copy:
    """The same of a revision: what was released is read as it was released."""
    kept = snapshot["fields"]
    texts = [(name, str(kept.get(name, ""))) for name in FIELDS if name != "body"]
    texts.append(("body", blocks_to_notation(kept["body"])))
    texts += [(f"st-{n}-text", row["text"]) for n, row in enumerate(snapshot["statements"])]
    texts += [(f"pq-{n}-text", row["text"]) for n, row in enumerate(snapshot["pull_quotes"])]
    signed = enumerate(snapshot["contributions"])
    return Copy(tuple(texts), tuple(BylineRow(f"by-{n}", row["name"], row["affiliation"]) for n, row in signed), day)


def report(copy: Copy, *, lexicon: Lexicon, ignored: frozenset[str] = frozenset()) -> Report:
    """Read ``copy`` and say what was found, in reading order. Touches no database."""
    passages = {passage.id: passage for passage in passages_of(copy.texts)}
    rows = {f"y{n}": row for n, row in enumerate(copy.byline, start=1) if row.name.strip()}
    bylines = [Byline(key, printed_name(row.name), row.affiliation.strip()) for key, row in rows.items()]
    document = Document.of([(p.id, p.kind, p.text) for p in passages.values()], bylines=bylines, day=copy.day)
    found = check(document, lexicon=lexicon)
    by_code = {rule.code: rule for rule in rules()}
    remarks = []
    for each in found:
        is_ignored = each.fingerprint in ignored
        passage, rule = passages.get(each.block), by_code[each.code]
        if passage is not None:
            remarks.append(passage.remark(each, rule, is_ignored))
        else:
            remarks.append(_on_byline(each, rule, is_ignored, rows[each.block]))
    standing = [remark.finding for remark in remarks if not remark.is_ignored]
    return Report(tuple(remarks), score(standing, document.characters))


def heavy(article: Article, lexicon_now: Lexicon | None = None) -> list[dict[str, Any]]:
    """The findings that stop a final word, as plain rows for the record; ignoring one does not lift it."""
    found = report(copy_of(article), lexicon=lexicon_now or lexicon()).remarks
    return [
        {
            "code": remark.finding.code, "name": remark.rule.name, "text": remark.finding.text,
            "hint": remark.finding.hint, "where": remark.where, "weight": remark.finding.weight,
            "suggestion": remark.finding.suggestion, "fingerprint": remark.finding.fingerprint,
        }
        for remark in found
        if remark.finding.weight >= HEAVY
    ]  # fmt: skip


# --- the lexicon, and what is let stand ---------------------------------------------------------------


def lexicon() -> Lexicon:
    """What the editors approved, and everybody who had a byline. Four queries."""
    approved: dict[str, list[str]] = {kind: [] for kind in PhraseKind.values}
    for kind, text in Phrase.objects.order_by("pk").values_list("kind", "text"):
        approved.setdefault(kind, []).append(text)
    tags = Tag.objects.filter(merged_into=None).order_by("pk").values_list("name", flat=True)
    synonyms = TagSynonym.objects.order_by("pk").values_list("name", flat=True)
    return Lexicon(
        phrases=tuple(dict.fromkeys([*approved[PhraseKind.FORMULATION], *tags, *synonyms])),
        titles=tuple(approved[PhraseKind.TITLE]),
        names=tuple(approved[PhraseKind.NAME]),
        authors=tuple(_known_authors()),
        allowed=frozenset(approved[PhraseKind.ALLOWED]),
    )


def _known_authors() -> Iterator[KnownAuthor]:
    """Every author with the affiliations printed so far, the latest last."""
    latest_last = (F("affiliations__until").asc(nulls_first=True), "affiliations__pk")
    rows = Author.objects.order_by("pk", *latest_last).values_list(
        "pk", "name", "affiliations__text", "affiliations__since", "affiliations__until"
    )
    known: dict[int, tuple[str, list[tuple[str, dt.date | None]]]] = {}
    for key, name, affiliation, since, until in rows:
        printed = known.setdefault(key, (name, []))[1]
        if affiliation and until:  # one without a day was never out
            printed.append((affiliation, until if since == until else None))
    return (
        KnownAuthor(name, tuple(text for text, _ in printed), tuple(single for _, single in printed))
        for name, printed in known.values()
    )


def ignored_in(article: Article | None) -> frozenset[str]:
    """The fingerprints that editors let stand in this article."""
    if article is None or article.pk is None:
        return frozenset()
    return frozenset(IgnoredFinding.objects.filter(article=article).values_list("fingerprint", flat=True))


def ignore(article: Article, fingerprint: str, *, by: User) -> None:
    """Let a finding stand in this article; a second time changes nothing. Writes one row."""
    IgnoredFinding.objects.get_or_create(article=article, fingerprint=fingerprint, defaults={"by": by})


def take_back(article: Article, fingerprint: str) -> None:
    """Report an ignored finding again."""
    IgnoredFinding.objects.filter(article=article, fingerprint=fingerprint).delete()


def can_allow(remark: Remark) -> bool:
    """True when what was found is a word, and a word that the house may know to be right."""
    return remark.rule.measure is Measure.CHARACTERS and WORD.fullmatch(remark.finding.text) is not None


def allow(word: str, *, by: User) -> Phrase | None:
    """Report these words no more, in any article: an entry of the lexicon that says who made it; None when there is one."""
    day = timezone.localdate()
    note = f"校对中由{by}标为不再提示，{day:%Y-%m-%d}"
    phrase, is_new = Phrase.objects.get_or_create(kind=PhraseKind.ALLOWED, text=word, defaults={"note": note[:200]})
    return phrase if is_new else None


# --- passages ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of the document, and where each of its characters stands in the field."""

    id: str
    kind: str
    where: str
    field: str
    typed: str  # all that stands in the field
    text: str
    at: Sequence[int]

    def remark(self, finding: Finding, rule: Rule, is_ignored: bool) -> Remark:
        start = self.at[finding.start] if finding.start < len(self.at) else len(self.typed)
        end = self.at[finding.end - 1] + 1 if 0 < finding.end <= len(self.at) else len(self.typed)
        end = max(start, end) if finding.end > finding.start else start
        can_apply = finding.suggestion is not None and self.typed[start:end] == finding.text
        return Remark(finding, rule, self.where, self.field, start, end, is_ignored, can_apply)


def passages_of(texts: Iterable[tuple[str, str]]) -> Iterator[Passage]:
    """The blocks of the document in reading order; fields that are none of an article's texts are left out."""
    given = [(field, text) for field, text in texts if is_field(field)]
    plain = dict(given)
    for field, (kind, where) in FIELDS.items():
        if field == "body":
            yield from _body(plain.get(field, ""))
            yield from _rows(given)
        elif plain.get(field, "").strip():
            yield Passage(field, kind, where, field, plain[field], *_lines(plain[field]))


def _rows(given: list[tuple[str, str]]) -> Iterator[Passage]:
    for prefix, (kind, word) in ROW_KINDS.items():
        rows = [(field, text) for field, text in given if field.startswith(f"{prefix}-")]
        for number, (field, text) in enumerate(rows, start=1):
            if text.strip():
                yield Passage(f"{prefix}{number}", kind, f"{word} {number}", field, text, *_lines(text))


def _lines(text: str) -> tuple[str, Sequence[int]]:
    """The lines that hold something, without the white space about them, as they will be stored; and where they stand."""
    words: list[str] = []
    at: list[int] = []
    start = 0
    for line in text.split("\n"):
        if bare := line.strip():
            begin = start + len(line) - len(line.lstrip())
            at += [begin - 1] * bool(words) + [*range(begin, begin + len(bare))]
            words.append(bare)
        start += len(line) + 1
    return "\n".join(words), at


def _body(text: str) -> Iterator[Passage]:
    """The blocks that the notation stands for."""
    numbers, captions = count(1), count(1)
    for piece in read(text):
        words = piece.words
        if piece.kind == "image" and words.text:
            number = next(captions)
            yield Passage(f"c{number}", "caption", f"图说 {number}", "body", text, words.text, words.at)
        elif words.text:
            number = next(numbers)
            yield Passage(f"b{number}", piece.kind, f"第 {number} 段", "body", text, words.text, words.at)


# --- bylines -----------------------------------------------------------------------------------------


def printed_name(name: str) -> str:
    """The name without the space that justifies names of two characters on paper."""
    return name.strip() if name.isascii() else "".join(name.split())


def _on_byline(finding: Finding, rule: Rule, is_ignored: bool, row: BylineRow) -> Remark:
    name = printed_name(row.name)
    is_name = finding.start <= len(name)
    field, typed = (f"{row.row}-name", row.name) if is_name else (f"{row.row}-affiliation", row.affiliation)
    whole = name if is_name else row.affiliation.strip()
    can_apply = finding.suggestion is not None and finding.text == whole
    return Remark(finding, rule, f"署名 {name}", field, 0, len(typed), is_ignored, can_apply)
