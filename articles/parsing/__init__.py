"""Turns the text of a printed page into article drafts. Pure: no database, no settings.

The path is ``read_source`` (bytes to lines) → ``propose`` (lines to a ``PageState``) →
``assemble`` (a state to the page's JSON) with ``questions`` for what is unsure.
"""
