"""Outbox: every channel, for the tests of a program that publishes; no call leaves the process."""

import datetime as dt
import threading
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Self
from unittest.mock import patch

from .._record import Record
from ..adapters import Channel
from ..adapters.base import Connection, Destination, Identity, Upload
from ..errors import Rejected, SendError
from ..model.draft import Message
from ..model.receipts import Receipt, Sent


class OutboxMessage(Record):
    """One message that stands in an `Outbox`."""

    id: str
    """From 1, in the order of the calls."""
    account: str
    channel: str
    message: Message
    """As it stands: what it was edited to, where it was."""
    above: str = ""
    """The id of the message that it replies to."""
    uploads: tuple[Upload, ...] = ()
    """Its pictures and films, as they would have gone out."""

    @property
    def text(self) -> str:
        """Its words."""
        return self.message.text


class Outbox:
    """While it is open, what is sent by any thread of this process is kept here and goes nowhere.

    Drafts, findings, the ledger, retries and results are as ever: only the last step, the call of
    a channel's API, is replaced, and with it the sign-in; so no secret is needed. Use it with
    `memory_ledger`, or with a ledger in a folder of the test's own.

    >>> import crosspost
    >>> from crosspost.testing import Outbox, memory_ledger
    >>> accounts = {"公告": {"channel": "telegram", "chat": "@gonggao"}}
    >>> with Outbox() as outbox, memory_ledger() as ledger:
    ...     (result,) = crosspost.publish(
    ...         crosspost.Post(title={"zh": "搬家了 🎉"}),
    ...         "公告",
    ...         ledger=ledger,
    ...         config=crosspost.config({"accounts": accounts}),
    ...     )
    >>> outbox.texts("公告"), result.delivered, result.receipts[0].sent.url
    (['搬家了 🎉'], True, 'https://outbox.test/1')
    """

    def __init__(self) -> None:
        self.sent: list[OutboxMessage] = []
        """What stands, in the order in which it was sent."""
        self._errors: defaultdict[str, list[tuple[SendError, bool]]] = defaultdict(list)
        self._calls = 0
        self._by_key: dict[str, str] = {}
        self._lock = threading.RLock()
        self._patches = ExitStack()

    def __enter__(self) -> Self:
        def connect(channel: Channel, destination: Destination) -> Connection:
            return _Way(self, channel.spec.name, destination.account.name)

        self._patches.enter_context(patch.object(Channel, "connect", connect))
        return self

    def __exit__(self, *_: object) -> None:
        self._patches.close()

    def texts(self, account: str) -> list[str]:
        """The words of every message that stands on *account*, in order."""
        return [one.text for one in self.sent if one.account == account]

    def fail(self, account: str, *errors: SendError, sent: bool = False) -> None:
        """Have the next calls for *account* fail, one with each of *errors*.

        Args:
            account: its name.
            errors: `Rejected` (a no), `Retryable` (surely not sent; tried again after a moment) or
                `UnknownOutcome` (nobody knows), each with its code, which may be any sentence.
            sent: whether the message stands all the same, as after a lost answer.

        >>> from crosspost.errors import Rejected
        >>> outbox = Outbox()
        >>> outbox.fail("公告", Rejected("账号被限流 🎉", account_level=True))
        """
        self._errors[account].extend((error, sent) for error in errors)

    def _next_error(self, account: str) -> tuple[SendError, bool] | None:
        waiting = self._errors[account]
        return waiting.pop(0) if waiting else None


class _Way(Connection):
    """A connection to one account of an outbox."""

    def __init__(self, outbox: Outbox, channel: str, account: str) -> None:
        self._outbox = outbox
        self._channel = channel
        self._account = account

    def whoami(self) -> Identity:
        return Identity(name=self._account, id=f"outbox {self._account}")

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        box = self._outbox
        with box._lock:  # noqa: SLF001 - its own part
            failing = box._next_error(self._account)  # noqa: SLF001
            if failing is None or failing[1]:
                box._calls += 1  # noqa: SLF001
                name = str(box._calls)  # noqa: SLF001
                box._by_key[key] = name  # noqa: SLF001
                box.sent.append(
                    OutboxMessage(
                        id=name,
                        account=self._account,
                        channel=self._channel,
                        message=message,
                        above=above.sent.id if above else "",
                        uploads=tuple(uploads),
                    )
                )
            if failing is not None:
                raise failing[0]
        return _sent(name)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        del message, above, since
        name = self._outbox._by_key.get(key)  # noqa: SLF001
        return _sent(name) if name else None

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        sent = self._outbox.sent
        at = self._place(stands)
        if at is None:
            raise Rejected("change.not-there")
        before = sent[at]
        sent[at] = OutboxMessage(
            id=before.id,
            account=before.account,
            channel=before.channel,
            message=message,
            above=before.above,
            uploads=tuple(uploads),
        )
        return stands.sent

    def delete(self, stands: Receipt) -> None:
        at = self._place(stands)
        if at is not None:
            del self._outbox.sent[at]

    def _place(self, stands: Receipt) -> int | None:
        """Where in the outbox what *stands* is; edits and deletions fail as sending does."""
        failing = self._outbox._next_error(self._account)  # noqa: SLF001
        if failing is not None:
            raise failing[0]
        ids = [one.id for one in self._outbox.sent]
        return ids.index(stands.sent.id) if stands.sent.id in ids else None


def _sent(name: str) -> Sent:
    return Sent(id=name, url=f"https://outbox.test/{name}")
