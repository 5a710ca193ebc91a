"""Other trouble than a kill, while threads are on their way: nothing lost, twice or hidden."""

import datetime as dt
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from crosspost.ledger import LedgerError
from crosspost.scheduling import open_schedule
from tests import postgres
from tests.crash_schedule.trial import Trial, fakes
from tests.crash_schedule.workers import Workers

pytestmark = pytest.mark.slow(15)
ENOUGH = 240
HOUR = 3600.0
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"


@contextmanager
def under_way(url: str, folder: Path, workers: int) -> Iterator[Trial]:
    """A thread on its way to five channels by some workers; how it went is judged afterwards."""
    with (
        fakes() as made,
        open_schedule(url) as schedule,
        Workers(url, {name: fake.url for name, fake in made.items()}, folder) as team,
    ):
        trial = Trial(schedule, made, team, random.Random(1), kills=0)  # noqa: S311 - none is drawn
        for _ in range(workers):
            team.start()
        trial.ahead(len(made))
        until(lambda: any(fake.posts for fake in made.values()))
        yield trial
        trial.finish()
        assert (trial.lost, trial.doubled, trial.hidden) == ([], [], [])


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + ENOUGH
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


@pytest.mark.fault(
    "the database cuts all sessions in mid-thread",
    "each message stands once",
)
def test_all_connections_are_cut_in_mid_thread(
    postgresql: str, tmp_path: Path, times: Callable[[int], int]
):
    with under_way(postgresql, tmp_path, 2) as trial:
        for _ in range(times(10)):
            with trial.schedule.ledger.engine.connect() as connection:
                connection.execute(sa.text(CUT))
            time.sleep(0.3)


@pytest.mark.long
def test_postgresql_is_restarted_in_mid_thread(tmp_path: Path):
    with postgres.cluster() as place, under_way(place, tmp_path, 2) as trial:
        folder = Path(sa.make_url(place).query["host"])  # type: ignore[arg-type]
        postgres.restart(folder)
        until(lambda: _answers(trial))


def _answers(trial: Trial) -> bool:
    try:
        trial.schedule.counts()
    except LedgerError:
        return False
    return True


@pytest.mark.long
@pytest.mark.fault(
    "a worker that is frozen, taken over, and thaws",
    "each message stands once",
)
def test_a_frozen_worker_thaws_when_another_has_taken_over(postgresql: str, tmp_path: Path):
    """PostgreSQL: after `Heartbeat.dead_after` and a beat; its sessions, and its claims, are ended first."""
    with under_way(postgresql, tmp_path, 1) as trial:
        [frozen] = trial.workers.alive
        trial.workers.freeze(frozen)
        other = trial.workers.start()
        until(lambda: trial.workers.sends(other))
        trial.workers.thaw(frozen)


def test_on_sqlite_a_frozen_worker_keeps_its_claim_and_goes_on_when_it_thaws(tmp_path: Path):
    with under_way(f"sqlite:///{tmp_path}/账本.sqlite3", tmp_path, 1) as trial:
        [frozen] = trial.workers.alive
        trial.workers.freeze(frozen)
        other = trial.workers.start()
        time.sleep(1)
        trial.workers.thaw(frozen)
        assert other.is_alive()


def test_a_killed_worker_is_taken_over_at_once_on_the_same_machine(either: str, tmp_path: Path):
    """Not after `Heartbeat.dead_after`, which is never waited for here."""
    with under_way(either, tmp_path, 1) as trial:
        before = trial.schedule.ledger.now()
        [killed] = trial.workers.alive
        trial.workers.kill(killed)
        other = trial.workers.start()
        until(lambda: trial.workers.sends(other))
        assert trial.schedule.ledger.now() - before < dt.timedelta(seconds=ENOUGH)


@pytest.mark.parametrize("first", [HOUR, pytest.param(-HOUR, marks=pytest.mark.long)])
def test_the_clock_is_stepped_an_hour_both_ways_in_mid_thread(
    either: str, tmp_path: Path, first: float
):
    """And the worker is killed under the wrong clock, so that doubts are looked up under another."""
    with under_way(either, tmp_path, 1) as trial:
        for wrong_by in (first, -first, HOUR):  # what has to wait again waits no more
            trial.workers.set_clock(wrong_by)
            time.sleep(0.5)
            trial.workers.kill(trial.workers.alive[0])
            trial.ahead(len(trial.fakes))
            trial.workers.start()
            time.sleep(1)


@pytest.mark.fault(
    "a disk that is full for a while, under workers",
    "each message stands once",
)
def test_the_disk_is_full_for_a_while(tmp_path: Path):
    """A file system of its own, as small as it gets, filled up in mid-thread and emptied again."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        with under_way(f"sqlite:///{place}/账本.sqlite3", tmp_path, 1):
            ballast = place / "ballast"
            with ballast.open("wb", buffering=0) as file, suppress(OSError):
                while file.write(b"0" * 4096):
                    pass
            time.sleep(1)
            ballast.unlink()
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)
