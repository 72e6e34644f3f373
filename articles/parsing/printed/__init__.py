"""A printed page as it stands: letters with their places become lines in reading order. Pure geometry."""

from articles.parsing.printed.letters import Rule, letters_from
from articles.parsing.printed.lines import Line, lines_of
from articles.parsing.printed.order import in_order

__all__ = ["Line", "Rule", "in_order", "letters_from", "lines_of"]
