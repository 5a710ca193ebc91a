"""A keyring in memory, a data folder of the test's own, and no variable of the one who runs it."""

import os
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked


class Memory(KeyringBackend):
    """A keyring that forgets; *locked*, it does not answer."""

    priority = 1.0
    name = "memory"

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def _answer(self) -> dict[tuple[str, str], str]:
        if self.locked:
            said = "locked"
            raise KeyringLocked(said)
        return self.kept

    def get_password(self, service: str, username: str) -> str | None:
        return self._answer().get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._answer()[service, username] = password


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this computer's is read, nothing is left on it."""
    for name in list(os.environ):
        if name.startswith(("CROSSPOST_", "X_", "TWITTER_", "TELEGRAM_", "WECHAT_", "MASTODON_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("CROSSPOST_TRUST", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("crosspost.redaction._forms", {})
    monkeypatch.setattr("keyring.core._keyring_backend", fail.Keyring())  # as on a server


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Memory:
    """As on a desktop."""
    backend = Memory()
    monkeypatch.setattr("crosspost.redaction._forms", {})
    monkeypatch.setattr("keyring.core._keyring_backend", backend)
    assert keyring.get_keyring() is backend
    return backend
