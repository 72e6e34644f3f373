"""Known articles set anew, as other papers would: nothing is lost, and what is read stays read on the whole."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from articles.parsing import assemble, propose, read_source
from tests.parsing.comparison import share_right
from tests.parsing.resetting import reset

PAGES = Path(__file__).parent / "pages"
SETTINGS = 8
FLOORS = {"title": 0.75, "column": 0.6, "names": 0.85, "paragraphs": 0.85}


def settings() -> list[tuple[str, dict[str, Any]]]:
    """The same pages at every run: (text, gold)."""
    pages = [json.loads(path.read_text("utf-8")) for path in sorted(PAGES.glob("*.json"))]
    articles = [a for page in pages for a in page["articles"] if sum(len(b["text"]) for b in a["blocks"]) > 80]
    made = []
    for seed in range(SETTINGS):
        rng = random.Random(seed)
        text, gold, _ = reset(rng, rng.sample(articles, rng.randrange(3, 6)), rng.choice(pages))
        made.append((text, gold))
    return made


def test_known_articles_are_read_in_any_setting() -> None:
    shares: dict[str, list[float]] = {}
    for text, gold in settings():
        page = assemble(propose(read_source(text.encode())))
        assert page["account"]["unplaced"] == 0
        for name, value in share_right(gold, page).items():
            shares.setdefault(name, []).append(value)
    means = {name: sum(values) / len(values) for name, values in shares.items()}
    assert {name: round(means[name], 3) for name, floor in FLOORS.items() if means[name] < floor} == {}, means
