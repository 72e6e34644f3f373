"""Measure the proofreader: python benchmarks/proofreading.py [--items N] [--show CODE].

Prints false alarms on the shared pages (PAGES_DIR, default ../shared/pages), findings of each kind on a
sample of the corpus (CORPUS_DIR), the share of mechanically injected errors that are found, and the speed.
The corpus has real errors: judge with --show, which prints each finding of one kind in its context.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from articles.proofreading import Document, Finding, check  # noqa: E402
from articles.text.segmentation import cut  # noqa: E402

SHARED = ROOT.parent / "shared"
PAGES = Path(os.environ.get("PAGES_DIR", SHARED / "pages"))
CORPUS = Path(os.environ.get("CORPUS_DIR", SHARED / "corpus"))
STAMP = "更新时间戳"  # the crawler's own line in the corpus
HAN = re.compile("[一-鿿]")
INJECTED = 200  # errors of each kind

Injection = Callable[[str, random.Random], tuple[str, int] | None]


def page_documents() -> Iterator[tuple[str, Document]]:
    for path in sorted([PAGES / "seed-page.json", *PAGES.glob("open-0*.json")]):
        for article in json.loads(path.read_text(encoding="utf-8"))["articles"]:
            heads = [(kind, kind, article[kind]) for kind in ("kicker", "title", "subtitle") if article.get(kind)]
            body = [(f"b{place}", each["kind"], each["text"]) for place, each in enumerate(article["blocks"])]
            turns = [(f"s{place}", "statement", each["text"]) for place, each in enumerate(article["statements"])]
            quotes = [(f"q{place}", "pull_quote", text) for place, text in enumerate(article.get("pull_quotes") or [])]
            yield path.stem, Document.of([*heads, *body, *turns, *quotes])


def corpus_documents(items: int) -> Iterator[Document]:
    with gzip.open(CORPUS / "news.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in random.Random(7).sample(rows, min(items, len(rows))):  # noqa: S311  not a secret
        texts = [text for text in row["paragraphs"] if STAMP not in text]
        yield Document.of(
            [("t", "title", row["title"]), *((f"b{n}", "paragraph", text) for n, text in enumerate(texts))]
        )


def _at(text: str, rng: random.Random, pattern: str) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text))
    return rng.choice(found) if found else None


def double_character(text: str, rng: random.Random) -> tuple[str, int] | None:
    match = _at(text, rng, HAN.pattern)
    return (text[: match.end()] + text[match.start() :], match.start()) if match else None


def double_word(text: str, rng: random.Random) -> tuple[str, int] | None:
    words = cut(text)
    places = [place for place, word in enumerate(words) if len(word) > 1 and HAN.match(word)]
    if not places:
        return None
    place = rng.choice(places)
    at = len("".join(words[:place]))
    return text[:at] + words[place] + text[at:], at


def replacing(pattern: str, right: str) -> Injection:
    def inject(text: str, rng: random.Random) -> tuple[str, int] | None:
        match = _at(text, rng, pattern)
        return (text[: match.start()] + right + text[match.end() :], match.start()) if match else None

    return inject


INJECTIONS: dict[str, Injection] = {
    "a character doubled": double_character,
    "a word doubled": double_word,
    "“ lost": replacing("“", ""),
    "” lost": replacing("”", ""),
    "“ for ”": replacing("”", "“"),
    "， half-width": replacing("(?<=[一-鿿])，(?=[一-鿿])", ","),
    "， doubled": replacing("，", "，，"),
    "space before a figure": replacing("(?<=[一-鿿])(?=[0-9])", " "),
}


def found_share(inject: Injection) -> tuple[int, int]:
    """How many of the injected errors made a finding that was not there before."""
    rng = random.Random(11)  # noqa: S311  not a secret
    texts = [b.text for name, d in page_documents() if name != "seed-page" for b in d.blocks if b.is_prose]
    tried = seen = 0
    for _ in range(INJECTED * 5):
        text = rng.choice(texts)
        injected = inject(text, rng)
        if injected is None or tried == INJECTED:
            continue
        tried += 1
        before = {each.fingerprint for each in check(Document.of([("b", "statement", text)]))}
        seen += any(each.fingerprint not in before for each in check(Document.of([("b", "statement", injected[0])])))
    return seen, tried


def report(name: str, characters: int, findings: list[Finding], seconds: float) -> None:
    rate = f"1 in {characters // len(findings):,}" if findings else "none"
    print(
        f"{name}: {characters:,} characters, {len(findings)} findings ({rate}), {seconds * 1e6 / characters:.1f} µs each"
    )


def measure(name: str, documents: list[Document], show: str | None) -> None:
    begin = time.perf_counter()
    results = [(document, check(document)) for document in documents]
    seconds = time.perf_counter() - begin
    findings = [each for _, found in results for each in found]
    report(name, sum(document.characters for document in documents), findings, seconds)
    for code, count in Counter(each.code for each in findings).most_common():
        print(f"  {count:5} {code}")
    for document, found in results if show else ():
        texts = {block.id: block.text for block in document.blocks}
        for each in found:
            if each.code == show:
                text = texts[each.block]
                print(f"    {text[max(0, each.start - 14) : each.start]}[{each.text}]{text[each.end : each.end + 14]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=2000, help="news items of the corpus (0: none)")
    parser.add_argument("--show", help="print every finding of this code in its context")
    options = parser.parse_args()
    check(Document.of([("b", "paragraph", "先先把词典读进来，管理管理一下。")]))  # the segmenter's dictionary, once
    pages: dict[str, list[Document]] = {}
    for name, document in page_documents() if PAGES.is_dir() else ():
        pages.setdefault(name, []).append(document)
    for name, documents in pages.items():
        measure(name, documents, options.show)
    if options.items and CORPUS.is_dir():
        measure("corpus", list(corpus_documents(options.items)), options.show)
    for name, inject in INJECTIONS.items() if pages else ():
        seen, tried = found_share(inject)
        print(f"{name}: {seen} of {tried} found")


if __name__ == "__main__":
    main()
