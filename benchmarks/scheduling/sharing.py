"""Sharing: several workers on one database."""

import datetime as dt
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa

from crosspost.scheduling import open_schedule
from tests.postgres import cluster

from .quota import allowed, quota
from .waiting import Figures, now
from .world import YEAR, busy, calls, cpu, plans, workers

NETWORK = 1.0
"""Seconds that a call to a real channel may take, with its pictures."""
PART = 0.2
"""Of a core, for each worker; the database has what is left of two."""
SERVER = "PostgreSQL without fsync, on a socket of the same machine"


@contextmanager
def folder() -> Iterator[Path]:
    """For a measure's files; big ones do not stay behind."""
    made = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def server(url: str) -> dict[str, object]:
    """Its version, and the size of its database in bytes."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        size = connection.scalar(sa.text("SELECT pg_database_size(current_database())"))
        version = connection.scalar(sa.text("SHOW server_version"))
    engine.dispose()
    return {"postgresql": version, "database_bytes": size}


def postgres(*, quick: bool) -> Figures:
    """Many waiting on PostgreSQL, and deliveries a second by 1, 2 and 4 workers."""
    return _postgres(2_000 if quick else 1_000_000, 200 if quick else 1_000)


def few(*, quick: bool) -> Figures:
    """The same with a fiftieth of them, for those in a hurry."""
    return _postgres(2_000 if quick else 20_000, 200 if quick else 1_000)


def _postgres(count: int, due_ones: int) -> Figures:
    with cluster() as url, folder() as here:
        with open_schedule(url) as schedule:
            empty = server(url)["database_bytes"]
            wall = spent = 0.0
            for start in range(0, count, 50_000):
                some = plans(f"等{start}-", min(50_000, count - start), 500, now() + YEAR)
                clock, processor = time.perf_counter(), time.process_time()
                schedule.add(some)
                wall += time.perf_counter() - clock
                spent += time.process_time() - processor
        found = server(url)
        runs = {str(one): _drain(url, here / f"{one}.txt", due_ones, one) for one in (1, 2, 4)}
        slow = {
            str(one): _drain(url, here / f"slow{one}.txt", due_ones, one, NETWORK) for one in (1, 4)
        }
        parts = {
            str(one): _drain(url, here / f"part{one}.txt", due_ones, one, part=PART)
            for one in ((1, 4) if allowed() else ())
        }
    return {
        "n": count,
        "per_second": round(count / wall, 1),
        "wall_seconds": round(wall, 1),
        "cpu_seconds": round(spent, 1),
        **found,
        "empty_database_bytes": empty,
        "workers": runs,
        "workers_that_wait": slow,
        "wait_seconds": NETWORK,
        "workers_with_a_part": parts,
        "part_of_a_core": PART,
        "goal": {"n": 1_000_000, "doubled": 0},
        "how": f"{SERVER}; then {due_ones} due at once on 500 accounts while n wait, delivered by"
        " 1, 2 and 4 worker processes; from the due time to the last call; once more by 1 and 4"
        " where each call waits for its network, and where each worker has that part of a core",
    }


def _drain(
    url: str, sent: Path, count: int, processes: int, wait: float = 0, part: float = 0
) -> Figures:
    with ExitStack() as stack:
        schedule = stack.enter_context(open_schedule(url))
        groups = [stack.enter_context(quota(part)) for _ in range(processes if part else 0)]
        ours = stack.enter_context(workers(url, sent, processes, wait=wait))
        for group, process in zip(groups, ours, strict=False):
            group.write_text(f"{process}")
        due = now() + dt.timedelta(seconds=5 + count / 600)
        schedule.add(plans(f"发{sent.stem}-", count, 500, due))
        time.sleep(max(0.0, due.timestamp() - time.time()))
        before, all_before = sum(map(cpu, ours)), busy()
        made = calls(sent, count, count / 10 + 60)
        spent, all_spent = sum(map(cpu, ours)) - before, busy() - all_before
    wall = made[-1][0] - due.timestamp()
    return {
        "workers_cpu_seconds": round(spent, 2),
        "machine_cpu_seconds": round(all_spent, 2),
        "sent": len(made),
        "doubled": len(made) - len({name for _, name in made}),
        "per_second": round(len(made) / wall, 1),
        "wall_seconds": round(wall, 2),
    }


def limit(*, quick: bool) -> Figures:
    """One bot's 30 calls a second, kept by four workers together, on both databases."""
    count = 90 if quick else 600
    with cluster() as url, folder() as here:
        found = {
            "postgresql": _limited(url, here / "p.txt", count),
            "sqlite": _limited(f"sqlite:///{here}/ledger.sqlite3", here / "s.txt", count),
        }
        version = server(url)["postgresql"]
    return {
        "n": count,
        **found,
        "postgresql_version": version,
        "goal": {"most_in_a_second": 30},
        "how": f"{count} due at once on 100 accounts of one bot with per_second = 30, four worker"
        " processes; the window slides over the calls' own times",
    }


def _limited(url: str, sent: Path, count: int) -> Figures:
    with open_schedule(url) as schedule, workers(url, sent, 4, rate=30):
        due = now() + dt.timedelta(seconds=5 + count / 600)
        schedule.add(plans("限", count, 100, due))
        made = calls(sent, count, count / 5 + 60)
    times = [at for at, _ in made]
    names = Counter(name for _, name in made)
    return {
        "sent": len(made),
        "doubled": len(made) - len(names),
        "most_in_a_second": densest(times),
        "per_second": round(len(made) / (times[-1] - times[0]), 1),
    }


def densest(times: Sequence[float]) -> int:
    """The most of the sorted *times* that any one second holds.

    >>> densest([0.0, 0.5, 0.99, 1.0, 1.2])
    4
    """
    first = most = 0
    for last, at in enumerate(times):
        while at - times[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most
