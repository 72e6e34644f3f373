"""Rules and the checks that report them; a check registers itself with ``@check(RULE, …)``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from articles.proofreading.document import Block, Byline, Document, Lexicon


class Measure(StrEnum):
    """How the error rate counts a finding: see ``score``."""

    CHARACTERS = "characters"  # 1, 2 or 4 by the number of wrong, missing or extra characters
    FACT = "fact"  # factual, logical or grammatical: 1
    PUNCTUATION = "punctuation"  # 0.1 each
    NUMERAL = "numeral"  # 0.1 each, at most 1 an issue
    ADVICE = "advice"  # a question to the editor; not counted


@dataclass(frozen=True, slots=True)
class Rule:
    """``code`` is stable, ``name`` is shown to editors, ``source`` says where the rule stands."""

    code: str
    name: str
    source: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check saw: offsets into ``block.text``, end exclusive."""

    rule: Rule
    block: Block | Byline
    start: int
    end: int
    hint: str
    suggestion: str | None = None


Check = Callable[[Document, Lexicon], Iterator[Hit]]
_checks: list[Check] = []
_rules: dict[str, Rule] = {}


def check(*rules: Rule) -> Callable[[Check], Check]:
    """Registers a check over the whole document; every rule that it reports is named here."""

    def register(function: Check) -> Check:
        for rule in rules:
            if rule.code in _rules:
                raise ValueError(f"{rule.code} is registered twice")
            _rules[rule.code] = rule
        _checks.append(function)
        return function

    return register


def block_check(*rules: Rule) -> Callable[[Callable[[Block], Iterator[Hit]]], Check]:
    """Registers a check that looks at one block at a time."""

    def register(function: Callable[[Block], Iterator[Hit]]) -> Check:
        def run(document: Document, lexicon: Lexicon) -> Iterator[Hit]:
            for block in document.blocks:
                yield from function(block)

        return check(*rules)(run)

    return register


def checks() -> tuple[Check, ...]:
    return tuple(_checks)


def rules() -> tuple[Rule, ...]:
    """Every rule, in the order in which findings on the same words take precedence."""
    return tuple(_rules.values())
