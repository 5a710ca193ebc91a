"""Count rules: how a channel counts, as data.

A rule begins with what one character is (``of``) and says what costs otherwise: addresses,
mentions, emoji, light and heavy letters. ``[text] count`` of a channel's entry is one; `COUNTERS`
are those that any entry may name. What people call a unit is said here as well.
"""

from typing import Annotated, Literal

from msgspec import Meta

from .._record import Record
from ..errors import ChannelSpecError, WrongValue
from ..translations import texts, user_language
from .characters import Base

CodePoint = Annotated[int, Meta(ge=0, le=0x10FFFF)]
Weight = Annotated[int, Meta(ge=0)]


class WeightRange(Record):
    """Code points from *start* to *end*, both included, that weigh other than the rest."""

    start: CodePoint
    end: CodePoint
    weight: Weight


class Weights(Record):
    """What each character weighs; *scale* hundredths, say, make one. The names are twitter-text's.

    >>> HALF_ASCII.default // HALF_ASCII.scale  # 中
    1
    """

    scale: Annotated[int, Meta(ge=1)]
    default: Weight
    """Of a code point in none of the *ranges*."""
    ranges: tuple[WeightRange, ...]


class CountRule(Record):
    """What one character of a text is, and what counts otherwise.

    >>> CountRule(of="graphemes", url=23, mention="name").mention  # 长毛象
    'name'
    """

    of: Base = "code points"
    unit: str = ""
    """What the entry's limits call it: ``{ max = 140, unit = "weibo" }``."""
    label: dict[str, str] = {}
    """What people call it, by language: ``{ en = "characters", zh = "字" }``."""
    found_by: Literal["plain", "x", "mastodon"] = "plain"
    """Whose rules find addresses and emoji. ``x``: bare names are addresses, the text is composed
    first (NFC), emoji are sequences that twitter-text knows; ``mastodon``: its server's addresses;
    ``plain``: ``http://`` and ``https://``, and every emoji."""
    url: Weight | Literal["full"] = "full"
    """Characters that an address costs, however long it is."""
    mention: Literal["full", "name"] = "full"
    """Whether ``@user@host`` counts as ``@user``."""
    emoji: Weight | Base | Literal["parts"] = "parts"
    """Characters that an emoji costs, or the length that it is counted by: ``utf-8``."""
    half: Literal["none", "ascii"] = "none"
    """What counts one half; the sum is rounded up, and what is two UTF-16 units is two."""
    weights: Weights | None = None
    """What characters weigh, where they do not all weigh the same."""

    def __post_init__(self) -> None:
        if self.half != "none" and self.weights:
            raise WrongValue("count.half-and-weights")
        if self.of != "code points" and self.weighs:
            raise WrongValue("count.weights-of-what")

    def __hash__(self) -> int:
        """By what tells rules apart at a glance: their labels are a table."""
        return hash((self.unit, self.of, self.url, self.half))

    @property
    def weighs(self) -> bool:
        """Whether characters weigh differently."""
        return self.weights is not None or self.half != "none"


HALF_ASCII = Weights(
    scale=2,
    default=2,
    ranges=(
        WeightRange(start=0, end=0x7F, weight=1),
        WeightRange(start=0x10000, end=0x10FFFF, weight=4),
    ),
)
"""Half-width letters, figures and signs count one half, what is two UTF-16 units (an emoji) two, as
the pages of Weibo and Xiaohongshu count."""

X_COUNT = CountRule(
    unit="weighted",
    found_by="x",
    url=23,
    emoji=2,
    weights=Weights(
        scale=100,
        default=200,
        ranges=(
            WeightRange(start=0x0000, end=0x10FF, weight=100),  # Latin to Georgian
            WeightRange(start=0x2000, end=0x200D, weight=100),  # spaces, zero-width joiners
            WeightRange(start=0x2010, end=0x201F, weight=100),  # dashes, “ ” ‘ ’
            WeightRange(start=0x2032, end=0x2037, weight=100),  # primes
        ),
    ),
)
"""X's own rule, in use since 2018: twitter-text's third configuration, ``config/v3.json`` of
https://github.com/twitter/twitter-text. The entry ``x.toml`` states it again, with its source."""

MASTODON_COUNT = CountRule(
    of="graphemes", unit="mastodon", found_by="mastodon", url=23, mention="name"
)
"""A Mastodon server's rule; the entry ``mastodon.toml`` states it again, with its source."""

COUNTERS: dict[str, CountRule] = {
    "weighted": X_COUNT,
    "graphemes": CountRule(of="graphemes"),
    "code points": CountRule(of="code points"),
    "utf-16": CountRule(of="utf-16"),
    "utf-8": CountRule(of="utf-8"),
    "mastodon": MASTODON_COUNT,
    "half-width": CountRule(unit="half-width", half="ascii"),
}
"""The units that any entry may name in a limit; what people call them is in
``translations/units.toml``."""


def count_rule(unit: str, own: CountRule | None = None) -> CountRule:
    """The rule behind *unit*: the entry's *own* where it goes by that name, else a common one.

    Raises:
        ChannelSpecError: there is no such unit.

    >>> count_rule("微博", CountRule(unit="微博", half="ascii")).half
    'ascii'
    """
    if own and own.unit == unit:
        return own
    if unit not in COUNTERS:
        raise ChannelSpecError("channel.unknown-unit", unit=unit, choices=units(own))
    return COUNTERS[unit]


def units(own: CountRule | None = None) -> tuple[str, ...]:
    """The names that a limit may give its unit, the entry's *own* first."""
    return tuple(dict.fromkeys((*([own.unit] if own and own.unit else []), *COUNTERS)))


def unit_label(unit: str, language: str = "", own: CountRule | None = None) -> str:
    """What people call *unit* in *language* (the user's unless given); its name where nobody said.

    >>> weibo = CountRule(unit="weibo", label={"zh": "字"})
    >>> unit_label("utf-8", "zh"), unit_label("weibo", "zh", weibo)
    ('字节', '字')
    """
    language = language or user_language()
    if own and own.unit == unit and own.label:
        return own.label.get(language) or next(iter(own.label.values()))
    return texts("units")[language].get(unit, unit)
