"""The counters in the memory of all processes: none is lost between them, and none is counted for another."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from articles import tallying
from articles.tallying import FOR_EVER, REACH, SLOT, Count, TallyFile, Use, Window

MINUTE = Window("from:203.0.113.9", 60)


@pytest.fixture
def tally(tmp_path):
    return TallyFile(tmp_path / "counters")


def test_processes_and_threads_lose_no_count(tally):
    tally.count([MINUTE])  # opened before the fork, as a server's first process may have it
    children = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda _: tally.count([MINUTE], Use(7, "2026-03-02")), range(400)))
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert tally.count([MINUTE])[0].number == 1 + 3 * 400 + 1
    assert tally.pending(7, take=True) == {("2026-03-02", "requests"): 1200}
    assert tally.pending(7) == {}


def test_who_dies_with_the_lock_gives_it_back_and_who_keeps_it_is_not_waited_for_long(tally, monkeypatch):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with tally.locked():
            os.write(writer, b"!")
            time.sleep(60)
    os.read(reader, 1)
    monkeypatch.setattr(tallying, "PATIENCE", 0.02)
    with pytest.raises(TimeoutError):
        tally.count([MINUTE])
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert tally.count([MINUTE]) == [Count(1, 60)]


def test_a_window_begins_anew_when_it_has_run_out(tally, time_machine):
    time_machine.move_to("2026-03-02T00:00:00Z", tick=False)
    day = Window("key:1:day", 86_400)
    assert tally.count([MINUTE, day]) == [Count(1, 60), Count(1, 86_400)]
    time_machine.shift(59)
    assert tally.count([MINUTE, day], Use(1, "2026-03-02")) == [Count(2, 1), Count(2, 86_341)]
    time_machine.shift(1)
    assert tally.count([MINUTE, day]) == [Count(1, 60), Count(3, 86_340)]
    tally.add(Use(1, "2026-03-02", "refused"))
    tally.add(Use(2, "2026-03-02"))
    assert tally.pending(1) == {("2026-03-02", "requests"): 1, ("2026-03-02", "refused"): 1}


def test_where_a_place_is_taken_the_next_one_serves_and_at_last_the_one_that_ends_first(tally):
    names = [number.to_bytes(12, "big") + bytes(4) for number in range(1, REACH + 2)]  # all want the first place
    with tally.locked() as slots:
        for number, name in enumerate(names[:-1]):
            assert tallying.hit(slots, name, 0, FOR_EVER if number == 3 else 1_000 - number) == (
                1,
                pytest.approx(FOR_EVER if number == 3 else 1_000 - number),
            )
        assert all(tallying.hit(slots, name, 0, 5)[0] == 2 for name in names[:-1])
        assert tallying.place_of(slots, names[-1], 0) == (REACH - 1) * SLOT.size
        assert tallying.place_of(slots, names[-1], 999) == SLOT.size, (
            "free again: all but the first and what never ends"
        )
