"""Readers: what an author wrote, in any of five forms, becomes a `Post`.

One module a form. Every character of the source ends in a named field or in an error that says
where it stands and what to write instead; nothing in a post is ever executed.
"""

from collections.abc import Callable
from importlib import import_module
from os.path import splitext
from typing import TYPE_CHECKING

from ..errors import PostError
from ..post import Post
from .files import load, refuse_controls
from .guess import guess

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = {
    "text": (".txt", ".text"),
    "markdown": (".md", ".markdown"),
    "yaml": (".yaml", ".yml"),
    "toml": (".toml",),
    "json": (".json",),
}
"""Each form, by name, and how its files end."""

_BY_ENDING = {ending: name for name, endings in FORMATS.items() for ending in endings}


def read(path: "str | Path", *, format: str | None = None) -> Post:  # noqa: A002 - as everyone says it
    """The post in the file *path*; ``-`` is standard input.

    Without *format* the file's ending says what it is written in; standard input is looked at.

    Raises:
        PostError: it cannot be read: where, what was found, what to write instead.
    """
    name = "<stdin>" if str(path) == "-" else str(path)
    form = _form(format, "--format") if format else _by_ending(path)
    text = load(path, name)
    return parse(text, form or guess(text), name)


def parse(text: str, format: str, name: str = "<text>") -> Post:  # noqa: A002
    r"""The post that *text* holds.

    Args:
        text: the whole of it, decoded.
        format: ``text``, ``markdown``, ``yaml``, ``toml`` or ``json``, or a file's ending.
        name: what errors call it.

    Raises:
        PostError: it cannot be read.

    >>> post = parse("芯片之战\n\n📰 发生了什么:\n亚马逊展示了新芯片。", "text")
    >>> post.title, post.happened
    ({'zh': '芯片之战'}, {'zh': '亚马逊展示了新芯片。'})
    """
    form = _form(format, name)
    if not text.strip("\ufeff \t\r\n"):
        found = "the file is empty"
        raise PostError(found, location=f"{name}:1:1", hint="a title, to begin with")
    refuse_controls(text, name)
    reader = import_module(f".from_{form}", __name__)
    read_text: Callable[[str, str], Post] = reader.read
    return read_text(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), name)


def _form(said: str, at: str) -> str:
    if said in FORMATS:
        return said
    if (form := _BY_ENDING.get("." + said.lower().removeprefix("."))) is None:
        found = f'unknown format "{said}"'
        raise PostError(found, location=at, hint=", ".join(FORMATS))
    return form


def _by_ending(path: "str | Path") -> str:
    ending = splitext(path)[1].lower()
    if str(path) == "-" or ending in {"", "."}:
        return ""
    if ending not in _BY_ENDING:
        found = f'nothing says what "{ending}" is written in'
        raise PostError(
            found,
            location=str(path),
            hint=f"a file that ends in {', '.join(_BY_ENDING)}, or --format",
        )
    return _BY_ENDING[ending]
