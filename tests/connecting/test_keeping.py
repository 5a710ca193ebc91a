"""What is asked for an account, and how it is written down: nothing before it works."""

import tomllib
from pathlib import Path

import pytest

from crosspost import configuration, connecting, registry
from crosspost.adapters import channel
from crosspost.configuration import trust
from crosspost.configuration.editing import add_account, new_file, with_account
from crosspost.connecting import keep
from crosspost.connecting.keep import NewAccount
from crosspost.errors import ConfigError, Rejected
from tests.fakes.telegram import TOKEN, TelegramFake

HAND_MADE = {"feed", "nostr", "nostr-article", "smtp", "webhook"}
"""What no service gives, but the person's own server or program."""
TABLE = {"channel": "telegram", "chat": "@中文号"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and no keyring."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    for name in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.delenv("CROSSPOST_TRUST", raising=False)
    return tmp_path


@pytest.mark.parametrize("name", registry.channel_names())
def test_every_channel_says_what_it_asks_in_both_languages(name):
    rule = registry.load_channel(name).account
    said = [one.description for one in rule.settings.values()]
    said += [one.description for one in rule.secrets.values()]
    assert all(set(one) == {"en", "zh"} for one in said)
    if rule.secrets and name not in HAND_MADE:
        assert rule.page.startswith(("https://", "{api}/"))
        assert set(rule.how) == {"en", "zh"}
    asked = {
        one.key for way in connecting.ways(registry.load_channel(name)) for one in way.questions
    }
    gives = {rule.sign_in.gives} if rule.sign_in else set()
    assert asked | gives == set(rule.secrets), "each secret can be given in some way"


TEXTS = {
    "empty": "",
    "no line's end": "# 我的",
    "comments and order": '# mine\nledger = "sqlite:///a.db"  # 账本\n\n[notify]\naccount="a"\n\n[accounts.a]\nchannel="x"   # 别动\n',
    "accounts first": '[accounts.a]\nchannel = "x"\n\n[notify]\naccount = "a"\n',
    "Windows": '[accounts.a]\r\nchannel = "x"\r\n',
    "dotted": 'accounts.a.channel = "x"\n',
    "heading": '[accounts]\n[accounts."甲"]\nchannel = "x"\n',
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_other_letter_stays(name):
    text = TEXTS[name]
    made = with_account(text, "中文号", TABLE, env_file=".env")
    before = [line for line in text.splitlines() if line]
    assert [line for line in made.splitlines() if line in before] == before
    wanted = tomllib.loads(text)
    wanted.setdefault("accounts", {})["中文号"] = TABLE
    assert tomllib.loads(made) == {**wanted, "env_file": ".env"}
    assert ("\r\n" in made) is ("\r\n" in text)


def test_accounts_in_one_line_leave_no_room():
    with pytest.raises(ConfigError, match="by hand"):
        with_account('accounts = { a = { channel = "x" } }', "中文号", TABLE)


def test_an_account_that_is_there_is_not_written_over():
    with pytest.raises(ConfigError, match="there is an account"):
        with_account('[accounts.a]\nchannel = "x"', "a", TABLE)
    new_file(Path("crosspost.toml"), "# 我的\n")
    with pytest.raises(ConfigError, match="stays as it is"):
        new_file(Path("crosspost.toml"), "")
    assert Path("crosspost.toml").read_text("utf-8") == "# 我的\n"


def test_a_file_stays_trusted_and_a_strangers_does_not_become_it():
    path = Path("crosspost.toml")
    path.write_text("# mine\n", "utf-8")
    add_account(path, "me", {"channel": "mastodon", "api": "https://m.example"})
    assert trust.is_trusted(path, path.read_bytes())
    assert configuration.read().accounts.keys() == {"me"}
    path.write_text('[notify]\ncommand = "rm -rf /"\n', "utf-8")
    add_account(path, "me", {"channel": "mastodon", "api": "https://m.example"})
    assert not trust.is_trusted(path, path.read_bytes())


def test_the_first_account_goes_into_ones_own_folder_and_its_secret_into_a_private_file(folder):
    with TelegramFake() as fake:
        new = NewAccount(
            name="gonggao", channel="telegram", settings={"chat": "@kuajie", "api": fake.url}
        )
        assert keep.tried(new, {"token": TOKEN}).name
        assert not list(folder.rglob("crosspost.toml")), "nothing is written yet"
        kept = keep.kept(new, {"token": TOKEN})
    assert kept.file == folder / "config" / "crosspost" / "crosspost.toml"
    secret = kept.file.parent / ".env"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert TOKEN not in kept.file.read_text("utf-8")
    there = configuration.read().destination("gonggao")
    assert there.credentials.get("token") == TOKEN
    assert there.credentials.source("token") == f"{secret} CROSSPOST_GONGGAO_TOKEN"


@pytest.mark.parametrize(
    "secret",
    ["plain", "with 'quotes'", 'and "double"', "back\\slash\\\\s", "中文 # 密码", "$HOME=1"],
)
def test_a_secret_is_read_back_as_it_was_typed(secret):
    Path(".env").write_text("# 别动\nOTHER=1\n", "utf-8")
    Path("crosspost.toml").write_text('env_file = ".env"\n', "utf-8")
    trust.trust(Path("crosspost.toml"))
    new = NewAccount(name="me", channel="bluesky", settings={"handle": "a.example"})
    keep.kept(new, {"password": secret})
    assert configuration.read().destination("me").credentials.get("password") == secret
    assert Path(".env").read_text("utf-8").startswith("# 别动\nOTHER=1\n")
    assert Path(".env").stat().st_mode & 0o777 == 0o600


def test_a_variable_that_hides_the_secret_is_named(monkeypatch):
    monkeypatch.setenv("BLUESKY_PASSWORD", "another one")
    new = NewAccount(name="me", channel="bluesky", settings={"handle": "a.example"})
    assert keep.kept(new, {"password": "mine-鱼"}).hidden_by == "environment BLUESKY_PASSWORD"


def test_a_wrong_secret_writes_nothing(folder):
    with TelegramFake() as fake:
        new = NewAccount(
            name="tg", channel="telegram", settings={"chat": "@kuajie", "api": fake.url}
        )
        with pytest.raises(Rejected):
            keep.tried(new, {"token": "1:wrong"})
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_names_that_would_read_the_same_variables_are_refused():
    new_file(Path("crosspost.toml"), '[accounts.my-board]\nchannel = "x"\n')
    for name in ("my-board", "my_board", "MY board", ""):
        with pytest.raises(ConfigError):
            keep.check_name(name)
    keep.check_name("公众号")
    assert keep.free_name("my-board") == "my-board-2"


def test_channels_that_a_person_pastes_ask_nothing():
    pasted = [name for name in registry.channel_names() if channel(name).pasted]
    assert "wechat-moments" in pasted
    assert not any(connecting.ways(registry.load_channel(name)) for name in pasted)
