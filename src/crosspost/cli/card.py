"""``crosspost card``: a post's title, prediction and question as a picture, or as several."""

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from ..card import Card, card, series
from ..card.styles import load_size
from ..card.wording import media_lines
from ..errors import ConfigError, within
from ..files import write_file
from ..model.post import Post
from ..preview.as_text import finding_line
from . import _options
from ._output import FINE, complain

SERIES = "xiaohongshu"
"""Whose pictures a series is."""


def draw(options: argparse.Namespace) -> int:
    """Draw the card, write it, and say what became of it."""
    target = _target(options)
    post = _options.read_post(options)
    if options.series:
        return _series(post, target, options)
    made = card(
        post,
        size=options.size,
        theme=options.theme,
        languages=tuple(options.language),
        account=options.by,
    )
    for finding in made.findings:
        complain(finding_line(finding))
    if target is None:
        sys.stdout.buffer.write(made.png)
        return FINE
    write_file(target, made.png)
    sys.stdout.write(_said(options, made, target))
    return FINE


def _series(post: Post, target: Path | None, options: argparse.Namespace) -> int:
    """Draw the cards of a series, and write them and the words beside them."""
    if target is None:
        raise ConfigError("card.several-to-output", location="-o -")
    language = next(iter(options.language), "")
    made = series(post, theme=options.theme, language=language, account=options.by)
    for finding in made.findings:
        complain(finding_line(finding))
    paths = [target.with_name(f"{target.stem}.{at}.png") for at in range(1, len(made.cards) + 1)]
    cards = list(zip(paths, made.cards, strict=True))
    for path, one in cards:
        write_file(path, one.png)
    text = target.with_suffix(".txt")
    write_file(text, f"{made.title}\n\n{made.text}\n".encode("utf-8", "backslashreplace"))
    if options.attach:
        sys.stdout.write(_lines(options, cards, SERIES))
        return FINE
    for path, one in cards:
        words = "".join(one.alt.values()) if options.alt else ""
        sys.stdout.write(f"{within(str(path), words)}\n" if words else f"{path}\n")
    sys.stdout.write(f"{text}\n")
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
        name = "cards" if options.series else options.size
        return path.with_name(f"{path.stem}.{name}.png")
    path = Path(options.output)
    if path.suffix.lower() != ".png":
        raise ConfigError("card.not-png", location=str(path), name=f"{path.stem}.png")
    return path


def _said(options: argparse.Namespace, made: Card, target: Path) -> str:
    """The alt text, or what attaches it, or where it is."""
    if options.attach:
        return _lines(options, [(target, made)], load_size(options.size).channel)
    if options.alt:
        if len(made.alt) == 1:
            return "".join(made.alt.values()) + "\n"
        return "".join(f"[{tag}] {text}\n" for tag, text in made.alt.items())
    return f"{target}\n"


def _lines(options: argparse.Namespace, cards: Iterable[tuple[Path, Card]], channel: str) -> str:
    """What attaches *cards* to the post, as *channel*'s pictures."""
    here = Path() if options.post == "-" else Path(options.post).parent
    form = options.form or Path(options.post).suffix.lstrip(".").lower()
    pictures = {Path(os.path.relpath(path, here)).as_posix(): one.alt for path, one in cards}
    return media_lines(pictures, channel, form)
