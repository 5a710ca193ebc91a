"""``crosspost queue pause``: nothing more is sent to an account for now."""

import argparse
import sys
from typing import TYPE_CHECKING

from ...model.problem import Problem
from .._ledger_text import moment
from .._output import FINE

if TYPE_CHECKING:
    from ...config import Settings
    from ...scheduling import Schedule

BY_HAND = Problem.said("account.paused-by-hand")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which account, and why."""
    parser.add_argument("account", metavar="ACCOUNT")
    parser.add_argument(
        "--reason", default="", metavar="TEXT", help="what crosspost queue shows then"
    )


def run(schedule: "Schedule", settings: "Settings", options: argparse.Namespace) -> int:
    """Pause it; what is on its way to it stops before its next message."""
    name = options.account
    if before := schedule.pauses().get(name):
        since, why = before
        sys.stdout.write(f"{name} is paused already, since {moment(since)}: {why}\n")
        return FINE
    if not schedule.deliveries(accounts=[name], limit=1):
        settings.account(name)  # a slip of the pen would pause nobody
    count = schedule.pause(name, _why(options.reason))
    waits = f"{count} deliver{'ies wait' if count != 1 else 'y waits'}"
    sys.stdout.write(f"{name} is paused: {waits} until crosspost queue resume {name}\n")
    return FINE


def _why(reason: str) -> Problem:
    return Problem.said("account.paused-because", reason=reason) if reason else BY_HAND
