"""Progress: what a run is doing right now, on one line of a terminal."""

import shutil
import sys
from typing import TYPE_CHECKING

from .columns import width

if TYPE_CHECKING:
    from ..publishing import Event

DOING = {
    "sending": "sending",
    "waiting": "waiting {seconds:.0f} s: {reason}",
    "looking": "looking whether it is there",
}
"""The events that take a while, in words."""


def shown(event: "Event") -> bool:
    """Show *event* on the last line of a terminal, in place of the one before, if it takes long."""
    if event.kind not in DOING:
        return False
    doing = DOING[event.kind].format(seconds=event.seconds, reason=event.reason)
    _write(f"{event.account}: {event.index}/{event.of} {doing}")
    return True


def cleared() -> None:
    """Leave the line free for what is to be read."""
    _write("")


def _write(text: str) -> None:
    if not sys.stderr.isatty():
        return
    columns = shutil.get_terminal_size().columns
    while width(text) >= columns:
        text = text[:-1]
    sys.stderr.write(f"\r\x1b[2K{text}")
    sys.stderr.flush()
