"""The job runner: what it runs, what it tells of itself, and that it lives and dies with the server."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.utils import timezone

from articles import jobs
from articles.jobs import Job
from articles.models import Change, JobRun
from articles.runner import JOBS
from tests.factories import make_publication

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def runner(settings, tmp_path):
    """A queue of its own, with the newsroom's jobs and one that fails."""
    settings.DATA_DIR = tmp_path
    caches = (jobs.queue, jobs.run_task)
    for each in caches:
        each.cache_clear()
    yield jobs.register(*JOBS, Job("fails", fail, minute="5"))
    jobs._jobs.clear()
    for each in caches:
        each.cache_clear()


def fail():
    raise ValueError("没有纸了")


@pytest.mark.django_db
def test_it_releases_what_is_due_and_the_desk_sees_it(runner, desk_home, time_machine):
    assert "还没有运行过" in desk_home()
    start = timezone.now()
    publication = make_publication(embargo_until=start + dt.timedelta(minutes=1))
    time_machine.move_to(start + dt.timedelta(minutes=2), tick=False)
    woken = [task.name for task in runner.read_periodic(timezone.now())]
    assert {"release_due"} <= set(woken)
    jobs.wake("release_due")
    runner.execute(runner.dequeue())
    assert [each.kind for each in Change.objects.filter(object_id=publication.public_id)] == ["released", "released"]
    assert JobRun.objects.get(name="release_due").error == ""
    assert "后台任务" not in desk_home()
    jobs.run("fails")
    assert JobRun.objects.get(name="fails").error == "ValueError: 没有纸了"
    assert "后台任务出错：fails" in desk_home()
    time_machine.move_to(start + dt.timedelta(minutes=6), tick=False)
    assert "起没有运行" in desk_home()


@pytest.fixture
def desk_home(client, account):
    client.force_login(account("editor"), backend="django.contrib.auth.backends.ModelBackend")
    return lambda: client.get("/admin/").content.decode()


@pytest.mark.django_db
def test_a_queue_that_is_gone_stops_nobody(monkeypatch, caplog):
    def gone():
        raise OSError("no queue")

    monkeypatch.setattr(jobs, "run_task", gone)
    jobs.wake("release_due")
    assert "could not wake release_due" in caplog.text


def test_the_watch_starts_it_anew_and_ends_it_with_the_server(tmp_path):
    """Three processes: the "server", the watch, and a job runner that writes down its number."""
    pids = tmp_path / "pids"
    runs = f"import os, time; open({str(pids)!r}, 'a').write(f'{{os.getpid()}}\\n'); time.sleep(60)"
    watch = [sys.executable, "-c", WATCH, sys.executable, "-c", runs]
    server = subprocess.Popen([sys.executable, "-c", f"import subprocess; subprocess.run({watch!r})"], cwd=ROOT)
    try:
        first = int(wait_for(lambda: pids.read_text().split())[0])
        os.kill(first, signal.SIGKILL)
        second = int(wait_for(lambda: pids.read_text().split()[1:])[0])
        server.kill()
        server.wait()
        assert wait_for(lambda: not is_alive(second))
        assert not is_alive(first)
    finally:
        server.kill()


WATCH = "import sys; from newsroom import watch; watch.FIRST_PAUSE = watch.LOOK_EVERY = 0.02; watch.LONGEST_PAUSE = 0.02; watch.watch(sys.argv[1:])"


def wait_for(find, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if found := find():
                return found
        except OSError:
            pass
        time.sleep(0.02)
    raise AssertionError("it did not come")


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
