"""Writes the articles of one page: rows only, no decisions of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from articles import pull_quotes, revisions
from articles.bylines import author_for, new_namesake, person_key, printed_with, record_affiliation, role_of
from articles.choices import ArticleKind, ContributionRole, RevisionReason
from articles.exceptions import ImportRefused
from articles.importing.stored import LATER, NEW, People
from articles.models import Article, Author, Column, Contribution, Page, PageImport, PullQuote, Statement, User
from articles.models.body import Block, statement_block, text_block

Draft = dict[str, Any]
NOBODY = frozenset({"记者", "本报记者", "问", "答", "主持人", "编者", ""})  # labels of turns that name no person


class Writer:
    """Writes the articles of one page; knows the page and collects names that need a decision."""

    def __init__(self, page: Page, *, by: User | None, page_import: PageImport, people: People) -> None:
        self.page, self.by, self.page_import, self.people = page, by, page_import, people
        self.unlinked: list[tuple[Article, str]] = []  # names whose person an editor must still choose
        self.known: dict[str, tuple[Author, str]] = {}  # the persons of the present article, with their print

    def write(self, draft: Draft, *, position: int) -> Article:
        article = Article(
            kicker=draft.get("kicker") or "",
            title=draft.get("title") or "",
            subtitle=draft.get("subtitle") or "",
            web_title=draft.get("web_title") or "",
            editor_note=draft.get("editor_note") or "",
            author_note=draft.get("author_note") or "",
            jump=draft.get("jump") or "",
            kind=kind_of(draft),
            page=self.page,
            position=position,
            column=column_for(draft.get("column")),
            column_label=draft.get("column") or "",
            created_by=self.by,
            page_import=self.page_import,
        )
        save(article)
        self.find_persons(article, draft)
        self.write_byline(article, draft)
        article.body = self.write_body(article, draft)
        save(article)
        for order, text in enumerate(draft.get("pull_quotes") or [], start=1):
            save(PullQuote(article=article, text=text, order=order))
        pull_quotes.relocate(article)
        revisions.freeze(article, reason=RevisionReason.IMPORTED, by=self.by)
        return article

    def find_persons(self, article: Article, draft: Draft) -> None:
        """Find who the article names, the fullest print first: a bare name is the person named in full."""
        self.known = {}
        for name, printed in sorted(printed_names(draft), key=lambda row: not row[1]):
            if self.person(name, printed) is None and (article, name) not in self.unlinked:
                self.unlinked.append((article, name))

    def write_byline(self, article: Article, draft: Draft) -> None:
        for order, (name, printed_role, affiliation) in enumerate(byline_rows(draft), start=1):
            role = role_of(printed_role)
            credit = printed_role if role != ContributionRole.COMPILER else ""
            save(
                Contribution(
                    article=article,
                    name=name,
                    role=role,
                    affiliation=affiliation,
                    order=order,
                    credit=credit,
                    author=self.person(name, printed_with(affiliation, printed_role)),
                )
            )

    def write_body(self, article: Article, draft: Draft) -> list[Block]:
        """Blocks and statements in reading order; what has no place of its own follows as notes."""
        units = [(row.get("seq"), "block", row) for row in draft.get("blocks") or []]
        units += [(row.get("seq"), "statement", row) for row in draft.get("statements") or []]
        if all(seq is not None for seq, _, _ in units):
            units.sort(key=lambda unit: unit[0])
        body: list[Block] = []
        order = 0
        for _, what, row in units:
            if what == "block":
                body.append(text_block(row["kind"], row["text"]))
            elif (row.get("text") or "").strip():
                order += 1
                body.append(self.write_statement(article, row, order=order))
            elif name := " ".join(filter(None, [row.get("affiliation"), row.get("speaker")])):
                body.append(text_block("note", name))  # a speaker without words: kept, not invented
        body += [text_block("note", text) for text in leftovers(draft)]
        return body

    def write_statement(self, article: Article, row: Draft, *, order: int) -> Block:
        speaker, affiliation = row.get("speaker") or row.get("label") or "", row.get("affiliation") or ""
        statement = Statement(
            article=article,
            speaker=speaker or "（未署名）",
            affiliation=affiliation,
            label=row.get("label") or "",
            text=row["text"],
            order=order,
            author=None if speaker in NOBODY else self.person(speaker, affiliation),
        )
        save(statement)
        return statement_block(statement.public_id)

    def person(self, name: str, affiliation: str) -> Author | None:
        """The author that the editor chose, else the same name's in this article, else by name and institution."""
        key = person_key(name, affiliation)
        chosen = self.people.get(key)
        same, its_print = self.known.get(name, (None, ""))
        if same and not chosen and (not affiliation or affiliation == its_print):
            return same
        day = self.page.issue.date
        printed = day if day <= timezone.localdate() else None  # a page to come is not out yet
        author: Author | None = None
        if chosen == NEW:
            author = new_namesake(name, affiliation=affiliation)
            self.people[key] = author.public_id  # the same print once more on this page is the same person
        elif chosen and chosen != LATER:
            author = Author.objects.filter(public_id=chosen).first()
        if author is not None:
            record_affiliation(author, affiliation, day=printed)
        elif chosen != LATER:
            author = author_for(name, affiliation=affiliation, day=printed)
        if author is not None:
            self.known.setdefault(name, (author, affiliation))
        return author


def byline_rows(draft: Draft) -> list[tuple[str, str, str]]:
    """(name, printed role, affiliation) of everybody who signed, compilers last."""
    rows = [(row["name"], row.get("role") or "", row.get("affiliation") or "") for row in draft.get("byline") or []]
    return rows + [(name, "整理", "") for name in draft.get("compiler") or []]


def printed_names(draft: Draft) -> list[tuple[str, str]]:
    """Every person that the article names as author or speaker, with what is printed beside the name."""
    names = [(name, printed_with(affiliation, role)) for name, role, affiliation in byline_rows(draft)]
    for row in draft.get("statements") or []:
        speaker = row.get("speaker") or row.get("label") or ""
        if speaker not in NOBODY and (row.get("text") or "").strip():
            names.append((speaker, row.get("affiliation") or ""))
    return names


def leftovers(draft: Draft) -> Iterable[str]:
    """Captions without their picture, tables and references: kept as notes, so that no word is lost."""
    yield from draft.get("captions") or []
    for box in draft.get("boxes") or []:
        if isinstance(box, dict):
            yield "\n".join(filter(None, [box.get("title"), *(box.get("lines") or [])]))
        elif box:
            yield str(box)


def kind_of(draft: Draft) -> ArticleKind:
    """What the editor said, else an interview or a round-up by its statements."""
    if draft.get("kind") in ArticleKind.values:
        return ArticleKind(draft["kind"])
    if draft.get("qa"):
        return ArticleKind.INTERVIEW
    return ArticleKind.ROUNDUP if draft.get("statements") else ArticleKind.ARTICLE


def column_for(label: str | None) -> Column | None:
    """The column printed under that label, by name or alias; a new one when nobody knows it."""
    name = "".join((label or "").split())
    if not name:
        return None
    known = Column.objects.filter(models.Q(name=name) | models.Q(aliases__name=name)).first()
    if known is None:
        known = Column(name=name)
        save(known)
    return known


def save(row: models.Model) -> None:
    """Check a row against its model, then save it. Raises ImportRefused with the first problem."""
    try:
        row.full_clean(validate_unique=False, validate_constraints=False, exclude=["slug"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        field = next((each for each in row._meta.fields if each.name == name), None)
        label = getattr(field, "verbose_name", "") if field else ""
        where = f"{row._meta.verbose_name}“{str(row)[:20]}”的{label}" if label else f"“{str(row)[:20]}”"
        raise ImportRefused(f"{where}不能保存：{messages[0]}", code="does-not-fit") from error
    row.save()
