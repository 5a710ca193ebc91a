"""The kit that is shipped for whoever writes a channel: our own webhook passes, a bad one does not."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from msgspec import structs

from crosspost import render
from crosspost.adapters.bluesky.client import Bluesky, record_key
from crosspost.registry import channel_names
from crosspost.testing import POSTS, check_channel, check_page, check_writing
from tests.senders.matrix import CHANNELS

QUICK = {"nostr"}
"""Beside `webhook`, one that has no HTTP."""


@pytest.mark.parametrize(
    "name",
    [
        "webhook",
        *(
            pytest.param(name, marks=pytest.mark.slow if name in QUICK else pytest.mark.long)
            for name in sorted(CHANNELS.keys() - {"webhook"})
        ),
    ],
)
def test_every_channel_that_sends_keeps_to_what_channels_do(name: str, tmp_path: Path):
    check_channel(name, CHANNELS[name], tmp_path)


@pytest.mark.parametrize("name", channel_names())
def test_every_channel_s_drafts_and_page_keep_the_laws(name: str):
    check_writing(name)


def test_a_page_that_says_something_else_does_not():
    draft = render(POSTS[0], "x")
    [message] = draft.messages
    other = structs.replace(message, payload={"text": f"{message.text}!"})
    check_page(draft)
    with pytest.raises(AssertionError, match="other words"):
        check_page(structs.replace(draft, messages=(other,)))


def test_one_that_says_it_is_not_there_without_looking_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("crosspost.adapters.bluesky.client.record_key", _another_each_time())
    monkeypatch.setattr(Bluesky, "find", lambda *_: None)
    with pytest.raises(AssertionError, match="stands, not"):
        check_channel("bluesky", CHANNELS["bluesky"], tmp_path)


def _another_each_time() -> Callable[[str], str]:
    keys = (record_key(str(number)) for number in count())
    return lambda _: next(keys)


def test_what_people_paste_has_nothing_to_check(tmp_path: Path):
    with pytest.raises(AssertionError, match="people paste it"):
        check_channel("wechat-moments", CHANNELS["webhook"], tmp_path)
