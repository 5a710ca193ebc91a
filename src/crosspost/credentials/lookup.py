"""Finding: each secret of an account looked up where people keep them, one place after another."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from ..errors import ConfigError, either, system_reason
from ..model.channel_spec import AccountRule, Secret
from ..redaction import remember
from . import keyrings


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
    """

    def __init__(self, account: str, rule: AccountRule, dotenv: Path | None = None) -> None:
        self.account = account
        self.rule = rule
        self.dotenv = dotenv

    def __repr__(self) -> str:
        return f"AccountCredentials({self.account!r})"

    def get(self, key: str) -> str:
        """The secret *key*; see `Credentials.get`."""
        place = next(self._found(key), None)
        if place is None:
            secret = self._secret(key)
            " or ".join([variable(self.account, key), *secret.env])
            raise ConfigError(
                "credentials.missing",
                location=f"accounts.{self.account}",
                key=key,
                description=secret.description,
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
        keyrings.store(self._entry(key), remember(value))

    def _found(self, key: str) -> Iterator[tuple[str, str]]:
        """Each place that has *key*, the first one first, with what it has there."""
        names = (variable(self.account, key), *self._secret(key).env)
        for name in names:
            if value := os.environ.get(name, "").strip():
                yield f"environment {name}", remember(value)
        if self.dotenv:
            table = read_dotenv(self.dotenv)
            for name in names:
                if value := (table.get(name) or "").strip():
                    yield f"{self.dotenv} {name}", remember(value)
        if value := keyrings.find(self._entry(key)) or "":
            yield f"keyring {self._entry(key)}", remember(value)

    def _secret(self, key: str) -> Secret:
        return self.rule.secrets.get(key, Secret(description="a secret of its own"))

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
