"""Peers: APScheduler and Procrastinate doing the same work, in an environment of their own."""

import json
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

from tests.postgres import cluster

from .sharing import SERVER, folder
from .waiting import Figures

PLACE = Path(__file__).parents[2] / ".bench" / "schedulers"
PACKAGES = ("apscheduler==3.11.3", "procrastinate==3.10.0", "sqlalchemy", "psycopg[binary]")


def peers(*, quick: bool) -> Figures:
    """Scheduling and a burst of the same trivial send, by each peer."""
    many, burst = (500, 50) if quick else (10_000, 1_000)
    with folder() as here:
        apscheduler = _run("peer_apscheduler.py", f"sqlite:///{here}/jobs.sqlite3", many, burst)
    with cluster() as url:
        place = sa.make_url(url)
        plain = f"host={place.query['host']} user={place.query['user']} dbname=postgres"
        procrastinate = _run("peer_procrastinate.py", plain, many, burst)
    return {
        "n": many,
        "burst": burst,
        "apscheduler": apscheduler,
        "procrastinate": procrastinate,
        "how": f"APScheduler 3 keeps jobs on SQLite; Procrastinate on {SERVER}; APScheduler writes"
        " a line per job, as our channel does, Procrastinate notes the time",
    }


def _run(script: str, place: str, many: int, burst: int) -> Figures:
    program = PLACE / "bin" / "python"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", PLACE], check=True)
        subprocess.run([program, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    path = str(Path(__file__).with_name(script))
    command = [str(program), path, place, str(many), str(burst)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures
