"""Assets: the page's styles and script, kept as files beside the modules they belong to."""

from collections.abc import Iterable
from importlib.resources import files

from .scene import Look


def style_sheet(package: str, name: str) -> str:
    """The text of the style sheet *name*, which lies beside the modules of *package*."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


FAMILIES = tuple(style_sheet(__package__, f"{name}.css") for name in ("posts", "chats", "plain"))
"""The shapes that channels share, and the plain one."""
SCRIPT = style_sheet(__package__, "page.js")
"""Copying, and folds that hide nothing; it listens at the document, whatever comes and goes."""


def style(looks: Iterable[Look]) -> str:
    """CSS of a gallery whose drafts have *looks*; nothing in it asks a network."""
    own = dict.fromkeys(look.css for look in looks if look.css)
    return "\n".join((style_sheet(__package__, "page.css"), *FAMILIES, *own))
