"""Shapes: how a card's parts stand, upright, across, or as three panels of which one stands alone.

Each is a function from what is to be said at one scale to a `Page`, which may turn out too full.
"""

from collections.abc import Callable

from msgspec import structs

from ..record import Record
from .blocks import Block, Box, stacked, together
from .design import Design
from .said import Part, Said
from .sizes import Shape

ASKS = (1.4, 1.3, 1.2, 1.06)
"""The question, in ems of the text; the largest that has room."""


class Page(Record):
    """A card as it would be at one scale."""

    block: Block
    over: tuple[Part, ...] = ()
    """The parts that are too long for it, if any."""


def _prediction(design: Design, width: float) -> Block:
    looks = (design.look(1, "ink", 1.6), design.look(0.8, "soft", 1.55))
    body = design.body("prediction", width, looks)
    known = design.said.stars or design.said.sure
    return stacked([*design.sureness(width), *body]) if body or known else Block()


def _question(design: Design, width: float, height: float = 0.0) -> Block:
    """The question on a ground of its own, at least so high, and as large as that has room for."""
    asked = (_asked(design, width, height, ems) for ems in (ASKS if height else ASKS[-1:]))
    made = list(asked)
    return next((one for one in made if one.height <= height), made[-1])


def _asked(design: Design, width: float, height: float, ems: float) -> Block:
    pad = 1.1 * design.em
    looks = (design.look(ems, "on_panel", 1.52, bold=True), design.look(0.8, "soft_on_panel", 1.5))
    body = design.body("discussion", width - 2 * pad, looks)
    if not body:
        return Block()
    inside = stacked([(0.0, design.label("discussion", "accent_on_panel")), *body])
    height = max(height, inside.height + 2 * pad)
    ground = Box(x=0, y=0, width=width, height=height, ink="panel", radius=0.5 * design.em)
    whole = together([inside.moved(pad, pad)], width, height)
    return structs.replace(whole, boxes=(ground,))


def _ornament(design: Design, margin: float) -> tuple[Block, float]:
    """What the theme draws above the title, and how much room it takes."""
    size, em = design.size, design.em
    if design.theme.ornament != "bar":
        return Block(), 0.0
    bar = Box(x=margin, y=margin, width=2.2 * em, height=0.26 * em, ink="shade")
    return Block(width=size.width, height=0.26 * em, boxes=(bar,)), 1.1 * em


def _over(said: Said) -> tuple[Part, ...]:
    parts = {text.part for text in said.texts}
    return tuple(part for part in ("prediction", "discussion", "title") if part in parts)


def portrait(design: Design) -> Page:
    """Title above, question below on its own ground, the prediction between."""
    size = design.size
    margin = round(0.088 * size.width)
    width = size.width - 2.0 * margin
    ornament, top = _ornament(design, margin)
    title, fine = design.title(width, size.height)
    byline = design.byline(width)
    foot = byline.height + (0.9 * design.em if byline.height else 0)
    parts = [title, _prediction(design, width), _question(design, width)]
    parts = [part for part in parts if part.height]
    room = size.height - 2 * margin - top - foot
    free = room - sum(part.height for part in parts)
    placed, y = [ornament], margin + top
    if len(parts) == 1:
        y += 0.4 * max(0.0, free)
    for part in parts:
        placed.append(part.moved(margin, y))
        y += part.height + free / max(1, len(parts) - 1)
    placed.append(byline.moved(margin, size.height - margin - byline.height))
    block = together(placed, size.width, size.height)
    if not fine:
        return Page(block=block, over=("title",))
    tight = 1.5 * design.em * (len(parts) - 1)
    return Page(block=block, over=() if free >= tight else _over(design.said))


def landscape(design: Design) -> Page:
    """Title across, below it the prediction beside the question."""
    size = design.size
    margin = round(0.06 * size.width)
    width, gap = size.width - 2.0 * margin, 1.8 * design.em
    ornament, top = _ornament(design, margin)
    title, fine = design.title(width, size.height)
    byline = design.byline(width)
    foot = byline.height + (0.8 * design.em if byline.height else 0)
    asks = bool(design.said.of("discussion"))
    left = _prediction(design, round((width - gap) * 0.56) if asks else 0.8 * width)
    right = _question(design, width - gap - left.width if left.height else width)
    if left.height and right.height:
        left_width = round((width - gap) * 0.56)
        right = _question(design, width - gap - left_width, left.height)
        row = together(
            [left, right.moved(left_width + gap, 0)], width, max(left.height, right.height)
        )
    else:
        row = left if left.height else right
    free = size.height - 2 * margin - top - foot - title.height - row.height
    y = margin + top + (0.4 * max(0.0, free) if not row.height else 0)
    low = size.height - margin - foot - row.height
    placed = [ornament, title.moved(margin, y), row.moved(margin, low)]
    placed.append(byline.moved(margin, size.height - margin - byline.height))
    block = together(placed, size.width, size.height)
    if not fine:
        return Page(block=block, over=("title",))
    tight = 1.2 * design.em if row.height else 0
    return Page(block=block, over=() if free >= tight else _over(design.said))


def triptych(design: Design) -> Page:
    """A square in the middle that stands alone, and a panel on either side."""
    size = design.size
    square, side = float(size.height), (size.width - size.height) / 2
    margin = round(0.08 * size.height)
    inner = square - 2 * margin
    stars = design.stars(1.15)
    marks = [(design.em, stars.moved((inner - stars.width) / 2, 0))] if stars.height else []
    if design.said.sure:
        sure = design.small(design.said.sure, "ink", bold=True, side="centre", width=inner)
        marks.append((0.5 * design.em, sure))
    below = sum(gap + part.height for gap, part in marks)
    title, fine = design.title(inner, inner - below, "centre")
    middle = stacked([(0.0, title), *marks])
    free = inner - middle.height
    grounds = [
        Box(x=0, y=0, width=side, height=square, ink="panel"),
        Box(x=size.width - side, y=0, width=side, height=square, ink="panel"),
    ]
    placed = [Block(boxes=tuple(grounds)), middle.moved(side + margin, margin + free / 2)]
    over: list[Part] = ["title"] if not fine or free < 0 else []
    sides: tuple[tuple[Part, float], ...] = (("prediction", 0.0), ("discussion", size.width - side))
    for part, x in sides:
        column, full = _panel(design, part, side, margin)
        placed.append(column.moved(x, 0))
        if full:
            over.append(part)
    return Page(block=together(placed, size.width, size.height), over=tuple(over))


def _panel(design: Design, part: Part, width: float, margin: float) -> tuple[Block, bool]:
    """One side, its text in the middle of its height, and whether that is too much."""
    inner = width - 2.0 * margin
    for ems in (1.2, 1.1, 1.0) if part == "discussion" else (1.0,):
        looks = (design.look(ems, "on_panel", 1.55), design.look(0.85, "soft_on_panel", 1.5))
        body = design.body(part, inner, looks)
        column = stacked([(0.0, design.label(part, "accent_on_panel")), *body])
        free = design.size.height - 2 * margin - column.height
        if free >= 0:
            break
    if not body:
        return Block(), False
    return column.moved(margin, margin + free / 2), free < 0


SHAPES: dict[Shape, Callable[[Design], Page]] = {
    "portrait": portrait,
    "landscape": landscape,
    "triptych": triptych,
}
"""A function a shape."""
EMS: dict[Shape, float] = {"portrait": 1 / 31, "landscape": 1 / 44, "triptych": 1 / 45}
"""The em of the text, as a share of the card's width."""

__all__ = ["EMS", "SHAPES", "Design", "Page"]
