"""From a source to drafts: keep and propose, let an editor decide, carry the decisions out.

``opening`` reads a source and keeps it, ``operations`` changes the kept state step by step, ``persons``
asks who a name is, ``drafts`` and ``writing`` make the articles.
"""

from articles.importing.drafts import Created, Place, create_drafts, kept_articles, kept_sentence, page_at, place_of
from articles.importing.opening import Facts, find_same_source, open_import, propose_page
from articles.importing.operations import carry_out, redo, undo
from articles.importing.persons import Namesake, namesakes
from articles.importing.stored import LATER, NEW, Review, load, page_of

__all__ = [
    "LATER",
    "NEW",
    "Created",
    "Facts",
    "Namesake",
    "Place",
    "Review",
    "carry_out",
    "create_drafts",
    "find_same_source",
    "kept_articles",
    "kept_sentence",
    "load",
    "namesakes",
    "open_import",
    "page_at",
    "page_of",
    "place_of",
    "propose_page",
    "redo",
    "undo",
]
