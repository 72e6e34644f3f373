"""Requests a second that two gunicorn sync workers answer to ``wrk -c4``, beside those of the floor: the way of performance.md's figures."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass, field

from benchmarks.waiting import wait_for

GUNICORN = [sys.executable, "-m", "gunicorn", "--workers", "2", "--preload", "--log-level", "error", "--no-control-socket"]  # fmt: skip
FLOOR = "hello, default middleware"


@dataclass(frozen=True)
class Job:
    """An address that is asked for with ``headers``, of a site that forgets what ``hello.forgetful`` says."""

    address: str
    headers: dict[str, str] = field(default_factory=dict)
    forgets: str = ""


def compare(jobs: dict[str, Job], *, port: int, rounds: int, seconds: int) -> None:
    """Prints each job's rate and its part of hello-world's; rounds alternate, medians are compared."""
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed")
    ports = {what: port + number for number, what in enumerate(sorted({job.forgets for job in jobs.values()}))}
    floor = port + len(ports)
    serving = {number: f"benchmarks.hello:forgetful('{what}')" for what, number in ports.items()}
    serving[floor] = "benchmarks.hello:bare()"
    servers = [subprocess.Popen([*GUNICORN, "--bind", f"127.0.0.1:{number}", made], env=os.environ) for number, made in serving.items()]  # fmt: skip
    try:
        for number in serving:
            wait_for(number)
        asked: dict[str, tuple[str, dict[str, str]]] = {FLOOR: (f"http://127.0.0.1:{floor}/hello/", {})}
        asked |= {name: (f"http://127.0.0.1:{ports[job.forgets]}{job.address}", job.headers) for name, job in jobs.items()}  # fmt: skip
        rates: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(rounds):
            for name, (url, headers) in asked.items():
                rates[name].append(wrk(url, headers, seconds))
    finally:
        for server in servers:
            server.terminate()
            server.wait()
    base = statistics.median(rates[FLOOR])
    print(f"{'':38}{'requests/s':>11}{'of hello':>10}")
    for name, found in rates.items():
        print(f"{name:38}{statistics.median(found):11.0f}{statistics.median(found) / base:10.3f}")


def wrk(url: str, headers: dict[str, str], seconds: int) -> float:
    said = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    run = subprocess.run(["wrk", "-t1", "-c4", f"-d{seconds}s", *said, url], capture_output=True, text=True, check=True)
    if "Non-2xx or 3xx responses" in run.stdout or "Socket errors" in run.stdout:
        raise SystemExit(f"{url} was refused:\n{run.stdout}")
    return float(run.stdout.split("Requests/sec:")[1].split()[0])
