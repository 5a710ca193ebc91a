"""Alerts: whatever needs a person is told once, over all workers and restarts.

``conditions`` looks for it in the database, `Notifier` tells it, by the ways of ``channels``.
"""

from .alert import Alert, Kind, Notification
from .conditions import Condition, DuePredictions, TokenChecks
from .notifier import Notifier

__all__ = [
    "Alert",
    "Condition",
    "DuePredictions",
    "Kind",
    "Notification",
    "Notifier",
    "TokenChecks",
]
