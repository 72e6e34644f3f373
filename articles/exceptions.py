"""Errors that are meant for people: a Chinese sentence and a machine-readable code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class NewsroomError(Exception):
    """Base of every expected failure.

    ``message`` is one complete sentence in Simplified Chinese that says what is wrong and how to
    mend it; ``code`` is a stable kebab-case identifier for tests, logs and the API.
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class ImportRefused(NewsroomError):
    """The source of a page cannot be read or must not be imported; nothing was kept.

    ``fields`` says of several typed fields which were refused, and why.
    """

    code = "import-refused"

    def __init__(self, message: str, *, code: str | None = None, fields: dict[str, str] | None = None) -> None:
        super().__init__(message, code=code)
        self.fields = fields or {}


class PublishingRefused(NewsroomError):
    """An article cannot be released, corrected or withdrawn in its present state."""

    code = "publishing-refused"


class ReviewRefused(NewsroomError):
    """A step of the three reviews is not allowed in the article's present state, or not to this person."""

    code = "review-refused"


class FindingsOpen(NewsroomError):
    """Heavy proofreading findings stand and nobody gave a reason to let them. ``findings`` are their rows."""

    code = "findings-open"

    def __init__(self, message: str, findings: list[dict[str, Any]]) -> None:
        super().__init__(message)
        self.findings = findings


class PlacingConflict(NewsroomError):
    """A page was rearranged by somebody else since it was looked at; nothing was moved."""

    code = "placing-conflict"


class EditingConflict(NewsroomError):
    """Somebody else changed the same part since it was opened; nothing was overwritten.

    ``clashes`` names the parts; ``kept`` is the revision that holds the text which was not stored.
    """

    code = "editing-conflict"

    def __init__(self, message: str, *, clashes: Sequence[str] = (), code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.clashes = list(clashes)
        self.kept: object = None
