"""What a run tells: the log and the callback; never a secret."""

import logging
from pathlib import Path

import pytest

from crosspost.credentials import remember
from crosspost.errors import Rejected
from crosspost.ledger import Ledger
from crosspost.publishing import Event, PublishOptions, RunContext, run
from tests.publishing.conftest import Clock
from tests.publishing.door import ended, job
from tests.publishing.memory import Channel


def test_no_secret_is_told_logged_or_stored(
    around: RunContext, events: list[Event], caplog: pytest.LogCaptureFixture, tmp_path: Path
):
    token = remember("123456:AAE-秘密-token")
    caplog.set_level(logging.DEBUG)
    slipping, refusing = Channel(), Channel()
    slipping.send = lambda *_: {}[f"https://api.telegram.org/bot{token}/sendMessage"]  # type: ignore[method-assign,index]
    refusing.identity = Rejected(f"unauthorised: {token}", hint=f"renew {token}")
    results = run([job("主号", slipping), job("副号", refusing)], PublishOptions(), around)
    around.ledger.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert "/bot***/" in caplog.text, "what happened is told"
    for told in (
        str(results),
        str(events),
        caplog.text,
        str([vars(record) for record in caplog.records]),
    ):
        assert token not in told
    assert token.encode() not in kept


def test_the_log_is_silent_by_default_and_has_fields(
    around: RunContext, caplog: pytest.LogCaptureFixture
):
    assert any(
        isinstance(one, logging.NullHandler) for one in logging.getLogger("crosspost").handlers
    )
    caplog.set_level(logging.DEBUG, "crosspost")
    run([job("主号", Channel(["sent", "refused"]))], PublishOptions(), around)
    ours = [vars(record) for record in caplog.records if record.name == "crosspost"]
    found = [(one["account"], one["attempt"], one["outcome"]) for one in ours]
    assert found == [
        ("主号", 1, "sending"),
        ("主号", 1, "sent"),
        ("主号", 1, "sending"),
        ("主号", 1, "refused"),
    ]
    assert ours[-1]["key"].endswith("-主号-1-2")


def test_a_callback_that_fails_holds_back_no_message(ledger: Ledger, clock: Clock):
    def broken(event: Event) -> None:
        raise BrokenPipeError(event.kind)

    around = RunContext(ledger, broken, sleep=clock.sleep)
    assert ended(run([job("主号", Channel())], PublishOptions(), around), "主号") == ["sent"] * 3
