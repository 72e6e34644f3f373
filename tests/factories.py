"""Plain functions that make rows for tests. Every one takes keyword overrides and saves.

Import them inside a test module that uses the database; nothing here touches it on import.
"""

import datetime as dt
import io
import itertools

from django.core.files.base import ContentFile
from PIL import Image as Picture

from articles import publishing, pull_quotes
from articles.choices import ArticleKind, BlockKind
from articles.models import (
    Article,
    Author,
    Column,
    Contribution,
    Image,
    Issue,
    Page,
    Publication,
    PullQuote,
    Statement,
    Tag,
)
from articles.models.body import statement_block, text_block

DAY = dt.date(2025, 6, 9)
_numbers = itertools.count(1)


def make_issue(date: dt.date = DAY, **fields) -> Issue:
    return Issue.objects.create(date=date, **fields)


def make_page(issue: Issue | None = None, number: str = "5", **fields) -> Page:
    """A page of ``issue``, or of the (one) issue of DAY."""
    issue = issue or Issue.objects.filter(date=DAY, edition="").first() or make_issue()
    fields.setdefault("name", "理论")
    return Page.objects.create(issue=issue, number=number, **fields)


def make_image(name: str = "page.png", size: tuple[int, int] = (300, 420), **fields) -> Image:
    """A plain picture; let ``settings.MEDIA_ROOT`` be a temporary folder."""
    out = io.BytesIO()
    Picture.new("RGB", size, "white").save(out, "PNG")
    return Image.objects.create(file=ContentFile(out.getvalue(), name=name), **fields)


def make_column(name: str = "", **fields) -> Column:
    return Column.objects.create(name=name or f"栏目{next(_numbers)}", **fields)


def make_tag(name: str = "", **fields) -> Tag:
    return Tag.objects.create(name=name or f"标签{next(_numbers)}", **fields)


def make_author(name: str = "", **fields) -> Author:
    return Author.objects.create(name=name or f"作者{next(_numbers)}", **fields)


def make_article(
    title: str = "",
    *,
    page: Page | None = None,
    position: int | None = None,
    paragraphs: tuple[str, ...] = ("第一段写明缘由，说清楚从哪里来。", "第二段讲办法，讲给做事的人听。"),
    headings: tuple[str, ...] = (),
    authors: tuple[Author, ...] = (),
    affiliation: str = "江州大学教授",
    tags: tuple[Tag, ...] = (),
    quotes: tuple[str, ...] = (),
    statements: tuple[tuple[str, str], ...] = (),
    release: bool = False,
    embargo_until: dt.datetime | None = None,
    **fields,
) -> Article:
    """An article; on a page it takes the next free position. ``statements`` are (speaker, text) pairs.

    ``release=True`` publishes it: its ``publication`` is then in the database.
    """
    if page is not None and position is None:
        last = page.articles.order_by("-position").values_list("position", flat=True).first()
        position = (last or 0) + 1
    body = [text_block(BlockKind.PARAGRAPH, text) for text in paragraphs]
    for heading in headings:
        body += [text_block(BlockKind.HEADING, heading), text_block(BlockKind.PARAGRAPH, f"{heading}这一节的话。")]
    title = title or f"文章{next(_numbers)}的标题"
    article = Article.objects.create(title=title, page=page, position=position, body=body, **fields)
    article.tags.add(*tags)
    for order, author in enumerate(authors, start=1):
        Contribution.objects.create(
            article=article, author=author, name=author.name, affiliation=affiliation, order=order
        )
    for order, (speaker, text) in enumerate(statements, start=1):
        statement = Statement.objects.create(article=article, speaker=speaker, text=text, order=order)
        article.body.append(statement_block(statement.public_id))
    if statements:
        article.save()
    for order, text in enumerate(quotes, start=1):
        PullQuote.objects.create(article=article, text=text, order=order)
    if quotes and not release:  # a release does it too
        pull_quotes.relocate(article)
    if release:
        publishing.release(article, by=None, embargo_until=embargo_until)
        article.refresh_from_db()
    return article


def make_roundup(title: str = "", *, voices: int = 3, **fields) -> Article:
    """A round-up of ``voices`` statements."""
    statements = tuple((f"发言人{n}", f"第{n}位发言人说的第一句话。接着说的第二句话。") for n in range(1, voices + 1))
    return make_article(title, kind=ArticleKind.ROUNDUP, statements=statements, **fields)


def make_publication(title: str = "", **fields) -> Publication:
    """The publication of a freshly released article."""
    return make_article(title, release=True, **fields).publication
