"""The desk's own worker: the one of ``crosspost worker``, with its alerts and its maintenance.

Others may live beside it: whose turn a delivery is, the ledger and the engine settle, as between
any two.
"""

import threading
from collections.abc import Callable

from ..alerts.notifier import of_a_worker
from ..configuration import Settings
from ..scheduling import new_name, open_schedule
from ..scheduling.deliveries import OPEN
from ..scheduling.service import LiveSettings, Service


def anything_waits(settings: Settings) -> bool:
    """Whether there is anything that a worker could send, now or later."""
    with open_schedule(settings.ledger, read_only=True) as schedule:
        return bool(schedule.deliveries(states=OPEN, limit=1))


def send(begun: Callable[[str, threading.Event], object]) -> None:
    """Work until told to stop.

    Args:
        begun: told the worker's name and what stops it; at the end no name.

    Raises:
        CrosspostError: it cannot begin: why.
    """
    live, name = LiveSettings(), new_name()
    with open_schedule(live.settings().ledger, worker=name) as schedule:
        alerts = of_a_worker(schedule, live.settings, live.destination)
        service = Service(schedule, name, live.destination, alerts)
        begun(name, service.worker.halt)
        try:
            service.run()
        finally:
            begun("", service.worker.halt)
