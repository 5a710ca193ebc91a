"""Films on their way: in parts, worked on, waited for, resumed, and never posted twice.

What becomes of one whose upload fails is a table of ``docs/faults.md``; ``pytest --accept`` writes
it anew.
"""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from crosspost.adapters import channel, uploads
from crosspost.adapters.base import Connection, Upload
from crosspost.adapters.linkedin import client as linkedin
from crosspost.adapters.x import calls as x
from crosspost.errors import Retryable, UnknownOutcome
from crosspost.ledger import Ledger, open_ledger
from crosspost.model.draft import Message
from crosspost.model.post import Media, Post
from crosspost.publishing import RetryPolicy
from crosspost.registry import default_account
from crosspost.rendering import render
from crosspost.testing.server import Fake, Fault
from crosspost.testing.trial import FILM, Trial, destination
from tests.fakes.bluesky import BlueskyFake
from tests.fakes.linkedin import LinkedInFake
from tests.fakes.telegram import TelegramFake
from tests.fakes.threads import ThreadsFake
from tests.fakes.x import XFake
from tests.senders.matrix import CHANNELS
from tests.senders.test_matrix import NONE, PAGE, outcome

GIF = structs.replace(
    FILM, name="猫.gif", mime="image/gif", data=b"GIF89a" + FILM.data, alt="猫 🐈", kind="animation"
)
FILMING = [name for name, one in CHANNELS.items() if one.upload]
UPLOADS = {
    "x": ("/initialize", 1),
    "bluesky": (".uploadVideo", 1),
    "mastodon": ("POST /api/v2/media", 1),
    "misskey": ("/drive/files/create", 1),
    "matrix": ("/media/v3/upload", 1),
    "linkedin": ("/part/", 3),
}
"""Where a film is brought before the post is made: the calls for that, and how many they are."""
WORKING = [name for name in FILMING if CHANNELS[name].fake.film_ends]
BREAKS = {
    "its upload breaks off": "reset",
    "the answer to it gets lost": "lost-answer",
    "the answer to it is garbled": "garbled",
    "HTTP 503 for it": "503",
    "the service cannot work on it": "fails",
    "the work on it never ends": "never",
}
"""What goes wrong with a film, and the fault, or how the fake's work on it ends."""
CELLS = [
    (name, wrong)
    for name in FILMING
    for wrong, kind in BREAKS.items()
    if name in WORKING or kind not in {"fails", "never"}
]
TABLE = re.compile(r"^\| a film \|.*\n(?:\|.*\n)+", re.MULTILINE)


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
    there = destination(name, {**one.place(fake), **one.settings}, one.secrets)
    there = structs.replace(there, notes=notes)
    with contextlib.closing(channel(name).connect(there)) as connection:
        yield connection


def worded(name: str) -> Message:
    """As the channel's own writer has it, with a film, so that Telegram's is a caption."""
    place = {"url": "https://example.com/a.mp4"} if name == "threads" else {"path": "a.mp4"}
    media = (Media(**place, alt={"zh": "海浪 🌊"}),)
    return render(Post(happened={"zh": "浪来了。🌊"}, media=media), default_account(name)).messages[
        0
    ]


def calls(fake: Fake, part: str) -> int:
    return sum(part in f"{one.method} {one.path}" for one in fake.requests)


@pytest.mark.parametrize("name", FILMING)
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
            "linkedin": lambda: (
                shown,
                server.videos[post["body"]["content"]["media"]["id"]]["data"],
            ),
            "matrix": lambda: (shown, server.events[0]["content"]["info"]["duration"]),
            "threads": lambda: (shown, post["container"]["video_url"]),
        }.get(name, lambda: shown)()
        assert told == {
            "x": ("tweet_video", FILM.data, "海浪 🌊"),
            "telegram": (64, 48, 5),
            "bluesky": (FILM.data, "海浪 🌊", 64),
            "linkedin": ("海浪 🌊", FILM.data),
            "matrix": ("海浪 🌊", 5000),
            "threads": ("海浪 🌊", "https://example.com/a.mp4"),
        }.get(name, "海浪 🌊")


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
        assert post["media"][0]["data"] == FILM.data


@pytest.mark.parametrize("name", UPLOADS)
def test_what_is_there_is_not_uploaded_again_when_the_post_fails(name: str):
    (call, times), notes = UPLOADS[name], Notes()
    with CHANNELS[name].fake() as fake:
        fake.faults.append(Fault("503", on=CHANNELS[name].call))
        with opened(name, fake, notes) as connection, pytest.raises((UnknownOutcome, Retryable)):
            connection.send(worded(name), "k", None, [FILM])
        with opened(name, fake, notes) as connection:  # another process goes on
            connection.send(worded(name), "k", None, [FILM])
        assert calls(fake, call) == times
        assert len(fake.posts) == 1
        assert len(notes.note("k")) < 100


@pytest.mark.parametrize("name", sorted(UPLOADS.keys() - {"matrix"}))
def test_what_the_service_has_forgotten_is_uploaded_anew(name: str):
    (call, times), notes = UPLOADS[name], Notes()
    digest = uploads._name(FILM)  # noqa: SLF001 - what an older process kept
    notes.keep_note("k", f"{digest}=999/9")
    with CHANNELS[name].fake() as fake, opened(name, fake, notes) as connection:
        with contextlib.suppress(Retryable):  # Misskey says so when the note is made
            connection.send(worded(name), "k", None, [FILM])
        if not fake.posts:
            connection.send(worded(name), "k", None, [FILM])
        assert calls(fake, call) == times
        assert len(fake.posts) == 1


@pytest.mark.parametrize("name", WORKING)
def test_nobody_waits_for_ever(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("crosspost.adapters.base.PROCESSING", 0.05)
    monkeypatch.setattr(uploads, "FIRST_PAUSE", 0.03)
    notes = Notes()
    with CHANNELS[name].fake() as fake, opened(name, fake, notes) as connection:
        fake.film_ends = "never"
        with pytest.raises(Retryable) as caught:
            connection.send(worded(name), "k", None, [FILM])
        assert caught.value.code == "media.still-processing"
        assert not fake.posts
        assert notes.note("k"), "the next try goes on from here"


def film_cells() -> list[Any]:
    """Of each channel one cell at once, each another one; the others with the long tests."""
    quick = [[one for one in CELLS if one[0] == name] for name in FILMING]
    first = {some[at % len(some)] for at, some in enumerate(quick)}
    return [
        pytest.param(cell, id="-".join(cell), marks=() if cell in first else pytest.mark.slow)
        for cell in CELLS
    ]


@pytest.fixture
def ledger(sqlite: str) -> Iterator[Ledger]:
    with open_ledger(sqlite) as kept:
        yield kept


@pytest.mark.parametrize("cell", film_cells())
def test_a_film_is_posted_once_or_not_at_all(
    cell: tuple[str, str],
    ledger: Ledger,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
):
    name, wrong = cell
    kind = BREAKS[wrong]
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))  # reading all certificates takes its time
    if kind == "never":
        monkeypatch.setattr("crosspost.adapters.base.PROCESSING", 0.0)
    with CHANNELS[name].fake() as fake:
        trial = Trial(name, CHANNELS[name], fake, ledger, tmp_path, "-".join(cell), film=True)
        works = kind in {"fails", "never"}
        if works:
            fake.film_ends = kind  # type: ignore[assignment]
        failure = trial.run(RetryPolicy(), "" if works else kind)
        word = outcome(failure, trial.kinds())
        assert not (works and fake.posts), "a film is posted that is not ready"
        fake.film_ends = CHANNELS[name].fake.film_ends
        if failure:
            failure = trial.run(RetryPolicy())
            if word == "unknown":
                word = "asks you" if failure else "looked up next time"
        if failure:
            trial.settle(failure)
            failure = trial.run(RetryPolicy())
        assert failure is None
        assert trial.standing() == trial.wanted(1)
        assert [len(one["media"]) for one in fake.posts] == [1]
    text = PAGE.read_text(encoding="utf-8")
    if request.config.getoption("--accept"):
        text = written(text, {**documented(text), cell: word})
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    assert documented(text).get(cell) == word, "pytest --accept writes it, once you agree"


def test_the_table_has_a_row_for_each_channel_with_video_and_no_other():
    text = PAGE.read_text(encoding="utf-8")
    assert written(text, documented(text)) == text
    assert set(documented(text)) == set(CELLS)
    taking = {name for name in CHANNELS if takes_video(name)}
    assert taking == set(FILMING)


def takes_video(name: str) -> bool:
    if CHANNELS[name].entry:
        return False
    media = default_account(name).spec.media
    return media is not None and media.video is not None and media.images > 0


def documented(text: str) -> dict[tuple[str, str], str]:
    """What the table of a page says of each cell."""
    titles = {CHANNELS[name].title: name for name in FILMING}
    lines = [line for table in TABLE.finditer(text) for line in table[0].splitlines()]
    rows = [[one.strip() for one in line.strip("|").split("|")] for line in lines]
    return {
        (titles[title], wrong): word
        for title, *words in rows[2:]
        if title in titles
        for wrong, word in zip(rows[0][1:], words, strict=True)
        if word != NONE
    }


def written(text: str, cells: dict[tuple[str, str], str]) -> str:
    """A page whose table says what *cells* do."""
    rows = [["a film", *BREAKS], ["---"] * (len(BREAKS) + 1)]
    rows += [
        [CHANNELS[name].title, *(cells.get((name, one), NONE) for one in BREAKS)]
        for name in FILMING
    ]
    return TABLE.sub("".join(f"| {' | '.join(row)} |\n" for row in rows), text)


@pytest.mark.parametrize("gone", [1, 2])
def test_linkedin_brings_all_of_a_film_again_where_a_part_failed(gone: int):
    """Its parts' addresses end: nothing is kept of them."""
    notes = Notes()
    with LinkedInFake() as fake:
        fake.faults.append(Fault("reset", on="/part/", skip=gone))
        with opened("linkedin", fake, notes) as connection, pytest.raises(Retryable):
            connection.send(worded("linkedin"), "k", None, [FILM])
        assert not notes.note("k")
        with opened("linkedin", fake, notes) as connection:
            connection.send(worded("linkedin"), "k", None, [FILM])
        assert len(fake.videos) == 2
        [post] = fake.posts
        assert fake.videos[post["body"]["content"]["media"]["id"]]["data"] == FILM.data


def test_linkedin_posts_a_film_that_it_may_not_be_asked_about():
    with LinkedInFake() as fake, opened("linkedin", fake, Notes()) as connection:
        fake.tells_of_videos = False
        connection.send(worded("linkedin"), "k", None, [FILM])
        assert len(fake.posts) == 1
        assert calls(fake, f"{linkedin.VIDEOS}/") == 1


def test_threads_shows_films_and_pictures_in_one_carousel_and_hides_them_together():
    account = default_account("threads")
    media = (
        Media(url="https://example.com/a.mp4", alt={"zh": "浪"}),
        Media(url="https://example.com/b.png", alt={"zh": "岸"}),
    )
    post = Post(happened={"zh": "浪来了。🌊"}, media=media)
    hidden = structs.replace(post, meta=structs.replace(post.meta, sensitive=True))
    picture = structs.replace(FILM, name="b.png", mime="image/png", kind="picture")
    for said in (post, hidden):
        with ThreadsFake() as fake, opened("threads", fake, Notes()) as connection:
            connection.send(render(said, account).messages[0], "k", None, [FILM, picture])
            [made] = fake.posts
            assert made["media"] == ["浪", "岸"]
            assert made["container"].get("is_spoiler_media") == ("true" if said is hidden else None)


def test_bluesky_takes_the_film_that_its_service_has_already():
    with BlueskyFake() as fake:
        for key in ("a", "b"):
            with opened("bluesky", fake) as connection:
                connection.send(worded("bluesky"), key, None, [FILM])
        assert len(fake.posts) == 2
        assert len(fake.jobs) == 1


@pytest.mark.parametrize("name", FILMING)
def test_a_lost_answer_stays_a_doubt(name: str):
    with CHANNELS[name].fake() as fake, opened(name, fake, Notes()) as connection:
        call = "/sendVideo" if name == "telegram" else CHANNELS[name].call
        before = 1 if name == "matrix" else 0  # the film's own event, which may be sent again
        fake.faults.append(Fault("lost-answer", on=call, skip=before))
        with pytest.raises(UnknownOutcome):
            connection.send(worded(name), "k", None, [FILM])
        assert len(fake.posts) == 1
