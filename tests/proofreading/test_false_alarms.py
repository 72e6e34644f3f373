"""Clean newsprint: the shared pages, and a sample of the shared corpus. Their words are only read."""

import datetime as dt
import gzip
import json
import random

import pytest

from articles.proofreading import Document, check

PAGES = ("seed-page", "open-01", "open-02", "open-03", "open-04")
# open-03 sets one item of three paragraphs with half-width marks on purpose: real errors, and all of them found.
HALF_WIDTH_ON_PAGE = {"open-03": 19}


def page_documents(path):
    for article in json.loads(path.read_text(encoding="utf-8"))["articles"]:
        heads = [
            (kind, kind, article[kind]) for kind in ("kicker", "title", "subtitle", "editor_note") if article.get(kind)
        ]
        body = [(f"b{place}", block["kind"], block["text"]) for place, block in enumerate(article["blocks"])]
        turns = [(f"s{place}", "statement", each["text"]) for place, each in enumerate(article["statements"])]
        yield Document.of([*heads, *body, *turns], day=dt.date(2025, 6, 9))


@pytest.mark.pages
@pytest.mark.parametrize("name", PAGES)
def test_a_clean_page_is_silent(pages_dir, name):
    found = [each for document in page_documents(pages_dir / f"{name}.json") for each in check(document)]
    half = [each for each in found if each.code == "half-width-mark"]
    assert len(half) == HALF_WIDTH_ON_PAGE.get(name, 0)
    assert [(each.code, each.text) for each in found if each not in half] == []


@pytest.mark.corpus
def test_the_corpus_alarms_rarely(corpus_dir):
    """Most of these are real slips of the source; the judged share of false ones stands in docs/proofreading.md."""
    with gzip.open(corpus_dir / "news.jsonl.gz", "rt", encoding="utf-8") as lines:
        items = random.Random(7).sample([json.loads(line) for line in lines], 1000)
    characters = findings = 0
    for item in items:
        # the crawler's own stamp is no newsprint
        texts = [text for text in item["paragraphs"] if "更新时间戳" not in text]
        document = Document.of(
            [("t", "title", item["title"]), *((f"b{n}", "paragraph", t) for n, t in enumerate(texts))]
        )
        characters += document.characters
        findings += len(check(document))
    assert findings * 3_000 < characters, f"{findings} findings in {characters} characters"
