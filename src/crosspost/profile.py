"""Profile: what a channel accepts. One entry of the book, ``channels/NAME.toml``."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta

from .counting.rules import CountRule, units
from .layout import Layout
from .record import Json, Record

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


class MarksRule(Record):
    """A channel's signs for marks, each a template: what is written, and what is read back.

    No mark stands inside another, or goes on over the end of a line.

    >>> MarksRule(strong="**{}**", link="[{}]({href})", twins={"*": "＊"}).twins
    {'*': '＊'}
    """

    strong: str = ""
    emphasis: str = ""
    code: str = ""
    link: str = ""
    """With ``{}`` for the words and ``{href}`` for the address."""
    quote: str = ""
    """Around each line of a quote: ``> {}``."""
    escapes: dict[str, str] = {}
    """How a character is written that would be read as a sign; readers see the character."""
    twins: dict[str, str] = {}
    """What is written in its place where there is no way to escape it; readers see that."""
    lead_twins: dict[str, str] = {}
    """The same for what is a sign only at the beginning of a line."""
    href: dict[str, str] = {}
    """What is written for a character of an address behind words."""

    def __post_init__(self) -> None:
        for name in ("strong", "emphasis", "code", "link", "quote"):
            template = getattr(self, name)
            needed = ("{}", "{href}") if name == "link" else ("{}",)
            if template and not all(template.count(part) == 1 for part in needed):
                message = f"{name} must hold {' and '.join(needed)} once"
                raise ValueError(message)


PLACEHOLDERS = frozenset({"text", "language"})
"""What the strings of a payload may be filled in with."""


class WriteRule(Record):
    """How a channel is written that needs no code of its own: the templates of its texts."""

    payload: Annotated[dict[str, Json], Meta(min_length=1)]
    """The call's arguments. In its strings ``{text}`` is the message as it is sent, ``{language}``
    the language of its thread."""
    links: Literal["as they are", "spaced", "encoded"] = "as they are"
    """How addresses stand in a text: ``spaced``, where the channel would take Chinese beside one
    along, ``encoded``, where it would end one at Chinese inside it."""
    hashtag: str = "#{}"
    """``#{}#`` where a hashtag may hold spaces."""
    mention: str = "@{}"
    links_itself: tuple[Literal["url", "mention", "hashtag", "cashtag"], ...] = ()
    """What the channel makes links of by itself; the page shows it so."""
    languages: tuple[str, ...] = ()
    """Tags with a region that the channel knows; of others it is told the first part alone."""
    marks: MarksRule = MarksRule()

    def __post_init__(self) -> None:
        names = _placeholders(self.payload)
        if "text" not in names:
            message = "payload must hold {text}"
            raise ValueError(message)
        if strange := names - PLACEHOLDERS:
            message = (
                f"payload holds {{{min(strange)}}}: {{text}} and {{language}} are all there are"
            )
            raise ValueError(message)
        for name, template in (("hashtag", self.hashtag), ("mention", self.mention)):
            if template.count("{}") != 1:
                message = f"{name} must hold {{}} once"
                raise ValueError(message)


def _placeholders(template: Json) -> set[str]:
    if isinstance(template, str):
        return set(re.findall(r"\{(\w+)\}", template))
    inner = template.values() if isinstance(template, dict) else template
    return set().union(*map(_placeholders, inner)) if isinstance(inner, Iterable) else set()


class FormRule(TextRule):
    """One of several forms of body."""

    write: WriteRule | None = None
    """How it is written, where it is not as the entry's own ``[write]`` says."""


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
    write: WriteRule | None = None
    """How it is written, where the adapter leaves that to the entry."""
    field_limits: dict[str, Limit] = {}
    """Limits of the fields beside the text: an article's title, a poll's option."""
    max_counts: dict[str, Count] = {}
    """How many of something one message may hold: entities, cashtags, lines, tags."""
    forms: dict[str, FormRule] = {}
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
