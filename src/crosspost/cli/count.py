"""``crosspost count``: ``wc`` for channels."""

import argparse
import sys
from typing import TYPE_CHECKING

from ..counting import COUNTERS, Ruler, explain, measure
from ..readers.text_files import load
from ._output import FINE, columns

if TYPE_CHECKING:
    from ..counting import CountRule, Ruler


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
        help="against this channel's limits; repeatable",
    )
    parser.add_argument(
        "--unit",
        action="append",
        default=[],
        metavar="UNIT",
        help="in this unit, such as utf-8 or a unit of a channel; repeatable",
    )


def run(options: argparse.Namespace) -> int:
    """Print a table of units and limits, and under it what an over-long text is made of."""
    text = _text(options.text)
    if options.unit:
        rows = [(unit, f"{_ruler(unit).size(text):,}") for unit in options.unit]
        sys.stdout.write(columns([("unit", "size"), *rows], right=[1]))
    if options.channel or not options.unit:
        sys.stdout.write(_against(text, options.channel))
    return FINE


def _text(path: str) -> str:
    """The text itself; one line break at its end belongs to the file."""
    text = load(path, "<stdin>" if path == "-" else path).removeprefix("\ufeff")
    return text.replace("\r\n", "\n").removesuffix("\n")


def _ruler(unit: str) -> "Ruler":
    """A ruler for a common unit, or for one that a channel's entry brings."""
    return Ruler(unit, None if unit in COUNTERS else _own(unit))


def _own(unit: str) -> "CountRule | None":
    from .. import registry  # noqa: PLC0415

    counts = (registry.load_channel(name).text.count for name in registry.channel_names())
    return next((count for count in counts if count and count.unit == unit), None)


def _against(text: str, names: list[str]) -> str:
    """A row for each limit of each channel; then what the text is made of where it is too long."""
    from .. import registry  # noqa: PLC0415

    rows, notes = [("channel", "size", "limit", "unit", "")], []
    for spec in map(registry.load_channel, names or registry.channel_names()):
        for size in measure(text, spec).all:
            limit = size.limit or 0
            over = f"over by {size.size - limit:,}" if size.size > limit else ""
            rows.append((spec.name, f"{size.size:,}", f"{limit:,}", size.unit, over))
            if over and spec.text.count and spec.text.count.weighs:
                made_of = _parts(text, spec.text.count)
                notes.append(f"{spec.name}: {size.size:,}/{limit:,}: {made_of}\n")
    return columns(rows, right=[1, 2]) + "".join(["\n", *notes] if notes else [])


def _parts(text: str, rule: "CountRule") -> str:
    """``6 links × 23, 120 Han × 2``: what the weight is made of."""
    parts = explain(text, rule)
    return ", ".join(f"{part.count:,} {part.what} × {part.each:,}" for part in parts)
