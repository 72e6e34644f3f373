"""The stored form of a page under review: the parser's state, and who its names are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from articles.parsing.storing import state_from_json, state_to_json
from articles.parsing.structure import PageState

People = dict[str, str]  # what is printed of a person (``bylines.person_key``) → public id, NEW or LATER
NEW, LATER = "new", "later"
KEY = "people"


@dataclass(slots=True)
class Review:
    """What an editor works on: pieces and typed fields, and the persons chosen for names."""

    page: PageState
    people: People = field(default_factory=dict)


def dump(review: Review) -> dict[str, Any]:
    return {**state_to_json(review.page), KEY: review.people}


def load(stored: dict[str, Any]) -> Review:
    """The review again. Raises ImportRefused when the stored data is none."""
    people = stored.get(KEY) or {}
    state = state_from_json({name: value for name, value in stored.items() if name != KEY})
    return Review(state, {str(key): str(value) for key, value in people.items()})
