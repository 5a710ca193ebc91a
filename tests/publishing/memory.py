"""A channel that lives in memory: it posts, refuses, loses its answers, and lets itself be read."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Literal

from crosspost.adapters.base import Connection, Identity, Upload
from crosspost.errors import Rejected, Retryable, UnknownOutcome, Unverifiable
from crosspost.model.draft import Message
from crosspost.model.receipts import Receipt, Sent

Does = Literal[
    "sent", "later", "refused", "lost", "unsent", "slip", "killed after", "killed before"
]
Looks = Literal["sees", "blind", "away", "lags", "slips"]


HISTORY, AWAY, SLIP = ("机器人读不到历史",), ("bad gateway",), ("data",)


class Killed(BaseException):
    """The process ends here, without a word to anyone."""


class Channel(Connection):
    """What the channel's readers see, and how it behaves.

    Args:
        does: what becomes of each call, in order; ``sent`` from then on.
        looks: what looking up a message gives.
    """

    def __init__(self, does: Sequence[Does] = (), looks: Looks = "sees") -> None:
        self.does = list(does)
        self.looks = looks
        self.posts: list[tuple[str, str, str]] = []
        """Of each post: its id, its text, the id of the one above it."""
        self.keys: list[str] = []
        self.calls: list[str] = []
        self.found = 0
        self.since: list[dt.datetime] = []
        self.identity: Identity | Exception = Identity(name="@主号")
        self.closed = False
        self.when_called: Callable[[], object] = lambda: None

    def whoami(self) -> Identity:
        if isinstance(self.identity, Exception):
            raise self.identity
        return self.identity

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        del uploads
        self.calls.append(message.text)
        self.when_called()
        does = self.does.pop(0) if self.does else "sent"
        before = {
            "later": Retryable("额度用完", after=30, hint="wait"),
            "refused": Rejected("余额不足", hint="top up"),
            "unsent": UnknownOutcome("read timed out"),
            "killed before": Killed(),
        }
        if does in before:
            raise before[does]
        self.posts.append((f"{len(self.posts) + 1}", message.text, above.sent.id if above else ""))
        self.keys.append(key)
        after = {
            "lost": UnknownOutcome("connection reset"),
            "slip": KeyError(*SLIP),
            "killed after": Killed(),
        }
        if does in after:
            raise after[does]
        return Sent(id=self.posts[-1][0])

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        del message, above
        self.found += 1
        self.since.append(since)
        if self.looks == "blind":
            raise Unverifiable(*HISTORY, hint="look into the chat")
        if self.looks == "away":
            raise Retryable(*AWAY)
        if self.looks == "slips":
            raise KeyError(*SLIP)
        if self.looks == "lags" and self.found == 1:
            return None
        return Sent(id=self.posts[self.keys.index(key)][0]) if key in self.keys else None

    def close(self) -> None:
        self.closed = True
