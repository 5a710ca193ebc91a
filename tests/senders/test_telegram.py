"""Telegram against a fake that is checked by the Bot API's specification."""

import datetime as dt
import logging
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from msgspec import structs

from crosspost import errors, read, render
from crosspost.adapters.telegram import client
from crosspost.credentials.lookup import AccountCredentials
from crosspost.model.draft import Json
from crosspost.testing.server import Fault
from crosspost.testing.trial import destination
from tests.examples import EXAMPLES
from tests.fakes.bot_api import SPECIFICATION, WrongError, check
from tests.fakes.telegram import GROUP, TOKEN, TOPIC, TelegramFake
from tests.senders.threads import PNG, message, receipt, send_all

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
TABLE = ROOT / "tests/cases/sending-telegram.toml"
CASES = tomllib.loads(TABLE.read_text(encoding="utf-8"))["case"]
CAPTION: dict[str, Json] = {
    "caption": "街景👍图",
    "caption_entities": [{"type": "bold", "offset": 4, "length": 1}],
}


@pytest.fixture
def fake():
    with TelegramFake() as running:
        yield running


@pytest.fixture
def connect(fake):
    """Connects to the channel, or to where *settings* say; closes what it connected."""
    opened = []

    def to(channel="telegram", token=TOKEN, **settings):
        said = {"api": fake.url, "chat": "@kuajie", **settings}
        opened.append(client.Telegram(destination(channel, said, {"token": token})))
        return opened[-1]

    yield to
    for one in opened:
        one.close()


@pytest.mark.parametrize("case", CASES, ids=[case["fault"] for case in CASES])
def test_a_failure_has_one_outcome(fake, connect, case):
    fake.faults.append(Fault(case["fault"]))
    with pytest.raises(getattr(errors, case["outcome"])) as caught:
        connect().send(message("天气：晴"), "k", None, [])
    assert len(fake.posts) == case["stands"]
    assert len(fake.requests) == 1, "a sender tries nothing twice"
    assert case.get("says", "") in str(caught.value)
    assert getattr(caught.value, "account_level", False) == case.get("whole", False)
    assert getattr(caught.value, "after", None) == case.get("after")
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
@pytest.mark.parametrize("channel", ["telegram"])
def test_what_stands_is_the_draft(fake, connect, path, channel):
    draft = render(read(path), channel)
    sent = send_all(connect(channel), draft)
    for post, one in zip(fake.posts, draft.messages, strict=True):
        marks = one.payload.get("entities", one.payload.get("caption_entities"))
        assert (post["text"], post["entities"]) == (one.text, marks)
        assert post["preview"] == one.payload.get("link_preview_options")
        assert len(post["media"]) == len(one.media or ())
    assert [post["parent"] for post in fake.posts] == [None, *(one.id for one in sent[:-1])]
    assert [one.url for one in sent] == [f"https://t.me/kuajie/{one.id}" for one in sent]


def test_a_picture_and_a_group(fake, connect):
    channel = connect()
    first = channel.send(message("", **CAPTION), "k1", None, [PNG])
    group = channel.send(message("", **CAPTION), "k2", receipt(first), [PNG, PNG, PNG])
    assert [post["text"] for post in fake.posts] == ["街景👍图", "街景👍图", "", ""]
    assert [post["parent"] for post in fake.posts] == [None, *[first.id] * 3]
    assert group.more["group"] == [2, 3, 4]
    assert group.id == "2"


def test_a_caption_is_nothing_without_its_picture(fake, connect):
    with pytest.raises(errors.Rejected, match="picture is missing"):
        connect().send(message("", **CAPTION), "k", None, [])
    assert fake.requests == []


def test_a_topic_of_a_group(fake, connect):
    sent = connect(chat=str(GROUP["id"]), topic=TOPIC).send(message("讨论"), "k", None, [])
    assert fake.posts[0]["topic"] == TOPIC
    assert sent.url == f"https://t.me/c/9876543210/{sent.id}?thread=7"


def test_a_topic_is_a_number(connect):
    with pytest.raises(errors.ConfigError, match=r"accounts\.中文号\.topic: .*讨论"):
        connect(topic="讨论")


@pytest.mark.parametrize(
    ("text", "entities", "says"),
    [
        ("长" * 4097, [], "too long"),
        (" \n", [], "empty"),
        ("👍👍", [{"type": "bold", "offset": 1, "length": 2}], "utf-16"),
        ("你好", [{"type": "bold", "offset": 0, "length": 3}], "out of the text"),
    ],
)
def test_what_telegram_would_not_take_is_refused(connect, text, entities, says):
    with pytest.raises(errors.Rejected, match=says):
        connect().send(message(text, entities=entities), "k", None, [])


def test_a_message_that_was_deleted_cannot_be_answered(fake, connect):
    channel = connect()
    above = receipt(channel.send(message("第一"), "k1", None, []))
    fake.posts.clear()
    with pytest.raises(errors.Rejected, match="republish=True"):
        channel.send(message("第二"), "k2", above, [])


def test_nobody_can_tell_whether_a_message_is_there(connect):
    with pytest.raises(errors.Unverifiable, match="look there"):
        connect().find(message("天气"), "k", None, dt.datetime.now(dt.UTC))


def test_nobody_there_is_for_later(fake, connect):
    channel = connect()
    channel.send(message("天气"), "k", None, [])
    fake.stop()
    for call in (channel.whoami, lambda: channel.send(message("再来"), "k", None, [])):
        with pytest.raises(errors.Retryable, match="no connection"):
            call()


def test_who_we_are_and_whether_we_may_write(fake, connect):
    said = connect().whoami()
    assert (said.name, said.url, said.notes) == (
        "@kuajie",
        "https://t.me/kuajie",
        ("by @kuajie_bot",),
    )
    assert connect(chat=str(GROUP["id"])).whoami().name == "讨论组"
    fake.may_post = False
    with pytest.raises(errors.Rejected, match="administrator"):
        connect().whoami()


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="the Bot API's specification is not here")
@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("sendMessage", {"chat_id": "@kuajie"}),
        ("sendMessage", {"chat_id": "@kuajie", "text": "你好", "texts": "x"}),
        ("sendMessage", {"chat_id": "@kuajie", "text": "你好", "message_thread_id": "七"}),
        ("sendMessage", {"chat_id": "@kuajie", "text": "你好", "entities": '[{"type": "bold"}]'}),
        ("sendPhoto", {"chat_id": "@kuajie", "photo": "x", "caption_entities": "粗体"}),
        ("sendMediaGroup", {"chat_id": "@kuajie", "media": '[{"type": "photo", "image": "x"}]'}),
    ],
)
def test_the_fake_holds_calls_to_the_specification(method, fields):
    with pytest.raises(WrongError):
        check(method, fields, {})


def test_the_token_is_in_no_log(fake, caplog, capfd, monkeypatch):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    place = destination("telegram", {"api": fake.url, "chat": "@kuajie"}, {})
    credentials = AccountCredentials("中文号", place.account.spec.account)
    channel = client.Telegram(structs.replace(place, credentials=credentials))
    for fault in ("401", "garbled", "timeout", "500", "429"):
        fake.faults.append(Fault(fault))
        with pytest.raises(errors.SendError):
            channel.send(message("天气"), "k", None, [])
    channel.close()
    said = caplog.text + "".join(capfd.readouterr())
    assert "/bot***/sendMessage" in said
    assert TOKEN not in said


def test_nothing_is_printed_where_nobody_logs(fake):
    program = f"""
from crosspost.adapters.telegram.client import Telegram
from tests.fakes.telegram import TOKEN
from crosspost.testing.trial import destination
from tests.senders.threads import message
place = destination("telegram", {{"api": "{fake.url}", "chat": "@kuajie"}}, {{"token": TOKEN}})
try:
    Telegram(place).send(message("天气"), "k", None, [])
except Exception as error:
    print(type(error).__name__)
"""
    fake.faults.append(Fault("garbled"))
    run = [sys.executable, "-c", program]
    done = subprocess.run(
        run, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("UnknownOutcome\n", "")
