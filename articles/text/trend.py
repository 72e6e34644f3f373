"""Does a subject come up more often than before? Counts by period, seen against how much was printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

SURE = 1.96  # standard deviations: one flat series in twenty is taken for a trend
FEWEST = 6  # periods; fewer can prove nothing


@dataclass(frozen=True, slots=True)
class Trend:
    """``direction`` is 1, 0 or -1; ``shares`` are articles of the subject by all articles, a period each."""

    shares: tuple[float, ...]
    direction: int
    strength: float  # Kendall's tau, -1 to 1


def trend(counts: Sequence[int], totals: Sequence[int]) -> Trend:
    """Mann–Kendall test with its correction for ties, on shares: a growing paper is no growing subject.

    ``counts`` and ``totals`` hold a number for each period, the oldest first; periods without any article
    say nothing and are passed over. Raises ValueError when the lengths differ.
    """
    shares = tuple(count / total for count, total in zip(counts, totals, strict=True) if total)
    n = len(shares)
    pairs = n * (n - 1) / 2
    score = sum((later > earlier) - (later < earlier) for earlier, later in combinations(shares, 2))
    ties = [shares.count(value) for value in set(shares)]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    if n < FEWEST or variance <= 0 or abs(score) < 2:
        return Trend(shares, 0, score / pairs if pairs else 0.0)
    deviations = (abs(score) - 1) / sqrt(variance)
    direction = (1 if score > 0 else -1) if deviations >= SURE else 0
    return Trend(shares, direction, score / pairs)
