"""Blocks: lines, boxes and stars with their places, put below and beside each other."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal

from msgspec import structs

from .._lazy_re import later
from .._record import Record
from .content import CardText
from .fonts import family
from .line_breaks import hanging, lines
from .shaping import TextSetter, backward
from .styles import FontWeight, Typeface, region

Ink = Literal[
    "ink",
    "soft",
    "accent",
    "on_panel",
    "soft_on_panel",
    "accent_on_panel",
    "panel",
    "shade",
    "unlit",
]
"""A colour, by its name in the theme."""
Side = Literal["start", "centre"]

ABOVE, BELOW = 0.9, 0.26
"""How far letters reach above and below their baseline, in ems: those of every face here."""
RISE = 0.88
"""From the top of a Chinese character's square to its baseline."""


class TextStyle(Record):
    """How one kind of text is set."""

    size: float
    """Pixels to the em."""
    style: Typeface
    weight: FontWeight
    ink: Ink
    leading: float
    """From line to line, in ems."""
    even: bool = False
    side: Side = "start"


class TextLine(Record):
    """One line of text on the card."""

    text: str
    part: str
    language: str
    x: float
    """Where its first character is set, pixels from the left; ink begins *hang* later."""
    baseline: float
    width: float
    hang: tuple[float, float]
    """How much of the width is empty at either end."""
    size: float
    style: Typeface
    weight: FontWeight
    ink: Ink

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what is seen, at most."""
        left, right = self.x + self.hang[0], self.x + self.width - self.hang[1]
        return left, self.baseline - ABOVE * self.size, right, self.baseline + BELOW * self.size


class Box(Record):
    """A coloured ground, with round corners."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink
    radius: float = 0.0


class Stars(Record):
    """Five stars in a row, some of them lit."""

    lit: int
    x: float
    y: float
    size: float
    """Of each, pixels."""

    @property
    def width(self) -> float:
        """Of the row."""
        return self.size * (5 + 4 * STAR_GAP)


STAR_GAP = 0.22
"""Between two stars, as a share of one."""


class Area(Record):
    """Something with a width and a height; what is in it has its place from its corner."""

    width: float = 0.0
    height: float = 0.0
    lines: tuple[TextLine, ...] = ()
    boxes: tuple[Box, ...] = ()
    stars: tuple[Stars, ...] = ()

    def moved(self, x: float, y: float) -> "Area":
        """The same, further right and down."""
        return structs.replace(
            self,
            lines=tuple(
                structs.replace(one, x=one.x + x, baseline=one.baseline + y) for one in self.lines
            ),
            boxes=tuple(structs.replace(one, x=one.x + x, y=one.y + y) for one in self.boxes),
            stars=tuple(structs.replace(one, x=one.x + x, y=one.y + y) for one in self.stars),
        )


def overlaid(parts: Iterable[Area], width: float, height: float) -> Area:
    """*parts*, each where it is, as one."""
    parts = tuple(parts)
    return Area(
        width=width,
        height=height,
        lines=tuple(line for part in parts for line in part.lines),
        boxes=tuple(box for part in parts for box in part.boxes),
        stars=tuple(stars for part in parts for stars in part.stars),
    )


def stacked(parts: Iterable[tuple[float, Area]]) -> Area:
    """Each block below the one before it, at a distance; the first one's counts for nothing."""
    placed: list[Area] = []
    y = 0.0
    for gap, part in parts:
        y += gap if placed else 0
        placed.append(part.moved(0, y))
        y += part.height
    return overlaid(placed, max((part.width for part in placed), default=0.0), y)


@cache
def text_setter(style: Typeface, weight: FontWeight) -> TextSetter:
    """What sets texts of that style and weight on this system.

    Raises:
        ConfigError: there is no Chinese font.
    """
    return TextSetter(family(style), weight)


_ITEM = later(r"(?:[•☐☑] ?|[0-9]{1,2}(?:[.)] |、))(?=\S)")
"""What an item of a list begins with."""


def _rows(text: CardText, look: TextStyle, width: float) -> Iterator[tuple[str, float]]:
    """The lines of *text* and how far each is indented: under an item's words, not its bullet."""
    sets, size = text_setter(look.style, look.weight), look.size
    em = size if region(text.language) else 0

    def measure(row: str) -> float:
        return sets.width(row, text.language, size)

    for part in text.text.split("\n"):
        found = _ITEM.match(part.strip()) if look.side != "centre" else None
        lead = found[0] if found and not backward(text.text) else ""
        indent = measure(lead) if lead else 0.0
        words = part.strip()[len(lead) :]
        rows = lines(words, measure, width - indent, em, even=look.even, language=text.language)
        for at, row in enumerate(rows):
            yield (row, indent) if at else (lead + row, 0.0)


def paragraph(text: CardText, look: TextStyle, width: float) -> Area:
    """*text* in lines no wider than *width*."""
    sets, size = text_setter(look.style, look.weight), look.size
    rows = list(_rows(text, look, width))
    step = look.leading * size
    made = []
    for at, (row, indent) in enumerate(rows):
        wide = sets.width(row, text.language, size)
        hang = hanging(row[0], size)[0], hanging(row[-1], size)[1]
        if not region(text.language) or backward(row):
            hang = (0.0, 0.0)
        x = indent - hang[0]
        if look.side == "centre":
            x = (width - (wide - sum(hang))) / 2 - hang[0]
        elif backward(text.text):
            x = width - wide
        made.append(
            TextLine(
                text=row,
                part=text.part,
                language=text.language,
                x=x,
                baseline=at * step + (step - size) / 2 + RISE * size,
                width=wide,
                hang=hang,
                size=size,
                style=look.style,
                weight=look.weight,
                ink=look.ink,
            )
        )
    return Area(width=width, height=len(rows) * step, lines=tuple(made))
