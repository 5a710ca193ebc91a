"""Trying an account before anything is written, and keeping what works.

Secrets go into the system's keyring or, where there is none, into the ``env_file``; all else into
``crosspost.toml``.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import structs

from .. import configuration, files
from .._record import Record
from ..adapters import channel_of
from ..adapters.base import Destination, Identity
from ..configuration.editing import add_account, file_to_edit
from ..credentials import remember
from ..credentials.lookup import (
    AccountCredentials,
    keep_in_keyring,
    keyring_title,
    read_dotenv,
    variable,
)
from ..errors import ConfigError, phrase, system_reason
from ..model.channel_spec import ChannelSpec
from ..redaction import Hidden
from ..registry import home_relative, load_channel

ENV_FILE = ".env"
"""Beside the ``crosspost.toml`` that names it, where the system has no keyring."""


class NewAccount(Record):
    """What ``crosspost.toml`` is to say; no secret is in it."""

    name: str
    channel: str
    settings: dict[str, str] = {}

    @property
    def spec(self) -> ChannelSpec:
        """The channel's entry."""
        return load_channel(self.channel)

    @property
    def table(self) -> dict[str, str | bool]:
        """As the file has it."""
        return {"channel": self.channel, **self.settings}


class Kept(Record):
    """Where an account was written down."""

    file: Path
    secrets: str = ""
    """The keyring's name, or the file of secrets; nothing where it has none."""
    hidden_by: str = ""
    """Where a secret is found before that place, so that it is that one that holds."""


def free_name(channel: str) -> str:
    """A name for a new account on *channel* that no account has.

    >>> free_name("没有的渠道")
    '没有的渠道'
    """
    taken = configuration.read(for_drafts=True).accounts
    names = (channel, *(f"{channel}-{count}" for count in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def check_name(name: str) -> None:
    """Refuse a *name* that no new account can have.

    Raises:
        ConfigError: another account has it, or its variables; or it cannot be shown.
    """
    taken = configuration.read(for_drafts=True).accounts
    if not name or not name.isprintable():
        raise ConfigError("account.name-unprintable", location=configuration.FILE)
    same = [one for one in taken if variable(one, "") == variable(name, "")]
    if same:
        raise ConfigError("account.there-already", location=configuration.FILE, account=same[0])


def destination_of(new: NewAccount, secrets: Mapping[str, str]) -> Destination:
    """The account as it would be read from the file, with *secrets* as they were just typed.

    Raises:
        ConfigError: a setting is missing or wrong.
    """
    folder = file_to_edit().parent
    entry = configuration.Entry(at=f"accounts.{new.name}", table=new.table, folder=folder)
    typed = {key: Hidden(value) for key, value in secrets.items() if value}
    there = configuration.Settings(accounts={new.name: entry}).destination(new.name)
    rule, said = new.spec.account, str(phrase("secret.typed"))
    return structs.replace(
        there, credentials=AccountCredentials(new.name, rule, given=typed, given_as=said)
    )


def tried(new: NewAccount, secrets: Mapping[str, str]) -> Identity:
    """Who we are there: the account signs in with *secrets*, and nothing is written.

    Raises:
        ConfigError: a setting or a secret is missing or wrong.
        SendError: the channel does not let us in, or cannot be asked now.
    """
    return identity_of(destination_of(new, secrets))


def identity_of(destination: Destination) -> Identity:
    """Who the account is there and what it may do.

    Raises:
        ConfigError: a secret is missing or wrong.
        SendError: the channel does not let us in, or cannot be asked now.
    """
    connection = channel_of(destination.account.spec).connect(destination)
    try:
        return connection.whoami()
    finally:
        connection.close()


def kept(new: NewAccount, secrets: Mapping[str, str]) -> Kept:
    """Write the account down; from then on every command knows it.

    Raises:
        ConfigError: its secrets or the file cannot be written; a secret that was written already
            is written over the next time.
    """
    path = file_to_edit()
    said = {key: value for key, value in secrets.items() if value}
    keyring = keyring_title()
    settings = configuration.read()
    env_file = settings.env_file or path.parent / ENV_FILE
    in_file = bool(said) and not keyring
    place = keep_secrets(new.name, said, env_file)
    named = ENV_FILE if in_file and settings.env_file is None else ""
    add_account(path, new.name, new.table, env_file=named)
    return Kept(
        file=path,
        secrets=place if said else "",
        hidden_by=hidden_by(new.name, said),
    )


def keep_secrets(account: str, said: Mapping[str, str], env_file: Path | None) -> str:
    """Put the secrets of *account* into the system's keyring or, without one, into *env_file*.

    Returns:
        Where they are now.

    Raises:
        ConfigError: there is neither, or it cannot be written.
    """
    keyring = keyring_title()
    if not keyring and env_file is None:
        raise ConfigError("credentials.no-keyring")
    for key, value in said.items():
        if keyring or env_file is None:
            keep_in_keyring(f"{account}/{key}", remember(value))
        else:
            _keep_in_env_file(env_file, variable(account, key), remember(value))
    return keyring or home_relative(str(env_file.absolute() if env_file else ""))


def _keep_in_env_file(path: Path, name: str, secret: str) -> None:
    """Set a variable in a ``.env`` file, which is its owner's alone from then on.

    Every other line of it stays as it is. A file that is not there is made.

    Raises:
        ConfigError: it cannot be written, or cannot hold this secret.
    """
    try:
        from dotenv import set_key  # noqa: PLC0415 - an extra brings it

        if not path.parent.is_dir():
            files.make_private_folder(path.parent)
        if not path.exists():
            files.replace_file(path, b"", private=True)
        files.mend(path, files.OWNER)
        set_key(os.path.realpath(path), name, secret, quote_mode="always", encoding="utf-8")
        files.mend(path, files.OWNER)
    except ModuleNotFoundError as error:
        raise ConfigError("credentials.needs-dotenv", location=str(path)) from error
    except OSError as error:
        reason = system_reason(error)
        raise ConfigError("file.cannot-write", location=str(path), reason=reason) from error
    if read_dotenv(path).get(name) != secret:
        raise ConfigError("credentials.not-kept", location=str(path), variable=name)


def hidden_by(account: str, said: Mapping[str, str]) -> str:
    """Where another value of a secret is found first: a variable of the environment."""
    credentials = configuration.read().destination(account).credentials
    return next(
        (credentials.source(key) for key, value in said.items() if credentials.find(key) != value),
        "",
    )
