"""Plain records: a form that grew old while somebody else saved overwrites nothing unseen.

The form carries what it showed. What only the others changed since is taken over; what both changed is told
beside the field, and saving again is then a decision.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from articles.admin.fields import posted_by

FIELD = "_was"
LONGEST = 200_000
State = dict[str, str]


def shown_by(form: forms.BaseForm, formsets: Iterable[Any]) -> State:
    """What a form and its rows show: controls by name, those of rows by the row's number."""
    state = _plain(form)
    for rows in formsets:
        for row in rows.initial_forms:
            state |= {
                _key(rows.prefix, row.instance.pk, name): value for name, value in _plain(row, rows.prefix).items()
            }
    return state


def _plain(form: forms.BaseForm, prefix: str = "") -> State:
    files = {form.add_prefix(name) for name, field in form.fields.items() if field.widget.needs_multipart_form}
    many = {
        form.add_prefix(name) for name, field in form.fields.items() if isinstance(field.widget, forms.SelectMultiple)
    }
    sent = {name: value for name, value in posted_by(form).items() if name not in files | many}
    return {_bare(name) if prefix else name: value for name, value in sent.items()}


def _bare(name: str) -> str:
    return name.rsplit("-", 1)[-1]


def _key(prefix: str, pk: Any, name: str) -> str:
    return f"{prefix}:{pk}:{name}"


def written(state: State) -> str:
    return json.dumps(state, ensure_ascii=False)


def brought_up(request: HttpRequest, now: State) -> tuple[QueryDict, dict[str, str]]:
    """The posted controls with what only others changed, and the clashes: control → what stands there now."""
    posted = request.POST.copy()
    was = _read(posted.get(FIELD, ""))
    where = _names(posted, was)
    clashes = {}
    for key, before in was.items():
        present, name = now.get(key), where.get(key)
        if present is None or name is None or name not in posted or _same(present, before):
            continue
        mine = posted[name]
        if _same(mine, before):
            posted[name] = present
        elif not _same(mine, present):
            clashes[name] = present
    return posted, clashes


def _read(text: str) -> State:
    if not text or len(text) > LONGEST:
        return {}
    try:
        state = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(state, dict):
        return {}
    return {key: value for key, value in state.items() if isinstance(value, str)}


def _names(posted: QueryDict, was: State) -> dict[str, str]:
    """Where each control that was shown stands among those that were sent."""
    names = {key: key for key in was if ":" not in key}
    numbers = {
        f"{name.removesuffix('-id').rsplit('-', 1)[0]}:{value}": name.removesuffix("-id")
        for name, value in posted.items()
        if name.endswith("-id")
    }
    for key in was:
        row, _, name = key.rpartition(":")
        if row in numbers:
            names[key] = f"{numbers[row]}-{name}"
    return names


def _same(one: Any, other: str) -> bool:
    return str(one).replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
