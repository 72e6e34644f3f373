"""Bylines against the authors known so far (署名): another affiliation, or a name one character off."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from articles.proofreading.document import Byline, Document, KnownAuthor, Lexicon
from articles.proofreading.likeness import alike
from articles.proofreading.registry import Hit, Measure, Rule, check
from articles.text.affiliations import institution, institutions_agree

OTHER_AFFILIATION = Rule("other-affiliation", "作者单位与上次不同", "署名与以往的署名核对", Measure.ADVICE)
NAME_SLIP = Rule("near-author-name", "与已知作者只差一字", "署名与以往的署名核对", Measure.ADVICE)


@check(OTHER_AFFILIATION, NAME_SLIP)
def bylines(document: Document, lexicon: Lexicon) -> Iterator[Hit]:
    known: dict[str, list[KnownAuthor]] = defaultdict(list)
    for author in lexicon.authors:
        known[author.name].append(author)
    patterns: dict[str, list[str]] = defaultdict(list)
    for name in known:
        for pattern in _patterns(name):
            patterns[pattern].append(name)
    for byline in document.bylines:
        if byline.name in known:
            yield from _affiliation(byline, known[byline.name], document.day)
        else:
            yield from _name(byline, known, patterns)


def _patterns(name: str) -> list[str]:
    """The name with one character left open; two names that share a pattern differ in that character alone."""
    return [f"{name[:at]}\0{name[at + 1 :]}" for at in range(len(name))] if len(name) > 1 else []


def _affiliation(byline: Byline, authors: list[KnownAuthor], day: dt.date | None) -> Iterator[Hit]:
    before = [each for author in authors for each in author.before(day)]
    if byline.affiliation and before and not any(_is_same(byline.affiliation, each) for each in before):
        start = len(byline.name) + 1
        hint = f"“{byline.name}”上次署“{before[-1]}”，请核对是否变动或另有其人。"
        yield Hit(OTHER_AFFILIATION, byline, start, len(byline.text), hint)


def _is_same(affiliation: str, printed: str) -> bool:
    """Also with an institution too short to tell two persons apart, or with none ("退休教师") both times."""
    return institution(affiliation) == institution(printed) or institutions_agree(affiliation, printed)


def _name(byline: Byline, known: dict[str, list[KnownAuthor]], patterns: dict[str, list[str]]) -> Iterator[Hit]:
    for pattern in _patterns(byline.name):
        for name in sorted(patterns.get(pattern, ())):
            if _is_slip(byline, known[name]):
                hint = f"与已知作者“{name}”只差一字，请核对。"
                yield Hit(NAME_SLIP, byline, 0, len(byline.name), hint, name)
                return


def _is_slip(byline: Byline, authors: list[KnownAuthor]) -> bool:
    """One character off is a slip if the institution is the same, or if a long name sounds or looks the same."""
    name = authors[0].name
    at = next(at for at in range(len(name)) if name[at] != byline.name[at])
    colleagues = any(institutions_agree(byline.affiliation, each) for author in authors for each in author.affiliations)
    if at == 0:  # another surname is another person, unless the characters are easily confused
        return colleagues and alike(name[at], byline.name[at])
    if len(name) == 2:
        return colleagues and alike(name[at], byline.name[at])
    return colleagues or alike(name[at], byline.name[at])
