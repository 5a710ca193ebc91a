"""Draft: exactly what one account will receive. Plain data, and a contract other tools rely on."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec
from msgspec import structs

from .._record import Json, Record
from ..text.blocks import MediaKind, media_kind
from .findings import Finding, about_post, merged_across
from .layout import Options, SectionName
from .receipts import Receipt

__all__ = [
    "Carried",
    "ChosenSentence",
    "Draft",
    "Drawing",
    "Json",
    "Message",
    "Picture",
    "Written",
    "allowing_unreviewed",
    "approval",
    "digest",
    "option_texts",
    "told_once",
]


class Drawing(Record):
    """What a picture is drawn from, when it is sent: lines of code, or a table."""

    language: str
    """Of its words, as a BCP 47 tag: Chinese characters differ from country to country."""
    code: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells of a table, its header first."""
    align: tuple[Literal["", "left", "center", "right"], ...] = ()
    """Of each column."""


class Picture(Record):
    """A picture or film to send along: a path beside the post or a URL, and its alt text."""

    path: str = ""
    url: str = ""
    alt: str = ""
    drawn: Drawing | msgspec.UnsetType = msgspec.UNSET
    """No file has it: it is made of this, and *path* is only its name."""

    @property
    def kind(self) -> MediaKind:
        """What it is, by how its name ends."""
        return media_kind(self.path or self.url)


class Message(Record):
    """One call of the channel's API."""

    index: int
    """From 1."""
    of: int
    text: str
    """What a reader sees."""
    size: int
    limit: int
    unit: str
    payload: dict[str, Json]
    """The call's arguments, exactly, but for the ids that only the channel can give."""
    after: int | msgspec.UnsetType = msgspec.UNSET
    """The index of the message it replies to, where that is not the one before it."""
    media: tuple[Picture, ...] | msgspec.UnsetType = msgspec.UNSET
    """What to upload with it; the ids it gets belong into the call."""
    link_card: str | msgspec.UnsetType = msgspec.UNSET
    """The address of the page that its card shows, where the channel wants the card from us: what
    the page says of itself is fetched when it is sent."""


class Carried(Record):
    """A section of the post that stands in a draft, whole or in part."""

    section: SectionName
    languages: tuple[str, ...]
    """In which; none where it has none of its own: sources, tags."""
    messages: tuple[int, ...]
    """Which messages say it, from 1."""


SentenceSign = Literal["bold", "question", "contrast", "figure", "date"]
"""What makes a sentence worth choosing."""

SentenceRule = Literal[SentenceSign, "title", "description", "first", "next", "subject"]
"""Why a sentence was chosen: for one of its signs; because it is the title or the description;
because it comes first or goes on; or because it names what the title names."""


class ChosenSentence(Record):
    """A sentence that a short form says, and the rule that chose it."""

    section: SectionName
    rule: SentenceRule
    text: str
    message: int = 1
    """Which message says it."""
    field: str = ""
    """Where in it, if not in its text: ``digest``, ``title``."""


class Written(Record):
    """What a channel makes of a post."""

    messages: tuple[Message, ...]
    findings: tuple[Finding, ...] = ()
    carries: tuple[Carried, ...] = ()
    chosen: tuple[ChosenSentence, ...] = ()
    """What was chosen to be said where there is no room for all."""


class Draft(Record):
    """What one account will receive: messages, findings, and the digest approval refers to."""

    channel: str
    account: str
    languages: tuple[str, ...]
    digest: str
    messages: tuple[Message, ...]
    findings: tuple[Finding, ...]
    carries: tuple[Carried, ...] | msgspec.UnsetType = msgspec.UNSET
    """The sections of the post that it says; unset in a draft that was kept before this was told.

    A text of the author's own for a channel carries no section.
    """
    under: Receipt | msgspec.UnsetType = msgspec.UNSET
    """Of the message that its first one replies to: what a follow-up follows."""
    options: Options | msgspec.UnsetType = msgspec.UNSET
    """The channel's own options that go with the messages, where they are not as usual."""
    chosen: tuple[ChosenSentence, ...] | msgspec.UnsetType = msgspec.UNSET
    """Where not everything is said: which sentences were chosen, and by which rule."""
    approval: str | msgspec.UnsetType = msgspec.UNSET
    """What says yes to it, as `approval` has it; only of a draft that is shown, never kept."""


def told_once(drafts: Iterable[Draft]) -> tuple[tuple[Finding, ...], tuple[Draft, ...]]:
    """What holds for the post, and *drafts* with what holds for each of them alone."""
    every = tuple(drafts)
    shared = merged_across(filter(about_post, draft.findings) for draft in every)
    alone = tuple(
        structs.replace(draft, findings=tuple(one for one in draft.findings if not about_post(one)))
        for draft in every
    )
    return shared, alone


def allowing_unreviewed(draft: Draft) -> Draft:
    """*draft*, which may be published though nobody has read what a program wrote of it.

    That is a warning from now on, and no error; what is made up or stale stays one.
    """
    findings = (
        structs.replace(one, level="warning") if one.code == "draft.unreviewed" else one
        for one in draft.findings
    )
    return structs.replace(draft, findings=tuple(findings))


def option_texts(draft: Draft) -> list[str]:
    """The channel's own options that go with *draft*: ``visibility: unlisted``."""
    return [] if draft.options is msgspec.UNSET else [f"{k}: {v}" for k, v in draft.options.items()]


def digest(
    channel: str,
    messages: tuple[Message, ...],
    under: Receipt | msgspec.UnsetType = msgspec.UNSET,
    options: Options | msgspec.UnsetType = msgspec.UNSET,
) -> str:
    """``sha256:…`` of what is sent: every payload in order, what each replies to, the options.

    >>> note = Message(
    ...     index=1, of=1, text="你好", size=4, limit=280, unit="weighted", payload={"text": "你好"}
    ... )
    >>> digest("x", (note,))[:15]
    'sha256:ebb197ef'
    """
    kept = {"after", "media", "payload"}
    plain = [msgspec.to_builtins(message) for message in messages]
    sent = [channel, *({key: one[key] for key in one if key in kept} for one in plain)]
    if under is not msgspec.UNSET:
        sent.append({"under": under.sent.id})
    if options is not msgspec.UNSET:
        sent.append({"options": options})
    canonical = msgspec.json.encode(sent, order="sorted")
    return "sha256:" + hashlib.sha256(canonical).hexdigest()


def picture_digests(pictures: Mapping[str, bytes]) -> dict[str, str]:
    """The sha256 of what each of *pictures* shows, by its path or address.

    >>> picture_digests({"图/港口.png": "🎉".encode()})["图/港口.png"][:8]
    '6146299c'
    """
    return {name: hashlib.sha256(data).hexdigest() for name, data in pictures.items()}


def approval(draft: Draft, place: Mapping[str, str], pictures: Mapping[str, str]) -> str:
    """What says yes to *draft* in that place with those pictures: its digest, and what that lacks.

    The digest says what is sent and names the pictures, so that the ledger knows a text again
    wherever its account leads; a yes is for one place and for what the pictures show.

    Args:
        draft: what is sent.
        place: its channel, and what ``crosspost.toml`` says of where its account leads.
        pictures: `picture_digests`.

    >>> note = Message(
    ...     index=1, of=1, text="你好", size=4, limit=280, unit="weighted", payload={"text": "你好"}
    ... )
    >>> draft = Draft(
    ...     channel="telegram",
    ...     account="频道",
    ...     languages=("zh",),
    ...     digest="sha256:ebb1",
    ...     messages=(note,),
    ...     findings=(),
    ... )
    >>> approval(draft, {"channel": "telegram", "chat": "@t"}, {})
    'sha256:ebb1+088caf44ada39987391d4c910d4a917b'
    >>> approval(draft, {"channel": "telegram"}, {})
    'sha256:ebb1'
    """
    if len(place) <= 1 and not pictures:  # the digest says the channel
        return draft.digest
    canonical = msgspec.json.encode([place, pictures], order="sorted")
    return f"{draft.digest}+{hashlib.sha256(canonical).hexdigest()[:32]}"
