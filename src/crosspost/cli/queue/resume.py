"""``crosspost queue resume``: go on with an account that was paused."""

import argparse
import sys
from typing import TYPE_CHECKING

from .._output import FINE

if TYPE_CHECKING:
    from ...config import Settings
    from ...scheduling import Schedule


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which account."""
    parser.add_argument("account", metavar="ACCOUNT")


def run(schedule: "Schedule", settings: "Settings", options: argparse.Namespace) -> int:
    """Go on; what came due meanwhile goes by its late policy, and by the account's gap."""
    name = options.account
    if name not in schedule.pauses():
        if not schedule.deliveries(accounts=[name], limit=1):
            settings.account(name)
        sys.stdout.write(f"{name} is not paused\n")
        return FINE
    count = schedule.resume(name)
    held = f"{count} deliver{'ies' if count != 1 else 'y'}"
    sys.stdout.write(f"{name} goes on" + (f": {held} had come due meanwhile\n" if count else "\n"))
    return FINE
