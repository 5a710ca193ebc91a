"""Waiting: what it costs to schedule, to wait, and to be on time; on SQLite."""

import datetime as dt
import sqlite3
import statistics
import tempfile
import time
from functools import cache
from pathlib import Path

import msgspec

from crosspost.scheduling import open_schedule

from .world import YEAR, calls, cpu, plans, workers

Figures = dict[str, object]

BURSTS = 3
"""The machine is another one at each: what else runs on its host takes its time away."""


def now() -> dt.datetime:
    """The time."""
    return dt.datetime.now(dt.UTC)


@cache
def filled(count: int) -> tuple[Path, float, float]:
    """A database with *count* waiting for a year; wall and CPU seconds that writing them took."""
    file = Path(tempfile.mkdtemp(prefix="bench")) / "ledger.sqlite3"
    with open_schedule(f"sqlite:///{file}") as schedule:
        some = plans("等", count, 500, now() + YEAR)
        schedule.add(plans("先", 10, 10, now() + YEAR)[:0])
        wall, spent = time.perf_counter(), time.process_time()
        schedule.add(some)
        return file, time.perf_counter() - wall, time.process_time() - spent


def bulk(*, quick: bool) -> Figures:
    """Scheduling in bulk, and the room it takes."""
    count = 2_000 if quick else 100_000
    file, wall, spent = filled(count)
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    alone = file.with_name("drafts.sqlite3")
    texts = [(msgspec.json.encode(plan.draft).decode(),) for plan in plans("等", count, 500, now())]
    with sqlite3.connect(alone) as database:
        database.execute("CREATE TABLE t (number INTEGER PRIMARY KEY, draft TEXT)")
        database.executemany("INSERT INTO t (draft) VALUES (?)", texts)
    size = (file.stat().st_size - alone.stat().st_size) / count
    return {
        "n": count,
        "per_second": round(count / wall, 1),
        "per_cpu_second": round(count / spent, 1),
        "wall_seconds": round(wall, 2),
        "cpu_seconds": round(spent, 2),
        "bytes_each": round(size, 1),
        "goal": {"per_second": 300, "bytes_each": 600},
        "how": "Schedule.add of all; the database's file after wal_checkpoint(TRUNCATE), less a"
        " file with the drafts' JSON alone",
    }


def idle(*, quick: bool) -> Figures:
    """CPU of a worker process with nothing due: many waiting, and none, in the same minute."""
    count, seconds, settle = (2_000, 10, 5) if quick else (100_000, 60, 70)
    many, none = filled(count)[0], filled(0)[0]
    sent = many.with_name("idle.txt")
    with (
        workers(f"sqlite:///{many}", sent) as [full],
        workers(f"sqlite:///{none}", sent) as [empty],
    ):
        time.sleep(settle)
        wall, before = time.perf_counter(), (cpu(full), cpu(empty))
        time.sleep(seconds)
        passed, after = time.perf_counter() - wall, (cpu(full), cpu(empty))
    percent = [round(100 * (b - a) / passed, 2) for a, b in zip(before, after, strict=True)]
    return {
        "n": count,
        "percent_of_a_core": percent[0],
        "percent_with_none": percent[1],
        "wall_seconds": round(passed, 2),
        "goal": {"percent_of_a_core": 1.5},
        "how": f"user and system time of the worker's process, {settle} s after its start",
    }


def lateness(*, quick: bool) -> Figures:
    """How long after its time a delivery's call is made."""
    count = 2_000 if quick else 100_000
    due_ones, spread = (50, 10.0) if quick else (300, 60.0)
    file = filled(count)[0]
    url, sent = f"sqlite:///{file}", file.with_name(f"late{time.time_ns()}.txt")
    with workers(url, sent) as [process], open_schedule(url) as schedule:
        due = now() + dt.timedelta(seconds=8)
        some = plans(f"准{time.time_ns()}-", due_ones, 100, due, spread)
        schedule.add(some)
        times = {plan.draft.messages[0].text.partition("：")[0]: plan.due for plan in some}
        before = cpu(process)
        made = calls(sent, due_ones, spread + 60)
        spent = cpu(process) - before
    late = sorted(at - times[name].timestamp() for at, name in made)
    hundredths = statistics.quantiles(late, n=100, method="inclusive")
    return {
        "n": count,
        "due": due_ones,
        "sent": len(made),
        "p50_seconds": round(hundredths[49], 4),
        "p99_seconds": round(hundredths[98], 4),
        "max_seconds": round(late[-1], 4),
        "least_seconds": round(late[0], 4),
        "cpu_seconds": round(spent, 2),
        "wall_seconds": spread,
        "goal": {"p99_seconds": 1.0},
        "how": f"{due_ones} due over {spread:g} s on 100 accounts while n wait; call less due",
    }


def burst(*, quick: bool) -> Figures:
    """Many due in the same second, more than once: the middle run counts."""
    count, accounts = (500, 100) if quick else (10_000, 500)
    runs = [_burst(count, accounts) for _ in range(BURSTS)]
    each = [run["per_second"] for run in runs]
    return {
        **runs[each.index(statistics.median_low(each))],
        "doubled": sum(run["doubled"] for run in runs),
        "runs_per_second": each,
        "goal": {"per_second": 60},
        "how": f"due within one second on {accounts} accounts, one worker; from the due time to"
        f" the last call; the middle one of {BURSTS} runs",
    }


def _burst(count: int, accounts: int) -> dict[str, float]:
    file = Path(tempfile.mkdtemp(prefix="bench")) / "ledger.sqlite3"
    url, sent = f"sqlite:///{file}", file.with_name("burst.txt")
    with open_schedule(url) as schedule:
        due = now() + dt.timedelta(seconds=8 + count / 700)
        schedule.add(plans("涌", count, accounts, due, 1.0))
    with workers(url, sent) as [process]:
        time.sleep(max(0.0, due.timestamp() - time.time()))
        before = cpu(process)
        made = calls(sent, count, 400)
        spent = cpu(process) - before
    wall = made[-1][0] - due.timestamp()
    return {
        "n": count,
        "sent": len(made),
        "doubled": len(made) - len({name for _, name in made}),
        "per_second": round(len(made) / wall, 1),
        "per_cpu_second": round(len(made) / spent, 1),
        "wall_seconds": round(wall, 2),
        "cpu_seconds": round(spent, 2),
    }
