"""``crosspost.toml``: accounts read, the working folder's first, and each mistake named by its key."""

from pathlib import Path

import msgspec
import pytest

from crosspost import configuration, registry
from crosspost.errors import ConfigError
from crosspost.model.layout import Changes

OURS = sorted(path.stem for path in registry.channels_folder().glob("*.toml"))


@pytest.fixture(autouse=True)
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder, and a configuration folder beside it, with no settings in either."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The user's own ``crosspost.toml``, to be written."""
    folder = tmp_path / "config" / "crosspost"
    folder.mkdir(parents=True)
    return folder / "crosspost.toml"


def settings(text: str) -> configuration.Settings:
    Path("crosspost.toml").write_text(text, encoding="utf-8")
    return configuration.read()


def test_an_account_changes_what_it_names_and_nothing_else():
    account = settings('[accounts.zhongwen]\nchannel = "x"\nlanguages = ["zh"]').account("zhongwen")
    plain = registry.default_account("x")
    assert account.name == "zhongwen"
    assert account.spec == plain.spec
    assert account.layout.languages == ("zh",)
    assert account.layout.order == plain.layout.order


def test_what_the_channel_needs_stands_beside_the_layout():
    found = settings(
        '[accounts."公告"]\nchannel = "telegram"\nchat = -1001234567890\nlanguages = ["zh"]'
    ).destination("公告")
    assert found.settings == {
        "chat": "-1001234567890",
        "topic": "",
        "api": "https://api.telegram.org",
    }
    assert found.account.layout.languages == ("zh",)


def test_yes_or_no_is_written_as_toml_has_it():
    text = '[accounts."公众号"]\nchannel = "wechat-article"\npublish = true'
    assert settings(text).destination("公众号").settings["publish"] == "true"


def test_a_server_of_ones_own():
    text = '[accounts.me]\nchannel = "mastodon"\napi = "http://localhost:3000/"'
    assert settings(text).destination("me").settings == {"api": "http://localhost:3000"}


def test_an_account_has_a_posting_policy():
    plain = settings('[accounts.me]\nchannel = "x"').posting_policy("me")
    assert (plain.slots, str(plain.gap), plain.if_late) == (None, "0:05:00", "send")
    said = 'slots = "工作日 9:00 Asia/Shanghai"\ngap = "半小时"\nif_late = "ask"\nlate_after = "2h"'
    own = settings(f'[accounts.me]\nchannel = "x"\n{said}').posting_policy("me")
    assert str(own.slots) == "weekdays 09:00 Asia/Shanghai"
    assert (str(own.gap), own.if_late, str(own.late_after)) == ("0:30:00", "ask", "2:00:00")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ('slots = "工作日 25:00"', r"accounts\.me\.slots: column 5: "),
        ("slots = 9", r"accounts\.me\.slots: not a text\n  hint: slots = "),
        ('gap = "一会儿"', r"accounts\.me\.gap: column 1: "),
        (
            'if_late = "later"',
            r'accounts\.me\.if_late: unknown value "later"(.|\n)*send, skip, ask',
        ),
        ('late_after = ""', r"accounts\.me\.late_after: an empty duration"),
    ],
)
def test_a_mistake_in_a_posting_policy_says_where(said: str, found: str):
    account = settings(f'[accounts.me]\nchannel = "x"\n{said}')
    account.account("me")  # a preview needs no posting policy
    with pytest.raises(ConfigError, match=found):
        account.posting_policy("me")


def test_the_working_folder_wins_account_by_account(home: Path):
    home.write_text('[accounts.one]\nchannel = "x"\n[accounts.two]\nchannel = "x"')
    found = settings('[accounts.two]\nchannel = "telegram"')
    assert found.account("one").spec.name == "x"
    assert found.account("two").spec.name == "telegram"


def test_what_holds_for_all_accounts_is_taken_from_the_working_folder_first(home: Path):
    home.write_text('ledger = "sqlite:///home.sqlite3"\nenv_file = "secrets.env"')
    found = settings('ledger = "postgresql+psycopg://me@db/posts"')
    assert found.ledger == "postgresql+psycopg://me@db/posts"
    assert found.env_file == home.parent / "secrets.env"


def test_no_settings_no_accounts():
    assert configuration.read() == configuration.Settings()


@pytest.mark.parametrize(
    ("text", "at", "found"),
    [
        ("账号 = 1\n= 2", "crosspost.toml", "Invalid"),
        ("[accounts.公告]", "crosspost.toml", "Invalid"),
        ("secrets = 1", "crosspost.toml: secrets", 'unknown key "secrets"'),
        ('ledgr = "x"', "crosspost.toml: ledgr", 'unknown key "ledgr"'),
        ("accounts = 1", "crosspost.toml: accounts", "not a table"),
        ("env_file = true", "crosspost.toml: env_file", "neither a text"),
        (
            'ledger = "postgresql://me:密/码@db/posts"',
            "crosspost.toml: ledger",
            "an address with a password",
        ),
        (
            'ledger = "postgresql://db/posts?user=me&password=密码"',
            "crosspost.toml: ledger",
            "an address with a password",
        ),
        ("[accounts]\nx = 1", "crosspost.toml: accounts.x", "names no channel"),
        ('[accounts.x]\nlanguages = ["zh"]', "crosspost.toml: accounts.x", "names no channel"),
    ],
)
def test_a_mistake_in_the_file_is_named_by_its_key(text: str, at: str, found: str):
    with pytest.raises(ConfigError) as caught:
        settings(text)
    assert caught.value.location == at
    assert found in caught.value.message
    assert caught.value.hint
    assert "密" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "key", "found", "write"),
    [
        ('channel = "x-weibo"', "channel", 'no channel "x-weibo"', "weibo"),
        ('channel = "x"\nlangauges = ["zh"]', "langauges", 'unknown key "langauges"', "languages"),
        ('channel = "x"\nlanguages = ["中文"]', "languages[0]", "expected a language tag", ""),
        ('channel = "x"\nheadings = "big"', "headings", 'unknown value "big"', "emoji"),
        ('channel = "x"\nchat = "@me"', "chat", 'unknown key "chat"', "languages"),
        ('channel = "telegram"\nchatt = "@me"', "chatt", 'unknown key "chatt"', "chat"),
        ('channel = "telegram"', "chat", "missing: the channel's @name", 'chat = "…"'),
        ('channel = "telegram"\nchat = true', "chat", "neither a text", "a text in quotes"),
        ('channel = "telegram"\ntoken = "12:密码"', "token", "a secret has no place", "keyring"),
        ('channel = "mastodon"', "api", "missing: the server's address", 'api = "…"'),
        ('channel = "mastodon"\napi = "m.social"', "api", "not an address", '"https://m.social"'),
        (
            'channel = "bluesky"\nhandle = "me"\napi = "http://pds.example/"',
            "api",
            "not an address that secrets may be sent to",
            '"https://pds.example"',
        ),
        (
            'channel = "x"\napi = "http://localhost.example"',
            "api",
            "not an address",
            '"https://localhost.example"',
        ),
        ('channel = "x"\napi = "https://密码@api.x.com"', "api", "not an address", ""),
        ('channel = "x"\napi = "https://me:密码@api.x.com"', "api", "a password", "without it"),
    ],
)
def test_a_mistake_in_an_account_is_named_by_its_key(text: str, key: str, found: str, write: str):
    """It concerns this account alone: others of the same file can still be used."""
    read = settings(f'[accounts.fine]\nchannel = "x"\n[accounts.one]\n{text}')
    assert read.destination("fine").account.spec.name == "x"
    with pytest.raises(ConfigError) as caught:
        read.destination("one")
    assert caught.value.location == f"crosspost.toml: accounts.one.{key}"
    assert found in caught.value.message
    assert write in caught.value.hint
    assert "密" not in str(caught.value)


def test_an_account_nobody_has():
    with pytest.raises(ConfigError, match="no account") as caught:
        settings('[accounts.zhongwen]\nchannel = "x"').account("zongwen")
    assert "zhongwen" in caught.value.hint


def test_accounts_that_would_read_the_same_variables_are_told_apart():
    found = settings('[accounts.a-b]\nchannel = "x"\n[accounts.a_b]\nchannel = "x"')
    with pytest.raises(ConfigError, match="a-b, a_b would read the same variables"):
        found.destination("a_b")


@pytest.mark.parametrize("channel", OURS)
def test_what_a_channel_of_ours_asks_for_has_a_name_of_its_own(channel: str):
    """A setting called as a key of the layout, or as a secret, could never be told from it."""
    rule = registry.load_channel(channel).account
    taken = {"channel", *Changes.__struct_fields__}
    assert not taken & {*rule.settings, *rule.secrets}
    assert not set(rule.settings) & set(rule.secrets)
    assert {secret.unless for secret in rule.secrets.values()} <= {"", *rule.secrets}


@pytest.mark.parametrize("channel", OURS)
def test_the_guide_names_all_that_a_channel_asks_for(channel: str):
    rule = registry.load_channel(channel).account
    said = (Path(__file__).parents[1] / "docs" / "accounts.md").read_text(encoding="utf-8")
    names = [channel, *rule.settings, *rule.secrets]
    names += [secret.env[0] for secret in rule.secrets.values()]
    assert [name for name in names if f"`{name}`" not in said] == []


def test_no_secret_is_in_what_a_destination_shows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("X_API_KEY", "密码-4711")
    found = settings('[accounts.zhongwen]\nchannel = "x"').destination("zhongwen")
    assert found.credentials.get("api_key") == "密码-4711"
    assert "密码" not in repr(found)
    assert "密码" not in str(msgspec.structs.asdict(found))


def test_a_file_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    Path("crosspost.toml").touch()
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ConfigError, match="cannot be read: Permission denied"):
        configuration.read()
