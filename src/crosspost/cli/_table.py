"""Tables for a terminal, which shows 中 and 🎉 two columns wide."""

import shutil
import sys
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

GAP = "  "
Narrow = Sequence[tuple[int, int]]
"""What is given up, in turn, where a terminal is too narrow: a column is cut to so many columns of
the terminal at least, or with 0 left out."""


def columns(
    rows: Sequence[Sequence[str]], right: Sequence[int] = (), narrow: Narrow = (), room: int = 0
) -> str:
    """One line a row; each column as wide as its widest cell, where there is room for it.

    Args:
        rows: all of the same length, the heading first.
        right: which columns (from 0) hold figures, which stand flush right.
        narrow: what is given up first in a narrow terminal.
        room: columns of the terminal; 0 for as many as are needed.

    >>> rows = [
    ...     ("channel", "size", "title"),
    ...     ("微信", "9", "芯片之战 🎉 的下半场"),
    ...     ("x", "280", ""),
    ... ]
    >>> print(columns(rows, right=[1]), end="")
    channel  size  title
    微信        9  芯片之战 🎉 的下半场
    x         280
    >>> print(columns(rows, right=[1], narrow=[(2, 8), (0, 0)], room=24), end="")
    channel  size  title
    微信        9  芯片之战…
    x         280
    >>> print(columns(rows, right=[1], narrow=[(2, 8), (0, 0)], room=15), end="")
    size  title
       9  芯片之…
     280
    """
    wide = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    left_out: set[int] = set()
    for at, least in narrow:
        shown = [size for column, size in enumerate(wide) if column not in left_out]
        over = sum(shown) + len(GAP) * (len(shown) - 1) - room
        if not room or over <= 0:
            break
        if least:
            wide[at] = min(wide[at], max(least, wide[at] - over))
        else:
            left_out.add(at)
    lines = (
        GAP.join(
            _padded(shortened(cell, wide[at]), wide[at], at in right)
            for at, cell in enumerate(row)
            if at not in left_out
        ).rstrip()
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines)


def terminal_room(indent: int = 0) -> int:
    """Columns that standard output has, beside *indent*; 0 where it is no terminal."""
    return shutil.get_terminal_size().columns - indent if sys.stdout.isatty() else 0


def _padded(cell: str, wide: int, right: bool) -> str:  # noqa: FBT001
    space = " " * (wide - cell_len(cell))
    return space + cell if right else cell + space


def shortened(text: str, most: int) -> str:
    """*text* in at most so many columns of a terminal.

    >>> shortened("芯片之战 🎉 的下半场", 12)
    '芯片之战 🎉…'
    """
    if cell_len(text) <= most:
        return text
    return f"{set_cell_size(text, most - 1).rstrip()}…"
