"""Receipts: what became of each message, as plain data.

A problem is what is wrong and what to do about it, told in the reader's language: an error ends
with its traceback, a problem is what a ledger, an event or an alert keeps of it.
"""

import datetime as dt
from typing import Literal

from msgspec import field, structs

from .._record import Json, Record, converted, plain
from ..errors import CrosspostError, phrase
from ..redaction import unforeseen
from ..translations import Phrase
from .findings import Finding

NextStep = Literal["", "put-right", "wait", "again", "resolve", "look"]
"""What to do besides: where the error itself gives no hint, ``put-right``, ``wait`` or ``again``
(which changes nothing that is done already); of a message
in doubt, to look there as the hint says (``resolve``) or as one always may (``look``), and to say
what was found."""


class Problem(Record, omit_defaults=True):
    """One thing that went wrong."""

    code: str
    """That of its error: dotted, and it does not change (``post.no-text``)."""
    location: tuple[Json, ...] = ()
    """Where, from the outermost inwards."""
    values: dict[str, Json] = field(default_factory=dict)
    """What its sentence names; a text, finding or problem among them is an object."""
    next_step: NextStep = ""
    message: str = ""
    """The key of the message that is in doubt."""

    @classmethod
    def of(cls, error: BaseException, next_step: NextStep = "", *, message: str = "") -> "Problem":
        """What is kept of *error*, without any secret.

        >>> from crosspost.errors import Rejected
        >>> problem = Problem.of(Rejected("余额不足", location="主号", hint="top up"))
        >>> problem.reason(), problem.advice()
        ('主号: 余额不足', 'top up')
        """
        if not isinstance(error, CrosspostError):
            return cls.said("crosspost.unforeseen", error=unforeseen(error))
        return cls(
            code=error.code,
            location=tuple(_kept(place) for place in error.places),
            values={name: _kept(value) for name, value in error.values.items()},
            next_step=next_step,
            message=message,
        )

    @classmethod
    def said(cls, code: str, **values: object) -> "Problem":
        """A problem that is no error; *code* and *values* as of one."""
        return cls(code=code, values={name: _kept(value) for name, value in values.items()})

    def reason(self, language: str = "") -> str:
        """Where, and what is wrong, in *language* or the user's."""
        error = self._error()
        try:
            return ": ".join(_told(part, language) for part in (*error.places, error.text) if part)
        except KeyError:  # another version's values
            return self.code

    def advice(self, language: str = "") -> str:
        """What to do about it, in *language* or the user's; empty where nobody can say."""
        try:
            return _told(self.hint(), language)
        except KeyError:
            return ""

    def hint(self) -> object:
        """The same as a value of another problem."""
        hint = self._error().hint_text
        match self.next_step:
            case "put-right":
                hint = hint or phrase("next.put-right")
            case "wait":
                hint = hint or phrase("next.wait")
            case "again":
                hint = hint or phrase("next.again")
            case "resolve":
                look = hint or phrase("next.look")
                hint = phrase("next.resolve", look=look, message=self.message)
            case "look":
                hint = phrase("next.resolve", look=phrase("next.look"), message=self.message)
        return hint

    def to_resolve(self, message: str, hint: object) -> "Problem":
        """The same where a person has to look for *message*, as *hint* says if it does."""
        values = {**self.values, "hint": _kept(hint)}
        return structs.replace(self, values=values, next_step="resolve", message=message)

    def translated(self, language: str = "") -> str:
        """Its reason: what it says as a value of another text."""
        return self.reason(language)

    def __str__(self) -> str:
        return self.reason()

    def _error(self) -> CrosspostError:
        places = tuple(_read(place) for place in self.location)
        values = {name: _read(value) for name, value in self.values.items()}
        return CrosspostError(self.code, location=places, **values)  # type: ignore[arg-type]


class MayFail(Record, kw_only=True):
    """What may have a problem."""

    problem: Problem | None = None

    @property
    def reason(self) -> str:
        """What went wrong, in the user's language."""
        return self.problem.reason() if self.problem else ""

    @property
    def advice(self) -> str:
        """What to do about it, in the user's language."""
        return self.problem.advice() if self.problem else ""

    def as_json(self) -> dict[str, Json]:
        """It as plain data, with both sentences."""
        return {**plain(self), "reason": self.reason, "advice": self.advice}


def _told(part: object, language: str) -> str:
    return part.translated(language) if isinstance(part, Phrase) else str(part)


def _kept(value: object) -> Json:
    """A value of an error as JSON has it."""
    match value:
        case Phrase():
            values = {name: _kept(each) for name, each in value.values.items()}
            return {"text": value.key, "room": value.room, "values": values}
        case Finding():
            return {"finding": plain(value)}
        case Problem():
            return {"problem": plain(value)}
        case list() | tuple():
            return [_kept(each) for each in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)


def _read(value: Json) -> object:
    """The value that `_kept` made it of."""
    match value:
        case {"text": str(key), "room": str(room), "values": dict(values)}:
            return Phrase(room, key, **{name: _read(each) for name, each in values.items()})
        case {"finding": found}:
            return converted(found, Finding)
        case {"problem": inner}:
            return converted(inner, Problem)
        case list():
            return [_read(each) for each in value]
        case _:
            return value


class Sent(Record):
    """A channel's answer to one call."""

    id: str
    url: str = ""
    more: dict[str, Json] = {}
    """What answering to it needs beside the id: Bluesky's ``cid`` and ``root``."""


class Receipt(Record):
    """One message was delivered: where, as what, since when."""

    channel: str
    account: str
    digest: str
    """Of the draft it belongs to."""
    index: int
    """Which message of the draft, from 1."""
    run: int
    """Which publication of the same draft: 1, and more only by ``--republish``."""
    sent: Sent
    at: dt.datetime
    """In UTC."""


class SentMessage(Record):
    """A message that stands at its channel, as programs are told of it."""

    index: int
    id: str
    url: str
    at: dt.datetime

    @classmethod
    def of(cls, receipt: Receipt) -> "SentMessage":
        """That of *receipt*."""
        sent = receipt.sent
        return cls(index=receipt.index, id=sent.id, url=sent.url, at=receipt.at)


FailureOutcome = Literal["refused", "unknown", "later"]


class Failure(MayFail):
    """One message, and with it the rest of its draft, was not delivered, or may not have been."""

    channel: str
    account: str
    digest: str
    index: int
    """Which message; 0 where no call was made."""
    run: int
    outcome: FailureOutcome
    problem: Problem
    after: float | None = None
    """Seconds after which it may be tried again, where the channel says how long, or looked up
    again, where that may still settle a doubt."""
    account_level: bool = False
    """It is the account's own trouble: whatever else is sent there ends the same way."""


def message_key(digest: str, account: str, run: int, index: int) -> str:
    """What names one message for ever, at the channel too: an Idempotency-Key, a record's key.

    >>> message_key("sha256:" + "ab" * 32, "中文号", 1, 3)
    'abababababababab-中文号-1-3'
    """
    return f"{digest.removeprefix('sha256:')[:16]}-{account}-{run}-{index}"
