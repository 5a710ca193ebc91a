"""Profile: what a channel accepts. One entry of the book, ``channels/NAME.toml``."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta

from .counting.rules import CountRule, units
from .layout import Layout
from .record import Record

Count = Annotated[int, Meta(ge=0)]
Size = Annotated[int, Meta(ge=1)]
Price = Annotated[float, Meta(ge=0)]


class Limit(Record):
    """No more than *max* of *unit*: one of `counting.COUNTERS`, or the name of the text's count."""

    max: Size
    unit: str


class TextRule(Record):
    """How long one message may be: every limit holds."""

    limits: Annotated[tuple[Limit, ...], Meta(min_length=1)]
    count: CountRule | None = None
    """How the channel counts, where no common unit does; limits name it by its ``unit``."""


class ThreadRule(Record):
    """How one message follows another."""

    by: Literal["reply", "sequence", "none"]
    """Each under the one before; one after another in a chat; or a single message is all."""
    number: str = ""
    """``{n}/{of}``, or nothing."""
    place: Literal["end", "start"] = "end"
    max_messages: Size | None = None
    """Messages in one go, where the channel says how many."""
    answers: bool = False
    """Whether a message may answer any that stands, where a thread is not made of replies."""

    @property
    def replies(self) -> bool:
        """Whether a follow-up may stand under what it follows; elsewhere it links it."""
        return self.answers or self.by == "reply"


class MediaRule(Record):
    """Pictures that go with a message."""

    images: Count
    formats: tuple[str, ...] = ()
    bytes: Count | None = None
    pixels: Count | None = None
    """Longest side, or the sum of both where the footnote says so."""
    alt: Count | None = None
    """Characters of alt text; none where the channel has no field for it."""


class CostRule(Record):
    """What a message costs."""

    currency: str
    post: Price
    post_with_url: Price


class Setting(Record):
    """Something that ``crosspost.toml`` says of an account on this channel."""

    description: str
    """What it is, for whoever writes the file."""
    default: str | None = None
    """Without one, the account must say it."""


class Secret(Record):
    """Something that must stay secret; it comes from the environment or the system's keyring."""

    description: str
    env: tuple[str, ...] = ()
    """Variables that people already use for it: ``TELEGRAM_BOT_TOKEN``."""
    needed: bool = True
    unless: str = ""
    """Another secret that makes this one needless: X takes either of two sets."""


class AccountRule(Record):
    """What an account on this channel consists of, beside its layout."""

    settings: dict[str, Setting] = {}
    secrets: dict[str, Secret] = {}


class Footnote(Record):
    """Where figures come from: which ones, which page, what it says, the day it was read."""

    covers: Annotated[tuple[str, ...], Meta(min_length=1)]
    """Keys of the entry, dotted; a table's name covers all in it."""
    url: str
    description: str
    checked: dt.date
    evidence: Literal["A", "B", "C", "D", "U"]
    """A first-party page or code, B run here, C measured by others, D second-hand, U unknown."""


class Profile(Record):
    """What a channel accepts."""

    name: str
    title: str
    """The channel's own name, as its readers know it."""
    adapter: str
    """A module of ``crosspost.adapters``, or anyone's by dotted path."""
    text: TextRule
    thread: ThreadRule
    layout: Layout
    field_limits: dict[str, Limit] = {}
    """Limits of the fields beside the text: an article's title, a poll's option."""
    max_counts: dict[str, Count] = {}
    """How many of something one message may hold: entities, cashtags, lines, tags."""
    forms: dict[str, TextRule] = {}
    """Text rules of a channel that takes several forms of body, by the layout's ``form``."""
    media: MediaRule | None = None
    cost: CostRule | None = None
    rate: dict[str, Count] = {}
    """Calls in a stretch of time: ``per_15_minutes``."""
    account: AccountRule = AccountRule()
    source: tuple[Footnote, ...] = ()


def unknown_unit(profile: Profile) -> tuple[str, str, tuple[str, ...]] | None:
    """The first limit of *profile* in a unit that nobody knows: its key, the unit, the known ones.

    >>> from crosspost.book import load
    >>> unknown_unit(load("wechat-moments"))
    """
    rules = {
        "text": profile.text,
        **{f"forms.{name}": rule for name, rule in profile.forms.items()},
    }
    limits = [
        (f"{key}.limits[{at}]", limit, rule.count)
        for key, rule in rules.items()
        for at, limit in enumerate(rule.limits)
    ]
    limits += [
        (f"field_limits.{name}", limit, profile.text.count)
        for name, limit in profile.field_limits.items()
    ]
    return next(
        (
            (f"{key}.unit", limit.unit, units(count))
            for key, limit, count in limits
            if limit.unit not in units(count)
        ),
        None,
    )


class Account(Record):
    """One destination on a channel: what it accepts, and how its owner wants posts written."""

    name: str
    profile: Profile
    layout: Layout
