"""Readers: what an author wrote, in any of five forms, becomes a `Post`.

Every character of the source ends in a named field or in an error that says where it stands and
what to write instead; nothing in a post is ever executed. What is written in which form is told by
a file's name, and on standard input by how the text begins.
"""

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from os.path import splitext
from typing import TYPE_CHECKING

from msgspec import structs

from .._lazy_re import later
from ..errors import ErrorPlace, Position, PostError, phrase
from ..model.post import Post
from .text_files import BY_ENDING, FORMATS, load, refuse_controls, without_controls

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FORMATS", "LARGEST", "MOST_LINES", "form_of", "guess", "parse", "read"]

_KEY = later(r"(?:languages|title|happened|matters|meta)[ \t]*(?P<sign>[:=])(?P<value>[^\n]*)")
_FRONT = later(r"---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")


def guess(text: str) -> str:
    r"""The form of *text*, by how it begins; board text is what has no sign of another.

    >>> guess('{"title": {"zh": "芯片"}}'), guess("title:\n  zh: 芯片 🎉"), guess("芯片之战")
    ('json', 'yaml', 'text')
    """
    start = text.lstrip("\ufeff \t\r\n").replace("\r\n", "\n")
    if start.startswith("{"):
        return "json"
    if _FRONT.match(start) or start.startswith(("+++\n", "# ", "## ")):
        return "markdown"
    key = _KEY.match(start.removeprefix("---\n"))
    if key and key["sign"] == "=":
        return "toml"
    if start.startswith("[") and re.match(r"\[\[?[a-z.]+\]\]?[ \t]*\n", start):
        return "toml"
    return "yaml" if key else "text"


_READERS = {
    "text": (".headed_text", "read_text"),
    "markdown": (".headed_text", "read_markdown"),
    "yaml": (".convert", "read_yaml"),
    "toml": (".convert", "read_toml"),
    "json": (".convert", "read_json"),
}
"""The function that reads each form; its module is loaded when a post in that form is read."""


def read(path: "str | Path", *, format: str | None = None) -> Post:  # noqa: A002 - as everyone says it
    """The post in the file *path*.

    Args:
        path: of a file in UTF-8, a megabyte at most; ``-`` is standard input.
        format: as for `parse`; without it the file's ending says what it is written in, and
            standard input is looked at.

    Raises:
        PostError: it cannot be read: where, what was found, what to write instead.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "帖子.md"
    ...     _ = file.write_text("# 搬家了 🎉", encoding="utf-8")
    ...     post = read(file)
    >>> post.title
    {'zh': '搬家了 🎉'}
    """
    name = "<stdin>" if str(path) == "-" else str(path)
    form = _form(format, phrase("option", name="format")) if format else _by_ending(path)
    text = load(path, name)
    return parse(text, form or guess(text), name)


LARGEST = 1_048_576
"""Characters of a file, a megabyte of English: read in two seconds or so."""
MOST_LINES = 100_000
"""Of a file: a megabyte of lines of one letter each would take ten times as long."""


def parse(
    text: str,
    format: str | None = None,  # noqa: A002 - as everyone says it
    name: str = "<text>",
) -> Post:
    r"""The post that *text* holds.

    Args:
        text: the whole of it, decoded.
        format: ``text``, ``markdown``, ``yaml``, ``toml`` or ``json``, or a file's ending; told by
            how it begins where nothing is said, as of standard input.
        name: what errors call it.

    Raises:
        PostError: it cannot be read.

    >>> post = parse("芯片之战\n\n📰 发生了什么:\n亚马逊展示了新芯片。", "text")
    >>> post.title, post.happened
    ({'zh': '芯片之战'}, {'zh': '亚马逊展示了新芯片。'})
    """
    _check_text(text)
    form = _form(format, name) if format else guess(text)
    _check_size(text, name)
    module, function = _READERS[form]
    read_form: Callable[[str, str], Post] = getattr(import_module(module, __name__), function)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if form in {"text", "markdown"}:
        text, told = without_controls(text)
        with _collector_at_rest():
            post = read_form(text, name)
        return structs.replace(post, reading=(*told, *post.reading)) if told else post
    refuse_controls(text, name)
    return read_form(text, name)


def _check_text(given: object) -> None:
    if not isinstance(given, str):
        raise PostError("argument.no-text", location="text", value=type(given).__name__)


def _check_size(text: str, name: str) -> None:
    """Hold *text* against what somebody may have written, and what is read in a second or two."""
    if not text.strip("\ufeff \t\r\n"):
        raise PostError("post.empty", location=Position(name, 1, 1))
    size, lines = len(text), text.count("\n") + 1
    if size > LARGEST:
        values = {"size": f"{size:,}", "limit": f"{LARGEST:,}", "messages": f"{size // 280:,}"}
        raise PostError("post.too-large", location=name, **values)
    if lines > MOST_LINES:
        values = {"size": f"{lines:,}", "limit": f"{MOST_LINES:,}"}
        raise PostError("post.too-many-lines", location=name, **values)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """While a post is read nothing of it is rubbish; to look for some takes a fifth of the time."""
    works = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if works:
            gc.enable()


def form_of(name: str, text: str) -> str:
    """The form of *text* in a file called *name*; by how it begins, where that says nothing.

    Raises:
        PostError: files that end so hold no posts.

    >>> form_of("帖子.yml", ""), form_of("-", "芯片之战 🎉")
    ('yaml', 'text')
    """
    return _by_ending(name) or guess(text)


def _form(said: str, at: ErrorPlace) -> str:
    if said in FORMATS:
        return said
    if (form := BY_ENDING.get("." + said.lower().removeprefix("."))) is None:
        raise PostError("post.unknown-format", location=at, format=said, choices=list(FORMATS))
    return form


def _by_ending(path: "str | Path") -> str:
    ending = splitext(path)[1].lower()
    if str(path) == "-" or ending in {"", "."}:
        return ""
    if ending not in BY_ENDING:
        raise PostError(
            "post.unknown-file-type", location=str(path), ending=ending, choices=list(BY_ENDING)
        )
    return BY_ENDING[ending]
