"""Front matter: what an author says about a post, above its text.

YAML between two lines ``---``, or TOML between two lines ``+++``.
"""

import datetime as dt
from typing import Annotated, NamedTuple

from msgspec import Meta as Rule

from .._record import Record
from ..errors import Position, PostError
from ..model.post import Media, Override, Prediction
from ..text.languages import Language
from ..text.texts import Markdown
from . import from_toml, from_yaml
from .convert import Document, convert


class FrontMatter(Record):
    """Every key that front matter may have; what each means stands in `Post` and `Meta`."""

    title: Markdown = {}
    description: Markdown = {}
    tags: tuple[str, ...] = ()
    date: dt.date | None = None
    canonical_url: str = ""
    author: str = ""
    languages: tuple[Language, ...] = ()
    media: tuple[Media, ...] = ()
    channels: dict[str, Override] = {}
    prediction: Prediction | None = None
    """Its figures: ``stars``, ``probability``, ``due``."""
    score: int | None = None
    comments: Annotated[int, Rule(ge=0)] | None = None
    follows: str = ""


class Parted(NamedTuple):
    """A text and what stood above it."""

    front: FrontMatter
    body: str
    first: int
    """The line of its file on which *body* begins."""


def parted(text: str, name: str) -> Parted:
    r"""The front matter of *text*, empty where there is none, and the rest.

    Raises:
        PostError: it is never closed, or cannot be read.

    >>> said = parted("---\ntitle: 芯片之战\n---\n它开始了。🎉", "post.md")
    >>> said.front.title, said.body, said.first
    ({'zh': '芯片之战'}, '它开始了。🎉', 4)
    """
    lines = text.split("\n")
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    fence = lines[start].rstrip()
    if fence not in {"---", "+++"}:
        return Parted(FrontMatter(), text, 1)
    end = next((at for at in range(start + 1, len(lines)) if lines[at].rstrip() == fence), None)
    if end is None:
        raise PostError(
            "post.front-matter-open", location=Position(name, start + 1, 1), fence=fence
        )
    made = _document(fence, "\n".join(lines[start + 1 : end]), name, start + 2)
    return Parted(convert(made, FrontMatter), "\n".join(lines[end + 1 :]), end + 2)


def _document(fence: str, text: str, name: str, first: int) -> Document:
    read = from_toml.document if fence == "+++" else from_yaml.document
    return read(text, name, first)
