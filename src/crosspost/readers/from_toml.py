"""TOML: the post's own model."""

import re
import tomllib

from .._lazy_re import later
from ..errors import Position, PostError
from ..model.post import Post
from .convert import Document, KeyPath, convert
from .merge_languages import finished

_DOTTED = later(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){20}""")
"""A key of twenty parts: `tomllib` takes time with the square of them."""
_AT = later(r" \(at (?:line (?P<line>[0-9]+), column (?P<column>[0-9]+)|end of document)\)$")


def read(text: str, name: str) -> Post:
    """The post that *text* describes.

    Raises:
        PostError: it is no TOML, or no post: line and column, what was found, what to write.

    >>> read('title.zh = "芯片之战 🎉"', "post.toml").title
    {'zh': '芯片之战 🎉'}
    """
    return finished(convert(document(text, name), Post))


def document(text: str, name: str, first: int = 1) -> Document:
    """*text* as plain data, each part with its place; it begins on line *first* of its file.

    Raises:
        PostError: it is no TOML.
    """
    if dotted := _DOTTED.search(text):
        raise PostError(
            "file.toml-key-too-long", location=_where(text, dotted.start(), name, first)
        )
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = _AT.search(str(error))
        reason = _AT.sub("", str(error)).lower()
        if not said or not said["line"]:
            raise PostError(
                "file.not-toml", location=_where(text, len(text), name, first), reason=reason
            ) from error
        at = Position(name, int(said["line"]) + first - 1, int(said["column"]))
        raise PostError(
            "file.toml-value" if "invalid value" in reason else "file.not-toml",
            location=at,
            reason=reason,
        ) from error
    except (RecursionError, ValueError) as error:
        raise PostError("file.toml-beyond", location=name) from error
    return Document(name, data, lambda path: _place(text, path, first))


def _where(text: str, at: int, name: str, first: int) -> Position:
    line, column = _line(text, at)
    return Position(name, line + first - 1, column)


def _line(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _place(text: str, path: KeyPath, first: int) -> tuple[int, int] | None:
    """Where *path* is written, looked for key by key."""
    at = start = 0
    above = ""
    for step in path:
        if isinstance(step, int):
            tables = list(re.finditer(rf"(?m)^[ \t]*\[\[{re.escape(above)}\]\]", text))
            if step < len(tables):
                start, at = tables[step].start(), tables[step].end()
            continue
        key = rf"""(?<![\w-])["']?{re.escape(step)}["']?[ \t]*(?:=|\]|\.)"""
        found = re.compile(key).search(text, at)
        if not found:
            break
        start = at = found.start()
        above = step
    line, column = _line(text, start)
    return (line + first - 1, column) if path else None
