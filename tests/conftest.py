"""The harness: which database the run uses, its settings, and the fixtures that every test may take."""

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import django
import hypothesis
import pytest
import pytest_django

from newsroom.env import Environment
from tests import lasting, services

if TYPE_CHECKING:
    from articles.models import User

# How long an example takes is nobody's promise: on a busy machine any of them may take long.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
WITHOUT_DATABASE = {Path(__file__).parent / name for name in ("e2e", "parsing", "proofreading", "text")}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option, and at once what hangs on it: this is the first hook, before any other conftest imports a model."""
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="sqlite: the whole suite; postgresql: what the database has a part in, without the browser",
    )
    parser.addoption("--all", action="store_true", help="on PostgreSQL also what is marked once or alike")
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        given = parser.parse_known_args(sys.argv[1:])
        _set_environment(given.database)
        if getattr(given, "numprocesses", None) and not given.file_or_dir:
            return  # the workers do it; this process only hands out the tests
    os.environ["DATA_DIR"] = f"{os.environ['NEWSROOM_TEST_FOLDER']}/{worker or 'main'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()


def _set_environment(database: str) -> None:
    """In the controller only: xdist's workers inherit the environment and share the server."""
    for declared in fields(Environment):
        os.environ.pop(declared.name, None)  # the developer's own settings are not under test
    folder = tempfile.mkdtemp(prefix="newsroom-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["NEWSROOM_TEST_FOLDER"] = folder
    if database == "postgresql":
        os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or _start_postgresql()


def _start_postgresql() -> str:
    binaries = services.postgres_bin()
    if binaries is None:
        print(f"!!! {services.MISSING}PostgreSQL：这一轮测试没有运行 NOT TESTED !!!", file=sys.stderr)
        raise SystemExit(1 if services.required() else 0)  # pytest.exit is not understood this early
    server = services.PostgreSQL(binaries)
    atexit.register(server.discard)
    return server.url


def pytest_collection_finish() -> None:
    """What is loaded now stays: the garbage collector need not look at it again after each test's few thousand objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL keep what touches the database; on either leave out what is about the other."""
    chosen = config.getoption("database")
    stood_for = set() if config.getoption("all") else _stood_for(items)
    other = "sqlite" if chosen == "postgresql" else "postgresql"
    kept, left = [], []
    for item in items:
        fits = item.get_closest_marker(other) is None
        if chosen == "postgresql":
            fits = fits and _touches_database(item) and item not in stood_for
        (kept if fits else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
    items[:] = lasting.together(kept)
    for item in kept:
        for marker, variable in (("pages", "PAGES_DIR"), ("corpus", "CORPUS_DIR")):
            if item.get_closest_marker(marker) and not os.environ.get(variable):
                item.add_marker(pytest.mark.skip(reason=f"{variable} is not set"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    lasting.take_away(item)


def _stood_for(items: list[pytest.Item]) -> set[pytest.Item]:
    """What SQLite's run proves for PostgreSQL too: what is marked ``once`` (unless it is marked ``twice``), and of what is
    marked ``alike`` the cases between the first and the last."""
    once = {item for item in items if item.get_closest_marker("once") and not item.get_closest_marker("twice")}
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("alike"):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    return once.union(*(each[1:-1] for each in cases.values()))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What no database has a part in is not even read for a run on PostgreSQL: pure packages, and the browser's tests."""
    is_left_out = config.getoption("database") == "postgresql" and collection_path in WITHOUT_DATABASE
    return True if is_left_out else None


def _touches_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool(
        DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say loudly what was not tested."""
    reasons = [str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []) if report.longrepr]
    missing = {reason.split(services.MISSING, 1)[1]: 0 for reason in reasons if services.MISSING in reason}
    for reason in reasons:
        if services.MISSING in reason:
            missing[reason.split(services.MISSING, 1)[1]] += 1
    lines = [f"{what}：跳过 {count} 项测试" for what, count in missing.items()]
    if not os.environ.get("TEST_DATABASE_URL") and services.postgres_bin() is None:
        lines.append("PostgreSQL：整套数据库测试只在 SQLite 上运行过")
    if lines:
        terminalreporter.section("!!! 未测试 NOT TESTED !!!", sep="!", red=True, bold=True)
        for line in lines:
            terminalreporter.line(line, red=True, bold=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """The roles' groups are made once, not by each test that needs an account."""
    from articles import roles

    with django_db_blocker.unblock():
        roles.sync_groups()


@pytest.fixture(scope="module")
def around_the_module(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[lasting.Around]:
    """For ``@lasting``: the transaction in which a module's rows stand."""
    around = lasting.Around(django_db_blocker)
    yield around
    around.end()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis of this worker's own, or the given one."""
    given = os.environ.get("TEST_REDIS_URL")
    binary = shutil.which("redis-server")
    if given:
        yield given
    elif binary is None:
        services.unavailable("redis-server")
    else:
        server = services.Redis(binary)
        yield server.url
        server.discard()


@pytest.fixture(scope="session")
def pages_dir() -> Path:
    """The shared printed pages; take it together with ``@pytest.mark.pages``."""
    return Path(os.environ["PAGES_DIR"])


@pytest.fixture(scope="session")
def corpus_dir() -> Path:
    """The shared corpus; take it together with ``@pytest.mark.corpus``."""
    return Path(os.environ["CORPUS_DIR"])


@pytest.fixture
def account(db: None) -> Callable[..., "User"]:
    """Makes an account of a role: ``account("editor")``; see articles/roles.py for the keys."""
    # Django is not yet set up when this module loads.
    from django.contrib.auth.models import Group

    from articles import accounts, roles

    if not Group.objects.exists():  # a test with real transactions took them away
        roles.sync_groups()

    def make(role: str, *, username: str = "", name: str = "", password: str = "mima-mima-mima") -> "User":
        return accounts.create_account(role, username=username or role, name=name, password=password)

    return make
