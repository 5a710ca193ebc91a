"""Tokens that end: one renewal for all who wait, each spent one replaced, no byte readable by others."""

import datetime as dt
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crosspost.credentials import tokens
from crosspost.credentials.tokens import Token, fresh
from crosspost.errors import ConfigError, Rejected, Retryable
from crosspost.redaction import Hidden
from tests.credentials.conftest import Memory
from tests.transcripts import ROOT

GRANTED = ("app-应用", "refresh-0")
HOUR = dt.timedelta(hours=1)


class Channel:
    """Gives a token an hour long, and a refresh token that serves once."""

    def __init__(self, lasts: dt.timedelta = HOUR) -> None:
        self.lasts = lasts
        self.spent: list[str] = []

    def renew(self, last: Token | None) -> Token:
        refresh = last.renewal.reveal() if last and last.renewal else GRANTED[1]
        assert refresh not in self.spent, "used twice: X ends the whole sign-in"
        self.spent.append(refresh)
        number = len(self.spent)
        return Token(
            value=Hidden(f"令牌-{number}"),
            ends=dt.datetime.now(dt.UTC) + self.lasts,
            renewal=Hidden(f"refresh-{number}"),
        )


def test_a_token_serves_until_it_ends():
    channel = Channel()
    assert [fresh(GRANTED, channel.renew).value.reveal() for _ in range(3)] == ["令牌-1"] * 3
    assert channel.spent == ["refresh-0"]


def test_the_next_one_is_asked_for_with_what_the_last_one_brought():
    channel = Channel(lasts=tokens.SPARE)
    assert [fresh(GRANTED, channel.renew).value.reveal() for _ in range(3)] == [
        "令牌-1",
        "令牌-2",
        "令牌-3",
    ]
    assert channel.spent == ["refresh-0", "refresh-1", "refresh-2"]


def test_other_secrets_begin_anew():
    channel = Channel()
    fresh(GRANTED, channel.renew)
    fresh(GRANTED, channel.renew)
    other = fresh(("app-应用", "refresh-新"), lambda last: Channel().renew(last))
    assert (other.value.reveal(), channel.spent) == ("令牌-1", ["refresh-0"])


def test_a_refused_token_is_renewed_once_for_all_who_were_refused():
    channel = Channel()
    refused = fresh(GRANTED, channel.renew).value.reveal()
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: fresh(GRANTED, channel.renew, refused=refused), range(8)))
    assert {token.value.reveal() for token in given} == {"令牌-2"}


def test_threads_wait_for_one_renewal():
    channel = Channel()
    with ThreadPoolExecutor(16) as pool:
        given = list(pool.map(lambda _: fresh(GRANTED, channel.renew), range(16)))
    assert {token.value.reveal() for token in given} == {"令牌-1"}
    assert channel.spent == ["refresh-0"]


def test_processes_wait_for_one_renewal(tmp_path: Path):
    """Each that renews leaves a line; without a lock several would."""
    program = (
        "import datetime as dt, sys, time\n"
        "from crosspost.redaction import Hidden\n"
        "from crosspost.credentials.tokens import Token, fresh\n"
        "def renew(last):\n"
        "    open('renewed', 'a').write('once\\n')\n"
        "    time.sleep(0.2)\n"
        "    ends = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)\n"
        "    return Token(value=Hidden('令牌-9'), ends=ends)\n"
        "assert fresh(('应用',), renew).value.reveal() == '令牌-9'\n"
    )
    environment = {
        "PYTHONPATH": str(ROOT / "src"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "PYTHONUTF8": "1",
        "HOME": str(tmp_path),
    }
    running = [
        subprocess.Popen([sys.executable, "-c", program], env=environment, cwd=tmp_path)
        for _ in range(4)
    ]
    assert [one.wait(timeout=180) for one in running] == [0] * 4
    assert (tmp_path / "renewed").read_text() == "once\n"


def test_whoever_waits_too_long_may_come_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tokens, "PATIENCE", 0.1)

    def slow(last: Token | None) -> Token:
        with pytest.raises(Retryable, match="another process"):
            fresh(GRANTED, Channel().renew)
        return Channel().renew(last)

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(fresh, GRANTED, slow).result().value.reveal() == "令牌-1"


def test_a_channel_that_says_no_leaves_everything_as_it_was():
    channel = Channel(lasts=tokens.SPARE)
    fresh(GRANTED, channel.renew)

    def refuse(_last: Token | None) -> Token:
        said = "revoked"
        raise Rejected(said)

    with pytest.raises(Rejected):
        fresh(GRANTED, refuse)
    assert fresh(GRANTED, channel.renew).value.reveal() == "令牌-2"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_without_a_keyring_only_the_owner_can_read_the_file(tmp_path: Path):
    fresh(GRANTED, Channel().renew)
    [file] = (tmp_path / "data" / "crosspost" / "tokens").glob("*.json")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert not any(secret in file.name for secret in GRANTED)


def test_with_a_keyring_no_file_holds_a_token(memory: Memory, tmp_path: Path):
    fresh(GRANTED, Channel().renew)
    assert len(memory.kept) == 1
    assert list(tmp_path.rglob("*.json")) == []


def test_a_keyring_that_locks_while_a_token_is_renewed_loses_none(memory: Memory):
    """The old one is spent by then; the next run finds the new one in the file."""
    channel = Channel(lasts=tokens.SPARE)
    fresh(GRANTED, channel.renew)

    def renew(last: Token | None) -> Token:
        memory.locked = True
        return channel.renew(last)

    fresh(GRANTED, renew)
    with pytest.raises(ConfigError, match="locked"):
        fresh(GRANTED, channel.renew)
    memory.locked = False
    fresh(GRANTED, channel.renew)
    assert channel.spent == ["refresh-0", "refresh-1", "refresh-2"]


def test_a_file_that_somebody_spoilt_is_as_none(tmp_path: Path):
    channel = Channel()
    fresh(GRANTED, channel.renew)
    [file] = tmp_path.rglob("*.json")
    file.write_text('{"value": 1}', encoding="utf-8")
    other = Channel()
    assert fresh(GRANTED, other.renew).value.reveal() == "令牌-1"
    assert other.spent == ["refresh-0"]


def test_a_folder_that_takes_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_DATA_HOME", "/dev/null")
    with pytest.raises(ConfigError, match="/dev/null"):
        fresh(GRANTED, Channel().renew)


def test_no_token_shows():
    token = fresh(GRANTED, Channel().renew)
    assert "令牌" not in f"{token} {token!r} {[token]}"
    assert "refresh" not in repr(token)
