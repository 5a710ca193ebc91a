"""``python -m tests.kills --kills 10000 --seed 1``: kill, and count what came of it."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa

from crosspost.scheduling import open_schedule
from tests import postgres
from tests.kills.trial import Trial, Zygote

KINDS = ("lost", "doubled", "hidden")


def run(
    kills: int,
    seed: int,
    at_once: int,
    by_worker: Sequence[bool] = (False, True),
    planted: str = "",
    databases: Sequence[str] = ("sqlite", "postgresql"),
    each: int = 25,
) -> dict[str, int]:
    """Trials of `publish` and of the worker, on each database in turn, until so many kills, *each* of one post."""
    counts = dict.fromkeys(("kills", "trials", *KINDS), 0)
    with ExitStack() as stack:
        top = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgres.cluster())
        _prepare(f"sqlite:///{top}/template.sqlite3")
        _prepare(_database(server, "template"))
        zygote = Zygote()
        stack.callback(zygote.end)
        pool = stack.enter_context(ThreadPoolExecutor(at_once))

        def trial(number: int) -> Trial:
            folder = top / str(number)
            folder.mkdir()
            if databases[number // 2 % len(databases)] == "postgresql":
                url = _database(server, f"kills{number}", "TEMPLATE template")
            else:
                url = (
                    f"sqlite:///{shutil.copy(top / 'template.sqlite3', folder / 'ledger.sqlite3')}"
                )
            done = Trial(
                folder,
                f"{seed}-{number}",
                zygote,
                url,
                by_worker[number % len(by_worker)],
                kills=each,
                planted=planted,
            ).run()
            if not done.faults:
                shutil.rmtree(folder, ignore_errors=True)
            return done

        number = 0
        while counts["kills"] < kills:
            for done in pool.map(trial, range(number, number + at_once)):
                counts["kills"] += done.killed
                counts["trials"] += 1
                for fault in done.faults:
                    counts[fault.partition(":")[0]] += 1
                    sys.stdout.write(
                        f"{done.seed} {'worker' if done.by_worker else 'publish'} {fault}\n"
                    )
                sys.stdout.flush()
            number += at_once
    return counts


def _prepare(url: str) -> None:
    """Make the tables once; each trial begins with a copy."""
    with open_schedule(url, worker="prepares"):
        pass


def _database(server: str, name: str, like: str = "") -> str:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} {like}")
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


def main() -> int:
    """Say how it went."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=12, help="trials side by side (12)")
    halves = parser.add_mutually_exclusive_group()
    halves.add_argument("--worker", action="store_true", help="the worker alone")
    halves.add_argument("--publish", action="store_true", help="publish alone")
    chosen = parser.parse_args()
    by_worker = {(True, False): (True,), (False, True): (False,)}.get(
        (chosen.worker, chosen.publish), (False, True)
    )
    counts = run(chosen.kills, chosen.seed, chosen.at_once, by_worker)
    sys.stdout.write(" ".join(f"{name} {count}" for name, count in counts.items()) + "\n")
    return 1 if any(counts[kind] for kind in KINDS) else 0


if __name__ == "__main__":
    sys.exit(main())
