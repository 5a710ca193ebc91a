"""Each secret of an account, looked up where people keep them, one place after another.

The last place is the system's own store, where there is one: macOS Keychain, Windows Credential
Locker, Secret Service or KWallet, by the library ``keyring``. Entries belong to the service
``crosspost``: ``keyring get crosspost zhongwen/token`` shows one.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ConfigError, either, system_reason
from ..model.channel_spec import AccountRule, Secret
from ..redaction import Hidden, remember
from ..translations import worded

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

KEYRING_SERVICE = "crosspost"


def keyring_title() -> str:
    """What the system's keyring is called, or an empty string where there is none."""
    backend = _keyring()
    return backend.name if backend else ""


def needed_keyring() -> str:
    """What the system's keyring is called.

    Raises:
        ConfigError: there is none.
    """
    if name := keyring_title():
        return name
    raise ConfigError("credentials.no-keyring")


def find_in_keyring(entry: str) -> str | None:
    """The secret under *entry*, or nothing.

    Raises:
        ConfigError: the keyring is there but does not answer: locked, say.
    """
    backend = _keyring()
    if not backend:
        return None
    with _answering():
        return backend.get_password(KEYRING_SERVICE, entry) or None


def keep_in_keyring(entry: str, secret: str) -> None:
    """Put *secret* under *entry*, in place of what is there.

    Raises:
        ConfigError: there is no keyring, or it does not take it.
    """
    backend = _keyring()
    if not backend:
        raise ConfigError("credentials.no-keyring")
    with _answering():
        backend.set_password(KEYRING_SERVICE, entry, secret)


def _keyring() -> "KeyringBackend | None":
    """The keyring, unless it is one of those that stand for having none."""
    if not find_spec("keyring"):
        return None
    import keyring.backends.fail  # noqa: PLC0415 - a tenth of a second
    import keyring.backends.null  # noqa: PLC0415

    try:
        backend = keyring.get_keyring()
    except RuntimeError:  # a user without a home, as in a container, has no keyring either
        return None
    none = keyring.backends.fail.Keyring | keyring.backends.null.Keyring
    return None if isinstance(backend, none) else backend


@contextmanager
def _answering() -> Iterator[None]:
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        yield
    except KeyringError as error:
        reason = str(error) or type(error).__name__
        raise ConfigError("credentials.keyring-silent", reason=reason) from error


def variable(account: str, key: str) -> str:
    """The environment variable for one secret of one account.

    What is neither letter nor digit becomes ``_``; letters of any script stay.

    >>> variable("my-board", "token"), variable("中文号", "api_key")
    ('CROSSPOST_MY_BOARD_TOKEN', 'CROSSPOST_中文号_API_KEY')
    """
    parts = ("crosspost", account, key)
    return "_".join("".join(c if c.isalnum() else "_" for c in part) for part in parts).upper()


class AccountCredentials:
    """The secrets of one account; looked up each time, so that none is held here.

    Args:
        account: its name in ``crosspost.toml``.
        rule: what the channel asks for.
        dotenv: a ``.env`` file that ``crosspost.toml`` opts into.
        given: what a program gave by key; it goes before every other place.
        given_as: what that place is called.
    """

    def __init__(
        self,
        account: str,
        rule: AccountRule,
        dotenv: Path | None = None,
        given: Mapping[str, Hidden] = {},
        given_as: str = "code",
    ) -> None:
        self.account = account
        self.rule = rule
        self.dotenv = dotenv
        self.given = given
        self.given_as = given_as

    def __repr__(self) -> str:
        return f"AccountCredentials({self.account!r})"

    def get(self, key: str) -> str:
        """The secret *key*; see `Credentials.get`."""
        place = next(self._found(key), None)
        if place is None:
            secret = self._secret(key)
            raise ConfigError(
                "credentials.missing",
                location=f"accounts.{self.account}",
                key=key,
                description=worded(secret.description),
                variables=either([variable(self.account, key), *secret.env]),
                account=self.account,
            )
        return place[1]

    def find(self, key: str) -> str | None:
        """The secret *key*, or nothing; see `Credentials.find`."""
        if self._secret(key).needed:
            return next((value for _, value in self._found(key)), None)
        with suppress(ConfigError):  # a locked keyring is no reason to fail for what can be spared
            return next((value for _, value in self._found(key)), None)
        return None

    def source(self, key: str) -> str:
        """Where *key* comes from; see `Credentials.source`."""
        return next((place for place, _ in self._found(key)), "")

    def keep(self, key: str, value: str) -> None:
        """Store *key* in the keyring; see `Credentials.keep`."""
        keep_in_keyring(self._entry(key), remember(value))

    def _found(self, key: str) -> Iterator[tuple[str, str]]:
        """Each place that has *key*, the first one first, with what it has there."""
        if key in self.given:
            yield self.given_as, self.given[key].reveal()
        names = (variable(self.account, key), *self._secret(key).env)
        for name in names:
            if value := os.environ.get(name, "").strip():
                yield f"environment {name}", remember(value)
        if self.dotenv:
            table = read_dotenv(self.dotenv)
            for name in names:
                if value := (table.get(name) or "").strip():
                    yield f"{self.dotenv} {name}", remember(value)
        if value := find_in_keyring(self._entry(key)) or "":
            yield f"keyring {self._entry(key)}", remember(value)

    def _secret(self, key: str) -> Secret:
        return self.rule.secrets.get(
            key, Secret(description={"en": "a secret of its own", "zh": "自有的密钥"})
        )

    def _entry(self, key: str) -> str:
        return f"{self.account}/{key}"


def read_dotenv(path: Path) -> Mapping[str, str | None]:
    """The variables that the ``.env`` file *path* sets; the environment itself stays as it is.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        from dotenv import dotenv_values  # noqa: PLC0415 - only where someone opts in

        with path.open(encoding="utf-8") as file:
            return dotenv_values(stream=file, interpolate=False)
    except ModuleNotFoundError as error:
        raise ConfigError("credentials.needs-dotenv", location=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigError("file.not-utf-8", location=str(path), offset=error.start) from None
    except OSError as error:
        raise ConfigError(
            "credentials.env-file-unreadable", location=str(path), reason=system_reason(error)
        ) from error
