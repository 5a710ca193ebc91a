"""``crosspost card``: a post's title, prediction and question as a picture."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..card import card
from ..card.alt_text import media_lines
from ..errors import ConfigError
from ..files import replace_file
from . import _options
from ._output import FINE, complain

if TYPE_CHECKING:
    from ..card import Card


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which post, how large, in what look, and where to."""
    from ..card import styles  # noqa: PLC0415 - no other command needs them

    there = map(styles.load_size, styles.size_names())
    measures = ", ".join(f"{one.name} {one.width}x{one.height}" for one in there)
    _options.add_post_arguments(parser)
    parser.add_argument(
        "--size",
        choices=styles.size_names(),
        default="square",
        help=f"in pixels: {measures}; square unless said",
    )
    parser.add_argument(
        "--theme",
        default="paper",
        metavar="NAME",
        help="bamboo, night, paper (the default), persimmon, signal, or one of your own",
    )
    parser.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="TAG",
        help="say it in this language; again for a second, smaller one",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="a .png, or - for standard output; without it, POST.SIZE.png beside the post",
    )
    parser.add_argument(
        "--alt", action="store_true", help="print what the picture says, as alt text"
    )
    parser.add_argument(
        "--attach", action="store_true", help="print the lines that attach it to the post"
    )


def run(options: argparse.Namespace) -> int:
    """Draw the card, write it, and say what became of it."""
    target = _target(options)
    post = _options.read_post(options)
    made = card(post, size=options.size, theme=options.theme, languages=tuple(options.language))
    for finding in made.findings:
        complain(f"{finding.level}: {finding.where}: {finding.message} [{finding.code}]")
    if target is None:
        sys.stdout.buffer.write(made.png)
        return FINE
    _write(target, made.png)
    sys.stdout.write(_said(options, made, target))
    return FINE


def _target(options: argparse.Namespace) -> Path | None:
    """The file to write; none for standard output."""
    if options.output == "-":
        if options.alt or options.attach:
            found = "the picture and words cannot both go to standard output"
            raise ConfigError(found, location="-o -", hint="-o FILE")
        return None
    if options.output is None:
        if options.post == "-":
            found = "a post from standard input has no folder for its card"
            raise ConfigError(found, location="-o", hint="-o FILE")
        path = Path(options.post)
        return path.with_name(f"{path.stem}.{options.size}.png")
    path = Path(options.output)
    if path.suffix.lower() != ".png":
        found = f"a card is a PNG, not a {path.suffix or 'file without an ending'}"
        raise ConfigError(found, location=str(path), hint=f"{path.stem}.png")
    return path


def _write(target: Path, data: bytes) -> None:
    try:
        replace_file(target, data)
    except OSError as error:
        found = f"the card cannot be written: {error.strerror}"
        raise ConfigError(found, location=str(target), hint="another place: -o FILE") from error


def _said(options: argparse.Namespace, made: "Card", target: Path) -> str:
    """The alt text, or what attaches it, or where it is."""
    if options.attach:
        from ..card.styles import load_size  # noqa: PLC0415

        here = Path() if options.post == "-" else Path(options.post).parent
        path = Path(os.path.relpath(target, here)).as_posix()
        form = options.form or Path(options.post).suffix.lstrip(".").lower()
        return media_lines(path, made.alt, load_size(options.size).channel, form)
    if options.alt:
        if len(made.alt) == 1:
            return "".join(made.alt.values()) + "\n"
        return "".join(f"[{tag}] {text}\n" for tag, text in made.alt.items())
    return f"{target}\n"
