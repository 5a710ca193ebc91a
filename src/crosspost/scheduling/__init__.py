"""Scheduling: drafts frozen as they were approved, sent at their time by whichever worker lives.

`Schedule` keeps them, `Worker` sends them by way of ``publishing``, and ``engine`` calls each at
its time, over crashes of any process.
"""

from .deliveries import Delivery, Plan, State, Terms
from .opening import open_schedule
from .store import Schedule, TooLate
from .worker import Pulse, Worker, new_name

__all__ = [
    "Delivery",
    "Plan",
    "Pulse",
    "Schedule",
    "State",
    "Terms",
    "TooLate",
    "Worker",
    "new_name",
    "open_schedule",
]
