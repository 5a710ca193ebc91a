"""``crosspost.toml``: accounts read, the working folder's first, and each mistake named by its key."""

from pathlib import Path

import pytest

from crosspost import accounts
from crosspost.errors import ConfigError


@pytest.fixture(autouse=True)
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder, and a configuration folder beside it, with no settings in either."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return folder


def settings(text: str) -> accounts.Settings:
    Path("crosspost.toml").write_text(text, encoding="utf-8")
    return accounts.read()


def test_an_account_changes_what_it_names_and_nothing_else():
    account = settings('[accounts.zhongwen]\nchannel = "x"\nlanguages = ["zh"]').account("zhongwen")
    plain = accounts.channel_account("x")
    assert account.name == "zhongwen"
    assert account.profile == plain.profile
    assert account.layout.languages == ("zh",)
    assert account.layout.order == plain.layout.order


def test_the_working_folder_wins_account_by_account(tmp_path: Path):
    home = tmp_path / "config" / "crosspost"
    home.mkdir(parents=True)
    (home / "crosspost.toml").write_text(
        '[accounts.one]\nchannel = "x"\n[accounts.two]\nchannel = "x"', encoding="utf-8"
    )
    found = settings('[accounts.two]\nchannel = "telegram"')
    assert found.account("one").profile.name == "x"
    assert found.account("two").profile.name == "telegram"


def test_no_settings_no_accounts():
    assert accounts.read().accounts == {}


@pytest.mark.parametrize(
    ("text", "at", "found"),
    [
        ("账号 = 1\n= 2", "crosspost.toml", "Invalid"),
        ("secrets = 1", "crosspost.toml: secrets", 'unknown key "secrets"'),
        ("accounts = 1", "crosspost.toml: accounts", "not a table"),
        ("[accounts]\nx = 1", "crosspost.toml: accounts.x", "names no channel"),
        ('[accounts.x]\nlanguages = ["zh"]', "crosspost.toml: accounts.x", "names no channel"),
        (
            '[accounts.x]\nchannel = "x"\nlangauges = ["zh"]',
            "crosspost.toml: accounts.x.langauges",
            'unknown key "langauges"',
        ),
        (
            '[accounts.x]\nchannel = "x"\nlanguages = ["中文"]',
            "crosspost.toml: accounts.x.languages[0]",
            "",
        ),
        (
            '[accounts.x]\nchannel = "x"\nheadings = "big"',
            "crosspost.toml: accounts.x.headings",
            'unknown value "big"',
        ),
    ],
)
def test_a_mistake_is_named_by_its_key(text: str, at: str, found: str):
    with pytest.raises(ConfigError) as caught:
        settings(text)
    assert caught.value.at == at
    assert found in caught.value.found
    assert caught.value.write or not found


def test_an_account_nobody_has():
    with pytest.raises(ConfigError, match="no account") as caught:
        settings('[accounts.zhongwen]\nchannel = "x"').account("zongwen")
    assert "zhongwen" in caught.value.write


def test_a_channel_nobody_knows():
    with pytest.raises(ConfigError, match="no channel") as caught:
        settings('[accounts.zhongwen]\nchannel = "weibo"').account("zhongwen")
    assert caught.value.at == "crosspost.toml: accounts.zhongwen.channel"
