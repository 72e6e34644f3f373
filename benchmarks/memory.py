# ruff: noqa: I001  the order matters: the first module makes the throwaway site
"""How much memory a server process has after readers, partners and searchers came by: `python -m benchmarks.memory`.

gunicorn as ``serve`` starts it, without the jobs; each address is asked for many times, in Traditional characters too. What ps
calls RSS counts pages that the processes share in each of them; PSS counts them once.
"""

from __future__ import annotations

import argparse
import http.client
import os
import subprocess
import sys
import time

from benchmarks import api_requests as base

from django.core.management import call_command

from benchmarks.archive import fill
from benchmarks.page_requests import pages
from benchmarks.waiting import wait_for


def memory_of(pid: int) -> tuple[float, float]:
    """RSS and PSS in MB; a kernel that does not say the second gives 0."""
    found = {"Rss": 0.0, "Pss": 0.0}
    with open(f"/proc/{pid}/status") as status:
        found["Rss"] = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))
    try:
        with open(f"/proc/{pid}/smaps_rollup") as sums:
            found["Pss"] = next(int(line.split()[1]) / 1024 for line in sums if line.startswith("Pss:"))
    except OSError:
        pass
    return found["Rss"], found["Pss"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    fill(options.articles)
    command = [sys.executable, "-m", "gunicorn", "newsroom.wsgi:application", "--bind", f"127.0.0.1:{base.PORT}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
    server = subprocess.Popen(command, env=os.environ)
    try:
        wait_for(base.PORT)
        shown = pages()
        addresses = [*shown.values(), *(f"/zh-hant{shown[name]}" for name in ("article", "front", "issue", "search"))]
        addresses += base.targets("").values()
        for number in range(options.rounds):
            for address in addresses:
                ask(f"{address}{'&' if '?' in address else '?'}{number}" if "/api/" not in address else address)
        time.sleep(1)
        workers = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(server.pid)], capture_output=True, text=True, check=True
        )
        for pid in [server.pid, *map(int, workers.stdout.split())]:
            rss, pss = memory_of(pid)
            print(f"{'master' if pid == server.pid else 'worker'}: {rss:.0f} MB RSS, {pss:.0f} MB PSS")
    finally:
        server.terminate()
        server.wait()


def ask(address: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", base.PORT, timeout=60)
    connection.request("GET", address, headers={"Accept-Encoding": "gzip", "Host": f"localhost:{base.PORT}"})
    response = connection.getresponse()
    response.read()
    if response.status >= 500:
        raise SystemExit(f"{address}: {response.status}")
    connection.close()


if __name__ == "__main__":
    main()
