"""Timing: moments, zones, durations and posting slots, as people name them.

Nothing here looks at a clock, and only `zone` without a name at the machine. What a library does
well it does: `zoneinfo` the rules, tzlocal the machine's zone, icalendar the file.
"""

from .calendar import Event, calendar
from .durations import duration, spoken
from .slot_texts import slots
from .slots import Slot, Slots, upcoming
from .times import moment
from .walls import Still, still
from .zones import said, zone

__all__ = [
    "Event",
    "Slot",
    "Slots",
    "Still",
    "calendar",
    "duration",
    "moment",
    "said",
    "slots",
    "spoken",
    "still",
    "upcoming",
    "zone",
]
