"""Timing: moments, zones, durations and posting slots, as people name them.

Nothing here looks at a clock, and only `zone` without a name at the machine. What a library does
well it does: `zoneinfo` the rules, tzlocal the machine's zone.
"""

from .dst import WallTimeCheck, check_wall_time
from .durations import duration, duration_text
from .parse import moment
from .slots import Slot, Slots, slots, upcoming
from .zones import time_in_zone, zone

__all__ = [
    "Slot",
    "Slots",
    "WallTimeCheck",
    "check_wall_time",
    "duration",
    "duration_text",
    "moment",
    "slots",
    "time_in_zone",
    "upcoming",
    "zone",
]
