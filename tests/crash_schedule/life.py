"""One life of a worker: it takes over where others died.

Everything a life needs is imported here, once, in the process that its lives are forked from.
"""

import datetime as dt
import logging
import signal
import time
from pathlib import Path

import crosspost.adapters.bluesky.client
import crosspost.adapters.mastodon.client
import crosspost.adapters.telegram.client
import crosspost.adapters.wecom.client
import crosspost.adapters.x.client  # noqa: F401 - lives begin with it
from crosspost.adapters.base import Destination
from crosspost.publishing import Event, RetryPolicy
from crosspost.registry import load_channel
from crosspost.scheduling import Heartbeat, Worker, dispatch, open_schedule
from crosspost.scheduling.attempt import Attempts
from tests.crash.thread import PAYLOADS, job

for channel in PAYLOADS:
    load_channel(channel)  # read once, as the imports are

PATIENCE = RetryPolicy(settle=0.3, first=0.02)
"""The fakes take hundredths of a second."""
CLOCK = "clock"
HEARTBEAT = Heartbeat(every=0.2, dead_after=20)


class Skewed:
    """The clock of a machine, which is wrong by the seconds that a file in *folder* says."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / CLOCK
        self._true = time.time

    def __call__(self) -> float:
        return self._true() + float(self._file.read_text() if self._file.exists() else 0)

    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self(), dt.UTC)


def live(
    url: str,
    name: str,
    addresses: dict[str, str],
    sending: Path,
    version: str = dispatch.VERSION,
) -> None:
    """Work until killed, or until told to end (SIGTERM); *sending* is touched at each call."""
    dispatch.VERSION = version
    skewed = Skewed(sending.parent)
    time.time = skewed  # the engine's clock

    def destination(account: str) -> Destination:
        return job(account, 0, addresses[account]).destination

    def on_event(event: Event) -> None:
        if event.kind == "sending":
            sending.touch()

    logging.basicConfig(level=logging.WARNING)
    with open_schedule(url, worker=name, now=skewed.now) as schedule:
        attempts = Attempts(schedule, name, destination, on_event=on_event, retry=PATIENCE)
        worker = Worker(attempts, HEARTBEAT)
        signal.signal(signal.SIGTERM, lambda *_: worker.halt.set())
        worker.run()
