"""``crosspost queue move``: a delivery at another time."""

import argparse
import datetime as dt
import sys
from typing import TYPE_CHECKING

from .. import _output
from .._options import read_time, told
from .._output import FINE

if TYPE_CHECKING:
    from ...config import Settings
    from ...scheduling import Delivery, Schedule


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which one, and when it goes out instead."""
    parser.add_argument("id", metavar="ID", help="or its beginning")
    times = parser.add_mutually_exclusive_group(required=True)
    times.add_argument("--at", metavar="WHEN", help='"tomorrow 9:00", 明天上午9点, ISO 8601')
    times.add_argument("--next-slot", action="store_true", help="in the account's next free slot")
    parser.add_argument(
        "--tz", metavar="ZONE", help="of WHEN: an IANA name; else the delivery's own"
    )
    parser.add_argument("--not-after", metavar="WHEN", help="never later than this")


def run(schedule: "Schedule", settings: "Settings", options: argparse.Namespace) -> int:
    """Move it, and say from when to when."""
    from msgspec import structs  # noqa: PLC0415

    from ...scheduling.reschedule import move, move_into_slot  # noqa: PLC0415

    before, now = schedule.get(options.id.lower()), _output.now()
    if options.not_after:
        end = _read("--not-after", options.not_after, options, before)
        before = structs.replace(before, terms=structs.replace(before.terms, not_after=end))
    if options.next_slot:
        one = move_into_slot(schedule, before, settings.rhythm(before.account))
    else:
        one = move(schedule, before, _read("--at", options.at, options, before))
    sys.stdout.write(
        f"{one.id} {one.account}: moved to {told(one.due, one.terms, now)}\n"
        f"  from {told(before.due, before.terms, now)}\n"
    )
    return FINE


def _read(option: str, text: str, options: argparse.Namespace, before: "Delivery") -> dt.datetime:
    return read_time(option, text, options.tz or before.terms.zone, _output.now())
