"""Labels in brackets that are headings: one after another over parts of a text that stays with its topic."""

from __future__ import annotations

from itertools import pairwise

from articles.parsing.boundaries import topic_score
from articles.parsing.likeness import Cohesion
from articles.parsing.structure import Role
from articles.parsing.units import Unit

_ALIKE = 1.2  # measures
_TURNS = 0.5  # on the average: a text that turns to something else is another


def settle_sections(units: list[Unit], cohesion: Cohesion) -> None:
    """Give the role of headings to bracketed labels that stand within one text: case, judgement, comment."""
    for chain in _chains(units):
        ends = [*chain[1:], _text_end(units, chain[-1] + 1)]
        parts = [units[start + 1 : end] for start, end in zip(chain, ends, strict=True)]
        turns = [topic_score(one, two, cohesion) for one, two in pairwise(parts)]
        if sum(turns) <= _TURNS * len(turns):
            for at in chain:
                units[at].role, units[at].confidence, units[at].reason = (
                    Role.HEADING,
                    0.8,
                    "括号里的短语，分同一篇的几段",
                )


def _chains(units: list[Unit]) -> list[list[int]]:
    """The places of bracketed labels with nothing but text set alike between them, two or more."""
    chains: list[list[int]] = []
    for at, unit in enumerate(units):
        if unit.role is not Role.COLUMN or unit.folded.strip()[:1] != "【":
            continue
        after = units[at + 1] if at + 1 < len(units) else None
        if after is None or after.role is not Role.PARAGRAPH:
            continue
        between = units[chains[-1][-1] + 1 : at] if chains else []
        text = bool(between) and all(other.role is Role.PARAGRAPH for other in between)
        if text and abs(after.measure - between[-1].measure) <= _ALIKE:
            chains[-1].append(at)
        else:
            chains.append([at])
    return [chain for chain in chains if len(chain) > 1]


def _text_end(units: list[Unit], at: int) -> int:
    while at < len(units) and units[at].role is Role.PARAGRAPH:
        at += 1
    return at
