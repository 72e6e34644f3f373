"""A reviewed page becomes an issue, a page, columns, authors and draft articles, in one transaction.

``open_import`` keeps the source and the proposal; ``create_drafts`` carries the decisions out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from articles import pull_quotes, revisions
from articles.bylines import author_for, printed_with, record_affiliation, role_of
from articles.choices import ArticleKind, ContributionRole, ImportStatus, RevisionReason, Stage
from articles.exceptions import ImportRefused
from articles.models import (
    Article,
    Author,
    Column,
    Contribution,
    Issue,
    Page,
    PageImport,
    PullQuote,
    Statement,
    User,
)
from articles.models.body import Block, statement_block, text_block
from articles.models.issue import normalize_page_number
from articles.parsing import assemble, propose, read_source
from articles.parsing.editing import state_from_json, state_to_json
from articles.text.dates import parse_day

Draft = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page belongs; what the command or the review screen says wins over what was printed."""

    date: dt.date
    number: str
    name: str = ""
    edition: str = ""


@dataclass
class Created:
    """What ``create_drafts`` made."""

    page: Page
    articles: list[Article] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)  # names whose person an editor must still choose


def open_import(data: bytes, *, name: str = "", by: User | None = None) -> PageImport:
    """Read a source, propose its structure, and keep both for review. Raises ImportRefused; keeps nothing then."""
    source = read_source(data, name=name)
    state = state_to_json(propose(source, known_columns=known_columns()))
    return PageImport.objects.create(
        source_name=name[:200],
        source_text=source.text,
        source_sha256=hashlib.sha256(source.text.encode()).hexdigest(),
        proposal=state,
        state=state,
        created_by=by,
    )


def known_columns() -> list[str]:
    """Every label under which a column was printed."""
    return [*Column.objects.values_list("name", flat=True), *Column.objects.values_list("aliases__name", flat=True)]


def place_of(draft: Draft, *, date: dt.date | None = None, number: str = "", name: str = "") -> Place:
    """The page's place from what was given and what was printed. Raises ImportRefused when a part is missing."""
    printed = draft["page"]
    day = date or parse_day(str(printed.get("date") or ""))
    if day is None:
        raise ImportRefused("没有识别出日期，请填写见报日期。", code="date-missing")
    try:
        page_number = normalize_page_number(number or str(printed.get("number") or ""))
    except ValueError:
        raise ImportRefused("没有识别出版次，请填写版次，如 7 或 A2。", code="page-missing") from None
    return Place(day, page_number, name or printed.get("name") or "", str(printed.get("edition") or ""))


@transaction.atomic
def create_drafts(
    page_import: PageImport, *, by: User | None, place: Place | None = None, replace: bool = False
) -> Created:
    """Make the drafts that the import's present state describes, or nothing at all.

    Raises ImportRefused when the place is unknown, the page already has articles (with ``replace``:
    when one of them was edited or published), or a piece does not fit its field.
    """
    page_import = PageImport.objects.select_for_update().get(pk=page_import.pk)
    if page_import.status == ImportStatus.DONE:
        raise ImportRefused("这次导入已经生成过草稿，没有重复生成。", code="already-done")
    draft = assemble(state_from_json(page_import.state))
    place = place or place_of(draft)
    if not any(not article.get("skip") for article in draft["articles"]):
        raise ImportRefused("没有可以生成草稿的文章。", code="no-articles")
    page = page_for(place, draft["page"], replace=replace)
    created = Created(page)
    people = draft["page"].get("people") or {}
    writer = _Writer(page, by=by, page_import=page_import, people=people)
    wanted = [article for article in draft["articles"] if not article.get("skip")]
    for position, article_draft in enumerate(wanted, start=1):
        created.articles.append(writer.write(article_draft, position=position))
    created.undecided = writer.undecided
    page_import.status, page_import.page = ImportStatus.DONE, page
    page_import.lock_version += 1
    page_import.save()
    return created


def page_for(place: Place, printed: Draft, *, replace: bool) -> Page:
    """The page row, made where missing, empty of articles."""
    issue, _ = Issue.objects.get_or_create(date=place.date, edition=place.edition)
    page, is_new = Page.objects.get_or_create(issue=issue, number=place.number, defaults={"name": place.name})
    if not is_new:
        clear_page(page, replace=replace)
    page.name = place.name or page.name
    page.banner = printed.get("banner") or page.banner
    page.credits = [credit_json(line) for line in printed.get("editors") or []] or page.credits
    save(page)
    return page


def clear_page(page: Page, *, replace: bool) -> None:
    """Refuse a page that has articles; with ``replace`` delete those that nobody has edited."""
    existing = list(page.articles.all())
    if not existing:
        return
    if not replace:
        raise ImportRefused(
            f"{page} 已有 {len(existing)} 篇稿件，没有重复导入。若要重新导入，请选择“替换未改动的草稿”。",
            code="page-exists",
        )
    for article in existing:
        if article.stage != Stage.DRAFT or article.lock_version > 1 or article.page_import_id is None:
            raise ImportRefused(
                f"{page} 的《{article}》已经有人改过或已发布，不能替换。请在稿件中直接修改。", code="page-edited"
            )
    for article in existing:
        article.revisions.all().delete()
        article.delete()


def credit_json(line: str | Draft) -> Draft:
    """'责任编辑：卢一白' → {"role": "责任编辑", "name": "卢一白"}."""
    if isinstance(line, dict):
        return line
    role, separator, name = line.replace(":", "：").partition("：")
    if not separator:
        role, _, name = line.partition(" ")
    return {"role": role.strip(), "name": "".join(name.split())} if name else {"role": "", "name": line.strip()}


class _Writer:
    """Writes the articles of one page; knows the page and collects names that need a decision."""

    def __init__(self, page: Page, *, by: User | None, page_import: PageImport, people: Draft) -> None:
        self.page, self.by, self.page_import, self.people = page, by, page_import, people
        self.undecided: list[str] = []

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
        self.write_byline(article, draft)
        article.body = self.write_body(article, draft)
        save(article)
        for order, text in enumerate(draft.get("pull_quotes") or [], start=1):
            save(PullQuote(article=article, text=text, order=order))
        pull_quotes.relocate(article)
        revisions.freeze(article, reason=RevisionReason.IMPORTED, by=self.by)
        return article

    def write_byline(self, article: Article, draft: Draft) -> None:
        rows = [(row["name"], row.get("role") or "", row.get("affiliation") or "") for row in draft.get("byline") or []]
        rows += [(name, "整理", "") for name in draft.get("compiler") or []]
        for order, (name, printed_role, affiliation) in enumerate(rows, start=1):
            role = role_of(printed_role)
            credit = printed_role if role != ContributionRole.COMPILER else ""
            save(
                Contribution(
                    article=article, name=name, role=role, affiliation=affiliation, order=order, credit=credit,
                    author=self.person(name, printed_with(affiliation, printed_role)),
                )
            )  # fmt: skip

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
            else:
                order += 1
                body.append(self.write_statement(article, row, order=order))
        body += [text_block("note", text) for text in leftovers(draft)]
        return body

    def write_statement(self, article: Article, row: Draft, *, order: int) -> Block:
        speaker, affiliation = row.get("speaker") or row.get("label") or "", row.get("affiliation") or ""
        is_role = speaker in ("记者", "问", "答", "")
        statement = Statement(
            article=article, speaker=speaker or "（未署名）", affiliation=affiliation, label=row.get("label") or "",
            text=row["text"], order=order, author=None if is_role else self.person(speaker, affiliation),
        )  # fmt: skip
        save(statement)
        return statement_block(statement.public_id)

    def person(self, name: str, affiliation: str) -> Author | None:
        """The author that the editor chose, else the one that name and institution point to."""
        chosen = self.people.get(f"{name}\t{affiliation}") or self.people.get(name)
        if chosen == "new":
            author = Author.objects.create(name=name, distinguisher=affiliation[:60])
        elif chosen:
            author = Author.objects.filter(public_id=chosen).first()
        else:
            author = author_for(name, affiliation=affiliation, day=self.page.issue.date)
        if author is None:
            self.undecided.append(name)
        elif chosen:
            record_affiliation(author, affiliation, day=self.page.issue.date)
        return author


def leftovers(draft: Draft) -> Iterable[str]:
    """Captions without their picture, tables and references: kept as notes, so that no word is lost."""
    yield from draft.get("captions") or []
    for box in draft.get("boxes") or []:
        if isinstance(box, dict):
            yield "\n".join(filter(None, [box.get("title"), *(box.get("lines") or [])]))
        elif box:
            yield str(box)


def kind_of(draft: Draft) -> ArticleKind:
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
        where = str(row)[:20]
        raise ImportRefused(f"“{where}”有一处不能保存：{error.messages[0]}", code="does-not-fit") from error
    row.save()
