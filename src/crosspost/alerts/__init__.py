"""Alerts: whatever needs a person is told once, over all workers and restarts.

``conditions`` looks for it in the database, `Notifier` tells it, by the ways of ``channels``.
`Webhooks` tells programs whatever happened, the same way: once looked up, once told.
"""

from collections.abc import Callable

from ..adapters.base import Destination
from ..configuration import Settings
from ..scheduling.store import Schedule
from .alert import Alert, AlertKind, Notification
from .conditions import Condition, DuePredictions, TokenChecks
from .notifier import Notifier
from .webhooks import Webhooks


def of_a_worker(
    schedule: Schedule, settings: Callable[[], Settings], destination: Callable[[str], Destination]
) -> tuple[Notifier, Webhooks]:
    """All that a worker tells, to persons and to programs.

    Args:
        schedule: its deliveries.
        settings: what ``crosspost.toml`` says now.
        destination: an account by name.
    """
    more = (DuePredictions(schedule).conditions, TokenChecks(schedule, destination).conditions)
    return Notifier(schedule, settings, more), Webhooks(schedule.ledger, settings)


__all__ = [
    "Alert",
    "AlertKind",
    "Condition",
    "DuePredictions",
    "Notification",
    "Notifier",
    "TokenChecks",
    "Webhooks",
    "of_a_worker",
]
