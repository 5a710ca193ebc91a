"""An adapter whose channels live in memory, as anyone's by dotted path."""

from msgspec import structs

from crosspost.adapters.base import Connection, Destination
from crosspost.adapters.x import write
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Draft
from crosspost.publishing import Job, PublishResult
from crosspost.registry import load_channel
from tests.ledger.drafts import draft
from tests.publishing.memory import Channel

__all__ = ["CHANNELS", "TEXTS", "connect", "destination", "ended", "job", "outcomes", "write"]

TEXTS = ("芯片之战 🎉", "second", "第三条")

CHANNELS: dict[str, Channel | Exception] = {}
"""By the name of the account; an exception where there is no way in."""


def connect(destination: Destination) -> Connection:
    """The door to a channel in memory."""
    channel = CHANNELS[destination.account.name]
    if isinstance(channel, Exception):
        raise channel
    return channel


class Nothing:
    """No secrets at all."""

    def get(self, key: str) -> str:
        raise KeyError(key)

    def find(self, key: str) -> None:
        """Nothing."""

    def source(self, key: str) -> str:
        return key[:0]

    def keep(self, key: str, value: str) -> None:
        """Forget it."""


def destination(
    name: str, channel: Channel | Exception, **rate: int | dict[str, int]
) -> Destination:
    """An account on X's own terms whose posts stay in memory."""
    CHANNELS[name] = channel
    spec = structs.replace(load_channel("x"), adapter=__name__, rate=rate)
    account = Account(name=name, spec=spec, layout=spec.layout)
    return Destination(account=account, settings={}, credentials=Nothing())


def job(name: str, channel: Channel | Exception, what: Draft | None = None) -> Job:
    """A thread of three, or *what*, on its way to *channel*."""
    return Job(draft=what or draft(*TEXTS, account=name), destination=destination(name, channel))


def outcomes(result: PublishResult) -> list[str]:
    """How each message ended."""
    failed = [result.failure.outcome] if result.failure else []
    return ["sent"] * len(result.receipts) + failed


def ended(results: list[PublishResult], account: str) -> list[str]:
    """How the messages of *account* ended."""
    [mine] = [one for one in results if one.account == account]
    return outcomes(mine)
