"""A folder one happens to stand in: its ``crosspost.toml`` reaches nothing until it is trusted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crosspost import configuration, registry
from crosspost.__main__ import main
from crosspost.configuration import trust
from crosspost.errors import ConfigError
from tests.transcripts import ROOT

ACCOUNT = '[accounts."号"]\nchannel = "mastodon"\n'
REACHING = {
    "a program": ('[notify]\ncommand = ["touch", "x.txt"]\n' + ACCOUNT, "run touch x.txt"),
    "a notice": (
        '[notify]\nwebhook = "https://evil.example/x"\n' + ACCOUNT,
        "send notices to https://evil.example/x",
    ),
    "a ledger": (
        'ledger = "sqlite:///别处.db"\n' + ACCOUNT,
        "keep the ledger in sqlite:///别处.db",
    ),
    "secrets": ('env_file = "../.env"\n' + ACCOUNT, "read secrets from ../.env"),
    "a server": (
        ACCOUNT + 'api = "https://evil.example"\n',
        "send the secrets of the account 号 to https://evil.example",
    ),
    "relays": (
        '[accounts."号"]\nchannel = "nostr"\nrelays = "wss://evil.example"\n',
        "post as the account 号 to wss://evil.example",
    ),
    "new entries": (ACCOUNT + 'watch = "now"\n', "do with new entries of feeds what 号 says: now"),
    "webhooks": (
        '[webhooks.w]\nurl = "https://evil.example/x"\n' + ACCOUNT,
        "tell https://evil.example/x what is published",
    ),
    "pictures": (
        ACCOUNT + 'pictures_from = ["/"]\n',
        "take pictures for the account 号 from /",
    ),
    "my account": ('[accounts."我"]\nchannel = "x"\n', "replace your own account 我"),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody else's folder, and a configuration of one's own."""
    monkeypatch.delenv("CROSSPOST_TRUST", raising=False)
    for name in ("config", "data"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(tmp_path / name))
    own = tmp_path / "config" / "crosspost" / "crosspost.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[accounts."我"]\nchannel = "bluesky"\nhandle = "我"\n', encoding="utf-8")
    here = tmp_path / "别人的"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def write(text: str) -> Path:
    path = Path("crosspost.toml").resolve()
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("text", "wish"), REACHING.values(), ids=REACHING)
def test_what_reaches_further_does_nothing_before_it_is_trusted(text: str, wish: str):
    path = write(text)
    with pytest.raises(ConfigError) as caught:
        configuration.read()
    assert caught.value.code == "config.not-trusted"
    assert wish in caught.value.message
    drafts = configuration.read(for_drafts=True)
    assert (drafts.ledger, drafts.env_file, drafts.notify) == (None, None, None)
    assert drafts.account("我").spec.name == "bluesky"
    assert not drafts.webhooks
    assert not {"api", "pictures_from", "relays", "watch"} & {
        key for one in drafts.accounts.values() for key in one.table
    }
    trust.trust(path)
    assert configuration.read() != drafts


HARMLESS = {
    *("address", "author", "bcc", "chat", "encryption", "entries", "format", "from", "handle"),
    *("idempotent", "publish", "room", "thread", "title", "to", "topic", "user", "version"),
}
"""Of a channel: they say who and where on its server, which what is sent shows."""


@pytest.mark.parametrize("channel", registry.channel_names())
def test_every_setting_of_a_channel_is_known_to_reach_further_or_not(channel: str):
    """A new one has to be thought about: is it an address, a file, or something to run?"""
    said = set(registry.load_channel(channel).account.settings)
    assert said <= HARMLESS | set(trust.REACHING_SETTINGS)


def test_a_layout_needs_no_trust():
    write('[accounts."号"]\nchannel = "x"\nlanguages = ["zh"]\n')
    assert configuration.read().account("号").layout.languages == ("zh",)


def test_one_changed_byte_and_it_asks_again():
    path = write(REACHING["a ledger"][0])
    trust.trust(path)
    assert configuration.read().ledger
    assert trust.trusted() == [(path, True)]
    write(REACHING["a ledger"][0] + "#")
    assert trust.trusted() == [(path, False)]
    with pytest.raises(ConfigError, match="not trusted"):
        configuration.read()


def test_the_same_text_elsewhere_is_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    trust.trust(write(REACHING["a program"][0]))
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    write(REACHING["a program"][0])
    with pytest.raises(ConfigError, match="not trusted"):
        configuration.read()


def test_trust_is_taken_back(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    path = write(REACHING["a program"][0])
    for command, code, said in (
        ("trust", 0, f"trusted: {path}\n  it may now run touch x.txt\n"),
        ("trust --list", 0, f"{path}\n"),
        ("untrust", 0, f"no longer trusted: {path}\n"),
        ("untrust", 1, ""),
        ("trust --list", 0, ""),
    ):
        monkeypatch.setattr(sys, "argv", ["crosspost", *command.split()])
        assert main() == code
        assert capsys.readouterr().out == said
    with pytest.raises(ConfigError, match="not trusted"):
        configuration.read()


def test_what_is_trusted_only_its_owner_sees(tmp_path: Path):
    folder = tmp_path / "data" / "crosspost" / "trusted"
    folder.mkdir(parents=True)
    folder.chmod(0o777)  # as somebody left it
    trust.trust(write(REACHING["a program"][0]))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(entry.stat().st_mode & 0o777 == 0o600 for entry in folder.iterdir())


def test_ones_own_folder_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    own = tmp_path / "config" / "crosspost" / "crosspost.toml"
    own.write_text(REACHING["a ledger"][0], encoding="utf-8")
    assert configuration.read().ledger
    monkeypatch.chdir(own.parent)
    assert configuration.read().ledger


def test_a_service_names_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch):
    write(REACHING["a program"][0])
    monkeypatch.setenv("CROSSPOST_TRUST", os.pathsep.join(["/nowhere", str(folder)]))
    assert configuration.read().notify
    monkeypatch.setenv("CROSSPOST_TRUST", str(folder) + "的")
    with pytest.raises(ConfigError, match="not trusted"):
        configuration.read()


def test_a_wish_shows_no_password():
    write('ledger = "postgresql://me:geheim@db/x"\n')
    with pytest.raises(ConfigError) as caught:
        configuration.read()
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("command", ["preview", "check"])
def test_whoever_only_looks_opens_no_ledger_and_no_network(command: str, folder: Path):
    """Whatever the post says: it follows another one, shows pictures, links them."""
    write(REACHING["a ledger"][0])
    (folder / "post.md").write_text(
        "---\nfollows: p0000000\n---\n\n# 题目\n\n![图](http://127.0.0.1:9/a.png)\n",
        encoding="utf-8",
    )
    watch = (
        "import socket, sys\n"
        "def no(*_, **__): raise SystemExit('the network')\n"
        "socket.socket.connect = socket.getaddrinfo = no\n"
        "from crosspost.__main__ import main\n"
        f"sys.argv = ['crosspost', {command!r}, 'post.md']\n"
        "code = main()\n"
        "assert 'sqlalchemy' not in sys.modules, 'the ledger'\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "dry-run" in done.stdout


def test_python_m_imports_nothing_from_the_working_folder(folder: Path):
    for name in ("msgspec", "argparse", "tomllib", "platformdirs", "json"):
        (folder / f"{name}.py").write_text("raise SystemExit('from here')\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "crosspost", "channels"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "telegram" in done.stdout
