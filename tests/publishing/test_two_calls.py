"""A channel that takes two calls for a message, and a process that is killed between them."""

import contextlib
import datetime as dt
from collections.abc import Sequence
from typing import Literal

import pytest

from crosspost.adapters.base import Connection, Identity, MessageNotes, Upload
from crosspost.ledger import open_ledger
from crosspost.model.draft import Message
from crosspost.model.receipts import Receipt, Sent
from crosspost.publishing import RetryPolicy, RunContext, deliver
from tests.ledger.drafts import draft
from tests.publishing.door import outcomes
from tests.publishing.memory import Killed

Dies = Literal["never", "after the container", "after the publication"]


class Threads:
    """What a service like Threads has: containers, and which of them are published."""

    def __init__(self) -> None:
        self.containers: list[str] = []
        self.published: dict[str, str] = {}


class Counted(Connection):
    """One process's connection, which may die at a certain moment of its first message."""

    def __init__(self, service: Threads, notes: MessageNotes, dies: Dies = "never") -> None:
        self.service = service
        self.notes = notes
        self.dies = dies

    def whoami(self) -> Identity:
        return Identity(name="@主号")

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        del above, uploads
        container = self.notes.note(key)
        if not container:
            self.service.containers.append(message.text)
            container = f"c{len(self.service.containers)}"
            self.notes.keep_note(key, container)
        if self.dies == "after the container":
            raise Killed
        self.service.published[container] = message.text
        if self.dies == "after the publication":
            raise Killed
        return Sent(id=container)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        del message, above, since
        container = self.notes.note(key)
        return Sent(id=container) if container in self.service.published else None


@pytest.mark.parametrize("dies", ["after the container", "after the publication"])
def test_whoever_goes_on_uses_the_same_container(url: str, dies: Dies):
    service, post = Threads(), draft("芯片之战 🎉", "第二条")
    policy = RetryPolicy(first=0, settle=0)
    with open_ledger(url) as ledger, contextlib.suppress(Killed):
        deliver(post, Counted(service, ledger, dies), RunContext(ledger, retry=policy))
    with open_ledger(url) as ledger:
        result = deliver(post, Counted(service, ledger), RunContext(ledger, retry=policy))
    assert outcomes(result) == ["sent", "sent"]
    assert service.containers == ["芯片之战 🎉", "第二条"], "none was made twice"
    assert list(service.published.values()) == ["芯片之战 🎉", "第二条"]
