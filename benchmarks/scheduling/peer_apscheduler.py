"""APScheduler 3 at the same work: runs in the peers' own environment."""

import datetime as dt
import importlib
import json
import sys
import tempfile
import time
from pathlib import Path

SENT = Path(tempfile.gettempdir()) / f"bench-apscheduler-{time.time_ns()}.txt"
TEXT = "第{}条：芯片之战，第三周。The chip war, week three 🎉"


def send(file: str, text: str) -> None:
    """Send: one line."""
    with Path(file).open("a", encoding="utf-8") as out:
        out.write(f"{time.time()} {text}\n")


def main() -> None:
    """Schedule many a year ahead, then a burst."""
    place, many, burst = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    stores = importlib.import_module("apscheduler.jobstores.sqlalchemy")
    background = importlib.import_module("apscheduler.schedulers.background")
    scheduler = background.BackgroundScheduler(
        jobstores={"default": stores.SQLAlchemyJobStore(url=place)}, timezone="UTC"
    )
    scheduler.start(paused=True)
    far = dt.datetime.now(dt.UTC) + dt.timedelta(days=365)
    kept = {"misfire_grace_time": None, "max_instances": 1}
    wall = time.perf_counter()
    for index in range(many):
        arguments = [str(SENT), TEXT.format(index)]
        scheduler.add_job("__main__:send", "date", run_date=far, args=arguments, **kept)
    wall = time.perf_counter() - wall
    due = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=5 + burst / 200)
    for index in range(burst):
        arguments = [str(SENT), TEXT.format(index)]
        scheduler.add_job("__main__:send", "date", run_date=due, args=arguments, **kept)
    scheduler.resume()
    lines: list[str] = []
    while len(lines) < burst and time.time() < due.timestamp() + 90:
        time.sleep(0.2)
        lines = SENT.read_text(encoding="utf-8").splitlines() if SENT.exists() else []
    last = max(float(line.split(" ", 1)[0]) for line in lines)
    scheduler.shutdown(wait=False)
    SENT.unlink()
    rate = len(lines) / (last - due.timestamp())
    print(
        json.dumps(
            {"scheduled_per_second": round(many / wall, 1), "sent": len(lines)}
            | {"sent_per_second": round(rate, 1)}
        )
    )


if __name__ == "__main__":
    main()
