"""A reviewed page becomes an issue, a page, columns, authors and draft articles, in one transaction."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from articles import revisions
from articles.bylines import person_key, printed_with
from articles.choices import ImportStatus, RevisionReason, Stage
from articles.exceptions import EditingConflict, ImportRefused
from articles.importing.stored import People, load
from articles.importing.writing import Draft, Writer, save
from articles.models import Article, Contribution, Issue, Page, PageImport, Statement, User
from articles.models.issue import normalize_page_number
from articles.parsing import assemble
from articles.parsing.furniture import CREDIT_WORDS
from articles.text.dates import parse_day

_CREDITS = (
    re.compile(r"(?P<role>[^：:]+)[：:](?P<name>.+)"),
    re.compile(rf"(?P<role>{CREDIT_WORDS})[\s/／|｜]*(?P<name>[\u4e00-\u9fff·](?:\s*[\u4e00-\u9fff·]){{1,3}})$"),
    re.compile(r"(?P<role>\S+)\s+(?P<name>.+)"),
)
CONFLICT = "这次导入刚刚在别处改过，已换成最新的状态，请看过再继续。"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page belongs: the issue's day and edition, the page's number and name."""

    date: dt.date
    number: str
    name: str = ""
    edition: str = ""


@dataclass
class Created:
    """What ``create_drafts`` made."""

    page: Page
    articles: list[Article] = field(default_factory=list)
    unlinked: list[tuple[Article, str]] = field(default_factory=list)  # names still without their person
    replaced: int = 0  # how many untouched drafts went for them

    @property
    def undecided(self) -> list[str]:
        """The names whose person an editor must still choose, each once."""
        return list(dict.fromkeys(name for _, name in self.unlinked))


def place_of(draft: Draft) -> Place:
    """The page's place as printed or typed. Raises ImportRefused when date or number is missing or wrong."""
    printed = draft["page"]
    day = parse_day(str(printed.get("date") or ""))
    if day is None:
        raise ImportRefused("没有识别出日期，请填写见报日期，如 2025-06-09。", code="date-missing")
    try:
        page_number = normalize_page_number(str(printed.get("number") or ""))
    except ValueError:
        raise ImportRefused("没有识别出版次，请填写版次，如 7 或 A2。", code="page-missing") from None
    return Place(day, page_number, str(printed.get("name") or ""), str(printed.get("edition") or ""))


def page_at(place: Place) -> Page | None:
    """The page that already stands there."""
    pages = Page.objects.filter(issue__date=place.date, issue__edition=place.edition, number=place.number)
    return pages.select_related("issue").first()


@transaction.atomic
def create_drafts(
    page_import: PageImport,
    *,
    by: User | None,
    replace: bool = False,
    version: int | None = None,
    titles_required: bool = False,
) -> Created:
    """Make the drafts that the import's present state describes, or nothing at all.

    ``version`` is the state that the editor saw; with another one in the database EditingConflict is
    raised. Raises ImportRefused when the place is unknown, the page has articles that were edited or
    published (without ``replace``: any articles), a title is missing (with
    ``titles_required``), or a text does not fit its field.
    """
    page_import = PageImport.objects.select_for_update().get(pk=page_import.pk)
    refuse_closed(page_import)
    if version is not None and version != page_import.lock_version:
        raise EditingConflict(CONFLICT)
    review = load(page_import.state)
    draft = assemble(review.page)
    place = place_of(draft)
    wanted = wanted_articles(draft, titles_required=titles_required)
    page, people, replaced = page_for(place, draft["page"], replace=replace)
    people |= review.people
    writer = Writer(page, by=by, page_import=page_import, people=people)
    created = Created(page, replaced=replaced)
    for position, article_draft in enumerate(wanted, start=1):
        created.articles.append(writer.write(article_draft, position=position))
    created.unlinked = writer.unlinked
    page_import.status, page_import.page = ImportStatus.DONE, page
    page_import.lock_version += 1
    page_import.save()
    return created


def refuse_closed(page_import: PageImport) -> None:
    """Raise ImportRefused for an import that is no longer under review."""
    if page_import.status == ImportStatus.DONE:
        raise ImportRefused("这次导入已经生成过草稿，没有重复生成。", code="already-done")
    if page_import.status == ImportStatus.DISCARDED:
        raise ImportRefused("这次导入已经放弃，请先恢复核对。", code="discarded")


def wanted_articles(draft: Draft, *, titles_required: bool) -> list[Draft]:
    """The articles to make, in print order. Raises ImportRefused when there is none or a title is missing."""
    wanted = [article for article in draft["articles"] if not article.get("skip")]
    if not wanted:
        raise ImportRefused("没有可以生成草稿的文章。", code="no-articles")
    untitled = [
        str(number)
        for number, article in enumerate(draft["articles"], start=1)
        if not article.get("skip") and not (article.get("title") or "").strip()
    ]
    if untitled and titles_required:
        raise ImportRefused(f"第 {'、'.join(untitled)} 篇缺标题，请照报样输入。", code="title-missing")
    return wanted


def page_for(place: Place, printed: Draft, *, replace: bool) -> tuple[Page, People, int]:
    """The page row, made where missing, empty of articles; who its replaced articles were by; and how many went."""
    issue = Issue.objects.filter(date=place.date, edition=place.edition).first()
    if issue is None:
        issue = Issue(date=place.date, edition=place.edition)
        save(issue)
    page = Page.objects.filter(issue=issue, number=place.number).first()
    people: People = {}
    replaced = 0
    if page is None:
        page = Page(issue=issue, number=place.number)
    else:
        people, replaced = clear_page(page, replace=replace)
    page.name = place.name or page.name
    page.banner = printed.get("banner") or page.banner
    page.credits = [credit_json(line) for line in printed.get("editors") or []] or page.credits
    save(page)
    return page, people, replaced


def clear_page(page: Page, *, replace: bool) -> tuple[People, int]:
    """Refuse a page that has articles; with ``replace`` delete those that nobody has touched.

    Returns the persons of the deleted bylines, so that the same names stay the same persons.
    """
    if lasting := kept_articles(page):
        raise ImportRefused(f"{kept_sentence(page, lasting)}请在稿件里直接修改。", code="page-edited")
    existing = list(page.articles.all())
    if existing and not replace:
        raise ImportRefused(
            f"{page} 已有 {len(existing)} 篇稿件，没有重复导入。若要重新导入，请选择替换未改动的草稿。",
            code="page-exists",
        )
    people: People = {}
    for article in existing:
        people |= people_in(article)
        article.revisions.all().delete()
        article.delete()
    return people, len(existing)


def kept_articles(page: Page) -> list[Article]:
    """The articles of a page that no import may replace."""
    return [article for article in page.articles.order_by("position") if not is_untouched(article)]


def kept_sentence(page: Page, lasting: list[Article]) -> str:
    others = f"等 {len(lasting)} 篇" if len(lasting) > 1 else ""
    return f"{page} 的《{lasting[0]}》{others}已经发布或有人改过，导入不能替换它们。"


def is_untouched(article: Article) -> bool:
    """True for an imported draft that still is, word for word, what the import wrote."""
    if (
        article.stage != Stage.DRAFT
        or article.page_import_id is None
        or article.record.exists()
        or article.autosaves.exists()
    ):
        return False
    frozen = list(article.revisions.all())
    return (
        len(frozen) == 1
        and frozen[0].reason == RevisionReason.IMPORTED
        and frozen[0].snapshot == revisions.snapshot(article)
    )


def people_in(article: Article) -> People:
    """The persons of an article's byline and statements, by what is printed of them."""
    rows: list[Contribution | Statement] = [
        *article.contributions.exclude(author=None).select_related("author"),
        *article.statements.exclude(author=None).select_related("author"),
    ]
    found: People = {}
    for row in rows:
        printed = row.name if isinstance(row, Contribution) else row.speaker
        credit = row.credit if isinstance(row, Contribution) else ""
        if row.author:
            found[person_key(printed, printed_with(row.affiliation, credit))] = row.author.public_id
    return found


def credit_json(line: str | dict[str, Any]) -> dict[str, Any]:
    """'责任编辑：卢一白', '责编 卢一白' or '责编卢一白' → {"role": "责任编辑", "name": "卢一白"}."""
    if isinstance(line, dict):
        return line
    for form in _CREDITS:
        if (parts := form.match(line.strip())) and parts["name"].strip():
            names = parts["name"].split()
            between = " " if min(map(len, names)) > 1 else ""  # two persons, or one whose name is set with a space
            return {"role": "".join(parts["role"].split()), "name": between.join(names)}
    return {"role": "", "name": line.strip()}
