"""What one step changed in a stored state, kept as two patches: the way back and the way forth.

A state is JSON with a list ``pieces`` of objects that have ids; everything else in it is small and
kept whole. So a step that changes three lines of a page costs three lines, not a page.
"""

from __future__ import annotations

from typing import Any

State = dict[str, Any]
Patch = dict[str, Any]
LIMIT = 200  # steps that can be taken back


def difference(before: State, after: State) -> Patch:
    """What turns ``before`` into ``after``. Empty when they are equal."""
    old = {piece["id"]: piece for piece in before["pieces"]}
    new = {piece["id"]: piece for piece in after["pieces"]}
    patch: Patch = {}
    changed = {key: piece for key, piece in new.items() if old.get(key) != piece}
    if changed:
        patch["pieces"] = changed
    if list(old) != list(new):
        patch["order"] = list(new)
    rest = {key: value for key, value in after.items() if key != "pieces" and before.get(key) != value}
    if rest:
        patch["rest"] = rest
    return patch


def patched(state: State, patch: Patch) -> State:
    """The state with a patch laid on; the given one stays as it is."""
    pieces = {piece["id"]: piece for piece in state["pieces"]} | patch.get("pieces", {})
    order = patch.get("order") or [piece["id"] for piece in state["pieces"]]
    return {**state, **patch.get("rest", {}), "pieces": [pieces[key] for key in order]}
