"""``crosspost worker`` as a process: it ends gracefully, at once, or when nothing is due."""

import json
import signal
import socket
import threading
from pathlib import Path

import httpx
import pytest

from crosspost.model.draft import Draft
from crosspost.scheduling import open_schedule
from crosspost.testing.server import Answer, Fault, Request
from tests.fakes.mastodon import MastodonFake
from tests.scheduling.service import ENOUGH, PARTS, Home, until

pytestmark = pytest.mark.slow(8)


def texts(fake: MastodonFake) -> list[str]:
    return [post["text"] for post in fake.posts]


def said(*drafts: Draft) -> list[str]:
    return [message.text for draft in drafts for message in draft.messages]


@pytest.fixture
def fake():
    with MastodonFake(delay=0.01) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, fake: MastodonFake) -> Home:
    return Home(tmp_path, ["主号", "副号"], fake.url)


def test_a_signal_in_mid_thread_finishes_the_message_and_the_next_process_the_thread(
    home: Home, fake: MastodonFake
):
    called, heard = threading.Event(), threading.Event()
    answer = fake.answer

    def held(request: Request) -> Answer:
        """The third call is answered once the signal was heard."""
        if request.method == "POST" and len(fake.posts) == 2:
            called.set()
            heard.wait(ENOUGH)
        return answer(request)

    fake.answer = held  # type: ignore[method-assign]
    draft = home.draft("主号", "天气")
    home.schedule(draft)
    with home.worker() as worker:
        until(called.is_set)
        worker.stop()
        until(lambda: "is finished" in worker.said())
        heard.set()
        assert worker.ended() == 0, worker.said()
    stand = len(fake.posts)
    assert stand == 3 < len(PARTS)
    (left,) = home.deliveries()
    assert (left.state, left.delivered) == ("waiting", stand), "what was in flight is written down"
    with home.worker("--until-empty") as worker:
        assert worker.ended() == 0, worker.said()
        assert "sent, 6 messages" in worker.said()
        assert f"/@kuajie/{fake.posts[0]['id']}" in worker.said()
    assert texts(fake) == said(draft)
    assert [post["parent"] for post in fake.posts] == [None, *[p["id"] for p in fake.posts[:-1]]]


def test_a_second_signal_ends_it_at_once_and_nothing_is_doubled(home: Home, fake: MastodonFake):
    draft = home.draft("主号", "天气")
    home.schedule(draft)
    fake.faults.append(Fault("slow", on="POST /api/v1/statuses", skip=1, seconds=600))
    with home.worker() as worker:
        until(lambda: len(fake.posts) == 2)  # and its answer does not come
        worker.stop(signal.SIGINT)
        until(lambda: "SIGINT" in worker.said())
        assert worker.process.poll() is None, "it waits for the call"
        worker.stop(signal.SIGINT)
        assert worker.ended() == 1
        assert "at once" in worker.said()
    with home.worker("--until-empty") as worker:
        assert worker.ended() == 0, worker.said()
    assert texts(fake) == said(draft)


def test_until_empty_leaves_what_is_not_due(home: Home, fake: MastodonFake):
    now, later = home.draft("主号", "今天"), home.draft("主号", "明天")
    home.schedule(now)
    home.schedule(later, after=3600)
    with home.worker("--until-empty", "--quiet") as worker:
        assert worker.ended() == 0, worker.said()
        assert worker.said() == ""
    assert texts(fake) == said(now)
    assert [one.state for one in home.deliveries()] == ["sent", "waiting"]


@pytest.mark.long
def test_two_workers_share_the_work(home: Home, fake: MastodonFake):
    drafts = [
        home.draft(account, f"{account}第{number}天", PARTS[:2])
        for account in home.accounts
        for number in range(4)
    ]
    home.schedule(*drafts)
    with home.worker("--until-empty") as one, home.worker("--until-empty") as other:
        assert (one.ended(), other.ended()) == (0, 0), one.said() + other.said()
    assert sorted(texts(fake)) == sorted(said(*drafts))
    for draft in drafts:
        assert [text for text in texts(fake) if text in said(draft)] == said(draft)


def test_what_is_refused_is_said_and_changes_the_exit_code(home: Home, fake: MastodonFake):
    bad, good = home.draft("主号", "坏天气"), home.draft("副号", "好天气")
    home.schedule(bad, good)
    fake.faults.append(Fault("422", on="POST /api/v1/statuses"))
    with home.worker("--until-empty") as worker:
        assert worker.ended() == 3, worker.said()
        assert "refused: " in worker.said()
    assert sorted(one.state for one in home.deliveries()) == ["refused", "sent"]


def test_settings_that_change_are_read_anew(home: Home, fake: MastodonFake):
    with home.worker("--until-empty") as worker:
        assert worker.ended() == 0, worker.said()
    new = Home(home.folder, ["新号"], fake.url)
    home.write()
    home.schedule(home.draft("主号", "旧号"))
    with home.worker() as worker:
        until(lambda: len(fake.posts) == len(PARTS))
        new.write()
        new.schedule(new.draft("新号", "新号"))
        until(lambda: len(fake.posts) == 2 * len(PARTS))
        new.write("nonsense")
        new.schedule(new.draft("新号", "又来"))
        until(lambda: len(fake.posts) == 3 * len(PARTS))
        worker.stop()
        assert worker.ended() == 0
        assert "the settings stay as they were" in worker.said()


def test_without_an_account_it_says_what_to_write(home: Home):
    (home.folder / "crosspost.toml").write_text("", encoding="utf-8")
    with home.worker() as worker:
        assert worker.ended() == 1
        assert "no accounts yet" in worker.said()


def test_an_account_that_is_signed_out_holds_its_posts_and_tells_once(
    home: Home, fake: MastodonFake
):
    fake.delay = 0
    told = home.folder / "told.jsonl"
    home.write(
        f'[notify]\nlanguage = "zh"\ncommand = ["sh", "-c", "cat >> {told}; echo >> {told}"]'
    )
    drafts = [home.draft("主号", f"第{number}天", PARTS[:1]) for number in range(3)]
    other = home.draft("副号", "好天气", PARTS[:1])
    home.schedule(*drafts, other)
    home.variables = {"CROSSPOST_主号_ACCESS_TOKEN": "over"}
    with home.worker("--until-empty") as worker:
        assert worker.ended() == 3, worker.said()
        assert "its account is paused" in worker.said()
    assert sorted(one.state for one in home.deliveries()) == [
        "on-hold",
        "on-hold",
        "on-hold",
        "sent",
    ]
    assert texts(fake) == said(other)
    home.variables = {}  # a person signs in again
    with home.worker("--until-empty") as worker:
        worker.ended()
    with open_schedule(home.url) as schedule:
        assert schedule.resume("主号") == 3
    with home.worker("--until-empty") as worker:
        assert worker.ended() == 0, worker.said()
    assert sorted(texts(fake)) == sorted(said(*drafts, other))
    (notice,) = told.read_text(encoding="utf-8").splitlines()
    assert json.loads(notice)["kind"] == "paused"
    assert "主号已暂停" in notice
    assert "crosspost queue resume" in notice


def test_figures_while_it_works(home: Home, fake: MastodonFake):
    fake.delay = 0
    home.schedule(home.draft("主号", "天气"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with home.worker("--health", str(port)) as worker:
        until(lambda: "sent, 6 messages" in worker.said())
        here = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
        assert here.get("/readyz").text == "ok\n"
        assert here.get("/healthz").text == "ok\n"
        figures = here.get("/metrics").text
        here.close()
        assert 'crosspost_attempts_total{channel="mastodon",state="sent"} 1.0' in figures
        worker.stop()
        assert worker.ended() == 0


def test_what_notify_names_has_to_be_there(home: Home):
    for wrong, says in (
        ('command = "no-such-program-at-all"', "no program"),
        ('account = "谁"', "no account"),
        ('webhook = "http://elsewhere.example/hook"', "not an address"),
        ('mail = "me@example.org"', 'unknown key "mail"'),
    ):
        home.write(f"[notify]\n{wrong}")
        with home.worker() as worker:
            assert worker.ended() == 1
            assert says in worker.said()
