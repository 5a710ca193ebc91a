"""Drawing: a finished layout as pixels, and those as the bytes of a PNG."""

import io
import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

from PIL import Image, ImageDraw

from ..counting import boundaries
from ..model.findings import Finding, PostPath, finding
from .boxes import STAR_GAP, Box, Stars, TextLine, text_setter
from .layout import CardLayout
from .shaping import (
    EMOJI_WIDE,
    GlyphRun,
    has_shaper,
    load_font,
    needs_shaping,
    picture_size,
    run_width,
    shaper_options,
)
from .styles import CardTheme

FINE = 8
"""Pixels drawn for each that is kept, of shapes: their edges are smooth then."""
INNER = 0.45
"""How far the inner corners of a star lie from its middle, its points being at 1."""
RISE = 0.88
EMOJI_RISE = 0.93
"""From an emoji's top to the baseline, in ems of the text around it."""


def png(layout: CardLayout) -> tuple[bytes, tuple[Finding, ...]]:
    """*layout* as a PNG, and what could not be drawn as it should be."""
    size, theme = layout.size, layout.theme
    picture = Image.new("RGB", (size.width, size.height), theme.ground)
    _ornament(picture, theme, square=size.shape == "triptych")
    for box in layout.block.boxes:
        _box(picture, box, getattr(theme, box.ink))
    for stars in layout.block.stars:
        _stars(picture, stars, theme)
    draw = ImageDraw.Draw(picture)
    for line in layout.block.lines:
        _line(picture, draw, line, getattr(theme, line.ink))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue(), tuple(_unseen(layout.block.lines))


def _unseen(lines: Iterable[TextLine]) -> Iterator[Finding]:
    """Characters that no font here has, and lines that need a shaper where there is none."""
    lost: dict[str, None] = {}
    for line in lines:
        lost |= text_setter(line.style, line.weight).lost(line.text, line.language)
    if lost:
        yield finding("card.no-glyph", PostPath(), characters=tuple(lost))
    if not has_shaper() and any(needs_shaping(line.text) for line in lines):
        yield finding("card.no-shaping", PostPath())


def _line(picture: Image.Image, draw: ImageDraw.ImageDraw, line: TextLine, colour: str) -> None:
    x = line.x
    for run in text_setter(line.style, line.weight).runs(line.text, line.language):
        if run.emoji:
            _emoji(picture, run, x, line)
        else:
            direction, language = shaper_options(run)
            draw.text(
                (x, line.baseline),
                run.text,
                fill=colour,
                font=load_font(run.face, line.size),
                anchor="ls",
                direction=direction,
                language=language,
            )
        x += run_width(run, line.size)


def _emoji(picture: Image.Image, run: GlyphRun, x: float, line: TextLine) -> None:
    """Each emoji as its font draws it, made as large as the text."""
    font = load_font(run.face, picture_size(run.face))
    edges = boundaries(run.text)
    side = round(1.1 * line.size)
    for start, end in pairwise(edges):
        cluster = run.text[start:end]
        box = font.getbbox(cluster)
        wide, tall = math.ceil(box[2] - box[0]), math.ceil(box[3] - box[1])
        if wide > 0 and tall > 0:
            one = Image.new("RGBA", (wide, tall))
            ImageDraw.Draw(one).text((-box[0], -box[1]), cluster, font=font, embedded_color=True)
            scale = side / max(wide, tall)
            fitted = one.resize(
                (max(1, round(wide * scale)), max(1, round(tall * scale))), Image.Resampling.LANCZOS
            )
            left = round(x + (EMOJI_WIDE * line.size - fitted.width) / 2)
            top = round(line.baseline - EMOJI_RISE * line.size + (side - fitted.height) / 2)
            picture.paste(fitted, (left, top), fitted)
        x += EMOJI_WIDE * line.size


def _box(picture: Image.Image, box: Box, colour: str) -> None:
    left, top = round(box.x), round(box.y)
    wide, tall = round(box.x + box.width) - left, round(box.y + box.height) - top
    if not box.radius:
        picture.paste(colour, (left, top, left + wide, top + tall))
        return
    mask = Image.new("L", (wide * FINE // 2, tall * FINE // 2))
    corner = (0, 0, mask.width - 1, mask.height - 1)
    ImageDraw.Draw(mask).rounded_rectangle(corner, box.radius * FINE / 2, fill=255)
    mask = mask.resize((wide, tall), Image.Resampling.BOX)
    picture.paste(colour, (left, top, left + wide, top + tall), mask)


def _stars(picture: Image.Image, stars: Stars, theme: CardTheme) -> None:
    for at in range(5):
        x = stars.x + at * stars.size * (1 + STAR_GAP)
        colour = theme.star if at < stars.lit else theme.unlit
        _star(picture, x, stars.y, stars.size, colour)


def _star(picture: Image.Image, x: float, y: float, size: float, colour: str) -> None:
    """A star with its points up, drawn large and made small."""
    side = math.ceil(size) + 2
    left, top = math.floor(x), math.floor(y)
    mask = Image.new("L", (side * FINE, side * FINE))
    middle = (x - left + size / 2) * FINE, (y - top + size * 0.535) * FINE
    ImageDraw.Draw(mask).polygon(list(_points(middle, size / 2 * 1.04 * FINE)), fill=255)
    mask = mask.resize((side, side), Image.Resampling.BOX)
    picture.paste(colour, (left, top, left + side, top + side), mask)


def _points(middle: tuple[float, float], radius: float) -> Iterator[tuple[float, float]]:
    for at in range(10):
        angle = math.pi * (at / 5 - 0.5)
        reach = radius * (INNER if at % 2 else 1)
        yield middle[0] + reach * math.cos(angle), middle[1] + reach * math.sin(angle)


def _ornament(picture: Image.Image, theme: CardTheme, *, square: bool) -> None:
    """What lies behind everything, or behind the square in the middle."""
    wide, tall = picture.size
    short = min(picture.size)
    if theme.ornament == "band":
        picture.paste(theme.shade, (0, 0, round(0.022 * short), tall))
    elif theme.ornament == "frame":
        edge, thick = round(0.03 * short), max(2, round(0.003 * short))
        draw = ImageDraw.Draw(picture)
        left = edge + (wide - tall) // 2 if square else edge
        draw.rectangle((left, edge, wide - left, tall - edge), outline=theme.shade, width=thick)
    elif theme.ornament == "moon":
        radius = round(0.36 * short)
        mask = Image.new("L", (radius * 8, radius * 8))
        ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), fill=255)
        mask = mask.resize((radius * 2, radius * 2), Image.Resampling.BOX)
        picture.paste(theme.shade, (wide - round(1.45 * radius), round(-0.55 * radius)), mask)
