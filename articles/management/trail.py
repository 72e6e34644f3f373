"""What the shell does to the newsroom stands in 操作记录 too: by which account of the machine, and what came of it."""

from __future__ import annotations

import getpass

from articles import auditing
from articles.choices import AuditKind


def note(kind: AuditKind, step: str, words: str, *, model: str = "", object_id: object = "", label: str = "") -> None:
    """One line of the log. Never hand in a key or a password."""
    auditing.note(
        kind, by=None, step=step, words=f"命令行（{who()}）：{words}", model=model, object_id=object_id, label=label
    )


def who() -> str:
    """The account of the machine; some containers give it no name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "无名账号"
