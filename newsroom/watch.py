"""Keeps a command running beside the server: starts it anew when it falls, ends it when the server is gone.

``serve`` runs it as ``python -m newsroom.watch COMMAND ...``. It knows neither Django nor the project, and costs little.
"""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

LOOK_EVERY = 0.5  # seconds
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
STEADY = 60  # seconds of running after which a fall is a first one again
GRACE = 25  # seconds to stop in


class Stopped(Exception):
    """We were told to stop."""


def stop(signum: int, frame: FrameType | None) -> None:
    raise Stopped


def watch(command: list[str]) -> None:
    parent = os.getppid()
    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, stop)
    pause = FIRST_PAUSE
    try:
        while os.getppid() == parent:
            ran = run_once(command, parent)
            if os.getppid() != parent:
                return
            pause = FIRST_PAUSE if ran > STEADY else min(pause * 2, LONGEST_PAUSE)
            print(f"后台任务意外停止，{pause:.0f} 秒后重新启动。", file=sys.stderr, flush=True)
            time.sleep(pause)
    except Stopped:
        pass


def run_once(command: list[str], parent: int) -> float:
    """Runs it until it ends by itself, or until the parent is gone; returns for how many seconds."""
    began = time.monotonic()
    child = subprocess.Popen(command)  # noqa: S603 - the command line of our own server
    try:
        while child.poll() is None and os.getppid() == parent:
            time.sleep(LOOK_EVERY)
    finally:
        end(child)
    return time.monotonic() - began


def end(child: subprocess.Popen[bytes]) -> None:
    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, signal.SIG_IGN)  # once is enough
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, stop)


if __name__ == "__main__":
    watch(sys.argv[1:])
