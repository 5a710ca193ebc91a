"""Scheduling: drafts frozen as they were approved, sent at their time by whichever worker lives.

`Schedule` keeps them, `Worker` sends them by way of ``publishing``, and ``engine`` calls each at
its time, over crashes of any process. `schedule` does in one call what ``planning`` does in steps.
"""

from .deliveries import Delivery, Plan, State, Terms
from .freezing import Ready, Wish, ready
from .one_call import schedule, wish
from .opening import open_schedule
from .planning import Planned, Scheduled, When, add, planned
from .store import Schedule, TooLate
from .worker import Pulse, Worker, new_name
from .zoning import Moved, rezoned

__all__ = [
    "Delivery",
    "Moved",
    "Plan",
    "Planned",
    "Pulse",
    "Ready",
    "Schedule",
    "Scheduled",
    "State",
    "Terms",
    "TooLate",
    "When",
    "Wish",
    "Worker",
    "add",
    "new_name",
    "open_schedule",
    "planned",
    "ready",
    "rezoned",
    "schedule",
    "wish",
]
