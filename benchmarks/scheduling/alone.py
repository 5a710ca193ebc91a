"""Alone: the engine with attempts that do nothing, which is the floor that no worker gets under.

Figures of a machine say little on another one; what a worker costs beside its engine, in the same
run, says how much of it is ours.
"""

import datetime as dt
import json
import subprocess
import sys
import threading
import time

from crosspost.scheduling import new_name, open_schedule
from crosspost.scheduling.dispatch import Attempt

from .sharing import folder
from .waiting import Figures
from .world import ROOT

ACCOUNTS = 500
AHEAD = 8.0
"""Seconds until all are due."""
SETTLED = 45.0
"""Seconds after a burst; in its first minute the engine looks more often."""


def alone(*, quick: bool) -> Figures:
    """A burst of empty attempts, then the engine at rest, in its own process."""
    count, seconds = (500, 10) if quick else (5_000, 60)
    command = [sys.executable, "-m", "benchmarks.scheduling.alone", str(count), str(seconds)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    how = f"empty attempts on {ACCOUNTS} accounts and SQLite; then {seconds} s with none"
    return {"n": count, **figures, "how": how}


def main() -> None:
    """Measure, and print it."""
    count, seconds = int(sys.argv[1]), float(sys.argv[2])
    called, ended = [0], threading.Event()
    counting = threading.Lock()

    def deliver(_: Attempt) -> str:
        with counting:
            called[0] += 1
            if called[0] == count:
                ended.set()
        return "sent"

    with (
        folder() as place,
        open_schedule(f"sqlite:///{place}/ledger.sqlite3", worker=new_name()) as schedule,
    ):
        due = time.time() + AHEAD
        at = dt.datetime.fromtimestamp(due, dt.UTC)
        with schedule.ledger.writing() as connection:
            for index in range(count):
                attempt = Attempt(delivery=f"空{index}", number=1)
                schedule.dispatcher.add(connection, attempt, f"账号{index % ACCOUNTS}", at)
        schedule.dispatcher.start(deliver)
        time.sleep(max(0.0, due - 3 - time.time()))  # it calls attempts a little early
        wall, spent = time.perf_counter(), time.process_time()
        ended.wait(600)
        wall, spent = time.perf_counter() - wall, time.process_time() - spent
        time.sleep(min(seconds, SETTLED))
        before = time.process_time()
        time.sleep(seconds)
        rest = time.process_time() - before
        schedule.dispatcher.stop(10)
    figures = {
        "per_second": round(count / wall, 1),
        "cpu_milliseconds_each": round(1000 * spent / count, 2),
        "idle_percent_of_a_core": round(100 * rest / seconds, 2),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
