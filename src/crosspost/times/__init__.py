"""Timing: moments, zones, durations and posting slots, as people name them.

Nothing here looks at a clock, and only `zone` without a name at the machine. What a library does
well it does: `zoneinfo` the rules, tzlocal the machine's zone, icalendar the file.
"""

from .dst import Still, still
from .durations import duration, spoken
from .ical import Event, calendar
from .parse import moment
from .parse_slots import slots
from .slots import Slot, Slots, upcoming
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
