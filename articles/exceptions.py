"""Errors that are meant for people: a Chinese sentence and a machine-readable code."""


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
    """The source of a page cannot be read or must not be imported; nothing was kept."""

    code = "import-refused"


class PublishingRefused(NewsroomError):
    """An article cannot be released, corrected or withdrawn in its present state."""

    code = "publishing-refused"


class EditingConflict(NewsroomError):
    """Somebody else saved the record since it was opened; nothing was overwritten."""

    code = "editing-conflict"
