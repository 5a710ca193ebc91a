"""Postcard: a channel in a package of its own, with a look on the page and nothing that sends."""

from importlib.resources import files

from crosspost.compose.plain_text import write_plain as write
from crosspost.looks.look import Look
from crosspost.looks.widgets import draw_plain

__all__ = ["load_look", "write"]


def load_look() -> Look:
    """The back of a card."""
    style = files(__package__).joinpath("look.css").read_text(encoding="utf-8")
    return Look(name="postcard", draw=draw_plain, css=style)
