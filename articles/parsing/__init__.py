"""Turns the text of a printed page into article drafts. Pure: no database, no settings.

The path is ``read_source`` (bytes to lines) → ``propose`` (lines to a ``PageState``) →
``assemble`` (a state to the page's JSON) with ``questions`` for what is unsure. ``editing`` holds
what an editor may do to a state, ``state_to_json`` / ``state_from_json`` keep it.
"""

from articles.parsing.assemble import assemble
from articles.parsing.propose import propose
from articles.parsing.questions import questions, role_name
from articles.parsing.readers import read_source
from articles.parsing.storing import state_from_json, state_to_json

__all__ = [
    "assemble",
    "propose",
    "questions",
    "read_source",
    "role_name",
    "state_from_json",
    "state_to_json",
]
