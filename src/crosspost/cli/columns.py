"""Columns: rows of cells as aligned text, where 中 and 🎉 are two wide."""

import unicodedata
from collections.abc import Sequence

GAP = "  "


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """One line a row; each column as wide as its widest cell.

    Args:
        rows: all of the same length, the heading first.
        right: which columns (from 0) hold figures, which stand flush right.

    >>> print(columns([("channel", "size"), ("微信", "9"), ("x", "280")], right=[1]), end="")
    channel  size
    微信        9
    x         280
    """
    wide = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = (
        GAP.join(_padded(cell, wide[at], at in right) for at, cell in enumerate(row)).rstrip()
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines)


def width(text: str) -> int:
    """How many columns of a terminal *text* takes.

    >>> width("发布 🎉 é")
    9
    """
    return sum(_cells(character) for character in text)


def shortened(text: str, most: int) -> str:
    """*text* in at most so many columns of a terminal.

    >>> shortened("芯片之战 🎉 的下半场", 12)
    '芯片之战 …'
    """
    if width(text) <= most:
        return text
    while width(text) >= most:
        text = text[:-1]
    return f"{text}…"


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _padded(cell: str, wide: int, right: bool) -> str:  # noqa: FBT001
    space = " " * (wide - width(cell))
    return space + cell if right else cell + space
