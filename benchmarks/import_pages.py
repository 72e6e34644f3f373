"""Score the page importer: python benchmarks/import_pages.py [--detail NAME] [--time] [--pdf].

Runs score.py (from PAGES_DIR, default ../shared/pages) on every page there and in
tests/parsing/pages, and prints the warm time of each against reading and splitting the same text. With --pdf the pages
are read from their PDFs, where there are any; the last line tells how much memory the reading process took.
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from articles.parsing import assemble, propose, read_source  # noqa: E402

PAGES = Path(os.environ.get("PAGES_DIR", ROOT.parent / "shared" / "pages"))


def load_score() -> Any:
    """The scoring module, which is not part of this repository."""
    spec = importlib.util.spec_from_file_location("score", PAGES / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predict(path: Path) -> dict[str, Any]:
    """The importer's result for one file."""
    return assemble(propose(read_source(path.read_bytes(), name=path.name)))


def timed(work: Any) -> float:
    """Best of five, in milliseconds."""
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def main() -> None:
    score = load_score()
    detail = sys.argv[sys.argv.index("--detail") + 1] if "--detail" in sys.argv else None
    total: list[float] = []
    for folder in (PAGES, ROOT / "tests" / "parsing" / "pages"):
        values: list[float] = []
        for gold_path in sorted(folder.glob("*.json")):
            text_path = gold_path.with_suffix(".pdf" if "--pdf" in sys.argv else ".txt")
            if not text_path.exists() or (detail and detail != gold_path.stem):
                continue
            predicted = predict(text_path)
            result = score.score(json.loads(gold_path.read_text("utf-8")), predicted)
            weak = {k: v for k, v in result["parts"].items() if v is not None and v < 0.995}
            values.append(result["overall"])
            line = f"{gold_path.stem:28s} {result['overall']:.4f} unplaced={predicted['account']['unplaced']} {weak}"
            if "--time" in sys.argv:
                floor = timed(lambda path=text_path: path.read_text("utf-8", "replace").split("\n"))
                spent = timed(lambda path=text_path: predict(path))
                line += f"  {spent:.1f} ms (floor {floor:.3f} ms)"
            print(line)
            if detail:
                print(json.dumps(result, ensure_ascii=False, indent=1))
                print(json.dumps(predicted, ensure_ascii=False, indent=1))
        if values:
            print(f"mean of {folder.name}: {sum(values) / len(values):.4f} ({len(values)} pages)")
        total += values
    if "--pdf" in sys.argv:
        print(f"memory of the process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB at most")


if __name__ == "__main__":
    main()
