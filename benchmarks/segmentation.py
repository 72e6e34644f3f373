"""How fast words are cut beside jieba itself, whether they are the same, and what keywords cost, in one run.

    CORPUS_DIR=… python -m benchmarks.segmentation [--megabytes 3] [--rounds 5]

Rounds alternate; time is the processor's, so that other work on the machine counts for less. Only ratios in one run count.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from articles.text import segmentation
from articles.text.keywords import suggest_tags


def texts(size: int) -> list[str]:
    """Articles of the corpus until they are ``size`` bytes in UTF-8."""
    with gzip.open(Path(os.environ["CORPUS_DIR"]) / "news.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        found = ["\n".join([row["title"], *row["paragraphs"]]) for row in islice(rows, size // 800)]
    sizes = accumulate(len(text.encode()) for text in found)
    return [text for text, end in zip(found, sizes, strict=True) if end <= size]


def seconds(work: Callable[[str], object], given: list[str]) -> float:
    began = time.process_time()
    for text in given:
        work(text)
    return time.process_time() - began


def plain_jieba() -> Any:
    """jieba as it is published, with its dictionary in a dict: ours reads the frequencies from a shared file, more slowly."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42 is from 2020
        import jieba
    plain = jieba.Tokenizer()
    plain.FREQ, plain.total = plain.gen_pfdict(jieba.dt.get_dict_file())
    plain.initialized = True
    return plain


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    given = texts(int(asked.megabytes * 1e6))
    size = sum(len(text.encode()) for text in given) / 1e6
    segmentation.configure(None)
    began = time.process_time()
    jieba = plain_jieba()
    print(f"jieba's own dictionary loaded in {time.process_time() - began:.2f} s; {len(given)} articles, {size:.1f} MB")
    print(f"python {sys.version.split()[0]}, jieba {version('jieba')}, rjieba {version('rjieba')}")
    ways: dict[str, Callable[[str], object]] = {
        "jieba": lambda text: list(jieba.cut(text)),
        "rjieba alone": segmentation._untaught().cut,
        "newsroom": segmentation.cut,
        "keywords": lambda text: suggest_tags(text[:20], text, known={}),
    }
    spent: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(asked.rounds):
        for way, work in ways.items():
            spent[way].append(seconds(work, given))
    slow = statistics.median(spent["jieba"])
    for way, rounds in spent.items():
        middle = statistics.median(rounds)
        each = 1000 * middle / len(given)
        print(
            f"{way:<13} {size / middle:6.2f} MB/s  {each:7.3f} ms an article  {slow / middle:5.1f} times as fast as jieba"
        )
    for way in ("rjieba alone", "newsroom"):
        different = sum(ways[way](text) != ways["jieba"](text) for text in given)
        print(f"{way}: {different} of {len(given)} articles cut otherwise than by jieba")


if __name__ == "__main__":
    main()
