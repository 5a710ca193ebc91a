"""Tables for a terminal, which shows 中 and 🎉 two columns wide."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

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
    wide = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = (
        GAP.join(_padded(cell, wide[at], at in right) for at, cell in enumerate(row)).rstrip()
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines)


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
