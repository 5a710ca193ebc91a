"""``crosspost queue cancel``: deliveries that are not to be sent after all."""

import argparse
import sys
from typing import TYPE_CHECKING

from ...errors import CrosspostError
from .. import _output
from .._options import told
from .._output import FAILED, FINE, PARTLY, complain

if TYPE_CHECKING:
    from ...config import Settings
    from ...scheduling import Delivery, Schedule


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which ones, and whether to stop what is on its way."""
    parser.add_argument("id", nargs="+", metavar="ID", help="or its beginning")
    parser.add_argument(
        "--rest", action="store_true", help="what is left of it, where some of it stands already"
    )


def run(schedule: "Schedule", settings: "Settings", options: argparse.Namespace) -> int:
    """Cancel each; one that cannot be holds back no other."""
    del settings

    failed = 0
    for name in options.id:
        try:
            sys.stdout.write(f"{_line(schedule.cancel(name.lower(), rest=options.rest))}\n")
            sys.stdout.flush()
        except CrosspostError as error:
            failed += 1
            complain(str(error))
    if not failed:
        return FINE
    return FAILED if failed == len(options.id) else PARTLY


def _line(one: "Delivery") -> str:
    was = f"it was due {told(one.due, one.terms, _output.now())}"
    if one.delivered:
        was = f"{one.delivered} of {one.messages} messages were sent, the rest is not"
    return f"{one.id} {one.account}: cancelled; {was}"
