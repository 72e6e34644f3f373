"""Turns the text of a printed page into article drafts. Pure: no database, no settings.

The path is ``read_source`` (bytes to lines) → ``propose`` (lines to a ``PageState``) →
``assemble`` (a state to the page's JSON) with ``questions`` for what is unsure.
"""

from articles.parsing.assemble import assemble
from articles.parsing.propose import propose
from articles.parsing.questions import questions
from articles.parsing.readers import read_source

__all__ = ["assemble", "propose", "questions", "read_source"]
