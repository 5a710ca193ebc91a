"""What is sent: a thread of twelve to five channels, half in English, half in Chinese."""

from collections.abc import Callable

from msgspec import UNSET, structs

from crosspost.adapters.base import Destination
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Draft, Json, Message, digest
from crosspost.publishing import Job
from crosspost.registry import load_channel
from crosspost.testing.trial import Given
from tests.fakes import bluesky, mastodon, telegram, wechat

PIECES = 12
STRAND = 7
"""The first Chinese one; it replies to the very first."""

PAYLOADS: dict[str, Callable[[str], dict[str, Json]]] = {
    "x": lambda text: {"text": text},
    "telegram": lambda text: {"text": text},
    "bluesky": lambda text: {"$type": "app.bsky.feed.post", "text": text, "langs": ["zh"]},
    "mastodon": lambda text: {"status": text, "language": "zh"},
    "wecom": lambda text: {"msgtype": "markdown", "markdown": {"content": text}},
}
SETTINGS = {
    "telegram": {"chat": "@kuajie", "topic": ""},
    "bluesky": {"handle": bluesky.HANDLE},
}
SECRETS = {
    "x": {name: name for name in ("api_key", "api_secret", "access_token", "access_token_secret")},
    "telegram": {"token": telegram.TOKEN},
    "bluesky": {"password": bluesky.PASSWORD},
    "mastodon": {"access_token": mastodon.TOKEN},
    "wecom": {"key": wechat.ROBOT},
}


def text(number: int, index: int) -> str:
    """Of one message of the thread *number*: no two are alike."""
    words = (
        f"第{index}条，芯片之战 🎉" if index >= STRAND else f"part {index} of the war over chips"
    )
    return f"{words} ({number})"


def above(channel: str, index: int) -> int:
    """Which message the message *index* replies to; 0 for none."""
    if channel == "wecom":
        return 0
    return 1 if index == STRAND else index - 1


def draft(channel: str, number: int) -> Draft:
    """The thread *number* as *channel* gets it."""
    messages = tuple(
        Message(
            index=index,
            of=PIECES,
            text=text(number, index),
            size=len(text(number, index)),
            limit=280,
            unit=load_channel(channel).text.limits[0].unit,
            payload=PAYLOADS[channel](text(number, index)),
            after=1 if index == STRAND else UNSET,
        )
        for index in range(1, PIECES + 1)
    )
    return Draft(
        channel=channel,
        account=channel,
        languages=("en", "zh"),
        digest=digest(channel, messages),
        messages=messages,
        findings=(),
    )


def job(channel: str, number: int, api: str) -> Job:
    """The thread *number* on its way to the fake at *api*; no rate slows the crashes down."""
    spec = structs.replace(load_channel(channel), rate={})
    account = Account(name=channel, spec=spec, layout=spec.layout)
    usual = {key: one.default for key, one in spec.account.settings.items() if one.default}
    destination = Destination(
        account=account,
        settings={**usual, "api": api, **SETTINGS.get(channel, {})},
        credentials=Given(SECRETS[channel]),
    )
    return Job(draft=draft(channel, number), destination=destination)
