"""Draft: exactly what one account will receive. Plain data, and a contract other tools rely on."""

import hashlib
from typing import Literal

import msgspec

from .._record import Json, Record
from .layout import Options
from .receipts import Receipt

__all__ = ["Draft", "Finding", "Json", "Level", "Message", "Picture", "digest", "option_texts"]

Level = Literal["info", "warning", "error"]


class Finding(Record):
    """Something the channel could not carry, or that the author should know before sending."""

    level: Level
    code: str
    """Dotted and stable, for programs: ``x.cashtags``. The list is in ``docs/findings.md``."""
    where: str
    """A path in the post (``matters.points[0].text``) or a message (``message 2``)."""
    message: str
    words: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    """What it is about, as it stands in the text of a message, where it is about words."""


class Picture(Record):
    """A picture to send along: a path beside the post or a URL, and its alt text."""

    path: str = ""
    url: str = ""
    alt: str = ""


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


class Draft(Record):
    """What one account will receive: messages, findings, and the digest approval refers to."""

    channel: str
    account: str
    languages: tuple[str, ...]
    digest: str
    messages: tuple[Message, ...]
    findings: tuple[Finding, ...]
    under: Receipt | msgspec.UnsetType = msgspec.UNSET
    """Of the message that its first one replies to: what a follow-up follows."""
    options: Options | msgspec.UnsetType = msgspec.UNSET
    """The channel's own options that go with the messages, where they are not as usual."""


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
