"""``fields=`` and ``include=``: which parts of a record are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer

from articles.api.documents import Json
from articles.api.parameters import Parameter, refused

# A name and what may be chosen inside it; a leaf has nothing inside.
Tree = dict[str, "Tree"]


@cache
def tree_of(serializer: type[Serializer[Any]]) -> Tree:
    """The names that ``fields`` may use, read off the documented shape."""
    return _tree(serializer())


def _tree(serializer: Any) -> Tree:
    if isinstance(serializer, ListSerializer) and serializer.child is not None:
        return _tree(serializer.child)
    if not isinstance(serializer, Serializer):
        return {}
    return {
        name: _tree(field) if isinstance(field, BaseSerializer) else {} for name, field in serializer.fields.items()
    }


def names_of(tree: Tree, prefix: str = "") -> list[str]:
    """'id', 'column', 'column.slug' ...: everything that may be named."""
    names: list[str] = []
    for name, inner in tree.items():
        names += [prefix + name, *names_of(inner, f"{prefix}{name}.")]
    return names


def fields_parameter(serializer: type[Serializer[Any]]) -> Parameter:
    names = names_of(tree_of(serializer))
    return listing_parameter("fields", "只要这些字段，用半角逗号隔开；里层的用点。", names, example=",".join(names[:2]))


def include_parameter(names: Sequence[str]) -> Parameter:
    return listing_parameter("include", "一并给出这些部分，用半角逗号隔开。", names, example=names[0])


def listing_parameter(name: str, description: str, names: Iterable[str], *, example: str) -> Parameter:
    """Several values in one parameter: ``include=body,statements``."""
    schema = {"type": "array", "minItems": 1, "items": {"type": "string", "enum": list(names)}}
    return Parameter(name, description, schema, example)


@dataclass(frozen=True, slots=True)
class Selection:
    """What a request wants of each record: ``chosen`` is None for everything, ``included`` the extra parts."""

    chosen: Tree | None = None
    included: frozenset[str] = frozenset()
    spelling: tuple[str | None, ...] = (None, None)  # as asked: tells two selections apart

    def wants(self, name: str) -> bool:
        return self.chosen is None or name in self.chosen

    def pick(self, record: Json) -> Json:
        return record if self.chosen is None else pick(record, self.chosen)


def read_selection(values: Mapping[str, str], *, tree: Tree, includes: Iterable[str], errors: list[Json]) -> Selection:
    """Read both parameters; what is wrong goes to ``errors``. A part named in ``fields`` need not be included."""
    includes = tuple(includes)
    included = set(read_listing("include", values, allowed=includes, errors=errors))
    chosen: Tree | None = None
    if "fields" in values:
        chosen = {}
        for path in read_listing("fields", values, allowed=names_of(tree), errors=errors):
            _add(chosen, path.split("."))
        included.update(name for name in includes if name in chosen)
        for name in included:
            chosen.setdefault(name, {})
    return Selection(chosen, frozenset(included), (values.get("fields"), values.get("include")))


def read_listing(name: str, values: Mapping[str, str], *, allowed: Iterable[str], errors: list[Json]) -> list[str]:
    """The values of such a parameter; what is wrong goes to ``errors``."""
    if name not in values:
        return []
    allowed = list(allowed)
    items = values[name].split(",")
    for item in items:
        if item not in allowed:
            detail = f"{name} 里不能有“{item[:60]}”；用半角逗号隔开，可用的：{'、'.join(allowed)}。"
            errors.append(refused(name, "invalid-value", detail, allowed))
            return []
    return items


def _add(tree: Tree, path: list[str]) -> None:
    """Add one dotted name; a whole part ({}) stays whole when a piece of it is named too."""
    head, *rest = path
    if not rest:
        tree[head] = {}
    elif head not in tree:
        tree[head] = {}
        _add(tree[head], rest)
    elif tree[head]:
        _add(tree[head], rest)


def pick(record: Json, chosen: Tree) -> Json:
    """The chosen parts, in the record's own order."""
    return {name: _inner(value, chosen[name]) for name, value in record.items() if name in chosen}


def _inner(value: Any, chosen: Tree) -> Any:
    if not chosen or value is None:
        return value
    if isinstance(value, list):
        return [pick(item, chosen) for item in value]
    return pick(value, chosen)
