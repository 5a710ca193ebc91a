"""Everything on a card with its place, as large as it can be and all of it inside; then its PNG.

First everything is set smaller, as far as it can be read on a phone; then the second language goes,
text by text; then sentences; then the question; the title last. Whatever goes is a finding.
"""

import io
import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec import structs
from PIL import Image, ImageDraw

from .._record import Record
from ..counting import boundaries
from ..model.findings import Finding, PostPath, finding
from .boxes import STAR_GAP, Area, Box, Stars, TextLine, text_setter
from .compositions import EMS, SHAPES, Composition, Design
from .content import CardContent, CardPart, CardText, path_of
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
from .styles import CardSize, CardTheme
from .wording import shorten, without_last_sentence

SCALES = (1.7, 1.58, 1.46, 1.36, 1.28, 1.2, 1.12, 1.06, 1.0)
"""How large everything is set, the first that fits; below the last nobody could read it."""
TRIES = (*((scale, scale) for scale in SCALES), *((SCALES[-1], less) for less in (0.84, 0.7, 0.56)))
"""The text and the title; the title gives way once more before anything is left out."""
MOST: dict[CardPart, int] = {"title": 160, "thesis": 400, "prediction": 600, "discussion": 400}
"""Code points that no card has room for: what is longer is not even tried."""


class CardLayout(Record):
    """A card, ready to be drawn."""

    size: CardSize
    theme: CardTheme
    block: Area
    said: CardContent
    """What is on it."""
    findings: tuple[Finding, ...]


def lay_out(said: CardContent, size: CardSize, theme: CardTheme) -> CardLayout:
    """What *said* says, on a card of *size*.

    Raises:
        ConfigError: this system has no Chinese font.
    """
    shown = structs.replace(said, texts=tuple(_bounded(text) for text in said.texts))
    page = _largest(shown, size, theme)
    while page.over:
        less = _less(shown, page.over)
        if less == shown:
            break
        shown = less
        page = _page(shown, size, theme, TRIES[-1])
    page = _largest(shown, size, theme) if shown != said else page
    findings = (*said.findings, *_cuts(said, shown))
    return CardLayout(size=size, theme=theme, block=page.block, said=shown, findings=findings)


def _page(
    said: CardContent, size: CardSize, theme: CardTheme, tried: tuple[float, float]
) -> Composition:
    em, head = (size.width * EMS[size.shape] * scale for scale in tried)
    return SHAPES[size.shape](Design(said=said, size=size, theme=theme, em=em, head=head))


def _largest(said: CardContent, size: CardSize, theme: CardTheme) -> Composition:
    """At the largest scale that has room for all of it, or else at the smallest."""
    for tried in TRIES:
        page = _page(said, size, theme, tried)
        if not page.over:
            break
    return page


def _bounded(text: CardText) -> CardText:
    """*text*, or as much of it as a card could ever have room for."""
    if len(text.text) <= MOST[text.part]:
        return text
    part = text.text[: MOST[text.part]]
    return structs.replace(text, text=without_last_sentence(part) or shorten(part))


def _less(said: CardContent, over: tuple[CardPart, ...]) -> CardContent:
    """A little less of the parts that are too long; the same where nothing is left to leave out."""
    texts = [text for text in said.texts if text.part in over and text.part != "title"]
    spare = [text for text in (*texts, *said.of("title")) if text.second]
    if spare:
        return _replaced(said, spare[0], "")
    for text in sorted(texts, key=_length, reverse=True):
        if kept := without_last_sentence(text.text):
            return _replaced(said, text, kept)
    asked = said.of("discussion")
    if asked and asked[0] in texts and len(texts) > 1:
        return _replaced(said, asked[0], "")
    if "title" in over and not texts:
        texts = list(said.of("title"))[::-1]
    for text in sorted(texts, key=_length, reverse=True):
        if (kept := shorten(text.text)) != text.text:
            return _replaced(said, text, kept)
    gone = [text for text in reversed(said.texts) if text.part != "title"]
    return _replaced(said, gone[0], "") if gone else said


def _length(text: CardText) -> int:
    return len(text.text)


def _replaced(said: CardContent, old: CardText, new: str) -> CardContent:
    """*said* with another text in the place of *old*, or without it."""
    texts = (structs.replace(one, text=new) if one == old else one for one in said.texts)
    return structs.replace(said, texts=tuple(text for text in texts if text.text))


def _cuts(said: CardContent, shown: CardContent) -> Iterator[Finding]:
    """What was left out, text by text."""
    left = {(text.part, text.language): text.text for text in shown.texts}
    for text in said.texts:
        kept = left.get((text.part, text.language), "")
        where, languages = path_of(text.part), (text.language,)
        if not kept:
            yield finding("card.omitted", where, languages=languages)
        elif kept != text.text:
            yield finding(
                "card.truncated",
                where,
                reason="language",
                size=len(text.text),
                left=len(kept),
                languages=languages,
            )


FINE = 8
"""Pixels drawn for each that is kept, of shapes: their edges are smooth then."""
INNER = 0.45
"""How far the inner corners of a star lie from its middle, its points being at 1."""
EMOJI_RISE = 0.93
"""From an emoji's top to the baseline, in ems of the text around it."""


def png(layout: CardLayout) -> tuple[bytes, tuple[Finding, ...]]:
    """*layout* as a PNG, and what could not be drawn as it should be."""
    size, theme = layout.size, layout.theme
    picture = Image.new("RGB", (size.width, size.height), theme.ground)
    _ornament(picture, theme)
    return painted(picture, layout.block, theme), tuple(_unseen(layout.block.lines))


def painted(picture: Image.Image, block: Area, theme: CardTheme) -> bytes:
    """*picture* with all of *block* on it, as a PNG."""
    for box in block.boxes:
        _box(picture, box, getattr(theme, box.ink))
    for stars in block.stars:
        _stars(picture, stars, theme)
    draw = ImageDraw.Draw(picture)
    for line in block.lines:
        _line(picture, draw, line, getattr(theme, line.ink))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


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


def _ornament(picture: Image.Image, theme: CardTheme) -> None:
    """What lies behind everything."""
    wide, tall = picture.size
    short = min(picture.size)
    if theme.ornament == "band":
        picture.paste(theme.shade, (0, 0, round(0.022 * short), tall))
    elif theme.ornament == "frame":
        edge, thick = round(0.03 * short), max(2, round(0.003 * short))
        draw = ImageDraw.Draw(picture)
        draw.rectangle((edge, edge, wide - edge, tall - edge), outline=theme.shade, width=thick)
    elif theme.ornament == "moon":
        radius = round(0.36 * short)
        mask = Image.new("L", (radius * 8, radius * 8))
        ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), fill=255)
        mask = mask.resize((radius * 2, radius * 2), Image.Resampling.BOX)
        picture.paste(theme.shade, (wide - round(1.45 * radius), round(-0.55 * radius)), mask)
