"""What every list does alike: filters, ordering, pages, selection."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from articles.api import pagination
from articles.api.documents import Json, Text, listing
from articles.api.filters import Filters
from articles.api.freshness import last_change
from articles.api.pagination import FROM_THE_START, Cursor, Key, Ordering, Page, Walk
from articles.api.parameters import Parameter, invalid, refused
from articles.api.ready import shelf, shelved_as
from articles.api.remembered import numbers
from articles.api.selection import Selection, fields_parameter, include_parameter, read_selection, tree_of
from articles.api.views.base import PublicView
from articles.compiled import aware, flat, nested, statement
from articles.models import Publication
from articles.models.publication import PublicationQuerySet
from articles.rendering.record import encode

COUNT = Parameter("count", "true 时另给总数 count。", {"type": "string", "enum": ["true", "false"]}, "true")
CURSOR = Parameter(
    "cursor",
    "翻页的位置。请原样使用 next、previous 里的地址，不要自己拼写。",
    {"type": "string", "pattern": "^[-A-Za-z0-9_]+:[-A-Za-z0-9_]{43}$"},
)
PAGE_SIZE = Parameter(
    "page_size",
    "一页几条。",
    {"type": "integer", "minimum": 1, "maximum": pagination.MAX_PAGE_SIZE, "default": pagination.PAGE_SIZE},
    "20",
)

Rows = QuerySet[Any, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list request, read and found sound."""

    filters: dict[str, Any]
    ordering: str
    walk: Walk
    cursor: Cursor
    size: int
    count: bool
    selection: Selection


def both_ways(name: str, *keys: Key) -> dict[str, Ordering]:
    """An ordering under its name and, turned round, under its name with a minus sign."""
    return {f"-{name}": tuple(key.reversed() for key in keys), name: keys}


def parameters_of(filters: type[Filters]) -> list[Parameter]:
    return [
        Parameter(name, f"{each.field.about}应为{each.field.allowed}。", each.field.schema, each.field.example or None)
        for name, each in filters.declared_filters.items()
    ]


class ListView(PublicView):
    """A list. Subclasses give the rows as dictionaries and turn them into records."""

    problems: ClassVar[tuple[str, ...]] = ("invalid-parameters",)
    is_kept = True
    filters: ClassVar[type[Filters]] = Filters
    orderings: ClassVar[dict[str, Ordering]]
    default_ordering: ClassVar[str]
    list_extras: ClassVar[Json] = {}  # schemas of further members beside ``results``

    # What ``rows`` have, in their order, where their SQL is compiled once for each combination of parameters.
    columns: ClassVar[tuple[str, ...]] = ()

    def rows(self, visible: PublicationQuerySet) -> Rows:
        """Of what is ``visible``, as ``.values()`` with the ordering's columns among them."""
        raise NotImplementedError

    def list_name(self) -> str:
        """Which list it is: a cursor of another one is refused."""
        return self.operation

    def facts(self, rows: Sequence[dict[str, Any]]) -> list[Hashable]:
        """For each row of a page all that ``record`` says of it: what is equal reads the same."""
        raise NotImplementedError

    def record(self, fact: Any) -> Json:
        raise NotImplementedError

    def last_modified(self, rows: Sequence[dict[str, Any]]) -> dt.datetime | None:
        """Of rows with a column ``newest``. Other records carry no time of change: the ETag alone decides then."""
        if not rows or "newest" not in rows[0]:
            return None
        asked = self.request.META.get("HTTP_IF_MODIFIED_SINCE")
        return last_change(rows[0]["newest"], now=self.now, if_modified_since=asked)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.listed(self.wanted())

    def read_values(self) -> Any:
        return self.wanted()

    def listed(self, wanted: Wanted) -> HttpResponse:
        request = self.request
        found = cache(lambda: self.found(wanted))  # finding may itself ask the database: once is enough
        page = self.page(wanted, found)
        tail: Json = {
            "next": pagination.link(request.path, self.values, wanted.walk, page.next),
            "previous": pagination.link(request.path, self.values, wanted.walk, page.previous),
        }
        if wanted.count:
            tail["count"] = self.total(wanted, found)
        texts = self.texts(page.rows, wanted.selection)
        return listing(texts, tail, last_modified=self.last_modified(page.rows))

    def total(self, wanted: Wanted, found: Callable[[], Rows]) -> int:
        """Counted once for each list and its filters, as long as nothing public changes."""

        def ask(keys: Sequence[str]) -> dict[str, int]:
            return dict.fromkeys(keys, self.how_many(wanted, found))

        given = sorted((name, self.values[name]) for name in wanted.filters)
        (count,) = numbers(
            "count", [json.dumps([self.list_name(), *given])], ask, now=self.now, state=self.state
        ).values()
        return count

    def how_many(self, wanted: Wanted, found: Callable[[], Rows]) -> int:
        return found().order_by().values("pk").count()

    def found(self, wanted: Wanted) -> Rows:
        """All rows that pass the filters."""
        return self.filters.apply(self.rows(self.visible()), wanted.filters, mark=self.mark)

    def page(self, wanted: Wanted, found: Callable[[], Rows]) -> Page:
        if self.columns and not self.filters.shapeless & wanted.filters.keys():
            rows = self.asked(wanted)
        else:
            rows = list(self.window(found(), self.visible(), wanted, wanted.cursor))
        return pagination.page_of(rows, walk=wanted.walk, cursor=wanted.cursor, size=wanted.size)

    def window(self, rows: Rows, visible: PublicationQuerySet, wanted: Wanted, cursor: Cursor) -> Rows:
        return pagination.window(rows, walk=wanted.walk, cursor=cursor, size=wanted.size)

    def asked(self, wanted: Wanted) -> list[dict[str, Any]]:
        """The window's rows, as the database gives them but for the first and the last."""
        position = wanted.cursor.position
        values = flat({"now": self.now, "position": position, **wanted.filters})

        def build(marks: Mapping[str, Any]) -> Rows:
            visible = Publication.objects.visible(marks["now"])
            chosen = {name: nested(marks, name, value) for name, value in wanted.filters.items()}
            rows = self.passing(self.rows(visible), chosen, plan)
            cursor = Cursor(wanted.cursor.direction, nested(marks, "position", position))
            return self.selected(self.window(rows, visible, wanted, cursor))

        plan = self.plan(wanted)
        shape = (self.operation, plan, wanted.ordering, wanted.cursor.direction, wanted.size, *values)
        rows = [dict(zip(self.columns, row, strict=True)) for row in statement(shape, build, values).run(values)]
        for row in rows[: wanted.size][:: max(1, min(wanted.size, len(rows)) - 1)]:
            self.read_end(row)
        return rows

    def plan(self, wanted: Wanted) -> str:
        """Which of several ways to ask for the same is the shortest: no other rows, no other order."""
        return ""

    def passing(self, rows: Rows, chosen: Mapping[str, Any], plan: str) -> Rows:
        """What passes the filters, asked by that plan."""
        return self.filters.apply(rows, chosen)

    def selected(self, rows: Rows) -> Rows:
        """The rows with the columns in the form in which they are read best."""
        return rows

    def read_end(self, row: dict[str, Any]) -> None:
        """Cursors are made of the page's first and last row: these must hold what the ordering means."""
        for name, value in row.items():
            if isinstance(value, dt.datetime):
                row[name] = aware(value)

    def texts(self, rows: Sequence[dict[str, Any]], selection: Selection) -> list[Text]:
        """Each record as JSON: from the shelf, or made now."""
        around = shelved_as(self.operation, selection.spelling, settings.SITE_URL)
        facts = self.facts(rows)
        found = shelf.find([(around, fact) for fact in facts])
        texts = []
        for fact, text in zip(facts, found, strict=True):
            if text is None:
                text = Text(encode(selection.pick(self.record(fact))))
                shelf.put((around, fact), text)
            texts.append(text)
        return texts

    def wanted(self, errors: list[Json] | None = None) -> Wanted:
        """Everything the parameters say. Raises one 400 that names all that is wrong with them, ``errors`` too."""
        errors = errors or []
        filters = self.filters.read(self.values, errors=errors, now=self.now, state=self.state)
        name = self.read_ordering(errors)
        size = self.read_page_size(errors)
        count = self.read_count(errors)
        selection = read_selection(self.values, tree=tree_of(self.item), includes=self.includes, errors=errors)
        given = {key: value for key, value in self.values.items() if key in self.filters.declared_filters}
        walk = Walk.of(self.list_name(), ordering=self.orderings[name], filters=given)
        cursor = walk.open(self.values["cursor"], errors=errors) if "cursor" in self.values else FROM_THE_START
        if errors:
            raise invalid(errors)
        return Wanted(filters, name, walk, cursor, size, count, selection)

    def read_ordering(self, errors: list[Json]) -> str:
        name = self.values.get("ordering", self.default_ordering)
        if name in self.orderings:
            return name
        names = list(self.orderings)
        errors.append(refused("ordering", "invalid-value", f"参数 ordering 应为 {'、'.join(names)} 之一。", names))
        return self.default_ordering

    def read_page_size(self, errors: list[Json]) -> int:
        raw = self.values.get("page_size", str(pagination.PAGE_SIZE))
        if raw.isascii() and raw.isdigit() and len(raw) <= 3 and 1 <= int(raw) <= pagination.MAX_PAGE_SIZE:
            return int(raw)
        allowed = f"1 到 {pagination.MAX_PAGE_SIZE} 之间的整数"
        errors.append(refused("page_size", "invalid-value", f"参数 page_size 应为 {allowed}。"))
        return pagination.PAGE_SIZE

    def read_count(self, errors: list[Json]) -> bool:
        raw = self.values.get("count", "false")
        if raw not in ("true", "false"):
            errors.append(refused("count", "invalid-value", "参数 count 应为 true 或 false。", ["true", "false"]))
        return raw == "true"

    @classmethod
    def all_parameters(cls) -> list[Parameter]:
        found = parameters_of(cls.filters)
        if len(cls.orderings) > 1:
            choices = {"type": "string", "enum": list(cls.orderings), "default": cls.default_ordering}
            found.append(Parameter("ordering", "排序；加 - 为由新到旧。", choices))
        found += [PAGE_SIZE, CURSOR, COUNT, fields_parameter(cls.item)]
        if cls.includes:
            found.append(include_parameter(cls.includes))
        return found
