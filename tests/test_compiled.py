"""Statements compiled once, texts kept ready: the same answers, only sooner."""

import ast
import datetime as dt
import threading
from pathlib import Path

import pytest

from articles import compiled
from articles.api.documents import Text
from articles.api.pagination import beyond, moment
from articles.api.ready import Shelf
from articles.compiled import mark, statement
from articles.models import Publication
from tests import factories


def by_kind_and_day(values):
    found = Publication.objects.visible(values["now"]).filter(kind=values["kind"], date__gte=values["day"])
    return found.order_by("public_id").values_list("public_id", "title")


@pytest.mark.django_db
def test_a_statement_answers_like_its_queryset():
    made = [factories.make_publication(kind=kind) for kind in ("article", "brief", "article")]
    for kind in ("article", "brief", "interview"):
        for day in (dt.date(2000, 1, 1), dt.date(2099, 1, 1)):
            values = {"now": dt.datetime.now(dt.UTC), "kind": kind, "day": day}
            assert statement("t", by_kind_and_day, values).run(values) == list(by_kind_and_day(values))
    early = {"now": dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "kind": "article", "day": dt.date(2000, 1, 1)}
    assert statement("t", by_kind_and_day, early).run(early) == []
    assert len(made) == 3


@pytest.mark.django_db
def test_a_value_that_never_reaches_the_sql_is_an_error():
    with pytest.raises(RuntimeError):
        statement("lost", lambda values: Publication.objects.values("pk"), {"now": dt.datetime.now(dt.UTC)})


@pytest.mark.django_db
def test_statements_do_not_pile_up(monkeypatch):
    monkeypatch.setattr(compiled, "MAX_STATEMENTS", 5)
    monkeypatch.setattr(compiled, "_statements", {})
    for size in range(20):
        statement(("pile", size), lambda values: Publication.objects.values("pk"), {})
    assert len(compiled._statements) <= 5


def test_marks_differ_from_each_other():
    for value in (dt.datetime.now(dt.UTC), dt.date(2025, 6, 9), 1, "x"):
        assert len({mark(value, number) for number in range(10)}) == 10
    with pytest.raises(TypeError):
        mark(1.5, 0)


def test_the_first_column_bounds_alone():
    now = dt.datetime(2025, 6, 9, tzinfo=dt.UTC)
    assert "AND" in str(beyond((moment("released_at"),), (now,), with_row=False))


def test_a_shelf_keeps_to_its_capacity_and_to_what_was_used():
    shelf = Shelf(10)
    for name in "abc":
        shelf.put(name, Text(name.encode() * 4))
        shelf.find("a")
    assert shelf.find("abc") == [b"aaaa", None, b"cccc"]
    shelf.put("a", Text(b"x" * 11))
    assert shelf.find("a") == [None]
    assert shelf.size == 0 or shelf.size <= 10


def test_a_shelf_may_be_used_by_many_threads():
    shelf = Shelf(200)

    def work(seed):
        for n in range(2_000):
            shelf.put((seed * n) % 97, Text(b"x" * (n % 13)))
            shelf.find([n % 97, n % 13])

    threads = [threading.Thread(target=work, args=(seed,)) for seed in (3, 5, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shelf.size == sum(map(len, shelf._texts.values())) <= 200


def test_each_shape_is_the_name_of_one_statement_only():
    """A name that stood for two would give one of them the other's SQL."""
    places = {}
    for path in Path(compiled.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("statement", "ask") and node.args:
                shape = node.args[0].elts[0] if isinstance(node.args[0], ast.Tuple) else node.args[0]
                if isinstance(shape, ast.Constant):
                    places.setdefault((type(node.args[0]), shape.value), []).append(f"{path.name}:{node.lineno}")
    assert len(places) > 20
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
