"""Rows that are made once in a module, for fixtures that most of its tests take and that cost more than the tests."""

import copy
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

KEPT = "kept_"


def lasting(make: Callable[[], Any]) -> Any:
    """In the place of ``@pytest.fixture``: ``make`` runs once in a module, in a transaction around those of its tests.

    What a test does to the rows is rolled back at its end; what ``make`` returned it gets as a copy of its own. A test
    of the module that does not take the fixture does not find the rows either: see ``take_away``.
    """
    kept = f"{KEPT}{make.__name__}"

    def keep(around_the_module: "Around") -> Any:
        return around_the_module.run(kept, make)

    def hand_out(**fixtures: Any) -> Any:
        return copy.deepcopy(fixtures[kept])

    # By its parameters pytest knows that the module's rows come before the test's transaction.
    wanted = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in (kept, "db")]
    hand_out.__signature__ = inspect.Signature(wanted)  # type: ignore[attr-defined]
    hand_out.__doc__ = make.__doc__
    make.__globals__[kept] = pytest.fixture(scope="module", name=kept)(keep)
    return pytest.fixture(name=make.__name__)(hand_out)


def wanted_by(item: pytest.Item) -> tuple[str, ...]:
    """The lasting rows that a test takes."""
    return tuple(sorted(name for name in getattr(item, "fixturenames", ()) if name.startswith(KEPT)))


def together(items: list[pytest.Item]) -> list[pytest.Item]:
    """The same tests; those of a module that lie together are put in the order of the rows that they take."""
    ordered: list[pytest.Item] = []
    for item in items:
        at = len(ordered)
        while at and ordered[at - 1].path == item.path and _rank(ordered[at - 1]) > _rank(item):
            at -= 1
        ordered.insert(at, item)
    return ordered


def _rank(item: pytest.Item) -> tuple[bool, tuple[str, ...]]:
    return _is_committing(item), wanted_by(item)


def _is_committing(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))


class Around:
    """The transaction around a module's tests, and the rows made in it."""

    def __init__(self, blocker: Any) -> None:
        self.blocker, self.made = blocker, set[str]()
        with blocker.unblock():
            self.transaction = transaction.atomic()
            self.transaction.__enter__()

    def run(self, kept: str, make: Callable[[], Any]) -> Any:
        self.made.add(kept)
        with self.blocker.unblock():
            return make()

    def end(self) -> None:
        with self.blocker.unblock():
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)


def take_away(item: pytest.Item) -> None:
    """Before a test that takes other rows than the last one of its module did: those must not lie there."""
    wanted = wanted_by(item)
    if wanted and _is_committing(item):
        pytest.fail("rows that last are never committed: a test with real transactions makes its own", pytrace=False)
    (fixture,) = item.session._fixturemanager.getfixturedefs("around_the_module", item)
    made = fixture.cached_result[0].made if fixture.cached_result else None
    if made and made != set(wanted):
        fixture.finish(item._request)  # type: ignore[attr-defined]
