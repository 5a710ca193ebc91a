"""Credentials: where an account's secrets come from, and how they stay secret.

First found wins: ``CROSSPOST_<ACCOUNT>_<KEY>``, the variables that people already use, a ``.env``
file that ``crosspost.toml`` opts into, the system's keyring. Never from arguments.

Every secret that is found is remembered by `scrub`, which takes it out of whatever is printed,
logged or stored. Only this protocol is known left of ``Draft``; `lookup` does the work.
"""

from typing import Protocol

from ..redaction import remember, scrub

__all__ = ["Credentials", "remember", "scrub"]


class Credentials(Protocol):
    """An account's secrets, one at a time, so that none lies about in a record."""

    def get(self, key: str) -> str:
        """The secret *key*.

        Raises:
            ConfigError: it is nowhere to be found: which variables to set.
        """
        ...

    def find(self, key: str) -> str | None:
        """The secret *key*, or nothing where the channel can do without."""
        ...

    def source(self, key: str) -> str:
        """Where it comes from (``environment TELEGRAM_BOT_TOKEN``), or an empty string."""
        ...

    def keep(self, key: str, value: str) -> None:
        """Store a secret in the keyring.

        Raises:
            ConfigError: there is no keyring, or it does not take it.
        """
        ...
