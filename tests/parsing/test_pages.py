"""Whole pages: the shared ones by their scoring script (PAGES_DIR), our own by a small comparison."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from typing import Any

import pytest

from articles.parsing import assemble, propose, read_source
from tests.parsing.comparison import share_right

OWN = Path(__file__).parent / "pages"
SHARED = Path(os.environ["PAGES_DIR"]) if os.environ.get("PAGES_DIR") else None
FLOORS = {"title": 0.9, "column": 0.85, "names": 0.85, "paragraphs": 0.9}
# Two articles whose column legs extraction has woven together line by line, without a trace of where.
WOVEN = {"p11-interleaved-legs"}


def pages(folder: Path | None) -> list[Path]:
    if folder is None or not folder.exists():
        return []
    return [path for path in sorted(folder.glob("*.json")) if path.with_suffix(".txt").exists()]


def imported(gold: Path) -> dict[str, Any]:
    path = gold.with_suffix(".txt")
    return assemble(propose(read_source(path.read_bytes(), name=path.name)))


def assert_account(page: dict[str, Any]) -> None:
    account = page["account"]
    assert account["unplaced"] == 0
    assert account["placed"] + account["furniture"] == account["source"]


@pytest.mark.parametrize("gold", pages(OWN), ids=lambda path: path.stem)
def test_own_pages_account_for_every_character(gold: Path) -> None:
    assert_account(imported(gold))


@pytest.mark.parametrize("gold", [path for path in pages(OWN) if path.stem not in WOVEN], ids=lambda path: path.stem)
def test_own_pages_are_read_well(gold: Path) -> None:
    shares = share_right(json.loads(gold.read_text("utf-8")), imported(gold))
    low = {name: round(shares[name], 2) for name, floor in FLOORS.items() if shares[name] < min(floor, 0.65)}
    assert not low


def test_own_pages_are_read_well_on_the_whole() -> None:
    found = [share_right(json.loads(gold.read_text("utf-8")), imported(gold)) for gold in pages(OWN)]
    if not found:
        pytest.skip("no pages")
    for name, floor in FLOORS.items():
        mean = sum(shares[name] for shares in found) / len(found)
        assert mean >= floor, f"{name}: {mean:.3f}"


def scorer() -> Any:
    assert SHARED is not None
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(SHARED is None, reason="PAGES_DIR is not set")
@pytest.mark.parametrize("gold", pages(SHARED), ids=lambda path: path.stem)
def test_shared_pages_score(gold: Path) -> None:
    page = imported(gold)
    assert_account(page)
    overall = scorer().score(json.loads(gold.read_text("utf-8")), page)["overall"]
    assert overall >= (0.97 if gold.stem.startswith("seed") else 0.93)
