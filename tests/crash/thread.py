"""What is sent: a thread of twelve to each channel of a trial, half in English, half in Chinese."""

from collections.abc import Callable
from functools import cache

from msgspec import UNSET, structs

from crosspost.adapters.base import Destination
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Draft, Json, Message, digest
from crosspost.publishing import Job
from crosspost.readers import parse
from crosspost.registry import default_account, load_channel
from crosspost.rendering import render
from crosspost.testing.trial import Given
from tests.fakes import bluesky, mastodon, telegram, wechat
from tests.senders.matrix import CHANNELS as FAKED

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


SECOND_WAVE = ("discord", "feishu", "matrix", "misskey", "slack", "threads")
"""Six channels of which each sends in a way of its own; their threads are as their writers have
them."""


FLAT = {"slack"}
"""Threads that have no branches there: whatever replies stands behind what came before."""


def text(number: int, index: int) -> str:
    """Of one message of the thread *number*: no two are alike."""
    words = (
        f"第{index}条，芯片之战 🎉" if index >= STRAND else f"part {index} of the war over chips"
    )
    return f"{words} ({number})"


def above(channel: str, index: int) -> int:
    """Which message the message *index* replies to; 0 for none."""
    if channel == "wecom" or (channel in FAKED and not FAKED[channel].replies):
        return 0
    return 1 if index == STRAND and channel not in FLAT else index - 1


@cache
def draft(channel: str, number: int) -> Draft:
    """The thread *number* as *channel* gets it."""
    messages = tuple(
        structs.replace(
            _message(channel, text(number, index)),
            index=index,
            of=PIECES,
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


def _message(channel: str, words: str) -> Message:
    if channel not in PAYLOADS:
        return render(parse(words, "text"), default_account(channel)).messages[0]
    return Message(
        index=1,
        of=1,
        text=words,
        size=len(words),
        limit=280,
        unit=load_channel(channel).text.limits[0].unit,
        payload=PAYLOADS[channel](words),
    )


def job(channel: str, number: int, api: str) -> Job:
    """The thread *number* on its way to the fake at *api*; no rate slows the crashes down."""
    spec = structs.replace(load_channel(channel), rate={})
    account = Account(name=channel, spec=spec, layout=spec.layout)
    usual = {key: one.default for key, one in spec.account.settings.items() if one.default}
    destination = Destination(
        account=account,
        settings={**usual, "api": api, **SETTINGS.get(channel, FAKED[channel].settings)},
        credentials=Given(SECRETS.get(channel, FAKED[channel].secrets)),
    )
    return Job(draft=draft(channel, number), destination=destination)
