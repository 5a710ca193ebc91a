"""A 429 is "not sent, later" whatever it says of how long: in every channel's own way."""

from pathlib import Path

import pytest

from crosspost.ledger import open_ledger
from crosspost.publishing import RetryPolicy
from crosspost.testing.server import Answer
from crosspost.testing.trial import Trial
from tests.senders.matrix import CHANNELS
from tests.tries import grid

SAYS = (
    "9" * 20,
    "1" + "0" * 400,
    "1e400",
    "-5",
    "1.5",
    "nan",
    "马上",
    "Fri, 31 Dec 9999 23:59:59 GMT",
)
HEADERS = (
    "retry-after",
    "ratelimit-reset",
    "x-ratelimit-reset",
    "x-rate-limit-reset",
    "x-ratelimit-remaining",
    "x-ratelimit-limit",
)
DAY = 86_400


@grid("channel, says", [name for name, one in CHANNELS.items() if not one.faults], SAYS)
@pytest.mark.fault(
    "429 with a Retry-After of ages, a date, a fraction or a word",
    "not sent, later; never a doubt, and never more than a day",
)
def test_a_429_is_never_a_doubt(
    channel: str, says: str, sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with CHANNELS[channel].fake() as fake, open_ledger(sqlite) as ledger:
        usual = fake.refusal

        def refusal(kind: str) -> Answer:
            told = usual(kind)
            body = told.body
            if isinstance(body, dict) and "parameters" in body:
                number = says.lstrip("-").isdecimal() and len(says) < 100
                body = {**body, "parameters": {"retry_after": int(says) if number else says}}
            return Answer(body, told.status, told.headers | _headers(says))

        monkeypatch.setattr(fake, "refusal", refusal)
        trial = Trial(channel, CHANNELS[channel], fake, ledger, tmp_path, account="主号")
        failure = trial.run(RetryPolicy(attempts=1), "429")
        assert failure is not None
        assert failure.outcome == "later"
        assert failure.after is None or 0 <= failure.after <= DAY
        assert trial.run(RetryPolicy()) is None
        assert trial.standing() == trial.wanted(3)


def _headers(says: str) -> dict[str, str]:
    said = says.encode("ascii", "replace").decode()
    return dict.fromkeys(HEADERS, said)


def test_a_429_without_any_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As a server before the platform says it."""
    for channel in ("telegram", "mastodon", "bluesky", "x", "webhook"):
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        with (
            CHANNELS[channel].fake() as fake,
            open_ledger(f"sqlite:///{tmp_path}/{channel}.sqlite3") as ledger,
        ):
            monkeypatch.setattr(fake, "refusal", lambda _: Answer(b"<html>slow down</html>", 429))
            trial = Trial(channel, CHANNELS[channel], fake, ledger, tmp_path, account="主号")
            failure = trial.run(RetryPolicy(attempts=1), "429")
            assert failure is not None
            assert (channel, failure.outcome) == (channel, "later")
