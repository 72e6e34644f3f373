"""Changes a page under review, one step at a time, so that two editors never overwrite each other.

Every step is checked, applied to the stored state, and saved with the way back. What a step may be
is ``STEPS``; anything else is refused in a sentence.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from articles.exceptions import EditingConflict, ImportRefused
from articles.importing.drafts import CONFLICT, refuse_closed
from articles.importing.history import LIMIT, difference, patched
from articles.importing.steps import STEPS, Operation
from articles.importing.stored import Review, dump, load, place_label
from articles.importing.values import nonsense
from articles.models import PageImport, User


@transaction.atomic
def carry_out(page_import: PageImport, operation: Operation, *, version: int, by: User | None) -> PageImport:
    """Apply one operation to the stored state and save it; returns the fresh row.

    An operation whose ``id`` was already carried out is not repeated (its answer was lost on the way).
    Raises EditingConflict when ``version`` is not the present one, ImportRefused for nonsense and for
    imports that are closed; nothing is changed then.
    """
    page_import = locked(page_import)
    key = str(operation.get("id") or "")[:64]
    if key and any(step["id"] == key for step in page_import.history):
        return page_import
    check_version(page_import, version)
    review = load(page_import.state)
    step = STEPS.get(str(operation.get("op")))
    if step is None:
        raise nonsense("不认识这一步操作，没有执行。请刷新页面后再试。")
    what = step(review, operation)
    after = dump(review)
    forth = difference(page_import.state, after)
    if not forth:
        return page_import
    page_import.history = [
        *page_import.history[: page_import.history_position],
        {
            "id": key,
            "what": what,
            "by": by.pk if by else None,
            "at": timezone.now().isoformat(timespec="seconds"),
            "back": difference(after, page_import.state),
            "forth": forth,
        },
    ][-LIMIT:]
    page_import.history_position = len(page_import.history)
    page_import.state = after
    return keep(page_import, review)


@transaction.atomic
def undo(page_import: PageImport, *, version: int) -> PageImport:
    """Take the last step back. Raises EditingConflict, and ImportRefused when there is none."""
    page_import = locked(page_import)
    check_version(page_import, version)
    if not page_import.history_position:
        raise ImportRefused("没有可以撤销的步骤。", code="nothing-to-undo")
    page_import.history_position -= 1
    step = page_import.history[page_import.history_position]
    page_import.state = patched(page_import.state, step["back"])
    return keep(page_import, load(page_import.state))


@transaction.atomic
def redo(page_import: PageImport, *, version: int) -> PageImport:
    """Take the step forth again that was taken back last. Raises as ``undo`` does."""
    page_import = locked(page_import)
    check_version(page_import, version)
    if page_import.history_position >= len(page_import.history):
        raise ImportRefused("没有可以重做的步骤。", code="nothing-to-redo")
    step = page_import.history[page_import.history_position]
    page_import.history_position += 1
    page_import.state = patched(page_import.state, step["forth"])
    return keep(page_import, load(page_import.state))


def locked(page_import: PageImport) -> PageImport:
    fresh = PageImport.objects.select_for_update().get(pk=page_import.pk)
    refuse_closed(fresh)
    return fresh


def check_version(page_import: PageImport, version: int) -> None:
    if version != page_import.lock_version:
        raise EditingConflict(CONFLICT)


def keep(page_import: PageImport, review: Review) -> PageImport:
    page_import.lock_version += 1
    page_import.place_label = place_label(review.page)
    fields = ["state", "place_label", "history", "history_position", "lock_version", "updated_at"]
    page_import.save(update_fields=fields)
    return page_import
