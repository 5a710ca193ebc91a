"""Channel spec: what a channel accepts. One entry of the registry, ``channels/NAME.toml``."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from msgspec import Meta, field

from .._record import Record
from ..counting.rules import CountRule, units
from ..errors import WrongValue
from ..text.blocks import MediaKind
from ..text.languages import Language
from ..translations import user_language, worded
from .channel_rules import (
    PLACEHOLDERS,
    ArticleRule,
    MessageKind,
    WriteRule,
    placeholders,
    unknown_rates,
)
from .layout import Layout, Options, OptionValue

Natural = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]
Price = Annotated[float, Meta(ge=0)]
Above = Annotated[float, Meta(gt=0)]


class Limit(Record):
    """No more than *max* of *unit*: one of `counting.COUNTERS`, or the name of the text's count."""

    max: Positive
    unit: str


class TextRule(Record):
    """How long one message may be: every limit holds."""

    limits: Annotated[tuple[Limit, ...], Meta(min_length=1)]
    count: CountRule | None = None
    """How the channel counts, where no common unit does; limits name it by its ``unit``."""


class FormRule(TextRule):
    """One of several forms of body."""

    aliases: tuple[str, ...] = ()
    """What else people call it, in small letters; proposed where no entry has that name."""
    write: WriteRule | None = None
    """How it is written, where it is not as the entry's own ``[write]`` says."""


class ThreadRule(Record):
    """How one message follows another."""

    by: Literal["reply", "sequence", "none"]
    """Each under the one before; one after another in a chat; or a single message is all."""
    number: str = ""
    """``{n}/{of}``, or nothing."""
    place: Literal["end", "start"] = "end"
    max_messages: Positive | None = None
    """Messages in one go, where the channel says how many."""
    answers: bool = False
    """Whether a message may answer any that stands, where a thread is not made of replies."""

    @property
    def replies(self) -> bool:
        """Whether a follow-up may stand under what it follows; elsewhere it links it."""
        return self.answers or self.by == "reply"


Countable = Literal["links", "hashtags", "mentions", "cashtags"]
"""What a thread can be cut by, so that no message holds too many of it."""


class CountLimit(Record):
    """No more than *max* of something in one message, and what becomes of one more."""

    max: Positive
    over: Literal["error", "next message"]
    """``next message``: the thread is cut before it. ``error``: the draft should not be sent."""


class MovingRule(Record):
    """Animations or videos that go with a message; what is not said is not limited."""

    formats: Annotated[tuple[str, ...], Meta(min_length=1)]
    """Containers, by the usual endings of files: ``mp4``, ``mov``, ``webm``, ``gif``."""
    max: Positive = 1
    """In one message."""
    alone: bool = True
    """Nothing else may stand beside it in its message."""
    codecs: tuple[str, ...] = ()
    """Of what is seen, as FFmpeg calls them: ``h264``."""
    audio: tuple[str, ...] = ()
    """Codecs of what is heard: ``aac``."""
    bytes: Positive | None = None
    seconds: Above | None = None
    min_seconds: Above | None = None
    frames: Positive | None = None
    frame_rate: Above | None = None
    """Frames in a second."""
    min_frame_rate: Above | None = None
    long_side: Positive | None = None
    """Pixels of the longer side, at most."""
    short_side: Positive | None = None
    """Pixels of the shorter side, at most."""
    area: Positive | None = None
    """Pixels of one frame."""
    all_pixels: Positive | None = None
    """Pixels of all frames together."""
    ratio: Above | None = None
    """How many times longer than the other a side may be."""
    alt: Natural | None = None
    """Characters of alt text, where they are others than a picture's."""


class MediaRule(Record):
    """Pictures, animations and videos that go with a message."""

    images: Natural
    """How many of all of them."""
    formats: tuple[str, ...] = ()
    bytes: Natural | None = None
    pixels: Natural | None = None
    """Longest side, or the sum of both where the footnote says so."""
    alt: Natural | None = None
    """Characters of alt text; none where the channel has no field for it."""
    by_address: bool = False
    """Whether the channel takes no upload and fetches pictures itself, from public addresses."""
    animation: MovingRule | None = None
    """None: a picture that moves is sent as its first frame."""
    video: MovingRule | None = None
    """None: the channel takes no video."""
    hides: bool = False
    """They can be hidden until a reader wants to see them."""

    def moving(self, kind: MediaKind) -> MovingRule | None:
        """What holds for a *kind*, where that is no picture here."""
        return {"animation": self.animation, "video": self.video}.get(kind)


class CostRule(Record):
    """What a message costs."""

    currency: str
    post: Price
    post_with_url: Price


class DeleteRule(Record):
    """What a channel allows with a message that stands."""

    within_hours: Positive | None = None
    """So long after it was sent; None: at any time."""


class EditRule(DeleteRule):
    """The same for other words in its place."""

    pictures: bool = False
    """Whether its pictures may be others as well."""


def message_kind(thread: ThreadRule, index: int, *, follows: bool) -> MessageKind:
    """Whether message *index* (from 1) of a draft answers another one.

    Args:
        thread: how its messages follow each other.
        index: which.
        follows: whether the whole draft stands under an older message.

    >>> [message_kind(ThreadRule(by="reply"), index, follows=False) for index in (1, 2)]  # 串
    ['post', 'reply']
    """
    return "reply" if (follows if index == 1 else thread.by == "reply") else "post"


Wording = dict[Language, str]
"""A text of an entry, in each language that crosspost speaks; see `translations.worded`."""


class Setting(Record):
    """Something that ``crosspost.toml`` says of an account on this channel."""

    description: Wording
    """What it is, for whoever writes the file."""
    default: str | None = None
    """Without one, the account must say it."""
    path: bool = False
    """It is a file's or a folder's, from the folder of the ``crosspost.toml`` on that says it."""


class Secret(Record):
    """Something that must stay secret; it comes from the environment or the system's keyring."""

    description: Wording
    env: tuple[str, ...] = ()
    """Variables that people already use for it: ``TELEGRAM_BOT_TOKEN``."""
    needed: bool = True
    unless: str = ""
    """Another secret that makes this one needless: X takes either of two sets."""


class SignInRule(Record):
    """Where a person signs in with a browser: OAuth 2.0 with PKCE (RFC 6749, 7636, 8252).

    ``{api}`` in an address is the account's setting.
    """

    authorize: str
    """The page that asks them."""
    token: str
    """Takes the code that page gives."""
    scopes: tuple[str, ...]
    gives: str
    """The secret that is kept of the answer: ``access_token``, or a ``refresh_token`` where access
    tokens end. Those named ``client_id`` and ``client_secret`` are asked for first."""
    register: str = ""
    """Where a client registers by itself, as on each server of Mastodon's API; else a person has
    made one."""
    port: Natural = 0
    """Of the address on this computer that the page leads back to; 0 for any free one."""


class AccountRule(Record):
    """What an account on this channel consists of, beside its layout."""

    page: str = ""
    """The service's own page where its secrets are made; ``{api}`` in it is the setting."""
    how: Wording = {}
    """What to do there."""
    settings: dict[str, Setting] = {}
    secrets: dict[str, Secret] = {}
    sign_in: SignInRule | None = None


class ReceiptRule(Record):
    """How a message is known by which others answer it, where a person has to say it."""

    id: str
    """What an id looks like: a regular expression, for all of it."""
    id_in_url: str = ""
    """Where it is in a message's address: a regular expression with groups."""
    id_from: str = "{0}"
    """The id, of those groups."""

    def __post_init__(self) -> None:
        """Refuse what is no regular expression."""
        for pattern in (self.id, self.id_in_url):
            try:
                re.compile(pattern)
            except re.error as error:
                raise WrongValue(
                    "value.no-regular-expression", pattern=pattern, reason=str(error)
                ) from error

    def read(self, said: str) -> str:
        r"""The id in *said*, an address or an id; nothing where it is neither.

        >>> rule = ReceiptRule(id=r"\d+", id_in_url=r"/status/(\d+)")
        >>> rule.read("https://x.com/中文/status/123?s=20"), rule.read("45"), rule.read("🎉")
        ('123', '45', '')
        """
        if re.fullmatch(self.id, said):
            return said
        found = re.search(self.id_in_url, said) if self.id_in_url else None
        return self.id_from.format(*found.groups()) if found else ""


CardShape = Literal["cover", "landscape", "portrait"]


class CardRule(Record):
    """The card (a post as a picture) that suits this channel; see `crosspost.card.styles`."""

    name: str
    """What ``crosspost card --size`` calls it."""
    description: str
    width: Positive
    """Pixels, as is *height*."""
    height: Positive
    shape: CardShape
    languages: Positive = 1
    """How many it has room for, where nobody says which."""


class OptionRule(Record):
    """Something that only this channel has, which an account or a post may choose."""

    type: Literal["text", "choice", "yes-or-no", "number"]
    label: Wording
    """What it is, for a person who chooses: in English and in Chinese."""
    default: OptionValue
    choices: tuple[str, ...] = ()
    """Of a ``choice``; without any, its code lists them."""
    sent: bool = True
    """Whether sending depends on it beyond what the messages say, so that approval covers it."""


class MarkRule(Record):
    """A small drawing that stands beside the channel's name: ours, not the service's own sign."""

    colour: str
    """Of the ground, ``#2284c4``; the drawing on it is white."""
    path: str
    """SVG path data, in a square of 24 by 24 units; its lines are 2 units thick."""


class Footnote(Record):
    """Where figures come from: which ones, which page, what it says, the day it was read."""

    covers: Annotated[tuple[str, ...], Meta(min_length=1)]
    """Keys of the entry, dotted; a table's name covers all in it."""
    url: str
    description: str
    checked: dt.date
    evidence: Literal["A", "B", "C", "D", "U"]
    """A first-party page or code, B run here, C measured by others, D second-hand, U unknown."""


class ChannelSpec(Record):
    """What a channel accepts."""

    name: str
    titles: str | dict[Language, str] = field(name="title")
    """The channel's own name, as its readers know it; by language where it has more than one."""
    adapter: str
    """Its code: a module of ``crosspost.adapters``, anyone's by dotted path, or a file by path
    from its entry on. Unsaid, the file ``NAME.py`` beside it, or the package it came in."""
    text: TextRule
    thread: ThreadRule
    layout: Layout
    aliases: tuple[str, ...] = ()
    """What else people call it, in small letters; proposed where no entry has that name."""
    write: WriteRule | None = None
    """How it is written, where the adapter leaves that to the entry."""
    article: ArticleRule = ArticleRule()
    """What its articles have, where it takes whole posts."""
    field_limits: dict[str, Limit] = {}
    """Limits of the fields beside the text: an article's title, a poll's option."""
    max_counts: dict[str, Natural | CountLimit] = {}
    """How many of something one message may hold: links, cashtags, entities, lines, tags."""
    forms: dict[str, FormRule] = {}
    """Text rules of a channel that takes several forms of body, by its option ``form``."""
    media: MediaRule | None = None
    edit: EditRule | None = None
    """None where what stands cannot be changed, or not by a program."""
    delete: DeleteRule | None = None
    """None where what stands cannot be taken back."""
    cost: CostRule | None = None
    rate: dict[str, Positive | dict[str, Positive]] = {}
    """Calls in a stretch of time: ``per_15_minutes``. Those in a table ``post`` or ``reply`` hold
    for messages that open a thread, or answer another one, alone; ``edit`` and ``delete`` for calls
    that change or delete what stands."""
    account: AccountRule = AccountRule()
    receipt: ReceiptRule | None = None
    """None where nothing answers a message, so that no id of one is needed."""
    card: CardRule | None = None
    page_order: dict[Language, int] = {}
    """Where it stands among channels on a page for readers of a language: 1 is first."""
    mark: MarkRule | None = None
    """None where its first letter is shown instead."""
    options: dict[str, OptionRule] = {}
    source: tuple[Footnote, ...] = ()

    @property
    def title(self) -> str:
        """The channel's name as the user reads it.

        >>> from crosspost.registry import load_channel
        >>> load_channel("weibo").title, load_channel("weibo").title_in("zh")
        ('Weibo', '微博')
        """
        return self.title_in(user_language())

    def title_in(self, language: str) -> str:
        """The channel's name in *language*, or the only one that it has."""
        return self.titles if isinstance(self.titles, str) else worded(self.titles, language)

    def max_count(self, name: str) -> int | None:
        """How many of *name* one message may hold; None where the entry does not say."""
        limit = self.max_counts.get(name)
        return limit.max if isinstance(limit, CountLimit) else limit


def unknown_name(spec: ChannelSpec) -> tuple[str, str, tuple[str, ...]] | None:
    """The first name in *spec* that nobody knows: its key, the name, the known ones.

    >>> from crosspost.registry import load_channel
    >>> unknown_name(load_channel("wechat-moments"))
    """
    return next((one for one in _names(spec) if one[1] not in one[2]), None)


def _names(spec: ChannelSpec) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What has to be known: units, what cuts a thread, what fills a payload, kinds of rates."""
    forms = {f"forms.{name}": form for name, form in spec.forms.items()}
    for key, rule in {"text": spec.text, **forms}.items():
        for at, limit in enumerate(rule.limits):
            yield f"{key}.limits[{at}].unit", limit.unit, units(rule.count)
    for name, limit in spec.field_limits.items():
        yield f"field_limits.{name}.unit", limit.unit, units(spec.text.count)
    for name, most in spec.max_counts.items():
        if isinstance(most, CountLimit) and most.over == "next message":
            yield f"max_counts.{name}", name, get_args(Countable)
    writes = {"write": spec.write} | {f"{key}.write": form.write for key, form in forms.items()}
    for key, write in writes.items():
        for name in sorted(placeholders(write.payload) if write else ()):
            yield f"{key}.payload", name, (*PLACEHOLDERS, *spec.options)
    rates = ("per_second", "per_15_minutes", "per_day_in_a_chat", *get_args(MessageKind))
    for key in unknown_rates(spec.rate):
        yield f"rate.{key}", key, rates


class Account(Record):
    """One destination on a channel: what it accepts, and how its owner wants posts written."""

    name: str
    spec: ChannelSpec
    layout: Layout
    options: Options = {}
    """What is chosen of the channel's own options; see `option`."""
    pictures_from: tuple[str, ...] = ()
    """Folders and beginnings of addresses that pictures may come from, beside the post's folder and
    the public net."""

    fit_media: bool = False
    """Films that the channel would not take are made anew, beside the post."""
    most_messages: Positive = 500
    """Of one draft; a post that would make more is refused at once."""

    def option(self, name: str) -> OptionValue:
        """What the option *name* is: as chosen, or as the channel has it."""
        return self.options.get(name, self.spec.options[name].default)
