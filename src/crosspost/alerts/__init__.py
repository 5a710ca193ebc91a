"""Alerts: whatever needs a person is told once, over all workers and restarts.

``conditions`` looks for it in the database, `Notifier` tells it, by the ways of ``channels``.
`Webhooks` tells programs whatever happened, the same way: once looked up, once told.
"""

from .alert import Alert, AlertKind, Notification
from .conditions import Condition, DuePredictions, TokenChecks
from .notifier import Notifier
from .webhooks import Webhooks

__all__ = [
    "Alert",
    "AlertKind",
    "Condition",
    "DuePredictions",
    "Notification",
    "Notifier",
    "TokenChecks",
    "Webhooks",
]
