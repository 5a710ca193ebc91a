"""Scheduling: drafts kept as they were approved, sent at their time by whichever worker lives.

`Schedule` keeps them, `Worker` sends them by way of ``publishing``, and ``dispatch`` calls each at
its time, over crashes of any process. `schedule` does in one call what ``plan`` does in steps.
"""

from .deliveries import Delivery, DeliveryPlan, DeliveryTerms, State
from .maintenance import Moved, correct_times
from .plan import Planned, Prepared, Scheduled, When, add, planned
from .schedule import edit, move, move_into_slot, prepare, replacement, schedule, schedule_async
from .store import Schedule, TooLate, open_schedule
from .worker import Heartbeat, Worker, new_name, workers_alive

__all__ = [
    "Delivery",
    "DeliveryPlan",
    "DeliveryTerms",
    "Heartbeat",
    "Moved",
    "Planned",
    "Prepared",
    "Schedule",
    "Scheduled",
    "State",
    "TooLate",
    "When",
    "Worker",
    "add",
    "correct_times",
    "edit",
    "move",
    "move_into_slot",
    "new_name",
    "open_schedule",
    "planned",
    "prepare",
    "replacement",
    "schedule",
    "schedule_async",
    "workers_alive",
]
