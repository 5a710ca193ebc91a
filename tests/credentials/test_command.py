"""``crosspost accounts``: a terminal that shows nothing, a pipe, and what a channel says of us."""

import datetime as dt
import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from crosspost import cli
from crosspost.adapters import telegram
from crosspost.adapters.base import Identity
from crosspost.cli import accounts as command
from crosspost.connecting import keep
from crosspost.errors import Rejected
from tests.credentials.conftest import Memory


@pytest.fixture(autouse=True)
def two_accounts():
    Path("crosspost.toml").write_text(
        '[accounts."中文号"]\nchannel = "x"\n'
        '[accounts.board]\nchannel = "telegram"\nchat = "@我们"\n',
        encoding="utf-8",
    )


def test_login_from_a_pipe(
    memory: Memory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Four lines are the set of OAuth 1.0a; then nothing is asked of OAuth 2.0."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("钥匙-1\n秘密-2\n令牌-3\n秘密-4\n不问-5\n"))
    assert cli.run(["accounts", "login", "中文号"]) == 0
    assert memory.kept == {
        ("crosspost", "中文号/api_key"): "钥匙-1",
        ("crosspost", "中文号/api_secret"): "秘密-2",
        ("crosspost", "中文号/access_token"): "令牌-3",
        ("crosspost", "中文号/access_token_secret"): "秘密-4",
    }
    said = capsys.readouterr()
    assert said.out.splitlines()[0] == "中文号: api_key is in memory"
    assert "-" not in said.out + said.err


def test_login_on_a_terminal_asks_without_showing(
    memory: Memory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    asked: list[str] = []

    def unseen(prompt: str) -> str:
        asked.append(prompt)
        return " 12:密码 "

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("getpass.getpass", unseen)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "12:旧密码")
    monkeypatch.setattr(keep, "identity_of", lambda _: Identity(name="@我们", notes=("by @bot",)))
    assert cli.run(["accounts", "login", "board"]) == 0
    assert asked == ["the bot's token, from @BotFather: "]
    assert memory.kept == {("crosspost", "board/token"): "12:密码"}
    said = capsys.readouterr()
    assert said.out == "board: you are @我们 (by @bot)\nThe secrets are in memory\n"
    assert said.err.startswith("Open https://t.me/BotFather\n")
    warning = "but environment TELEGRAM_BOT_TOKEN is used, as long as it is set"
    assert said.err.endswith(f"crosspost: {warning}\n")


def test_a_login_that_the_channel_refuses_stores_nothing(
    memory: Memory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def refused(_: object) -> Identity:
        raise Rejected("telegram.token-unknown", location="board", source="")

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("getpass.getpass", lambda _: "12:密码")
    monkeypatch.setattr(keep, "identity_of", refused)
    assert cli.run(["accounts", "login", "board"]) == 1
    assert memory.kept == {}
    assert "密码" not in "".join(capsys.readouterr())


def test_login_with_nothing_to_store(
    memory: Memory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert cli.run(["accounts", "login", "board"]) == 1
    assert memory.kept == {}
    assert capsys.readouterr().err == "crosspost: board: no secret was given, none is stored\n"


class Known:
    """A connection to a channel that knows us."""

    closed = False

    def __init__(self, identity: Identity) -> None:
        self.identity = identity

    def whoami(self) -> Identity:
        return self.identity

    def close(self) -> None:
        Known.closed = True


def test_check_says_who_we_are_and_what_we_may_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=9, hours=1)
    identity = Identity(
        name="@中文号",
        url="https://x.com/zhongwen",
        limits={"weighted": 25_000},
        notes=("premium",),
        ends=ends,
    )

    def connect(destination) -> Known:
        if destination.account.name == "board":
            said = "unknown token"
            raise Rejected(said, hint="crosspost accounts login board")
        return Known(identity)

    monkeypatch.setattr(
        "crosspost.connecting.keep.channel_of", lambda _: SimpleNamespace(connect=connect)
    )
    assert cli.run(["accounts", "check"]) == 3
    said = capsys.readouterr()
    assert said.out == (
        "中文号: @中文号, https://x.com/zhongwen\n"
        "  a message holds 25,000 weighted\n"
        "  premium\n"
        f"  its token ends {ends:%Y-%m-%d %H:%M} UTC (in 9 days)\n"
    )
    assert said.err == ("crosspost: board: unknown token\n  hint: crosspost accounts login board\n")
    assert Known.closed
    assert cli.run(["accounts", "check", "board"]) == 1


def test_check_without_the_library(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(sys.modules, "crosspost.adapters.telegram.client", None)
    monkeypatch.delattr(telegram, "client", raising=False)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "12:密码")
    assert cli.run(["accounts", "check", "board"]) == 1
    assert 'pip install "crosspost[publish]"' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (dt.timedelta(days=14, minutes=1), "in 14 days"),
        (dt.timedelta(hours=47, minutes=1), "in 47 hours"),
        (dt.timedelta(minutes=1), "in 0 hours"),
        (dt.timedelta(minutes=-1), "it has"),
    ],
)
def test_how_far_away_the_end_of_a_token_is(left: dt.timedelta, said: str):
    assert command.expiry_text(dt.datetime.now(dt.UTC) + left).endswith(f" UTC ({said})")
