"""``crosspost channels`` and ``count``: which channels there are, and ``wc`` for them."""

import argparse
import sys
from collections.abc import Iterator

from msgspec import to_builtins

from .._record import json_text
from ..counting import COUNTERS, CountRule, Ruler, explain, measure, unit_label
from ..errors import ChannelSpecError
from ..model.channel_spec import ChannelSpec, Footnote
from ..model.layout import Changes
from ..readers.text_files import load
from ..registry import channel_names, load_channel, user_channels_folder
from ._output import FAILED, FINE, PARTLY, complain, text, words
from ._table import columns, terminal_room

HEADINGS = ("name", "channel", "limits", "thread", "languages", "entry")


def channels(options: argparse.Namespace) -> int:
    """Print the table, or one channel; as JSON the entries themselves, as their files have them."""
    if options.format == "json":
        return _entries_as_json(options.name)
    if options.name is None:
        return _table()
    sys.stdout.write("\n".join(_entry(load_channel(options.name))) + "\n")
    return FINE


def _entries_as_json(name: str | None) -> int:
    found, failed = [], list[str]()
    for one in [name] if name else channel_names():
        try:
            found.append(load_channel(one))
        except ChannelSpecError as error:
            if name:
                raise
            failed.append(str(error))
    sys.stdout.write(json_text({"channels": found, "errors": failed}))
    return (PARTLY if found else FAILED) if failed else FINE


def _table() -> int:
    """Every channel a row; a broken one is complained about and the others are shown."""
    rows, failed = [tuple(text(f"heading.{name}") for name in HEADINGS)], False
    for name in channel_names():
        try:
            rows.append(_row(load_channel(name)))
        except ChannelSpecError as error:
            failed = True
            complain(str(error))
    narrow = ((2, 20), (5, 0), (3, 0), (4, 0), (1, 0))
    sys.stdout.write(columns(rows, narrow=narrow, room=terminal_room()))
    return (PARTLY if len(rows) > 1 else FAILED) if failed else FINE


def _row(spec: ChannelSpec) -> tuple[str, ...]:
    rule = spec.text.count
    limits = [f"{limit.max:,} {unit_label(limit.unit, own=rule)}" for limit in spec.text.limits]
    arranged = text(f"language_mode.{spec.layout.language_mode}")
    languages = text("languages", languages=spec.layout.languages, arranged=arranged)
    own = text("entry.yours" if _own(spec.name) else "entry.ours")
    return (
        spec.name,
        spec.title,
        text("list", items=limits),
        text(f"thread.{spec.thread.by}"),
        languages,
        own,
    )


def _own(name: str) -> bool:
    return (user_channels_folder() / f"{name}.toml").is_file()


def _entry(spec: ChannelSpec) -> Iterator[str]:
    """The channel's figures, then a footnote for each page they come from."""
    yield f"{spec.name}: {spec.title}" + (f" ({text('entry.yours')})" if _own(spec.name) else "")
    yield ""
    yield columns(list(_figures(spec))).rstrip("\n")
    yield ""
    yield text("sources")
    for note in spec.source:
        yield from _footnote(note)


def _figures(spec: ChannelSpec) -> Iterator[tuple[str, str]]:
    """Each figure of the channel by its key, as its file writes it."""
    data = to_builtins(spec)
    told = Changes.__struct_fields__  # a layout also keeps what follows from these
    data["layout"] = {key: value for key, value in data["layout"].items() if key in told}
    for key, value in data.items():
        if key not in {"name", "title", "mark", "source"}:
            yield from _leaves(key, value)


def _leaves(key: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for inner, below in value.items():
            yield from _leaves(f"{key}.{inner}", below)
    elif isinstance(value, tuple):
        if value:
            yield key, ", ".join(map(_short, value))
    elif value not in (None, ""):
        yield key, _short(value)


def _short(value: object) -> str:
    """A value as TOML would say it, without the quotes.

    >>> _short(True), _short(25000), _short({"max": 140, "unit": "code points"})
    ('true', '25,000', '140 code points')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dict):
        return " ".join(map(_short, value.values()))
    return str(value)


def _footnote(note: Footnote) -> Iterator[str]:
    yield f"  {', '.join(note.covers)}"
    yield f"    {note.description}"
    read = text("source-read", date=note.checked, evidence=note.evidence)
    yield f"    {note.url} {read}"


def count(options: argparse.Namespace) -> int:
    """Print a table of units and limits, and under it what an over-long text is made of."""
    counted = _text(options.text)
    if options.format == "json":
        sys.stdout.write(json_text(_counted(counted, options)))
        return FINE
    if options.unit:
        rows = [(unit, f"{_ruler(unit).size(counted):,}") for unit in options.unit]
        headings = (text("heading.unit"), text("heading.size"))
        sys.stdout.write(columns([headings, *rows], right=[1]))
    if options.channel or not options.unit:
        sys.stdout.write(_against(counted, options.channel))
    return FINE


def _counted(counted: str, options: argparse.Namespace) -> dict[str, object]:
    """What a program reads, described in ``docs/counting.md``."""
    names = options.channel or (() if options.unit else channel_names())
    specs = list(map(load_channel, names))
    return {
        "units": {unit: _ruler(unit).size(counted) for unit in options.unit},
        "channels": [
            {
                "channel": spec.name,
                "unit": size.unit,
                "size": size.size,
                "limit": size.limit,
                "parts": explain(counted, spec.text.count)
                if spec.text.count and spec.text.count.weighs
                else (),
            }
            for spec in specs
            for size in measure(counted, spec).all
        ],
    }


def _text(path: str) -> str:
    """The text itself; one line break at its end belongs to the file."""
    whole = load(path, "<stdin>" if path == "-" else path).removeprefix("\ufeff")
    return whole.replace("\r\n", "\n").removesuffix("\n")


def _ruler(unit: str) -> Ruler:
    """A ruler for a common unit, or for one that a channel counts in."""
    return Ruler(unit, None if unit in COUNTERS else _counted_by(unit))


def _counted_by(unit: str) -> CountRule | None:
    counts = (load_channel(name).text.count for name in channel_names())
    return next((count for count in counts if count and count.unit == unit), None)


def _against(counted: str, names: list[str]) -> str:
    """A row for each limit of each channel; then what the text is made of where it is too long."""
    headings = [text(f"heading.{name}") for name in ("channel", "size", "limit", "unit")]
    rows, notes = [[*headings, ""]], list[str]()
    for spec in map(load_channel, names or channel_names()):
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
