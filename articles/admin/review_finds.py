"""Where the findings of proofreading stand in the text under review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from articles import checking
from articles.admin.article_checks import tone_of
from articles.admin.review_text import Find, Source
from articles.checking import Remark
from articles.models import Article
from articles.models.body import block_text


def placed(article: Article, remarks: Sequence[Remark], sources: Sequence[Source]) -> list[Find]:
    """The findings in their order, each where the sheet of ``sources`` has its words."""
    keys = dict(keys_of(article))
    texts = {source.key: source.text for source in sources}
    found = []
    for number, remark in enumerate(remarks, start=1):
        name, key = remark.finding.block, f"{article.pk}-{number}"
        block = keys.get(name, "byline")
        start, end = span_of(remark, texts.get(block, ""))
        block = block if end > start else ""
        target = f"find-{key}" if block else f"quote-{article.pk}-{name[2:]}" if name.startswith("pq") else ""
        found.append(Find(remark, number, key, tone_of(remark), block, start, end, target))
    return found


def keys_of(article: Article) -> Iterator[tuple[str, str]]:
    """How proofreading calls each passage, and how the sheet does."""
    statements = [row.public_id for row in article.statements.all() if row.text.strip()]
    blocks = [block["id"] for block in article.body if block_text(block)]
    for passage in checking.passages_of(checking.copy_of(article).texts):
        if passage.field == "body":
            yield passage.id, blocks.pop(0) if blocks else ""
        elif passage.kind == "statement":
            yield passage.id, statements.pop(0) if statements else ""
        else:
            yield passage.id, passage.id


def span_of(remark: Remark, text: str) -> tuple[int, int]:
    """Its characters; where something is missing, the one before it. Nothing where the passage does not have them."""
    finding = remark.finding
    start, end = finding.start, finding.end
    if text[start:end] != finding.text:
        start = text.find(finding.text)
        end = start + len(finding.text)
    if start < 0 or not text:
        return 0, 0
    return (start, end) if end > start else (max(0, start - 1), max(1, start))
