"""Layout: everything on a card with its place, as large as it can be and all of it inside.

First everything is set smaller until it fits; then sentences go, the second language's before the
first's; the title last. Whatever goes is a finding.
"""

from collections.abc import Iterator

from msgspec import structs

from .._record import Record
from ..model.findings import Finding, finding
from .boxes import Area
from .compositions import EMS, SHAPES, Composition, Design
from .content import CardContent, CardPart, CardText, path_of, shorten, without_last_sentence
from .styles import CardSize, CardTheme

SCALES = (1.3, 1.2, 1.1, 1.0, 0.94, 0.88, 0.82, 0.76)
"""How large everything is set, the first that fits; below the last nobody could read it."""
TRIES = (*((scale, scale) for scale in SCALES), (SCALES[-1], 0.66), (SCALES[-1], 0.56))
"""The text and the title; the title gives way once more before anything is left out."""
MOST: dict[CardPart, int] = {"title": 160, "prediction": 600, "discussion": 400}
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
    if size.shape == "triptych":  # its title has a square of its own
        head = size.width * EMS[size.shape] * SCALES[0]
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
    for second in (True, False):
        own = sorted((one for one in texts if one.second is second), key=_length, reverse=True)
        for text in own:
            if kept := without_last_sentence(text.text):
                return _replaced(said, text, kept)
    spare = [text for text in reversed(texts) if text.second]
    if spare:
        return _replaced(said, spare[0], "")
    if "title" in over and not texts:
        texts = list(said.of("title"))[::-1]
    for text in sorted(texts, key=_length, reverse=True):
        if (kept := shorten(text.text)) != text.text:
            return _replaced(said, text, kept)
    gone = [text for text in reversed(said.texts) if text.part != "title" or text.second]
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
