"""``crosspost channels``: what is known of each channel, and from where."""

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import to_builtins

from ..errors import ChannelSpecError
from ._output import FAILED, FINE, PARTLY, columns, complain

if TYPE_CHECKING:
    from ..model.channel_spec import ChannelSpec, Footnote

HEADINGS = ("name", "channel", "limits", "thread", "languages", "entry")


def arguments(parser: argparse.ArgumentParser) -> None:
    """All of them, or one."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="show this entry and its sources")


def run(options: argparse.Namespace) -> int:
    """Print the table, or one entry."""
    from ..registry import load_channel  # noqa: PLC0415

    if options.name is None:
        return _table()
    sys.stdout.write("\n".join(_entry(load_channel(options.name))) + "\n")
    return FINE


def _table() -> int:
    """Every entry a row; a broken one is complained about and the others are shown."""
    from ..registry import channel_names, load_channel  # noqa: PLC0415

    rows, failed = [HEADINGS], False
    for name in channel_names():
        try:
            rows.append(_row(load_channel(name)))
        except ChannelSpecError as error:
            failed = True
            complain(str(error))
    sys.stdout.write(columns(rows))
    return (PARTLY if len(rows) > 1 else FAILED) if failed else FINE


def _row(spec: "ChannelSpec") -> tuple[str, str, str, str, str, str]:
    limits = ", ".join(f"{limit.max:,} {limit.unit}" for limit in spec.text.limits)
    languages = f"{', '.join(spec.layout.languages)} ({spec.layout.arrange})"
    by = {"reply": "replies", "sequence": "one after another", "none": "one message"}
    own = "yours" if _own(spec.name) else "ours"
    return (spec.name, spec.title, limits, by[spec.thread.by], languages, own)


def _own(name: str) -> bool:
    from ..registry import user_channels_folder  # noqa: PLC0415

    return (user_channels_folder() / f"{name}.toml").is_file()


def _entry(spec: "ChannelSpec") -> Iterator[str]:
    """The entry's figures, then a footnote for each page they come from."""
    yield f"{spec.name}: {spec.title}" + (" (yours)" if _own(spec.name) else "")
    yield ""
    yield columns(list(_figures(spec))).rstrip("\n")
    yield ""
    yield "sources"
    for note in spec.source:
        yield from _footnote(note)


def _figures(spec: "ChannelSpec") -> Iterator[tuple[str, str]]:
    """Each figure of the entry by its key, as the file writes it."""
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


def _footnote(note: "Footnote") -> Iterator[str]:
    yield f"  {', '.join(note.covers)}"
    yield f"    {note.description}"
    yield f"    {note.url} (read {note.checked}, evidence: {note.evidence})"
