"""Accounts: ``crosspost.toml``, where a person says which channels they use and how.

::

    [accounts.zhongwen]  # a name of your own: crosspost preview post.md --to zhongwen
    channel = "x"  # an entry of the book
    languages = ["zh"]  # and any key of its layout, changed (see docs/accounts.md)

The working folder's file wins over the one in the user's configuration folder, account by
account. Secrets have no place here.
"""

import tomllib
from pathlib import Path

import msgspec

from .book import load, names
from .errors import ConfigError
from .layout import Changes, changed
from .profile import Account
from .record import Record

FILE = "crosspost.toml"


class Entry(Record):
    """One account as a file says it: a channel, and what is otherwise there."""

    at: str
    """The file and the key."""
    channel: str
    changes: Changes


class Settings(Record):
    """What every ``crosspost.toml`` that was found says."""

    accounts: dict[str, Entry] = {}

    def account(self, name: str) -> Account:
        """The account *name*: its channel's entry of the book with its own changes.

        Raises:
            ConfigError: there is no such account, or no such channel.
            BookError: its channel's entry cannot be read.
        """
        if name not in self.accounts:
            known = f"one of {', '.join(self.accounts)}" if self.accounts else _example(name)
            found = f'no account "{name}"'
            raise ConfigError(found, at=FILE, write=known)
        entry = self.accounts[name]
        if entry.channel not in (known_channels := names()):
            found = f'no channel "{entry.channel}"'
            at = f"{entry.at}.channel"
            raise ConfigError(found, at=at, write=", ".join(known_channels))
        profile = load(entry.channel)
        return Account(name=name, profile=profile, layout=changed(profile.layout, entry.changes))


def channel_account(name: str) -> Account:
    """The channel *name* as the book has it, nothing changed."""
    profile = load(name)
    return Account(name=profile.name, profile=profile, layout=profile.layout)


def read() -> Settings:
    """The settings of the user's configuration folder and of the working folder.

    Raises:
        ConfigError: a file cannot be read: which key, and what is wrong with it.
    """
    from platformdirs import user_config_path  # noqa: PLC0415 - only where settings matter

    accounts: dict[str, Entry] = {}
    for path in (user_config_path("crosspost") / FILE, Path(FILE)):
        if path.is_file():
            accounts |= _entries(path)
    return Settings(accounts=accounts)


def _entries(path: Path) -> dict[str, Entry]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(error), at=str(path), write="TOML in UTF-8") from error
    unknown = [key for key in tables if key != "accounts"]
    if unknown:
        found = f'unknown key "{unknown[0]}"'
        raise ConfigError(found, at=f"{path}: {unknown[0]}", write=_example("NAME"))
    accounts = tables.get("accounts", {})
    if not isinstance(accounts, dict):
        found = "not a table"
        raise ConfigError(found, at=f"{path}: accounts", write=_example("NAME"))
    return {name: _entry(table, name, path) for name, table in accounts.items()}


def _entry(table: object, name: str, path: Path) -> Entry:
    at = f"{path}: accounts.{name}"
    if not isinstance(table, dict) or not isinstance(table.get("channel"), str):
        found = "names no channel"
        raise ConfigError(found, at=at, write=_example(name))
    layout = {key: value for key, value in table.items() if key != "channel"}
    try:
        changes = msgspec.convert(layout, Changes)
    except msgspec.ValidationError as error:
        from .misfit import misfit  # noqa: PLC0415 - only for an error

        wrong = misfit(error, layout, Changes)
        raise ConfigError(wrong.found, at=f"{at}.{wrong.key}", write=wrong.write) from error
    return Entry(at=at, channel=table["channel"], changes=changes)


def _example(name: str) -> str:
    return f'[accounts.{name}] and under it channel = "x"'
