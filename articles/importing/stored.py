"""The stored form of a page under review: the parser's state, and who its names are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from articles.parsing import assemble
from articles.parsing.storing import state_from_json, state_to_json
from articles.parsing.structure import FURNITURE_ROLES, PageState
from articles.text.dates import parse_day

People = dict[str, str]  # what is printed of a person (``bylines.person_key``) → public id, NEW or LATER
NEW, LATER = "new", "later"
KEY = "people"
LABEL_LIMIT = 80


@dataclass(slots=True)
class Review:
    """What an editor works on: pieces and typed fields, and the persons chosen for names."""

    page: PageState
    people: People = field(default_factory=dict)


def page_of(state: PageState) -> dict[str, Any]:
    """The page's facts alone, without assembling its articles."""
    heads = [piece for piece in state.pieces if piece.role in FURNITURE_ROLES]
    page: dict[str, Any] = assemble(PageState(heads, [], state.typed))["page"]
    return page


def place_label(state: PageState) -> str:
    """'2026-03-02 7版 理论', as far as it is known."""
    page = page_of(state)
    day = parse_day(str(page["date"] or ""))
    number = f"{page['number']}版" if page["number"] else ""
    return " ".join(filter(None, (day.isoformat() if day else "", number, page["name"])))[:LABEL_LIMIT]


def dump(review: Review) -> dict[str, Any]:
    return {**state_to_json(review.page), KEY: review.people}


def load(stored: dict[str, Any]) -> Review:
    """The review again. Raises ImportRefused when the stored data is none."""
    people = stored.get(KEY) or {}
    state = state_from_json({name: value for name, value in stored.items() if name != KEY})
    return Review(state, {str(key): str(value) for key, value in people.items()})
