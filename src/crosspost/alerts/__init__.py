"""Alerts: whatever needs a person is told once, over all workers and restarts.

``conditions`` looks for it in the database, `Notifier` tells it, by the ways of ``channels``.
"""

from .alert import Alert, AlertKind, Notification
from .conditions import Condition, DuePredictions, TokenChecks
from .notifier import Notifier

__all__ = [
    "Alert",
    "AlertKind",
    "Condition",
    "DuePredictions",
    "Notification",
    "Notifier",
    "TokenChecks",
]
