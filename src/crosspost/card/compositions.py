"""How the parts of a card stand: upright, across, or as a cover.

Each composition is a function from the texts in one theme at one scale to a `Composition`, which
may turn out too full. A cover says a title and one figure or date, and nothing else.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise

from msgspec import structs

from .._record import Record
from .boxes import (
    Area,
    Box,
    Ink,
    Side,
    Stars,
    TextStyle,
    overlaid,
    paragraph,
    stacked,
    text_setter,
)
from .content import CardContent, CardPart, CardText
from .line_breaks import break_badness
from .styles import CardSize, CardTheme, Shape, region

LINES = {"portrait": (4, 3), "landscape": (3, 2), "cover": (5, 2)}
"""Of a title at most, in the first language and in the second."""
TITLES = (2.5, 2.3, 2.1, 1.95, 1.8, 1.65, 1.5, 1.4)
"""Sizes of the title, in ems of the text; it never stands smaller than the last."""
COVER_TITLES = (4.0, 3.5, 3.0, 2.5, 2.3, 2.1, 1.95, 1.8, 1.65, 1.5, 1.35, 1.2, 1.08, 0.96)
"""The same on a cover, in its smallest ems: nothing else wants its room."""


CLAUSES = frozenset("：:，,；;。.？?！!")
"""What a line of a title ends at rather than holds."""
SMALL, SECOND = 0.8, 0.85
"""Labels and the byline, and what is said again in another language, in ems of the text."""


class Design(Record):
    """What is to be said, where, and how large."""

    said: CardContent
    size: CardSize
    theme: CardTheme
    em: float
    """Of the text, in pixels."""
    head: float
    """What a title's size is counted in, pixels."""

    @property
    def smallest(self) -> "Design":
        """The same as small as can be read: for what stands at the foot."""
        return structs.replace(self, em=self.size.width * EMS[self.size.shape])

    def look(
        self,
        ems: float,
        ink: Ink,
        leading: float = 1.5,
        *,
        bold: bool = False,
        side: Side = "start",
    ) -> TextStyle:
        """Of text that is *ems* as large as the prediction."""
        return TextStyle(
            size=round(ems * self.em, 1),
            style=self.theme.text,
            weight="bold" if bold else "regular",
            ink=ink,
            leading=leading,
            side=side,
        )

    def title(self, width: float, height: float, side: Side = "start") -> tuple[Area, bool]:
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
        sizes = [size for size in sizes if size >= TITLES[-1] * self.em] or sizes[:1]
        if self.size.shape == "cover":
            sizes = [round(ems * self.size.width * EMS["cover"], 1) for ems in COVER_TITLES]
        tried = [paragraph(first, structs.replace(look, size=size), width) for size in sizes]
        block = min(tried, key=lambda one: _ugly(one, first.text, most, room, sizes[0]))
        fine = len(block.lines) <= most and block.height <= room
        fine = fine and all(len(second.lines) <= fewer for _, second in seconds)
        return stacked([(0.0, block), *seconds]), fine

    def body(
        self, part: CardPart, width: float, looks: tuple[TextStyle, TextStyle]
    ) -> list[tuple[float, Area]]:
        """What a part says, language after language, with the distance above each."""
        made = []
        for text in self.said.of(part):
            look = looks[1] if text.second else looks[0]
            if not region(text.language):
                look = structs.replace(look, leading=look.leading - 0.12)
            made.append(((0.5 if text.second else 0.42) * self.em, paragraph(text, look, width)))
        return made

    def label(self, part: CardPart, ink: Ink, side: Side = "start", width: float = 1e5) -> Area:
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
    ) -> Area:
        """A short line by the way, no wider than it is."""
        said = CardText(part="title", language=self.said.languages[0], text=text)
        block = paragraph(said, self.look(SMALL, ink, 1.3, bold=bold, side=side), width)
        lines = tuple(structs.replace(line, part="") for line in block.lines)
        wide = max((line.width for line in lines), default=0.0)
        return structs.replace(block, lines=lines, width=wide if side == "start" else width)

    def stars(self, ems: float = 1.05) -> Area:
        """The stars, if the author gave any."""
        if not self.said.stars:
            return Area()
        row = Stars(lit=self.said.stars, x=0, y=0, size=round(ems * self.em, 1))
        return Area(width=row.width, height=row.size, stars=(row,))

    def sureness(self, width: float) -> list[tuple[float, Area]]:
        """The prediction's label, stars, what they mean, and figures: in one row, or in several."""
        parts = [self.label("prediction", "accent"), self.stars()]
        if self.said.sure:
            parts.append(self.small(self.said.sure, "ink", bold=True))
        return _rows([part for part in parts if part.height], width, self.em)

    def byline(self, width: float) -> Area:
        """Who wrote it, and when."""
        own = self.size.shape == "cover" and self.said.key_figure == self.said.date
        text = " · ".join(filter(None, (self.said.author, "" if own else self.said.date)))
        block = self.small(text, "soft", width=width) if text else Area()
        return structs.replace(block, lines=block.lines[:1], height=0.94 * self.em if text else 0.0)


def _ugly(title: Area, text: str, most: int, room: float, large: float) -> float:
    """Small, or broken inside a phrase; with more lines than there may be, worst of all."""
    rows = [line.text for line in title.lines]
    over = 10.0 * max(0, len(rows) - most) + 10.0 * (title.height > room)
    language = title.lines[0].language
    breaks = sum(break_badness(text, row, below, language) for row, below in pairwise(rows))
    if len(rows) > 1:
        breaks += sum(0.2 for row in rows if set(row[:-1]) & CLAUSES)
    return over - title.lines[0].size / large + breaks


def _rows(parts: list[Area], width: float, em: float) -> list[tuple[float, Area]]:
    """*parts* beside each other as far as there is room, the rest below."""
    rows: list[list[Area]] = []
    for part in parts:
        filled = sum(one.width + 0.8 * em for one in rows[-1]) if rows else 0.0
        if rows and filled + part.width <= width:
            rows[-1].append(part)
        else:
            rows.append([part])
    return [(0.4 * em, beside(row, 0.8 * em)) for row in rows]


def beside(parts: Iterable[Area], gap: float) -> Area:
    """*parts* in a row, their middles on one line."""
    parts = list(parts)
    tall = max((part.height for part in parts), default=0.0)
    placed, x = [], 0.0
    for part in parts:
        placed.append(part.moved(x, (tall - part.height) / 2))
        x += part.width + gap
    return overlaid(placed, x - gap, tall)


ASKS = (1.4, 1.3, 1.2, 1.06)
"""The question, in ems of the text; the largest that has room."""


class Composition(Record):
    """A card as it would be at one scale."""

    block: Area
    over: tuple[CardPart, ...] = ()
    """The parts that are too long for it, if any."""


def _prediction(design: Design, width: float) -> Area:
    looks = (design.look(1, "ink", 1.6), design.look(SECOND, "soft", 1.55))
    body = design.body("prediction", width, looks)
    known = design.said.sure
    return stacked([*design.sureness(width), *body]) if body or known else _thesis(design, width)


def _thesis(design: Design, width: float) -> Area:
    """The key sentence, larger than a prediction: there is only one."""
    looks = (design.look(1.2, "ink", 1.55), design.look(SECOND, "soft", 1.55))
    body = design.body("thesis", width, looks)
    return stacked(body) if body else Area()


def _question(design: Design, width: float, height: float = 0.0) -> Area:
    """The question on a ground of its own, at least so high, and as large as that has room for."""
    asked = (_asked(design, width, height, ems) for ems in (ASKS if height else ASKS[-1:]))
    made = list(asked)
    return next((one for one in made if one.height <= height), made[-1])


def _asked(design: Design, width: float, height: float, ems: float) -> Area:
    pad = 1.1 * design.em
    second = design.look(SECOND, "soft_on_panel", 1.5)
    looks = (design.look(ems, "on_panel", 1.52, bold=True), second)
    body = design.body("discussion", width - 2 * pad, looks)
    if not body:
        return Area()
    inside = stacked([(0.0, design.label("discussion", "accent_on_panel")), *body])
    height = max(height, inside.height + 2 * pad)
    ground = Box(x=0, y=0, width=width, height=height, ink="panel", radius=0.5 * design.em)
    whole = overlaid([inside.moved(pad, pad)], width, height)
    return structs.replace(whole, boxes=(ground,))


def theme_bar(design: Design, margin: float) -> tuple[Area, float]:
    """What the theme draws above the title, and how much room it takes."""
    size, em = design.size, design.em
    if design.theme.ornament != "bar":
        return Area(), 0.0
    bar = Box(x=margin, y=margin, width=2.2 * em, height=0.26 * em, ink="shade")
    return Area(width=size.width, height=0.26 * em, boxes=(bar,)), 1.1 * em


def _over(said: CardContent) -> tuple[CardPart, ...]:
    parts = {text.part for text in said.texts}
    return tuple(one for one in ("prediction", "thesis", "discussion", "title") if one in parts)


def portrait(design: Design) -> Composition:
    """Title above, question below on its own ground, the prediction between."""
    size = design.size
    margin = round(0.08 * size.width)
    width = size.width - 2.0 * margin
    ornament, top = theme_bar(design, margin)
    byline = design.byline(width)
    foot = byline.height + (0.9 * design.em if byline.height else 0)
    below = [_prediction(design, width), _question(design, width)]
    below = [part for part in below if part.height]
    room = size.height - 2 * margin - top - foot
    tight = 1.5 * design.em * len(below)
    title, fine = design.title(width, room - tight - sum(part.height for part in below))
    parts = [title, *below]
    free = room - sum(part.height for part in parts)
    placed, y = [ornament], margin + top
    if len(parts) == 1:
        y += 0.4 * max(0.0, free)
    for part in parts:
        placed.append(part.moved(margin, y))
        y += part.height + free / max(1, len(parts) - 1)
    placed.append(byline.moved(margin, size.height - margin - byline.height))
    block = overlaid(placed, size.width, size.height)
    return Composition(block=block, over=_over(design.said) if free < tight or not fine else ())


def landscape(design: Design) -> Composition:
    """Title across, below it the prediction beside the question."""
    size = design.size
    margin = round(0.06 * size.width)
    width, gap = size.width - 2.0 * margin, 1.8 * design.em
    ornament, top = theme_bar(design, margin)
    byline = design.byline(width)
    foot = byline.height + (0.8 * design.em if byline.height else 0)
    asks = bool(design.said.of("discussion"))
    left = _prediction(design, round((width - gap) * 0.56) if asks else 0.8 * width)
    right = _question(design, width - gap - left.width if left.height else width)
    if left.height and right.height:
        left_width = round((width - gap) * 0.56)
        right = _question(design, width - gap - left_width, left.height)
        row = overlaid(
            [left, right.moved(left_width + gap, 0)], width, max(left.height, right.height)
        )
    else:
        row = left if left.height else right
    tight = 1.2 * design.em if row.height else 0
    room = size.height - 2 * margin - top - foot - row.height
    title, fine = design.title(width, room - tight)
    free = room - title.height
    y = margin + top + (0.4 * max(0.0, free) if not row.height else 0)
    low = size.height - margin - foot - row.height
    placed = [ornament, title.moved(margin, y), row.moved(margin, low)]
    placed.append(byline.moved(margin, size.height - margin - byline.height))
    block = overlaid(placed, size.width, size.height)
    return Composition(block=block, over=_over(design.said) if free < tight or not fine else ())


def cover(design: Design) -> Composition:
    """A title and one figure or date in the middle, inside the square that lists cut out."""
    size = design.size
    square = float(min(size.height, size.width))
    margin = round(0.075 * square)
    inner = square - 2 * margin
    figure = _figure(design, inner)
    gap = 0.9 * design.em
    room = inner - (figure.height + gap if figure.height else 0)
    title, fine = design.title(inner, room, "centre")
    middle = stacked([(0.0, title), *([(gap, figure)] if figure.height else [])])
    x, y = (size.width - square) / 2 + margin, (size.height - middle.height) / 2
    byline = design.smallest.byline(inner) if size.height > size.width else Area()
    bar = []
    if design.theme.ornament == "bar":
        wide = 2.2 * design.em
        edges = (size.width - square) / 2
        bar = [
            Box(x=at, y=(size.height - 4) / 2, width=wide, height=4, ink="shade")
            for at in ((edges - wide) / 2, size.width - (edges + wide) / 2)
            if edges > wide
        ]
    signed = byline.moved(x, size.height - margin - byline.height)
    placed = [Area(boxes=tuple(bar)), middle.moved(x, y), signed]
    block = overlaid(placed, size.width, size.height)
    return Composition(block=block, over=() if fine and middle.height <= inner else ("title",))


def _figure(design: Design, width: float) -> Area:
    """The figure or date, on one line, as large as that is wide enough for."""
    said = design.said
    if not said.key_figure:
        return Area()
    text = CardText(part="title", language=said.languages[0], text=said.key_figure)
    look = design.look(1, "accent", 1.3, bold=True, side="centre")
    look = structs.replace(look, size=1.15 * EMS["cover"] * design.size.width)
    wide = text_setter(look.style, look.weight).width(text.text, text.language, look.size)
    look = structs.replace(look, size=round(look.size * min(1.0, 0.98 * width / wide), 1))
    block = paragraph(text, look, width)
    lines = tuple(structs.replace(line, part="") for line in block.lines)
    return structs.replace(block, lines=lines)


SHAPES: dict[Shape, Callable[[Design], Composition]] = {
    "portrait": portrait,
    "landscape": landscape,
    "cover": cover,
}
"""A function a shape."""
EMS: dict[Shape, float] = {"portrait": 1 / 27, "landscape": 1 / 32, "cover": 1 / 24}
"""The smallest em of the text, as a share of the card's width: it is 2.2 mm and more where a phone
shows the card 7 cm wide. Nothing is set smaller than `SMALL` of it."""
