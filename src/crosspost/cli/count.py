"""``crosspost count``: ``wc`` for channels."""

import argparse
import sys
from typing import TYPE_CHECKING

from .columns import columns
from .exits import FINE

if TYPE_CHECKING:
    from ..profile import Limit, Profile

SUMMARY = "count a text as the channels do, and say what it weighs"
UNITS = ("weighted", "graphemes", "code points", "utf-16", "utf-8", "mastodon")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which text, and by whose rule."""
    parser.add_argument(
        "text",
        nargs="?",
        default="-",
        metavar="TEXT",
        help="a file, or - for standard input (the default), counted as it stands",
    )
    parser.add_argument(
        "--channel",
        action="append",
        default=[],
        metavar="NAME",
        help="against this channel's limits; again for more",
    )
    parser.add_argument(
        "--unit", choices=UNITS, action="append", default=[], help="in this unit; again for more"
    )


def run(options: argparse.Namespace) -> int:
    """Print a table of units and limits, and under it what an over-long text is made of."""
    from ..counting import Ruler, Unit  # noqa: PLC0415

    text = _text(options.text)
    if options.unit:
        rows = [(unit, f"{Ruler(Unit(unit)).size(text):,}") for unit in options.unit]
        sys.stdout.write(columns([("unit", "size"), *rows], right=[1]))
    if options.channel or not options.unit:
        sys.stdout.write(_against(text, options.channel))
    return FINE


def _text(path: str) -> str:
    """The text itself; one line break at its end belongs to the file."""
    from ..readers.files import load  # noqa: PLC0415

    text = load(path, "<stdin>" if path == "-" else path).removeprefix("\ufeff")
    return text.replace("\r\n", "\n").removesuffix("\n")


def _against(text: str, names: list[str]) -> str:
    """A row for each limit of each channel; then what the text is made of where it is too long."""
    from .. import book  # noqa: PLC0415

    rows, parts = [("channel", "size", "limit", "unit", "")], []
    for profile in map(book.load, names or book.names()):
        for limit in profile.text.limits:
            size = _size(text, profile, limit)
            over = f"over by {size - limit.max:,}" if size > limit.max else ""
            rows.append((profile.name, f"{size:,}", f"{limit.max:,}", limit.unit, over))
            if over:
                parts.append(f"{profile.name}: {size:,}/{limit.max:,}: {_parts(text, profile)}\n")
    return columns(rows, right=[1, 2]) + ("\n" if parts else "") + "".join(parts)


def _size(text: str, profile: "Profile", limit: "Limit") -> int:
    from ..counting import Ruler  # noqa: PLC0415

    return Ruler(limit.unit, profile.text.weights, profile.text.url).size(text)


def _parts(text: str, profile: "Profile") -> str:
    """``6 links × 23, 120 Han × 2``: what the weight is made of."""
    from ..counting import explain  # noqa: PLC0415

    parts = explain(text, profile.text.weights)
    return ", ".join(f"{count:,} {what} × {each:,}" for what, count, each, _ in parts)
