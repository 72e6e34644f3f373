"""Keyset pages with signed cursors: stable while rows come and go, as fast at the end as at the start."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet

from articles.api.documents import Json
from articles.api.parameters import refused

PAGE_SIZE, MAX_PAGE_SIZE = 20, 100
MAX_CURSOR = 1_000


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an ordering. ``parse`` turns what the cursor holds back into a value."""

    path: str
    descending: bool = False
    parse: Callable[[Any], Any] = str

    def reversed(self) -> Key:
        return Key(self.path, not self.descending, self.parse)

    @property
    def term(self) -> str:
        return f"-{self.path}" if self.descending else self.path


Ordering = tuple[Key, ...]


def day(path: str, *, descending: bool = False) -> Key:
    return Key(path, descending, dt.date.fromisoformat)


def moment(path: str, *, descending: bool = False) -> Key:
    return Key(path, descending, dt.datetime.fromisoformat)


def number(path: str, *, descending: bool = False) -> Key:
    return Key(path, descending, int)


def backwards(ordering: Ordering) -> Ordering:
    return tuple(key.reversed() for key in ordering)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows. ``direction`` is after, from (the same with the row itself), before or until."""

    direction: str
    position: tuple[Any, ...]

    @property
    def is_backward(self) -> bool:
        return self.direction in ("before", "until")

    @property
    def takes_row(self) -> bool:
        return self.direction in ("from", "until")


FROM_THE_START = Cursor("from", ())


@dataclass(frozen=True, slots=True)
class Walk:
    """One way through one list. A cursor belongs to it and opens no other: ``binding`` says which."""

    ordering: Ordering
    binding: str

    @classmethod
    def of(cls, endpoint: str, *, ordering: Ordering, filters: Mapping[str, str]) -> Walk:
        what = json.dumps([endpoint, [key.term for key in ordering], sorted(filters.items())])
        return cls(ordering, hashlib.sha256(what.encode()).hexdigest()[:16])

    def sign(self, cursor: Cursor) -> str:
        """Without a time stamp: the same list has the same links, hence the same ETag."""
        return signed(self.binding, cursor)

    def open(self, signed: str, *, errors: list[Json]) -> Cursor:
        """The cursor, or an entry in ``errors``."""
        try:
            if len(signed) > MAX_CURSOR:
                raise ValueError
            binding, direction, raw = _signer().unsign_object(signed)
            position = tuple(key.parse(value) for key, value in zip(self.ordering, raw, strict=True))
        except (signing.BadSignature, ValueError):
            binding = None
        if binding is None:
            detail = "参数 cursor 不是本接口给出的，或已被改动；请原样使用 next、previous 里的地址。"
        elif binding != self.binding:
            detail = "参数 cursor 属于另一个列表：筛选条件和排序不能在翻页途中改变，请去掉 cursor 重新开始。"
        else:
            return Cursor(direction, position)
        errors.append(refused("cursor", "invalid-cursor", detail))
        return FROM_THE_START


@lru_cache(maxsize=2_000)
def signed(binding: str, cursor: Cursor) -> str:
    position = [value.isoformat() if isinstance(value, dt.date) else value for value in cursor.position]
    return _signer().sign_object([binding, cursor.direction, position], compress=False)


def _signer() -> signing.Signer:
    return signing.Signer(salt="articles.api.cursor")


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[dict[str, Any]]
    next: Cursor | None
    previous: Cursor | None


def window(rows: QuerySet[Any, Any], *, walk: Walk, cursor: Cursor, size: int) -> QuerySet[Any, Any]:
    """The rows from the cursor on, in walking order, and one more to see whether there are more."""
    ordering = backwards(walk.ordering) if cursor.is_backward else walk.ordering
    if cursor.position:
        rows = rows.filter(beyond(ordering, cursor.position, with_row=cursor.takes_row))
    return rows.order_by(*(key.term for key in ordering))[: size + 1]


def page_of(found: list[dict[str, Any]], *, walk: Walk, cursor: Cursor, size: int) -> Page:
    """The page that a window's rows make, in the list's order."""
    has_more = len(found) > size
    found = found[:size]
    if cursor.is_backward:
        found.reverse()
    return Page(found, *_ends(found, walk=walk, cursor=cursor, has_more=has_more))


def _ends(
    found: list[dict[str, Any]], *, walk: Walk, cursor: Cursor, has_more: bool
) -> tuple[Cursor | None, Cursor | None]:
    """(next, previous). A page that has run empty still leads back to where it was opened from."""
    if not found:
        if not cursor.position:
            return None, None
        turned = {"after": "until", "from": "before", "before": "from", "until": "after"}[cursor.direction]
        back = Cursor(turned, cursor.position)
        return (back, None) if cursor.is_backward else (None, back)
    first, last = (tuple(row[key.path] for key in walk.ordering) for row in (found[0], found[-1]))
    after, before = Cursor("after", last), Cursor("before", first)
    if cursor.is_backward:
        return after, before if has_more else None
    return after if has_more else None, before if cursor.position else None


def beyond(ordering: Ordering, position: tuple[Any, ...], *, with_row: bool) -> Q:
    """The rows after ``position``. The first column also bounds alone, so that its index is used."""
    condition, equal = Q(), Q()
    for key, value in zip(ordering, position, strict=True):
        condition |= equal & Q(**{f"{key.path}__{'lt' if key.descending else 'gt'}": value})
        equal &= Q(**{key.path: value})
    if with_row:
        condition |= equal
    head = ordering[0]
    return Q(**{f"{head.path}__{'lte' if head.descending else 'gte'}": position[0]}) & condition


def link(path: str, values: Mapping[str, str], walk: Walk, cursor: Cursor | None) -> str | None:
    """The address of the page at ``cursor``: the same request with another cursor."""
    if cursor is None:
        return None
    return f"{settings.SITE_URL}{path}?{urlencode({**values, 'cursor': walk.sign(cursor)})}"
