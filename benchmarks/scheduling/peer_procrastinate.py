"""Procrastinate at the same work: runs in the peers' own environment."""

import asyncio
import datetime as dt
import importlib
import json
import sys
import time

TEXT = "第{}条：芯片之战，第三周。The chip war, week three 🎉"


async def main() -> None:
    """Schedule many a year ahead in bulk, then a burst."""
    place, many, burst = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    library = importlib.import_module("procrastinate")
    app = library.App(connector=library.PsycopgConnector(conninfo=place))
    sent: list[float] = []

    @app.task(name="send")  # type: ignore[untyped-decorator] # a peer, not installed here
    async def send(text: str) -> None:
        del text
        sent.append(time.time())

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        far = dt.datetime.now(dt.UTC) + dt.timedelta(days=365)
        wall = time.perf_counter()
        for start in range(0, many, 1000):
            some = [{"text": TEXT.format(start + index)} for index in range(min(1000, many))]
            await send.configure(schedule_at=far).batch_defer_async(*some)
        wall = time.perf_counter() - wall
        due = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=5)
        some = [{"text": TEXT.format(index)} for index in range(burst)]
        await send.configure(schedule_at=due).batch_defer_async(*some)
        work = app.run_worker_async(
            concurrency=100, fetch_job_polling_interval=0.5, install_signal_handlers=False
        )
        worker = asyncio.create_task(work)
        while len(sent) < burst and time.time() < due.timestamp() + 90:  # noqa: ASYNC110 - a task
            await asyncio.sleep(0.2)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    rate = len(sent) / (max(sent) - due.timestamp())
    print(
        json.dumps(
            {"scheduled_per_second": round(many / wall, 1), "sent": len(sent)}
            | {"sent_per_second": round(rate, 1)}
        )
    )


if __name__ == "__main__":
    asyncio.run(main())
