"""The kit that is shipped for whoever writes a channel: our own webhook passes, a bad one does not."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from crosspost.adapters.bluesky.client import Bluesky, record_key
from crosspost.testing import check_channel
from tests.senders.matrix import CHANNELS


def test_a_channel_that_keeps_to_the_three_outcomes_passes(tmp_path: Path):
    check_channel("webhook", CHANNELS["webhook"], tmp_path)


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
