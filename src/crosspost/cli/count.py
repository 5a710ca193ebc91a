"""``crosspost count``: ``wc`` for channels."""

import argparse
import sys

from .. import registry
from ..counting import COUNTERS, CountRule, Ruler, explain, measure, unit_label
from ..readers.text_files import load
from ._output import FINE, text, words
from ._table import columns


def count(options: argparse.Namespace) -> int:
    """Print a table of units and limits, and under it what an over-long text is made of."""
    counted = _text(options.text)
    if options.unit:
        rows = [(unit, f"{_ruler(unit).size(counted):,}") for unit in options.unit]
        headings = (text("heading.unit"), text("heading.size"))
        sys.stdout.write(columns([headings, *rows], right=[1]))
    if options.channel or not options.unit:
        sys.stdout.write(_against(counted, options.channel))
    return FINE


def _text(path: str) -> str:
    """The text itself; one line break at its end belongs to the file."""
    whole = load(path, "<stdin>" if path == "-" else path).removeprefix("\ufeff")
    return whole.replace("\r\n", "\n").removesuffix("\n")


def _ruler(unit: str) -> Ruler:
    """A ruler for a common unit, or for one that a channel counts in."""
    return Ruler(unit, None if unit in COUNTERS else _own(unit))


def _own(unit: str) -> CountRule | None:
    counts = (registry.load_channel(name).text.count for name in registry.channel_names())
    return next((count for count in counts if count and count.unit == unit), None)


def _against(counted: str, names: list[str]) -> str:
    """A row for each limit of each channel; then what the text is made of where it is too long."""
    headings = [text(f"heading.{name}") for name in ("channel", "size", "limit", "unit")]
    rows, notes = [[*headings, ""]], list[str]()
    for spec in map(registry.load_channel, names or registry.channel_names()):
        for size in measure(counted, spec).all:
            limit = size.limit or 0
            over = text("over-by", count=size.size - limit) if size.size > limit else ""
            rows.append(
                [
                    spec.name,
                    f"{size.size:,}",
                    f"{limit:,}",
                    unit_label(size.unit, own=spec.text.count),
                    over,
                ]
            )
            if over and spec.text.count and spec.text.count.weighs:
                made_of = _parts(counted, spec.text.count)
                notes.append(f"{spec.name}: {size.size:,}/{limit:,}: {made_of}\n")
    return columns(rows, right=[1, 2]) + "".join(["\n", *notes] if notes else [])


def _parts(counted: str, rule: CountRule) -> str:
    """``6 links × 23, 120 Han × 2``: what the weight is made of."""
    parts = explain(counted, rule)
    shown = [f"{part.count:,} {words('part', part.what)} × {part.each:,}" for part in parts]
    return text("list", items=shown)
