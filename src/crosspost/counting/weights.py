"""Weights: what X charges for each character, as data.

The rule is twitter-text's third configuration, ``config/v3.json`` of
https://github.com/twitter/twitter-text; the book's ``x.toml`` states it again, with its footnote.
"""

from typing import Annotated

from msgspec import Meta

from ..record import Record

CodePoint = Annotated[int, Meta(ge=0, le=0x10FFFF)]
Weight = Annotated[int, Meta(ge=0)]


class Light(Record):
    """Code points from *start* to *end*, both included, that weigh other than the rest."""

    start: CodePoint
    end: CodePoint
    weight: Weight


class Weights(Record):
    """What each character of a text weighs; *scale* hundredths, say, make one character.

    >>> V3.default // V3.scale  # 中
    2
    """

    url: Weight
    """Characters that a URL costs, however long it is."""
    scale: Annotated[int, Meta(ge=1)]
    default: Weight
    """Of a code point in none of the *light* ranges, and of a whole emoji."""
    emoji: bool
    """Whether a sequence of code points that shows one emoji weighs *default* altogether."""
    light: tuple[Light, ...]


V3 = Weights(
    url=23,
    scale=100,
    default=200,
    emoji=True,
    light=(
        Light(start=0x0000, end=0x10FF, weight=100),  # Latin to Georgian
        Light(start=0x2000, end=0x200D, weight=100),  # spaces, zero-width joiners
        Light(start=0x2010, end=0x201F, weight=100),  # dashes, “ ” ‘ ’
        Light(start=0x2032, end=0x2037, weight=100),  # primes
    ),
)
"""X's own configuration, in use since 2018."""
