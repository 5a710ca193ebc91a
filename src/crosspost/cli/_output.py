"""What commands print: errors, tables, progress, questions; and the exit codes."""

import argparse
import datetime as dt
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..credentials import scrub

if TYPE_CHECKING:
    from ..model.draft import Draft
    from ..publishing import Event


def complain(message: str) -> None:
    """Say what went wrong, apart from the results, and without any secret."""
    sys.stderr.write(scrub(f"crosspost: {message}\n"))


GAP = "  "


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """One line a row; each column as wide as its widest cell.

    Args:
        rows: all of the same length, the heading first.
        right: which columns (from 0) hold figures, which stand flush right.

    >>> print(columns([("channel", "size"), ("微信", "9"), ("x", "280")], right=[1]), end="")
    channel  size
    微信        9
    x         280
    """
    wide = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = (
        GAP.join(_padded(cell, wide[at], at in right) for at, cell in enumerate(row)).rstrip()
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines)


def width(text: str) -> int:
    """How many columns of a terminal *text* takes.

    >>> width("发布 🎉 é")
    9
    """
    return sum(_cells(character) for character in text)


def shortened(text: str, most: int) -> str:
    """*text* in at most so many columns of a terminal.

    >>> shortened("芯片之战 🎉 的下半场", 12)
    '芯片之战 🎉…'
    """
    if width(text) <= most:
        return text
    while width(text) >= most:
        text = text[:-1]
    return f"{text}…"


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _padded(cell: str, wide: int, right: bool) -> str:  # noqa: FBT001
    space = " " * (wide - width(cell))
    return space + cell if right else cell + space


DOING = {
    "sending": "sending",
    "waiting": "waiting {seconds:.0f} s: {reason}",
    "looking": "looking whether it is there",
}
"""The events that take a while, in words."""


def show_event(event: "Event") -> bool:
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


FINE = 0
FAILED = 1
"""Failed, or the post is invalid; standard error says why."""
USAGE = 2
"""The command line cannot be understood; argparse says it."""
PARTLY = 3
"""Some channels done, some not; standard error names those."""


def now() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)


def usual() -> str:
    """The form of a preview that suits standard output."""
    return "terminal" if sys.stdout.isatty() else "text"


def asks(options: argparse.Namespace) -> bool:
    """Whether there is a person to ask, and ``--yes`` was not said."""
    return not options.yes and sys.stdin.isatty()


def agreed(question: str) -> bool:
    """Ask; anything but a yes is a no."""
    sys.stdout.flush()
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes", "是", "好"}


def show_drafts(drafts: Sequence["Draft"]) -> None:
    """Show what each account would receive."""
    if usual() == "terminal":
        from ..preview.terminal import show_in_terminal  # noqa: PLC0415

        show_in_terminal(drafts)
    else:
        from ..preview.as_text import plain  # noqa: PLC0415

        sys.stdout.write("\n".join(plain(draft) for draft in drafts))
