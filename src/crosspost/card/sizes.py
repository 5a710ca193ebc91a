"""Sizes: what a card can measure, by the table ``sizes.toml``, which says from where."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from ..errors import BookError
from ..record import Record, converted

TABLE = Path(__file__).parent / "sizes.toml"
Shape = Literal["triptych", "landscape", "portrait"]


class Size(Record):
    """One size."""

    about: str
    width: int
    """Pixels, as is *height*."""
    height: int
    shape: Shape
    languages: int
    """How many it has room for, where nobody says which."""
    channel: str = ""
    """The channel of the book whose picture it is; any one's where there is none."""


@cache
def table() -> dict[str, Any]:
    """``sizes.toml`` as it stands, its sources too."""
    import tomllib  # noqa: PLC0415 - only cards have sizes

    return tomllib.loads(TABLE.read_text("utf-8"))


def names() -> list[str]:
    """The sizes there are, in the table's order.

    >>> names()
    ['wechat-cover', 'x', 'square', 'tall']
    """
    return [name for name in table() if name != "source"]


def load(name: str) -> Size:
    """The size *name*.

    Raises:
        BookError: there is no such size.

    >>> load("wechat-cover").width / load("wechat-cover").height  # 2.35:1 封面
    2.34...
    """
    if name not in names():
        found = f'no size "{name}" for cards'
        raise BookError(found, location="size", hint=", ".join(names()))
    return converted(table()[name], Size)
