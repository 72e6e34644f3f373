"""Statements that PostgreSQL parses and plans once a connection: for most of ours planning takes thrice as long as running.

Straight to libpq, for what ``articles.compiled`` asks outside transactions. Whatever the server would not take this way is
``None`` here, and asked again by Django's way, which knows the error.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus, Format
from psycopg.sql import Literal

Rows = list[tuple[Any, ...]]
MOST = 500  # statements of a connection
PLACEHOLDER = re.compile("%%|%s")
TYPES = {int: "bigint", str: "text", dt.date: "date", dt.datetime: "timestamptz"}

_known: WeakKeyDictionary[psycopg.Connection[Any], set[bytes]] = WeakKeyDictionary()


@dataclass(slots=True)
class Prepared:
    """SQL with ``$1::type`` for each of the ``names`` whose values change, and all else written out."""

    name: bytes
    sql: bytes
    names: tuple[str, ...]
    is_fit: bool = True  # until the server has refused to prepare it

    @classmethod
    def of(cls, sql: str, names: Iterable[str] = ()) -> Prepared:
        text = sql.encode()
        # Made from the text: behind a pooler another client's statement of that name is the same one.
        return cls(b"newsroom_" + hashlib.sha256(text).hexdigest()[:40].encode(), text, tuple(names))

    def rows(self, own: Any, values: Mapping[str, Any], *, has_bytes: bool = False) -> Rows | None:
        """The rows as the driver types them."""
        form = Format.BINARY if has_bytes else Format.TEXT
        result = self.run(own, [values[name] for name in self.names], form)
        if result is None:
            return None
        reading = Transformer.from_context(own.connection)
        reading.set_pgresult(result)
        return reading.load_rows(0, result.ntuples, tuple)

    def run(self, own: Any, values: Sequence[Any] = (), form: Format = Format.TEXT) -> Any:
        """libpq's result on Django's connection ``own``, or None."""
        try:
            known = _known.setdefault(own.connection, set())
            texts = [str(value).encode() for value in values]
            if not self.is_fit or any(b"\0" in text for text in texts):
                return None
            pgconn = own.connection.pgconn
            if self.name not in known and not self.prepare(pgconn, known):
                return None
            result = pgconn.exec_prepared(self.name, texts, None, form)
            if result.status != ExecStatus.TUPLES_OK:  # a table is not what it was, say
                known.discard(self.name)
                pgconn.exec_(b"DEALLOCATE " + self.name)
                return None
        except (psycopg.Error, UnicodeEncodeError):
            return None
        own.health_check_done = True  # it has just answered
        return result

    def prepare(self, pgconn: Any, known: set[bytes]) -> bool:
        if len(known) >= MOST:
            pgconn.exec_(b"DEALLOCATE ALL")
            known.clear()
        status = pgconn.prepare(self.name, self.sql).status
        if status == ExecStatus.COMMAND_OK:
            known.add(self.name)
            return True
        self.is_fit = pgconn.status != 0  # a lost connection says nothing of the statement
        return False


def prepared(
    own: Any, sql: str, params: Sequence[Any], slots: Mapping[int, str], types: Mapping[str, type]
) -> Prepared:
    """From SQL as Django compiles it; ``slots`` name those of the ``params`` that change."""
    names: dict[str, int] = {}
    at = iter(range(len(params)))

    def put(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        place = next(at)
        if (name := slots.get(place)) is None:
            return Literal(params[place]).as_string(own.connection)
        return f"${names.setdefault(name, len(names) + 1)}::{TYPES[types[name]]}"

    return Prepared.of(PLACEHOLDER.sub(put, sql), names)
