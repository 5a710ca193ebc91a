"""Keyrings: the system's own store of secrets, where there is one.

macOS Keychain, Windows Credential Locker, Secret Service or KWallet, by the library ``keyring``.
Entries belong to the service ``crosspost``: ``keyring get crosspost zhongwen/token`` shows one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ..errors import ConfigError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "crosspost"


def title() -> str:
    """What the system's keyring is called, or an empty string where there is none."""
    backend = _backend()
    return backend.name if backend else ""


def needed() -> str:
    """What the system's keyring is called.

    Raises:
        ConfigError: there is none.
    """
    if name := title():
        return name
    raise ConfigError("credentials.no-keyring")


def find(entry: str) -> str | None:
    """The secret under *entry*, or nothing.

    Raises:
        ConfigError: the keyring is there but does not answer: locked, say.
    """
    backend = _backend()
    if not backend:
        return None
    with _answering():
        return backend.get_password(SERVICE, entry) or None


def store(entry: str, secret: str) -> None:
    """Put *secret* under *entry*, in place of what is there.

    Raises:
        ConfigError: there is no keyring, or it does not take it.
    """
    backend = _backend()
    if not backend:
        raise ConfigError("credentials.no-keyring")
    with _answering():
        backend.set_password(SERVICE, entry, secret)


def _backend() -> "KeyringBackend | None":
    """The keyring, unless it is one of those that stand for having none."""
    if not find_spec("keyring"):
        return None
    import keyring.backends.fail  # noqa: PLC0415 - a tenth of a second
    import keyring.backends.null  # noqa: PLC0415

    backend = keyring.get_keyring()
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
