"""Throwaway PostgreSQL and Redis servers for the tests, on free ports, from the installed binaries.

``TEST_DATABASE_URL`` and ``TEST_REDIS_URL`` name running servers instead. What is missing is skipped
loudly (``unavailable``), or fails under ``REQUIRE_SERVICES=1``.
"""

import getpass
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest
import redis

MISSING = "服务缺失："  # how the summary tells these skips from the others

# The shell is the same engine without the browser's own windows, which cost more than our pages do.
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"


def required() -> bool:
    return os.environ.get("REQUIRE_SERVICES", "") not in {"", "0"}


def unavailable(what: str) -> NoReturn:
    """Skip the running test because ``what`` is not installed; under REQUIRE_SERVICES fail it."""
    message = f"{MISSING}{what}"
    if required():
        pytest.fail(f"{message}（REQUIRE_SERVICES=1）", pytrace=False)
    pytest.skip(message)


def postgres_bin() -> Path | None:
    """The folder of the newest server. ``pg_ctl`` on the PATH may be somebody's wrapper, so it is not asked."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("postgres")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _unprivileged() -> str | None:
    """The user to run a server as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _wait(ready: Callable[[], Any], process: subprocess.Popen[bytes], log: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            ready()
            return
        except (psycopg.OperationalError, redis.ConnectionError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}") from None
            time.sleep(0.05)


class Server:
    """A server process with a folder of its own."""

    stop_signal = signal.SIGTERM

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="newsroom-test-"))
        self.log = self.folder / "log"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def spawn(self, command: list[str], *, user: str | None = None) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, user=user, start_new_session=True)
        return self.process

    def stop(self, how: signal.Signals | None = None) -> None:
        """End the process, by ``how`` if a test wants it rough; the folder stays."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how or self.stop_signal)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def discard(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgreSQL(Server):
    """A cluster in UTF-8. ``stop(signal.SIGQUIT)`` is an immediate shutdown; ``start()`` starts it again."""

    stop_signal = signal.SIGINT  # a fast shutdown: connections are cut

    def __init__(self, bin_folder: Path, *, durable: bool = False) -> None:
        super().__init__()
        self.bin = bin_folder
        self.user = _unprivileged()
        self.role = self.user or getpass.getuser()
        # Nothing that a test run writes has to survive a power cut, unless the test is about that.
        self.flags = (
            [] if durable else ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        )
        if self.user:
            shutil.chown(self.folder, self.user)
        command = [self.bin / "initdb", "-D", self.folder / "data", "-E", "UTF8", "--locale=C.UTF-8"]
        command += ["-A", "trust", "-U", self.role, "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, user=self.user, cwd=self.folder)
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql://{self.role}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        command = [str(self.bin / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), *self.flags]
        command += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
        process = self.spawn(command, user=self.user)
        _wait(lambda: psycopg.connect(self.url, connect_timeout=2).close(), process, self.log)


class Redis(Server):
    """A server that keeps nothing on disk."""

    def __init__(self, binary: str) -> None:
        super().__init__()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        command = [binary, "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        client = redis.Redis.from_url(self.url)
        try:
            _wait(client.ping, self.spawn(command), self.log)
        finally:
            client.close()
