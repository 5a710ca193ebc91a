"""Drawings: lines of code and tables as pictures, where a message has no room for them.

The same drawing, fonts and libraries give the same bytes.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from PIL import Image

from ..model.draft import Drawing
from ..text.cjk import is_wide
from .boxes import RISE, Area, Box, TextLine, TextStyle, overlaid, paragraph, text_setter
from .content import CardText
from .layout import painted
from .styles import load_theme

WIDTH = 1200
"""Pixels: what a phone shows of a picture's width, twice and more."""
EDGE, INSIDE = 36, 40
"""Around the panel, and in it."""
LARGEST, COLUMNS, LEADING, TAB = 34.0, 80, 1.5, 4
"""Of code: pixels to the em at most, letters of the longest line, a line in ems, spaces."""
SIZES = (32.0, 29.0, 26.0, 23.0)
"""Of a table's letters, the first at which all columns have room."""
GAP, AROUND, RULE = 36, 14, 2
"""Between two columns, above and below a row's words, and a line between rows."""


@lru_cache(maxsize=32)  # a preview shows what is checked, and publishing sends it
def drawing_png(drawing: Drawing) -> bytes:
    """*drawing* as a PNG, 1,200 pixels wide and as high as it is long.

    Raises:
        ConfigError: this system has no Chinese font.
    """
    theme = load_theme("paper")
    inner = WIDTH - 2 * (EDGE + INSIDE)
    area = _table(drawing, inner) if drawing.rows else _code(drawing, inner)
    height = math.ceil(area.height) + 2 * INSIDE
    panel = Box(x=0, y=0, width=WIDTH - 2 * EDGE, height=height, ink="panel", radius=18)
    whole = overlaid([Area(boxes=(panel,)), area.moved(INSIDE, INSIDE)], panel.width, height).moved(
        EDGE, EDGE
    )
    picture = Image.new("RGB", (WIDTH, height + 2 * EDGE), theme.ground)
    return painted(picture, whole, theme)


def _code(drawing: Drawing, width: float) -> Area:
    """Its lines in letters of one width; one that is too long goes on below."""
    typed = [line.expandtabs(TAB) for line in drawing.code.split("\n")]
    columns = min(COLUMNS, max(map(_columns, typed)))
    size = min(LARGEST, width / (columns * 0.5))
    rows = [row for line in typed for row in _rows(line, int(width / (size * 0.5)))]
    sets, step = text_setter("mono", "regular"), LEADING * size
    lines = tuple(
        TextLine(
            text=row,
            part="code",
            language=drawing.language,
            x=0,
            baseline=at * step + (step - size) / 2 + RISE * size,
            width=sets.width(row, drawing.language, size),
            hang=(0, 0),
            size=size,
            style="mono",
            weight="regular",
            ink="ink",
        )
        for at, row in enumerate(rows)
        if row.strip()
    )
    return Area(width=width, height=len(rows) * step, lines=lines)


def _columns(text: str) -> int:
    return sum(1 + is_wide(char) for char in text) or 1


def _rows(line: str, most: int) -> list[str]:
    """*line* in rows of at most *most* columns.

    >>> _rows("用 abc 跑", 6)
    ['用 abc', ' 跑']
    """
    rows, room = [""], most
    for char in line:
        wide = 1 + is_wide(char)
        if wide > room:
            rows.append("")
            room = most
        rows[-1] += char
        room -= wide
    return rows


def _table(drawing: Drawing, width: float) -> Area:
    """Rows below each other, the header in bold, a line between two."""
    for size in SIZES:
        natural = _natural(drawing, size)
        if sum(natural) + GAP * (len(natural) - 1) <= width:
            break
    columns = _shared(natural, width - GAP * (len(natural) - 1))
    starts = [0.0, *accumulate(column + GAP for column in columns)]
    parts: list[Area] = []
    y = 0.0
    for at, row in enumerate(drawing.rows):
        look = TextStyle(
            size=size,
            style="sans",
            weight="regular" if at else "bold",
            ink="on_panel",
            leading=1.45,
        )
        cells = [
            paragraph(CardText(part="thesis", language=drawing.language, text=text), look, column)
            for text, column in zip(row, columns, strict=True)
        ]
        parts += [
            cell.moved(x + _aside(cell, column, align), y + AROUND)
            for cell, x, column, align in zip(cells, starts, columns, drawing.align, strict=False)
        ]
        y += max(cell.height for cell in cells) + 2 * AROUND
        if at < len(drawing.rows) - 1:
            line = Box(x=0, y=y, width=width, height=RULE, ink="shade" if not at else "unlit")
            parts.append(Area(boxes=(line,)))
            y += RULE
    return overlaid(parts, width, y)


def _natural(drawing: Drawing, size: float) -> list[float]:
    """How wide each column is where no cell is broken."""
    sets = text_setter("sans", "bold")
    return [
        max(sets.width(cell, drawing.language, size) for cell in column) + 1
        for column in zip(*drawing.rows, strict=True)
    ]


def _shared(natural: Sequence[float], room: float) -> list[float]:
    """*room* for all columns: the narrow ones as they are, the wide ones an equal part of the rest.

    >>> _shared([100, 100, 900], 600), _shared([100, 200], 600)
    ([100, 100, 400.0], [100, 200])
    """
    if sum(natural) <= room:
        return list(natural)
    columns = list(natural)
    wide = set(range(len(natural)))
    while wide:
        share = (room - sum(columns[at] for at in range(len(columns)) if at not in wide)) / len(
            wide
        )
        fits = {at for at in wide if natural[at] <= share}
        if not fits:
            for at in wide:
                columns[at] = share
            return columns
        wide -= fits
    return columns


def _aside(cell: Area, column: float, align: str) -> float:
    """How far from its column's left edge a cell begins; a broken one always there."""
    if len(cell.lines) != 1 or align not in {"right", "center"}:
        return 0.0
    spare = column - cell.lines[0].width
    return spare if align == "right" else spare / 2
