"""Asking: a person at a terminal sees what would happen, and is asked."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..draft import Draft


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


def shown(drafts: Sequence["Draft"]) -> None:
    """Show what each account would receive."""
    if usual() == "terminal":
        from ..preview.terminal import show_in_terminal  # noqa: PLC0415

        show_in_terminal(drafts)
    else:
        from ..preview.plain import plain  # noqa: PLC0415

        sys.stdout.write("\n".join(plain(draft) for draft in drafts))
