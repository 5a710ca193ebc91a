"""``crosspost channels``: which channels there are, and where their figures come from."""

import argparse
import sys
from collections.abc import Iterator

from msgspec import to_builtins

from ..counting import unit_label
from ..errors import ChannelSpecError
from ..model.channel_spec import ChannelSpec, Footnote
from ..registry import channel_names, load_channel, user_channels_folder
from ._output import FAILED, FINE, PARTLY, complain, text
from ._table import columns

HEADINGS = ("name", "channel", "limits", "thread", "languages", "entry")


def channels(options: argparse.Namespace) -> int:
    """Print the table, or one channel."""
    if options.name is None:
        return _table()
    sys.stdout.write("\n".join(_entry(load_channel(options.name))) + "\n")
    return FINE


def _table() -> int:
    """Every channel a row; a broken one is complained about and the others are shown."""
    rows, failed = [tuple(text(f"heading.{name}") for name in HEADINGS)], False
    for name in channel_names():
        try:
            rows.append(_row(load_channel(name)))
        except ChannelSpecError as error:
            failed = True
            complain(str(error))
    sys.stdout.write(columns(rows))
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
    for key, value in to_builtins(spec).items():
        if key not in {"name", "title", "source"}:
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
