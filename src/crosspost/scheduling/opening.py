"""Opening a schedule: the ledger's database, and the engine beside it."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from ..ledger import open_ledger
from ..ledger.failures import in_plain_words
from ..ledger.opening import utc_now
from .engine import Engine
from .store import Schedule


@contextmanager
def open_schedule(
    url: str | None = None,
    *,
    now: Callable[[], dt.datetime] = utc_now,
    worker: str = "",
    looking: bool = False,
) -> Iterator[Schedule]:
    """Open the schedule in the ledger at *url*, made where there is none.

    Args:
        url: as for `ledger.open_ledger`.
        now: the clock, in UTC.
        worker: the name of the worker that is going to take turns, if one is.
        looking: nothing is going to be changed, so that the engine need not be loaded.

    Raises:
        LedgerError: the ledger cannot be opened.
        ConfigError: a library is missing.
    """
    with (
        open_ledger(url, now=now, worker=worker) as ledger,
        closing(Engine(ledger.engine, worker)) as engine,
    ):
        if not looking:
            with in_plain_words(ledger.engine.url):
                engine.prepare()
        yield Schedule(ledger, engine)
