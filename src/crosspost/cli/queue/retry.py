"""``crosspost queue retry``: a delivery that ended, or waits for another try, tried now."""

import argparse
import sys
from typing import TYPE_CHECKING

from .._output import FINE

if TYPE_CHECKING:
    from ...config import Settings
    from ...scheduling import Schedule


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which one."""
    parser.add_argument("id", metavar="ID", help="or its beginning")


def run(schedule: "Schedule", settings: "Settings", options: argparse.Namespace) -> int:
    """Have it tried at once."""
    del settings
    one = schedule.retry(options.id.lower())
    left = f" ({one.delivered} of {one.messages} messages were sent)" if one.delivered else ""
    sys.stdout.write(f"{one.id} {one.account}: is tried now{left}\n")
    if one.account in schedule.pauses():
        go_on = f"crosspost queue resume {one.account}"
        sys.stdout.write(f"but {one.account} is paused: {go_on}\n")
    return FINE
