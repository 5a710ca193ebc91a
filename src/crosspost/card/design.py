"""Design: what a card says, in the sizes, weights and colours of one theme at one scale."""

from collections.abc import Iterable
from itertools import pairwise

from msgspec import structs

from ..record import Record
from .blocks import Block, Ink, Look, Side, Stars, paragraph, stacked, together
from .fonts import region
from .lines import torn
from .said import Part, Said, Text
from .sizes import Shape, Size
from .themes import Theme

LINES = {"portrait": (4, 3), "landscape": (3, 2), "triptych": (4, 2)}
"""Of a title at most, in the first language and in the second."""
TITLES = (2.5, 2.3, 2.1, 1.95, 1.8, 1.65, 1.5, 1.35, 1.2)
"""Sizes of the title, in ems of the text."""


SMALL: dict[Shape, float] = {"portrait": 0.74, "landscape": 0.74, "triptych": 0.84}
"""Labels and the byline, in ems of the text."""


class Design(Record):
    """What is to be said, where, and how large."""

    said: Said
    size: Size
    theme: Theme
    em: float
    """Of the text, in pixels."""
    head: float
    """What a title's size is counted in, pixels."""

    def look(
        self,
        ems: float,
        ink: Ink,
        leading: float = 1.5,
        *,
        bold: bool = False,
        side: Side = "start",
    ) -> Look:
        """Of text that is *ems* as large as the prediction."""
        return Look(
            size=round(ems * self.em, 1),
            style=self.theme.text,
            weight="bold" if bold else "regular",
            ink=ink,
            leading=leading,
            side=side,
        )

    def title(self, width: float, height: float, side: Side = "start") -> tuple[Block, bool]:
        """The title in each language, and whether it has become small enough."""
        first, *more = self.said.of("title")
        most, fewer = LINES[self.size.shape]
        look = self.look(1, "ink", 1.24, bold=True, side=side)
        look = structs.replace(look, style=self.theme.title, even=True)
        seconds = []
        for text in more:
            second = structs.replace(self.look(1.15, "soft", 1.36, side=side), even=True)
            seconds.append((0.45 * self.em, paragraph(text, second, width)))
        room = height - sum(gap + block.height for gap, block in seconds)
        sizes = [round(ems * self.head, 1) for ems in TITLES]
        tried = [paragraph(first, structs.replace(look, size=size), width) for size in sizes]
        block = min(tried, key=lambda one: _ugly(one, first.text, most, room, sizes[0]))
        fine = len(block.lines) <= most and block.height <= room
        fine = fine and all(len(second.lines) <= fewer for _, second in seconds)
        return stacked([(0.0, block), *seconds]), fine

    def body(self, part: Part, width: float, looks: tuple[Look, Look]) -> list[tuple[float, Block]]:
        """What a part says, language after language, with the distance above each."""
        made = []
        for text in self.said.of(part):
            look = looks[1] if text.second else looks[0]
            if not region(text.language):
                look = structs.replace(look, leading=look.leading - 0.12)
            made.append(((0.5 if text.second else 0.42) * self.em, paragraph(text, look, width)))
        return made

    def label(self, part: Part, ink: Ink, side: Side = "start", width: float = 1e5) -> Block:
        """What stands above a part."""
        return self.small(self.said.labels[part], ink, bold=True, side=side, width=width)

    def small(
        self,
        text: str,
        ink: Ink,
        *,
        bold: bool = False,
        side: Side = "start",
        width: float = 1e5,
    ) -> Block:
        """A short line by the way, no wider than it is."""
        said = Text(part="title", language=self.said.languages[0], text=text)
        block = paragraph(
            said, self.look(SMALL[self.size.shape], ink, 1.3, bold=bold, side=side), width
        )
        lines = tuple(structs.replace(line, part="") for line in block.lines)
        wide = max((line.width for line in lines), default=0.0)
        return structs.replace(block, lines=lines, width=wide if side == "start" else width)

    def stars(self, ems: float = 1.05) -> Block:
        """The stars, if the author gave any."""
        if not self.said.stars:
            return Block()
        row = Stars(lit=self.said.stars, x=0, y=0, size=round(ems * self.em, 1))
        return Block(width=row.width, height=row.size, stars=(row,))

    def sureness(self, width: float) -> list[tuple[float, Block]]:
        """The prediction's label, stars and figures: in one row, or in several."""
        parts = [self.label("prediction", "accent"), self.stars()]
        if self.said.sure:
            parts.append(self.small(self.said.sure, "ink", bold=True))
        return _rows([part for part in parts if part.height], width, self.em)

    def byline(self, width: float) -> Block:
        """Who wrote it, and when."""
        text = " · ".join(filter(None, (self.said.author, self.said.date)))
        block = self.small(text, "soft", width=width) if text else Block()
        return structs.replace(block, lines=block.lines[:1], height=0.94 * self.em if text else 0.0)


def _ugly(title: Block, text: str, most: int, room: float, large: float) -> float:
    """Small, or broken inside a phrase; with more lines than there may be, worst of all."""
    rows = [line.text for line in title.lines]
    over = 10.0 * max(0, len(rows) - most) + 10.0 * (title.height > room)
    breaks = sum(torn(text, row, below) for row, below in pairwise(rows))
    return over - title.lines[0].size / large + breaks


def _rows(parts: list[Block], width: float, em: float) -> list[tuple[float, Block]]:
    """*parts* beside each other as far as there is room, the rest below."""
    rows: list[list[Block]] = []
    for part in parts:
        filled = sum(one.width + 0.8 * em for one in rows[-1]) if rows else 0.0
        if rows and filled + part.width <= width:
            rows[-1].append(part)
        else:
            rows.append([part])
    return [(0.4 * em, beside(row, 0.8 * em)) for row in rows]


def beside(parts: Iterable[Block], gap: float) -> Block:
    """*parts* in a row, their middles on one line."""
    parts = list(parts)
    tall = max((part.height for part in parts), default=0.0)
    placed, x = [], 0.0
    for part in parts:
        placed.append(part.moved(x, (tall - part.height) / 2))
        x += part.width + gap
    return together(placed, x - gap, tall)
