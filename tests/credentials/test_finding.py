"""Where secrets are found: one place after another, and a clear word where they are nowhere."""

import os
from pathlib import Path

import keyring
import pytest

from crosspost import registry
from crosspost.credentials.lookup import AccountCredentials, read_dotenv, variable
from crosspost.errors import ConfigError
from tests.credentials.conftest import Memory

DOTENV = Path(".env")


def board() -> AccountCredentials:
    return AccountCredentials("公告-board", registry.load_channel("telegram").account, DOTENV)


def test_the_first_place_wins(memory: Memory, monkeypatch: pytest.MonkeyPatch):
    """From the last place to the first: each one hides those before it."""
    memory.kept["crosspost", "公告-board/token"] = "from keyring"
    DOTENV.write_text("", encoding="utf-8")
    places = [(board().source("token"), board().get("token"))]
    DOTENV.write_text("TELEGRAM_BOT_TOKEN='from 文件 ${HOME}'\n", encoding="utf-8")
    places.append((board().source("token"), board().get("token")))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", " from usual variable\n")
    places.append((board().source("token"), board().get("token")))
    monkeypatch.setenv("CROSSPOST_公告_BOARD_TOKEN", "from own variable")
    places.append((board().source("token"), board().get("token")))
    assert places == [
        ("keyring 公告-board/token", "from keyring"),
        (".env TELEGRAM_BOT_TOKEN", "from 文件 ${HOME}"),
        ("environment TELEGRAM_BOT_TOKEN", "from usual variable"),
        ("environment CROSSPOST_公告_BOARD_TOKEN", "from own variable"),
    ]


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch):
    DOTENV.write_text("TELEGRAM_BOT_TOKEN=\n", encoding="utf-8")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", " ")
    assert board().find("token") is None
    assert board().source("token") == ""


def test_a_dotenv_file_changes_no_environment():
    DOTENV.write_text("TELEGRAM_BOT_TOKEN=密码-1\n", encoding="utf-8")
    assert board().get("token") == "密码-1"
    assert "TELEGRAM_BOT_TOKEN" not in os.environ


def test_nowhere():
    DOTENV.write_text("", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        board().get("token")
    assert str(caught.value) == (
        "accounts.公告-board: no token (the bot's token, from @BotFather)\n"
        "  hint: CROSSPOST_公告_BOARD_TOKEN or TELEGRAM_BOT_TOKEN into the environment, "
        "or secrets of crosspost.config()"
    )


@pytest.mark.parametrize(
    ("content", "found"),
    [(None, "cannot be read: No such file"), ("密".encode("gb18030"), "byte 0 is not UTF-8")],
)
def test_a_dotenv_file_that_cannot_be_read(content: bytes | None, found: str):
    if content is not None:
        DOTENV.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_dotenv(DOTENV)
    assert found in caught.value.message
    assert caught.value.location == ".env"


def test_login_and_back(memory: Memory):
    DOTENV.write_text("", encoding="utf-8")
    board().keep("token", "密码-2")
    assert memory.kept == {("crosspost", "公告-board/token"): "密码-2"}
    assert board().get("token") == "密码-2"


def test_nothing_is_kept_where_there_is_no_keyring():
    with pytest.raises(ConfigError, match="no keyring") as caught:
        board().keep("token", "密码-3")
    assert "密码" not in str(caught.value)


def test_a_user_without_a_home_has_no_keyring(monkeypatch: pytest.MonkeyPatch):
    """As in a container under any number that its passwd file does not have."""

    def no_home() -> None:
        raise RuntimeError

    DOTENV.write_text("", encoding="utf-8")
    monkeypatch.setattr(keyring, "get_keyring", no_home)
    assert board().find("token") is None


def test_a_locked_keyring_matters_only_to_what_is_needed(memory: Memory):
    memory.locked = True
    x = AccountCredentials("x", registry.load_channel("x").account)
    assert x.find("client_secret") is None
    with pytest.raises(ConfigError, match="keyring does not answer: locked"):
        x.find("api_key")


def test_what_an_account_is_called_in_a_variable():
    assert variable("Zhong wen.2", "app_id") == "CROSSPOST_ZHONG_WEN_2_APP_ID"
