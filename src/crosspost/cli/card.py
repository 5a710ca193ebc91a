"""``crosspost card``: a post's title, prediction and question as a picture."""

import argparse
import os
import sys
from pathlib import Path

from ..card import Card, card
from ..card.styles import load_size
from ..card.wording import media_lines
from ..errors import ConfigError
from ..files import write_file
from ..preview.as_text import finding_line
from . import _options
from ._output import FINE, complain


def draw(options: argparse.Namespace) -> int:
    """Draw the card, write it, and say what became of it."""
    target = _target(options)
    post = _options.read_post(options)
    made = card(post, size=options.size, theme=options.theme, languages=tuple(options.language))
    for finding in made.findings:
        complain(finding_line(finding))
    if target is None:
        sys.stdout.buffer.write(made.png)
        return FINE
    write_file(target, made.png)
    sys.stdout.write(_said(options, made, target))
    return FINE


def _target(options: argparse.Namespace) -> Path | None:
    """The file to write; none for standard output."""
    if options.output == "-":
        if options.alt or options.attach:
            raise ConfigError("card.both-to-output", location="-o -")
        return None
    if options.output is None:
        if options.post == "-":
            raise ConfigError("card.no-folder", location="-o")
        path = Path(options.post)
        return path.with_name(f"{path.stem}.{options.size}.png")
    path = Path(options.output)
    if path.suffix.lower() != ".png":
        raise ConfigError("card.not-png", location=str(path), name=f"{path.stem}.png")
    return path


def _said(options: argparse.Namespace, made: Card, target: Path) -> str:
    """The alt text, or what attaches it, or where it is."""
    if options.attach:
        here = Path() if options.post == "-" else Path(options.post).parent
        path = Path(os.path.relpath(target, here)).as_posix()
        form = options.form or Path(options.post).suffix.lstrip(".").lower()
        return media_lines(path, made.alt, load_size(options.size).channel, form)
    if options.alt:
        if len(made.alt) == 1:
            return "".join(made.alt.values()) + "\n"
        return "".join(f"[{tag}] {text}\n" for tag, text in made.alt.items())
    return f"{target}\n"
