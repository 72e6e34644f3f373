"""Judges the order of hits: nDCG@10 and MRR beside plain BM25 over jieba's words, over character pairs, and tantivy.

    CORPUS_DIR=… python -m benchmarks.search_quality [--every N]

Relevance is by rules that anybody can check, in the docstrings of the judges; peers index the title three times. Every
other query was looked at while the weights were chosen; docs/search.md says what else was. Both halves are printed.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
os.environ["DATA_DIR"] = os.environ.get("BENCHMARK_DATA") or tempfile.mkdtemp(prefix="newsroom-quality-")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from articles.models import Publication  # noqa: E402
from articles.search import search  # noqa: E402
from articles.text.fold import fold  # noqa: E402
from articles.text.segmentation import cut  # noqa: E402
from tests.search.shelves import corpus, fill  # noqa: E402

PERSONS = "王沪宁 赵乐际 丁薛祥 何立峰 王毅 布林肯 特朗普 普京 泽连斯基 内塔尼亚胡 马克龙 岸田文雄 苏林 卢拉 古特雷斯 张又侠".split()
TOPICS = (
    "新质生产力 乡村振兴 粮食安全 人工智能 航天员 暴雨 高铁 春运 新能源汽车 长江保护 碳达峰 国会 登革热 台风 地震 停火 "
    "非物质文化遗产 票房 以旧换新 低空经济 养老服务 数字经济 芯片 冬奥会"
).split()
PAIRS = [
    "乡村 金融",
    "新能源 出口",
    "台风 救灾",
    "春运 铁路",
    "以色列 停火",
    "养老 服务",
    "长江 生态",
    "人工智能 制造",
    "地震 救援",
    "消费 汽车",
]
DEPTH = 10

Text = tuple[str, list[str]]  # folded title and paragraphs
Judge = Callable[[str, Text], int]


def about_a_name(query: str, text: Text) -> int:
    """3: named in the title; 2: in the first paragraph; 1: three times or more in the text."""
    title, paragraphs = text
    if query in title:
        return 3
    if paragraphs and query in paragraphs[0]:
        return 2
    return int(sum(paragraph.count(query) for paragraph in paragraphs) >= 3)


def about_two(query: str, text: Text) -> int:
    """3: both in the title; 2: one in the title, both in one paragraph; 1: both in one paragraph."""
    one, other = query.split(" ")
    title, paragraphs = text
    if one in title and other in title:
        return 3
    together = any(one in paragraph and other in paragraph for paragraph in paragraphs)
    return together * (1 + (one in title or other in title))


def known_item(title: str) -> Judge:
    """3: the very text whose title the words are from; 1: all the words in another title."""
    return lambda query, text: 3 if text[0] == title else int(all(word in text[0] for word in query.split(" ")))


def title_queries(texts: list[Text], count: int) -> list[tuple[str, Judge]]:
    """The longest words of titles that occur once, two or three of them, in the order of the title."""
    titles = Counter(title for title, _ in texts)
    rng, found = random.Random(4), []  # noqa: S311
    while len(found) < count:
        title = rng.choice(texts)[0]
        words = [word for word in dict.fromkeys(cut(title)) if len(word) >= 2 and word.isalnum()]
        if titles[title] == 1 and len(words) >= 4:
            kept = sorted(sorted(words, key=len, reverse=True)[: rng.choice([2, 3])], key=title.index)
            found.append((" ".join(kept), known_item(title)))
    return found


def grams(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


class Bm25:
    """The textbook's formula (k1 1.2, b 0.75), the title counted three times."""

    def __init__(self, texts: list[Text], tokens: Callable[[str], list[str]], queries: Iterable[str]) -> None:
        self.tokens = tokens
        wanted = {token for query in queries for part in query.split(" ") for token in tokens(part)}
        self.postings: dict[str, list[tuple[int, int]]] = {token: [] for token in wanted}
        self.lengths = []
        for number, (title, paragraphs) in enumerate(texts):
            found = tokens("\n".join([title, title, title, *paragraphs]))
            self.lengths.append(len(found))
            for token, count in Counter(token for token in found if token in wanted).items():
                self.postings[token].append((number, count))
        self.average = sum(self.lengths) / len(self.lengths)

    def best(self, query: str) -> list[int]:
        scores: Counter[int] = Counter()
        for token in {token for part in query.split(" ") for token in self.tokens(part)}:
            rows = self.postings[token]
            idf = math.log(1 + (len(self.lengths) - len(rows) + 0.5) / (len(rows) + 0.5))
            for number, count in rows:
                norm = count + 1.2 * (0.25 + 0.75 * self.lengths[number] / self.average)
                scores[number] += idf * count * 2.2 / norm  # type: ignore[assignment]
        return [number for number, _ in sorted(scores.items(), key=lambda row: (-row[1], row[0]))[:DEPTH]]


def tantivy_best(texts: list[Text]) -> Callable[[str], list[int]] | None:
    """tantivy over character pairs, or None when it is not installed (benchmarks/requirements.txt)."""
    try:
        import tantivy
    except ImportError:
        return None
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True)
    builder.add_text_field("text", tokenizer_name="whitespace")
    index = tantivy.Index(builder.build())
    writer = index.writer(200_000_000)
    for number, (title, paragraphs) in enumerate(texts):
        words = [*grams(title) * 3, *grams("\n".join(paragraphs))]
        writer.add_document(tantivy.Document(number=number, text=" ".join(word for word in words if word.isalnum())))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def best(query: str) -> list[int]:
        parsed = index.parse_query(" ".join(f'"{" ".join(grams(part))}"' for part in query.split(" ")), ["text"])
        return [searcher.doc(address)["number"][0] for _, address in searcher.search(parsed, DEPTH).hits]

    return best


def ndcg(grades: list[int], ideal: list[int]) -> float:
    def gain(row: list[int]) -> float:
        return sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(row[:DEPTH]))

    return gain(grades) / gain(ideal) if ideal else 0.0


def report(name: str, queries: list[tuple[str, Judge]], texts: list[Text], best: Callable[[str], list[int]]) -> None:
    rows = []
    for query, judge in queries:
        ideal = sorted((grade for text in texts if (grade := judge(query, text))), reverse=True)
        grades = [judge(query, texts[number]) for number in best(query)]
        first = next((1 / (at + 1) for at, grade in enumerate(grades) if grade == 3), 0.0)
        rows.append((ndcg(grades, ideal), first))
    for part, chosen in (("all", rows), ("looked at", rows[::2]), ("not looked at", rows[1::2])):
        mean = [sum(column) / len(chosen) for column in zip(*chosen, strict=True)]
        print(f"  {name:<14} {part:<14} {len(chosen):>3} queries  nDCG@10 {mean[0]:.3f}  MRR {mean[1]:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1, help="take every so manieth text of the corpus")
    every = parser.parse_args().every
    rows = list(corpus(Path(os.environ["CORPUS_DIR"]), every=every))
    call_command("migrate", verbosity=0)
    if Publication.objects.count() != len(rows):
        fill(rows)
    texts: list[Text] = [(fold(row["title"]), [fold(text) for text in row["paragraphs"]]) for row in rows]
    numbers = {(row["date"], row["title"]): number for number, row in enumerate(rows)}

    def ours(query: str) -> list[int]:
        found = [hit.publication for hit in search(query, size=DEPTH).hits]
        return [numbers[each.date.isoformat(), each.title] for each in found]

    kinds: dict[str, list[tuple[str, Judge]]] = {
        "title words": title_queries(texts, 144),
        "persons": [(name, about_a_name) for name in PERSONS],
        "topics": [(topic, about_a_name) for topic in TOPICS],
        "two topics": [(pair, about_two) for pair in PAIRS],
    }
    asked = [query for queries in kinds.values() for query, _ in queries]
    peers: dict[str, Callable[[str], list[int]]] = {
        "newsroom": ours,
        "jieba BM25": Bm25(texts, cut, asked).best,
        "bigram BM25": Bm25(texts, grams, asked).best,
    }
    if tantivy := tantivy_best(texts):
        peers["tantivy bigram"] = tantivy
    print(f"{len(texts)} texts, {len(asked)} queries")
    kinds["all kinds"] = [each for queries in list(kinds.values()) for each in queries]
    for kind, queries in kinds.items():
        print(kind)
        for name, best in peers.items():
            report(name, queries, texts, best)


if __name__ == "__main__":
    main()
