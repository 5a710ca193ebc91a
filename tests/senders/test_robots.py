"""Robots in a chat, each against a fake of its service: what arrives, and what each no becomes."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from crosspost.adapters import channel_of
from crosspost.adapters.base import Connection, Upload
from crosspost.errors import Rejected, Retryable, SendError, UnknownOutcome, Unverifiable
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Message
from crosspost.model.post import Post
from crosspost.registry import load_channel
from crosspost.rendering import render
from crosspost.testing.server import Fake, Fault
from crosspost.testing.trial import destination
from tests.fakes import discord
from tests.senders.matrix import CHANNELS

POST = Post(
    title={"zh": "房价的代价 🎉"},
    happened={"zh": "<@1> 一条街的价格变了，“成交”只有*三套*。@everyone"},
)
COVER = Upload(
    name="封面.png", mime="image/png", data=b"\x89PNG\r\n\x1a\n0", width=9, height=9, alt="一条街"
)
NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def fake(request: pytest.FixtureRequest) -> Iterator[Fake]:
    """The fake of the channel that the test names first."""
    with CHANNELS[request.param].fake() as running:
        yield running


def connected(name: str, fake: Fake, settings: Any = (), **secrets: str) -> Connection:
    faked = CHANNELS[name]
    given = {"api": fake.url, **faked.settings, **dict(settings)}
    there = destination(name, given, {**faked.secrets, **secrets})
    return channel_of(there.account.spec).connect(there)


def message(name: str, **options: Any) -> Message:
    spec = load_channel(name)
    account = Account(name="中文号", spec=spec, layout=spec.layout, options=options)
    return render(POST, account).messages[0]


def refused(name: str, fake: Fake, kind: str) -> SendError:
    fake.faults.append(Fault(kind))
    connection = connected(name, fake)
    with pytest.raises(SendError) as caught:
        connection.send(message(name), "键", None, ())
    connection.close()
    return caught.value


of_discord = pytest.mark.parametrize("fake", ["discord"], indirect=True)


@of_discord
def test_a_webhook_of_discord_s_says_who_it_is_and_what_it_made(fake: Fake):
    connection = connected("discord", fake)
    who = connection.whoami()
    assert (who.name, who.id) == ("船长钩子 🪝", discord.WEBHOOK)
    sent = connection.send(message("discord"), "键", None, ())
    assert sent.url == f"https://discord.com/channels/{discord.GUILD}/{discord.CHANNEL}/{sent.id}"
    body = fake.posts[0]["body"]
    assert body["allowed_mentions"] == {"parse": []}
    assert body["flags"] == 4
    assert "\\<@1>" in body["content"]
    connection.close()


@of_discord
def test_previews_are_an_option_of_discord_s(fake: Fake):
    connection = connected("discord", fake)
    connection.send(message("discord", link_previews=True), "键", None, ())
    assert "flags" not in fake.posts[0]["body"]
    connection.close()


@of_discord
def test_pictures_go_to_discord_with_their_alt_texts(fake: Fake):
    connection = connected("discord", fake)
    connection.send(message("discord"), "键", None, (COVER, COVER))
    assert fake.posts[0]["media"] == ["一条街", "一条街"]
    connection.close()


@of_discord
def test_a_thread_of_discord_s_is_a_setting(fake: Fake):
    whole = f"https://discord.com/api/webhooks/{discord.WEBHOOK}/{discord.TOKEN}?wait=true"
    connection = connected("discord", fake, {"thread": discord.THREAD}, webhook=whole)
    connection.send(message("discord"), "键", None, ())
    assert fake.posts[0]["thread"] == discord.THREAD
    assert connection.whoami().id == f"{discord.WEBHOOK} {discord.THREAD}"
    connection.close()


@of_discord
@pytest.mark.parametrize(
    ("kind", "code", "account"),
    [
        ("10015", "discord.no-webhook", True),
        ("50027", "discord.no-webhook", True),
        ("220001", "discord.forum", True),
        ("200000", "discord.filtered", False),
        ("40005", "discord.too-large", False),
        ("50013", "web.refused", True),
        ("400", "web.refused", False),
    ],
)
def test_what_discord_s_noes_mean(fake: Fake, kind: str, code: str, account: bool):
    error = refused("discord", fake, kind)
    assert isinstance(error, Rejected)
    assert (error.code, error.account_level) == (code, account)


@of_discord
def test_discord_says_how_long_to_wait(fake: Fake):
    error = refused("discord", fake, "429")
    assert isinstance(error, Retryable)
    assert error.after == 2


@of_discord
def test_what_discord_finds_wrong_is_told_in_its_words(fake: Fake):
    spoilt = Message(
        index=1,
        of=1,
        text="长",
        size=1,
        limit=1,
        unit="code points",
        payload={"content": "长" * 2001, "allowed_mentions": {"parse": []}},
    )
    connection = connected("discord", fake)
    with pytest.raises(Rejected, match="2000 or fewer") as caught:
        connection.send(spoilt, "键", None, ())
    assert caught.value.code == "discord.not-as-wanted"
    connection.close()


@of_discord
def test_a_lost_answer_of_discord_s_is_asked_of_a_person(fake: Fake):
    assert isinstance(refused("discord", fake, "lost-answer"), UnknownOutcome)
    with pytest.raises(Unverifiable):
        connected("discord", fake).find(message("discord"), "键", None, NOW)
