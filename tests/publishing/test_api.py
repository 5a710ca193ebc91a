"""The two functions that other programs call."""

import asyncio
import threading
from pathlib import Path

import pytest
from msgspec import structs

from crosspost import Post, publish, publish_async
from crosspost.errors import ConfigError
from crosspost.ledger import Ledger
from crosspost.model.post import Prediction
from crosspost.predictions.stored import published
from crosspost.publishing import PublishResult
from crosspost.rendering import render
from tests.ledger.drafts import draft
from tests.publishing.door import TEXTS, destination, ended
from tests.publishing.memory import Channel

POST = Post(title={"zh": "芯片之战 🎉"}, happened={"zh": "九国换了芯片。"})


def test_a_post_is_published_in_one_call(ledger: Ledger):
    channel = Channel()
    there = destination("主号", channel)
    results = publish(POST, [there, there], ledger=ledger)
    assert [one.sent.id for one in results[0].receipts] == ["1"], (
        "an account named twice gets it once"
    )
    assert publish(POST, [there], ledger=ledger) == results
    other = publish(POST, [there], drafts=[draft("别的")], ledger=ledger)
    assert other[0].digest == draft("别的").digest
    with pytest.raises(ConfigError, match="no draft is for 主号"):
        publish(POST, [there], drafts=[draft("别的", account="副号")], ledger=ledger)


def test_accounts_are_named_in_crosspost_toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    channels = tmp_path / "config" / "crosspost" / "channels"
    channels.mkdir(parents=True)
    (channels / "memory.toml").write_text(
        'extends = "x"\nadapter = "tests.publishing.door"\n', "utf-8"
    )
    (tmp_path / "crosspost.toml").write_text(
        'ledger = "sqlite:///own.sqlite3"\n[accounts.zhu]\nchannel = "memory"\n', "utf-8"
    )
    channel = Channel()
    destination("zhu", channel)
    assert ended(publish(POST, ["zhu"]), "zhu") == ["sent"]
    assert (tmp_path / "own.sqlite3").exists()
    with pytest.raises(ConfigError, match='no account "fu"'):
        publish(POST, ["zhu", "fu"])


def test_one_account_may_be_said_by_itself(ledger: Ledger):
    what = draft(*TEXTS)
    (result,) = publish(
        Post(title={"zh": "芯片 🎉"}),
        destination("主号", Channel()),
        drafts=[what],
        approved=what.digest,
        ledger=ledger,
    )
    assert result.delivered
    with pytest.raises(ConfigError, match='no account "m"'):
        publish(Post(title={"zh": "芯片 🎉"}), "m", ledger=ledger)


def test_the_loop_goes_on_meanwhile(ledger: Ledger):
    channel = Channel()
    there = destination("主号", channel)
    told: list[tuple[str, bool]] = []

    async def main() -> list[PublishResult]:
        here = threading.get_ident()
        return await publish_async(
            POST,
            [there],
            ledger=ledger,
            on_event=lambda event: told.append((event.kind, threading.get_ident() == here)),
        )

    assert ended(asyncio.run(main()), "主号") == ["sent"]
    assert told == [("sending", True), ("sent", True)]


def test_a_cancelled_task_makes_no_further_call(ledger: Ledger):
    channel, called = Channel(), threading.Event()
    proceed = threading.Event()

    def call() -> None:
        called.set()
        proceed.wait(60)

    channel.when_called = call
    there = destination("主号", channel)

    async def main() -> None:
        task = asyncio.create_task(
            publish_async(POST, [there], drafts=[draft(*TEXTS)], ledger=ledger)
        )
        await asyncio.to_thread(called.wait, 60)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        proceed.set()

    asyncio.run(main())  # waits for its threads
    assert channel.calls == [TEXTS[0]]
    assert [row.state for row in ledger.rows()] == ["sent"]


def test_drafts_that_were_looked_at_record_what_their_post_predicts(ledger: Ledger):
    foretelling = structs.replace(POST, prediction=Prediction(text={"zh": "明年更便宜 🎉"}))
    there = destination("主号", Channel())
    drafts = [render(foretelling, there.account)]
    publish(foretelling, [there], drafts=drafts, ledger=ledger)
    assert [one.record.prediction.text for one in published(ledger)] == [{"zh": "明年更便宜 🎉"}]
