"""Films on their way: in parts, worked on, waited for, resumed, and never posted twice."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from crosspost.adapters import uploads
from crosspost.adapters.base import Connection, Upload
from crosspost.adapters.bluesky import client as bluesky
from crosspost.adapters.discord import client as discord
from crosspost.adapters.mastodon import client as mastodon
from crosspost.adapters.telegram import client as telegram
from crosspost.adapters.x import client as x
from crosspost.errors import Rejected, Retryable, UnknownOutcome
from crosspost.model.draft import Message
from crosspost.model.post import Post
from crosspost.registry import default_account
from crosspost.rendering import render
from crosspost.testing.server import Fake, Fault
from crosspost.testing.trial import destination
from tests.fakes.bluesky import HANDLE, PASSWORD, BlueskyFake
from tests.fakes.discord import TOKEN as DISCORD
from tests.fakes.discord import WEBHOOK, DiscordFake
from tests.fakes.mastodon import TOKEN as MASTODON
from tests.fakes.mastodon import MastodonFake
from tests.fakes.telegram import TOKEN as TELEGRAM
from tests.fakes.telegram import TelegramFake
from tests.fakes.x import XFake

MP4 = b"\0\0\0\x20ftypisom" + bytes(range(256)) * 40
FILM = Upload(
    name="海浪.mp4",
    mime="video/mp4",
    data=MP4,
    width=64,
    height=48,
    alt="海浪 🌊",
    kind="video",
    seconds=1.2,
)
GIF = Upload(
    name="猫.gif",
    mime="image/gif",
    data=b"GIF89a" + MP4,
    width=64,
    height=48,
    alt="猫 🐈",
    kind="animation",
    seconds=0.6,
)
KEYS = ("api_key", "api_secret", "access_token", "access_token_secret")


@dataclass
class Filmed:
    """A channel that takes films, and its fake."""

    fake: type[Fake]
    connect: Callable[..., Connection]
    secrets: dict[str, str]
    settings: dict[str, str] = field(default_factory=dict)
    call: str = ""
    """What makes the post."""
    upload: str = ""
    """What begins an upload, where that is a call of its own."""


CHANNELS = {
    "x": Filmed(XFake, x.connect, dict.fromkeys(KEYS, "k"), {}, "POST /2/tweets", "/initialize"),
    "telegram": Filmed(
        TelegramFake, telegram.connect, {"token": TELEGRAM}, {"chat": "@kuajie"}, "/sendVideo"
    ),
    "bluesky": Filmed(
        BlueskyFake,
        bluesky.connect,
        {"password": PASSWORD},
        {"handle": HANDLE},
        ".createRecord",
        ".uploadVideo",
    ),
    "mastodon": Filmed(
        MastodonFake,
        mastodon.connect,
        {"access_token": MASTODON},
        {},
        "POST /api/v1/statuses",
        "POST /api/v2/media",
    ),
    "discord": Filmed(
        DiscordFake,
        discord.connect,
        {"webhook": f"{WEBHOOK}/{DISCORD}"},
        {"thread": ""},
        "POST /webhooks/",
    ),
}
RESUMING = [name for name, one in CHANNELS.items() if one.upload]


class Notes:
    """What a ledger keeps, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def note(self, key: str) -> str:
        return self.kept.get(key, "")

    def keep_note(self, key: str, note: str) -> None:
        self.kept[key] = note


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch):
    """Nobody waits between two questions."""
    monkeypatch.setattr(uploads, "FIRST_PAUSE", 0.0)


@contextlib.contextmanager
def opened(name: str, fake: Fake, notes: Notes | None = None) -> Iterator[Connection]:
    one = CHANNELS[name]
    settings = {"api": fake.url, "video_api": fake.url, **one.settings}
    with contextlib.closing(one.connect(destination(name, settings, one.secrets))) as connection:
        if notes is not None and hasattr(connection, "keep_notes_in"):
            connection.keep_notes_in(notes)
        yield connection


def worded(name: str) -> Message:
    """As the channel's own writer has it, with a picture, so that Telegram's is a caption."""
    from crosspost.model.post import Media  # noqa: PLC0415

    post = Post(happened={"zh": "浪来了。🌊"}, media=(Media(path="a.mp4", alt={"zh": "浪"}),))
    return render(post, default_account(name)).messages[0]


def calls(fake: Fake, part: str) -> int:
    return sum(part in f"{one.method} {one.path}" for one in fake.requests)


@pytest.mark.parametrize("name", CHANNELS)
def test_a_film_goes_with_its_text_and_what_it_shows(name: str):
    with CHANNELS[name].fake() as fake, opened(name, fake, Notes()) as connection:
        sent = connection.send(worded(name), "k", None, [FILM])
        [post] = fake.posts
        assert post["id"] == sent.id
        assert "浪来了。🌊" in post["text"]
        [shown] = post["media"]
        server: Any = fake
        told: Any = {
            "x": lambda: (shown["category"], shown["data"], shown["alt"]),
            "telegram": lambda: (shown["width"], shown["height"], shown["duration"]),
            "bluesky": lambda: (
                server.blobs[shown["video"]["ref"]["$link"]],
                shown["alt"],
                shown["aspectRatio"]["width"],
            ),
            "mastodon": lambda: shown,
            "discord": lambda: shown,
        }[name]()
        assert (
            told
            == {
                "x": ("tweet_video", MP4, "海浪 🌊"),
                "telegram": (64, 48, 1),
                "bluesky": (MP4, "海浪 🌊", 64),
                "mastodon": "海浪 🌊",
                "discord": "海浪 🌊",
            }[name]
        )


@pytest.mark.parametrize(("name", "call"), [("x", "/finalize"), ("telegram", "/sendAnimation")])
def test_an_animation_is_sent_as_one(name: str, call: str):
    with CHANNELS[name].fake() as fake, opened(name, fake) as connection:
        connection.send(worded(name), "k", None, [GIF])
        assert calls(fake, call) == 1
        assert len(fake.posts) == 1


def test_telegram_sends_films_and_pictures_in_one_group():
    picture = Upload(name="a.png", mime="image/png", data=b"\x89PNG\r\n", width=9, height=9)
    with TelegramFake() as fake, opened("telegram", fake) as connection:
        connection.send(worded("telegram"), "k", None, [FILM, picture])
        assert [post["media"][0].get("width") for post in fake.posts] == [64, None]
        assert [post["text"] for post in fake.posts] == [worded("telegram").text, ""]


def test_x_takes_a_film_in_parts_and_goes_on_from_the_last_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(x, "PART", 3000)
    notes = Notes()
    with XFake() as fake:
        fake.faults.append(Fault("reset", on="/append", skip=2))
        with opened("x", fake, notes) as connection, pytest.raises(Retryable):
            connection.send(worded("x"), "k", None, [FILM])
        assert calls(fake, "/append") == 3
        assert len(fake.posts) == 0
        with opened("x", fake, notes) as connection:
            connection.send(worded("x"), "k", None, [FILM])
        assert calls(fake, "/initialize") == 1
        assert calls(fake, "/append") == 5  # four parts, one of them twice
        [post] = fake.posts
        assert post["media"][0]["data"] == MP4


@pytest.mark.parametrize("name", RESUMING)
def test_what_is_there_is_not_uploaded_again_when_the_post_fails(name: str):
    channel, notes = CHANNELS[name], Notes()
    with channel.fake() as fake:
        if isinstance(fake, MastodonFake):
            fake.processing = 2
        fake.faults.append(Fault("503", on=channel.call))
        with opened(name, fake, notes) as connection, pytest.raises((UnknownOutcome, Retryable)):
            connection.send(worded(name), "k", None, [FILM])
        with opened(name, fake, notes) as connection:  # another process goes on
            connection.send(worded(name), "k", None, [FILM])
        assert calls(fake, channel.upload) == 1
        assert len(fake.posts) == 1
        assert len(notes.note("k")) < 100


@pytest.mark.parametrize("name", RESUMING)
def test_what_the_service_has_forgotten_is_uploaded_anew(name: str):
    channel, notes = CHANNELS[name], Notes()
    digest = uploads._name(FILM)  # noqa: SLF001 - what an older process kept
    notes.keep_note("k", f"{digest}=999/9")
    with channel.fake() as fake, opened(name, fake, notes) as connection:
        connection.send(worded(name), "k", None, [FILM])
        assert calls(fake, channel.upload) == 1
        assert len(fake.posts) == 1


@pytest.mark.parametrize("name", RESUMING)
def test_what_cannot_be_worked_on_is_refused_and_nothing_is_posted(name: str):
    channel = CHANNELS[name]
    with channel.fake() as fake, opened(name, fake, Notes()) as connection:
        if isinstance(fake, XFake):
            fake.processing = ["pending", "failed"]
        elif isinstance(fake, BlueskyFake):
            fake.processing = ["JOB_STATE_ENCODING", "JOB_STATE_FAILED"]
        elif isinstance(fake, MastodonFake):
            fake.processing, fake.fails = 1, True
        with pytest.raises(Rejected) as caught:
            connection.send(worded(name), "k", None, [FILM])
        assert caught.value.code == "media.not-processed"
        assert not fake.posts
        assert calls(fake, channel.call) == 0


@pytest.mark.parametrize("name", RESUMING)
def test_nobody_waits_for_ever(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("crosspost.adapters.base.PROCESSING", 0.2)
    monkeypatch.setattr(uploads, "FIRST_PAUSE", 0.05)
    channel, notes = CHANNELS[name], Notes()
    with channel.fake() as fake, opened(name, fake, notes) as connection:
        if isinstance(fake, XFake):
            fake.processing = ["in_progress"]
        elif isinstance(fake, BlueskyFake):
            fake.processing = ["JOB_STATE_ENCODING"]
        elif isinstance(fake, MastodonFake):
            fake.processing = 99
        with pytest.raises(Retryable) as caught:
            connection.send(worded(name), "k", None, [FILM])
        assert caught.value.code == "media.still-processing"
        assert not fake.posts
        assert notes.note("k"), "the next try goes on from here"


def test_bluesky_takes_the_film_that_its_service_has_already():
    with BlueskyFake() as fake:
        fake.processing = ["JOB_STATE_COMPLETED"]
        for key in ("a", "b"):
            with opened("bluesky", fake) as connection:
                connection.send(worded("bluesky"), key, None, [FILM])
        assert len(fake.posts) == 2
        assert len(fake.jobs) == 1


@pytest.mark.parametrize("name", CHANNELS)
def test_a_lost_answer_stays_a_doubt(name: str):
    channel = CHANNELS[name]
    with channel.fake() as fake, opened(name, fake, Notes()) as connection:
        fake.faults.append(Fault("lost-answer", on=channel.call))
        with pytest.raises(UnknownOutcome):
            connection.send(worded(name), "k", None, [FILM])
        assert len(fake.posts) == 1
