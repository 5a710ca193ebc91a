"""Table rows: a table as lines, for channels that have none."""

from collections.abc import Sequence

from ..text.blocks import Table
from ..text.cjk import is_cjk
from ..text.richtext import Rich, join

PAIRS = 2
"""Columns of a table that reads as well in pairs: ``o5: $8``."""


def row_texts(table: Table) -> list[Rich]:
    r"""*table* a row at a time: ``cell: cell``, or a line a cell, each after its column's name.

    >>> def cells(*words):
    ...     return tuple(Rich(text=word) for word in words)
    >>> rows = (cells("通义", "未公开🎉"),)
    >>> table = Table(header=cells("型号", "价格"), rows=rows, align=(), source="")
    >>> [row.text for row in row_texts(table)]
    ['型号：价格', '通义：未公开🎉']
    """
    if len(table.header) <= PAIRS:
        return [row for row in map(_paired, (table.header, *table.rows)) if row]
    rows = (_named(table.header, row) for row in table.rows)
    return [row for row in rows if row] or [join(filter(None, table.header), " · ")]


def parted(table: Table) -> bool:
    """Whether an empty line stands between its rows: they have several lines each."""
    return len(table.header) > PAIRS


def _paired(row: Sequence[Rich]) -> Rich:
    cells = [cell for cell in row if cell]
    return join(cells, _colon(cells[0])) if cells else Rich(text="")


def _named(header: Sequence[Rich], row: Sequence[Rich]) -> Rich:
    lines = [
        name + _colon(name) + cell if name else cell
        for name, cell in zip(header, row, strict=True)
        if cell
    ]
    return join(lines, "\n")


def _colon(words: Rich) -> str:
    return "：" if any(map(is_cjk, words.text)) else ": "
