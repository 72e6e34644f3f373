"""The error rate that newsrooms are held to: 报纸期刊质量管理规定 (国新出发〔2020〕10号)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from articles.proofreading.findings import Finding
from articles.proofreading.registry import Measure, rules

LIMIT = 3.0  # errors in 10,000 characters
REPEATS = 3  # the same error counts this often in an issue
NUMERALS = 1.0  # what all slips of numeral style in an issue count together


@dataclass(frozen=True, slots=True)
class ErrorScore:
    """``errors`` weighed, over ``characters`` checked; ``rate`` per 10,000."""

    errors: float
    characters: int

    @property
    def rate(self) -> float:
        return self.errors * 10_000 / self.characters if self.characters else 0.0

    @property
    def passes(self) -> bool:
        return self.rate <= LIMIT


def score(findings: Iterable[Finding], characters: int) -> ErrorScore:
    """The score of one issue. Hand in the findings that stand; those an editor ignored do not count."""
    numeral_codes = {rule.code for rule in rules() if rule.measure is Measure.NUMERAL}
    seen: Counter[tuple[str, str]] = Counter()
    errors = numerals = 0.0
    # Heavier ones first, so that a title's error is among the three that count.
    for finding in sorted(findings, key=lambda each: -each.weight):
        if finding.code in numeral_codes:
            numerals += finding.weight
            continue
        error = (finding.code, finding.text)
        seen[error] += 1
        if seen[error] <= REPEATS:
            errors += finding.weight
    return ErrorScore(round(errors + min(numerals, NUMERALS), 1), max(characters, 0))
