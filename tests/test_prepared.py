"""Statements that PostgreSQL has prepared: the same answers, and Django's way wherever that one does not go."""

import datetime as dt

import pytest
from django.db import DataError, connection, transaction

from articles import compiled, marking, prepared
from articles.compiled import statement
from articles.models import Author, Publication
from tests import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
]


@pytest.fixture(autouse=True)
def own_statements(monkeypatch):
    monkeypatch.setattr(compiled, "_statements", {})


def all_types(values):
    """A value of each type, a limit, constants with and without a percent sign."""
    found = Publication.objects.visible(values["now"]).filter(date__gte=values["day"], title__contains="50%")
    found = found.exclude(title=values["not"]).order_by("-date", "pk").values_list("pk", "title", "date", "card")
    sql, params = found.query.sql_with_params()
    return f"{sql} LIMIT %s", (*params, values["limit"])


def asked(**values):
    given = {"now": dt.datetime.now(dt.UTC), "day": dt.date(2000, 1, 1), "not": "丙", "limit": 9} | values
    found = statement("t", all_types, given)
    return found, given


def through_django(given):
    with connection.cursor() as cursor:
        cursor.execute(*all_types(given))
        return cursor.fetchall()


def test_the_rows_are_those_of_django():
    for title in ("甲50%", "乙50%'\"\\", "丙"):
        factories.make_publication(title=title)
    for values in ({}, {"limit": 1}, {"not": "乙50%'\"\\"}, {"day": dt.date(2099, 1, 1)}, {"not": "';--"}):
        found, given = asked(**values)
        assert found.run(given) == through_django(given)
        assert found.prepared is not None
        assert found.prepared.is_fit
        assert found.prepared.name in prepared._known[connection.connection]
    assert len(asked()[0].run(asked()[1])) == 2


def test_within_a_transaction_django_is_asked():
    with transaction.atomic():
        found, given = asked()
        found.run(given)
    assert found.prepared is None


def test_what_postgresql_cannot_hold_is_refused_as_ever():
    found, given = asked()
    for wrong in ("\0", "a\0b"):
        with pytest.raises((ValueError, DataError)):
            found.run(given | {"not": wrong})
    assert found.run(given) == []


def test_a_table_that_has_changed_is_asked_anew():
    found = statement("all", lambda values: ("SELECT * FROM articles_author", ()), {})
    before = len(found.run({}))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_author ADD COLUMN trial integer")
        try:
            Author.objects.count()
            assert len(found.run({})) == before
        finally:
            cursor.execute("ALTER TABLE articles_author DROP COLUMN trial")
    assert len(found.run({})) == before


def test_a_lost_connection_is_opened_again():
    factories.make_publication(title="甲")  # its change leaves a mark
    found, given = asked()
    found.run(given)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        number = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [number])
    other.close()
    connection.health_check_enabled, connection.health_check_done = True, False
    assert found.run(given) == []
    assert marking.mark()
    assert found.prepared.is_fit
    assert found.run(given) == []
    assert found.prepared.name in prepared._known[connection.connection]


def test_what_cannot_be_prepared_is_not_tried_again():
    refused = statement("odd", lambda values: ("SELECT pk FROM nowhere WHERE n = %s", (values["n"],)), {"n": 1})
    for _ in range(2):
        with pytest.raises(Exception, match="nowhere"):
            refused.run({"n": 1})
    assert not refused.prepared.is_fit


def test_statements_of_a_connection_do_not_pile_up(monkeypatch):
    monkeypatch.setattr(prepared, "MOST", 3)
    for number in range(9):
        assert statement(number, lambda values, n=number: (f"SELECT {n}", ()), {}).run({}) == [(number,)]
    assert len(prepared._known[connection.connection]) <= 3
    assert statement(0, None, {}).run({}) == [(0,)]
