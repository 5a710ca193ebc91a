"""Keyrings: the system's own store of secrets, where there is one.

macOS Keychain, Windows Credential Locker, Secret Service or KWallet, by the library ``keyring``.
Entries belong to the service ``crosspost``: ``keyring get crosspost zhongwen/token`` shows one.
"""

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
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        return backend.get_password(SERVICE, entry) or None
    except KeyringError as error:
        raise _silent(error) from error


def store(entry: str, secret: str) -> None:
    """Put *secret* under *entry*, in place of what is there.

    Raises:
        ConfigError: there is no keyring, or it does not take it.
    """
    needed()
    import keyring  # noqa: PLC0415
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        keyring.set_password(SERVICE, entry, secret)
    except KeyringError as error:
        raise _silent(error) from error


def _backend() -> "KeyringBackend | None":
    """The keyring, unless it is one of those that stand for having none."""
    if not find_spec("keyring"):
        return None
    import keyring  # noqa: PLC0415 - a tenth of a second
    from keyring.backends import fail, null  # noqa: PLC0415

    backend = keyring.get_keyring()
    return None if isinstance(backend, fail.Keyring | null.Keyring) else backend


def _silent(error: Exception) -> ConfigError:
    return ConfigError("credentials.keyring-silent", reason=str(error) or type(error).__name__)
