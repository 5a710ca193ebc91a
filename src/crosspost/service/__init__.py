"""What agents and programs may ask, and are answered: as records, a request and an answer each.

One operation is one function of one request (`operations`); how a request came in, nothing here
knows. Here are the answers, one record an operation; sentences are in the user's language, and no
answer holds a secret.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, Literal

from .._record import Record
from ..model.receipts import SentMessage
from ..preview.as_json import ShownChanges, ShownDraft, ShownFinding


class ToldError(Record):
    """What went wrong, in the user's language; the code stays the same in every one."""

    code: str
    message: str
    location: str = ""
    hint: str = ""


class TextLimit(Record):
    """How long one message may be."""

    max: int
    unit: str


class ChannelSummary(Record):
    """A channel, in short."""

    name: str
    title: str
    limits: tuple[TextLimit, ...]
    thread: str
    """``reply`` or ``sequence``: a post may be several messages; ``none``: it is one."""
    languages: tuple[str, ...]
    """Those that an account of it shows unless it says otherwise."""
    sends: bool
    """Whether crosspost sends to it; else a person pastes what it made."""


class AccountSummary(Record):
    """An account of ``crosspost.toml``, without its secrets."""

    name: str
    channel: str
    languages: tuple[str, ...]


class ChannelsAnswer(Record):
    """Channels and accounts."""

    channels: tuple[ChannelSummary, ...]
    accounts: tuple[AccountSummary, ...]
    entry: dict[str, Any] | None = None
    """All that is known of the channel that was named: limits, options, layout, sources."""
    errors: tuple[ToldError, ...] = ()


class CheckedFinding(Record):
    """A finding, and whom it concerns."""

    level: str
    code: str
    where: str
    message: str
    accounts: tuple[str, ...]


class CheckAnswer(Record):
    """What a post loses or breaks on its way; the worst first."""

    languages: tuple[str, ...]
    """Those that the post says everything in."""
    findings: tuple[CheckedFinding, ...]
    errors: tuple[ToldError, ...] = ()


class PreviewAnswer(Record):
    """Exactly what each account would receive."""

    languages: tuple[str, ...]
    drafts: tuple[ShownDraft, ...]
    """Each of an account with its ``approval``, by which ``publish`` and ``schedule`` know it."""
    findings: tuple[ShownFinding, ...]
    """Of the whole post."""
    errors: tuple[ToldError, ...] = ()


class MessageStatus(Record):
    """What became of one message."""

    key: str
    account: str
    channel: str
    digest: str
    publication: str
    """What `update` and `delete` know the whole by, of which it is a part."""
    index: int
    of: int
    state: str
    """``sent``, ``refused``, ``later`` (surely not there), ``unknown`` (nobody knows), ``replaced``
    (by another wording), ``deleted``."""
    at: dt.datetime
    id: str = ""
    url: str = ""
    reason: str = ""
    hint: str = ""


class StatusAnswer(Record):
    """Messages, the latest first."""

    messages: tuple[MessageStatus, ...]


class QueuedDelivery(Record):
    """A draft that is sent at its time."""

    id: str
    account: str
    channel: str
    title: str
    messages: int
    delivered: int
    state: str
    due: dt.datetime
    zone: str
    reason: str = ""


class QueueAnswer(Record):
    """What is scheduled, by its time."""

    deliveries: tuple[QueuedDelivery, ...]
    paused: tuple[str, ...] = ()
    """Accounts to which nothing is sent for now."""
    workers: int = 0
    """Processes that send what is due; with none, nothing goes out."""


class PredictionsAnswer(Record):
    """What was predicted in public, each with where it stands and how it came out."""

    predictions: tuple[dict[str, Any], ...]


SendOutcome = Literal[
    "sent",
    "scheduled",
    "updated",  # it says what the post says now
    "unchanged",  # it said so already
    "deleted",
    "refused",  # the channel said no
    "later",  # surely not sent; may be tried again
    "unknown",  # nobody knows: a person has to look
    "changed",  # not what was approved: preview again
    "needs-approval",  # a person has been asked, and has not answered yet
    "declined",  # a person said no
    "failed",  # nothing was tried
]


class SendResult(Record):
    """What became of the draft of one account."""

    account: str
    channel: str
    outcome: SendOutcome
    approval: str = ""
    """Of the draft as it is now."""
    messages: tuple[SentMessage, ...] = ()
    """Those that stand, of earlier calls too."""
    reason: str = ""
    hint: str = ""
    """What to do about it."""
    delivery: str = ""
    """The id of what is scheduled."""
    due: dt.datetime | None = None
    findings: tuple[ShownFinding, ...] = ()
    """Errors and warnings: what is lost on the way."""
    deleted: tuple[SentMessage, ...] = ()
    """Those that do not stand any more."""
    changes: ShownChanges | None = None
    """Of an update or a deletion: each message, with what it says and is to say."""
    change_approval: str = ""
    """Of an update or a deletion: what a person says yes to it by, with `crosspost approve`."""


class SendAnswer(Record):
    """What became of each draft, and what could not be written at all."""

    results: tuple[SendResult, ...]
    errors: tuple[ToldError, ...] = ()


class CancelAnswer(Record):
    """What is left of a delivery that was cancelled."""

    id: str
    account: str
    state: str
    delivered: int
    """Messages of it that had been sent before."""


class ResolveAnswer(Record):
    """What the ledger says of the message now."""

    key: str
    account: str
    state: str
    outcome: Literal["resolved", "declined", "needs-approval"]
    hint: str = ""


class AskFirst(Record):
    """No answer yet: what a person has to say yes to first."""

    text: str
    """Every word of what would be done; empty where a person said yes before."""
    finish: Callable[[bool | None], Record]
    """Does it, or not, and answers: with their yes or no; None where nobody could be asked."""
