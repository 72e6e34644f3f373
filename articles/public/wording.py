"""The words of a page around its rows. They are a template's, filled with few values, and made once for equal ones.

A page whose rows stand ready is otherwise made of little that changes: titles, counts, an aside. What the template is
shown is taken down value by value, so that a name that was changed is another page; what cannot be taken down is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from typing import Any

from django.core.paginator import Page
from django.db.models import Model

MOST = 200  # pages, about 20 kB each


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is made of equal ``values`` but once; ``make`` must look at nothing that they do not tell."""

    values: Hashable
    make: Callable[[], Any] = field(compare=False)


@lru_cache(maxsize=MOST)
def made(outcome: Outcome) -> Any:
    return outcome.make()


def identity(value: Any) -> Hashable:
    """All that a template could read of it: equal identities are shown alike. Raises TypeError for what is no plain value.

    Records count by their fields, not by their key; what they lead to must have been put into them.
    """
    match value:
        case None | str() | int() | float() | dt.date():
            return value
        case tuple() | list():
            return tuple(map(identity, value))
        case dict():
            return tuple((name, identity(each)) for name, each in value.items())
        case Model():
            own = {name: each for name, each in vars(value).items() if name != "_state"}
            return (type(value), identity(own), identity(value._state.fields_cache))
        case Page():
            return (value.number, value.paginator.count, value.paginator.per_page)
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value), *(identity(getattr(value, each.name)) for each in fields(value)))
    raise TypeError(f"{type(value)} is no plain value")
