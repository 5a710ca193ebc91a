"""Postcard: a channel in a package of its own, with a look on the page and nothing that sends."""

from crosspost.compose.plain_text import write_plain as write
from crosspost.looks.widgets import draw_plain as draw

__all__ = ["draw", "write"]
