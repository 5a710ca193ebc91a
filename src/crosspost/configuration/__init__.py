"""Accounts: ``crosspost.toml``, where a person says which channels they use and how.

::

    env_file = ".env"  # secrets may come from there
    ledger = "postgresql+psycopg://db.example/crosspost"  # else a file in the user's data folder

    [notify]  # whom a worker tells when something needs a person (see notify)
    account = "me"

    [webhooks.newsroom]  # a program that is told what happened (see webhooks)
    url = "https://hooks.example/crosspost"

    [accounts.zhongwen]  # a name of your own: crosspost preview post.md --to zhongwen
    channel = "telegram"  # a channel: see crosspost channels
    chat = "@zhongwen"  # what the channel needs (see docs/accounts.md)
    languages = ["zh"]  # and any key of its layout, changed

The working folder's file wins over the one in the user's configuration folder, account by
account; what reaches further than a draft it says only once it is trusted (see `trust`). A file
that is named, by ``--config``, ``CROSSPOST_CONFIG`` or `config`, is read alone and is trusted.
Secrets have no place here.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from msgspec import structs

from .._validation import alike
from ..errors import ConfigError, several, within
from ..redaction import Hidden
from ..registry import TomlTable, user_config_folder
from ..translations import Phrase
from . import trust
from .settings import FILE, Entry, Settings
from .tables import read_notify, text_value, unknown_key
from .webhooks import read_webhooks

__all__ = ["FILE", "Entry", "Settings", "config", "places", "read", "read_file", "wishes_of"]

VARIABLE = "CROSSPOST_CONFIG"
"""Names the file that is read in place of those that are looked for."""
KEYS = ("accounts", "ledger", "env_file", "notify", "webhooks")
"""What a file may say."""


def config(
    source: str | PurePath | Mapping[str, object] | None = None,
    *,
    secrets: Mapping[str, Mapping[str, str]] = {},
) -> Settings:
    """Accounts and all that belongs to them, from a file or from code.

    What it gives is the ``config`` of `publish`, `schedule`, `update` and `delete`; its method
    ``account`` gives what `render` takes.

    Args:
        source: the path of a file, which is read alone and trusted; or a mapping of what such a
            file says; or nothing for the file that ``CROSSPOST_CONFIG`` names, else those of the
            user's configuration folder and of the working folder, as the command line finds them.
        secrets: by account and key, what the program knows itself. They are looked at before the
            environment and the keyring, and no repr, log or error shows them.

    Raises:
        ConfigError: it cannot be read, or names what is not there: which key.

    >>> mine = config(
    ...     {"accounts": {"公告": {"channel": "telegram", "chat": "@gonggao"}}},
    ...     secrets={"公告": {"token": "123456:AbCdEf"}},
    ... )
    >>> mine.account("公告").spec.title, list(mine.accounts)
    ('Telegram', ['公告'])
    >>> config({"accounts": {"公告": {"chanel": "telegram"}}})
    Traceback (most recent call last):
    crosspost.errors.ConfigError: config: accounts.公告.chanel: unknown key "chanel"
      hint: did you mean channel?
    """
    if source is None:
        found = read()
    elif isinstance(source, str | PurePath):
        found = read_file(Path(source).expanduser())
    else:
        found = _read(_tables(source), Path(), "config")
    return _with_secrets(found, secrets)


def _tables(source: object) -> TomlTable:
    """What code hands over in place of a file."""
    if isinstance(source, Mapping):
        return {str(key): _as_file(value) for key, value in source.items()}
    expected = ["str", "Path", "dict"]
    raise ConfigError("value.wrong-type", location="source", expected=expected, value=repr(source))


def _as_file(value: Any) -> Any:  # noqa: ANN401 - whatever code hands over
    """*value* as TOML would have it: tables, lists, texts and numbers."""
    if isinstance(value, Mapping):
        return _tables(value)
    if isinstance(value, list | tuple):
        return [_as_file(each) for each in value]
    return str(value) if isinstance(value, PurePath) else value


def _with_secrets(settings: Settings, secrets: Mapping[str, Mapping[str, str]]) -> Settings:
    """*settings* with what a program knows itself; each is one that its channel asks for."""
    for name, given in secrets.items():
        known = settings.account(name).spec.account.secrets
        for key, value in given.items():
            at = f"secrets.{name}.{key}"
            if key not in known:
                raise unknown_key(key, tuple(known), at)
            if not isinstance(value, str) or not value:
                raise ConfigError("value.no-secret", location=at)
    hidden = {
        name: {key: Hidden(value) for key, value in given.items()}
        for name, given in secrets.items()
    }
    return structs.replace(settings, secrets=hidden)


def read_file(path: Path) -> Settings:
    """The settings of the file *path* alone; whoever names it trusts it.

    Raises:
        ConfigError: it cannot be read: which key, and what is wrong with it.
    """
    return _read(_parsed(path, trust.file_bytes(path)), path.parent, str(path))


def places() -> tuple[Path, ...]:
    """Where accounts are read from, whether or not there is a file; the later wins."""
    if named := os.environ.get(VARIABLE):
        return (Path(named).expanduser(),)
    return user_config_folder() / FILE, Path(FILE)


def read(*, for_drafts: bool = False) -> Settings:
    """The settings of the file that ``CROSSPOST_CONFIG`` names; else of the user's two.

    Those are of the user's configuration folder and of the working folder.

    Args:
        for_drafts: nothing is wanted of them but how posts are written down: a working folder's
            file that is not trusted says that all the same, and nothing else.

    Raises:
        ConfigError: a file cannot be read: which key, and what is wrong with it; or the working
            folder's is not trusted: what it wants to do.
    """
    if os.environ.get(VARIABLE):
        return read_file(*places())
    own, here = places()
    found = read_file(own) if own.is_file() else Settings()
    if not here.is_file() or (own.is_file() and here.samefile(own)):
        return found
    data = trust.file_bytes(here)
    tables = _parsed(here, data)
    wishes = trust.wishes(tables, found.accounts)
    if wishes and not trust.is_trusted(here, data):
        _read(tables, here.parent, str(here))  # a mistake in it first: no wish shows a password
        if not for_drafts:
            raise ConfigError("config.not-trusted", location=str(here), wishes=wishes)
        tables = trust.without_wishes(tables, found.accounts)
    working = _read(tables, here.parent, str(here))
    return Settings(
        accounts=found.accounts | working.accounts,
        ledger=working.ledger or found.ledger,
        env_file=working.env_file or found.env_file,
        notify=working.notify or found.notify,
        webhooks=found.webhooks | working.webhooks,
    )


def wishes_of(path: Path) -> list[Phrase]:
    """What the file *path* wants to do that needs trust.

    Raises:
        ConfigError: it cannot be read: which key, and what is wrong with it.
    """
    own = user_config_folder() / FILE
    tables = _parsed(path, trust.file_bytes(path))
    _read(tables, path.parent, str(path))
    accounts = _parsed(own, trust.file_bytes(own)).get("accounts", {}) if own.is_file() else {}
    return trust.wishes(tables, accounts)


def _parsed(path: Path, data: bytes) -> TomlTable:
    try:
        return tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError("config.not-toml", location=str(path), reason=str(error)) from error


def _read(tables: TomlTable, folder: Path, at: str) -> Settings:
    """What *tables* say, which stand in *folder*; *at* is what errors call them.

    Raises:
        ConfigError: the first mistake; other keys and accounts that are wrong are its ``others``.
    """
    wrong = [unknown_key(key, KEYS, within(at, key)) for key in tables if key not in KEYS]
    accounts = tables.get("accounts", {})
    if not isinstance(accounts, dict):
        raise ConfigError("config.accounts-not-a-table", location=within(at, "accounts"))
    entries: dict[str, Entry] = {}
    for name, table in accounts.items():
        try:
            entries[name] = _account_entry(table, name, folder, within(at, f"accounts.{name}"))
        except ConfigError as error:
            wrong.append(error)
    if wrong:
        raise several(wrong)
    env_file = text_value(tables.get("env_file", ""), within(at, "env_file"))
    return Settings(
        accounts=entries,
        ledger=_ledger(text_value(tables.get("ledger", ""), within(at, "ledger")), folder) or None,
        env_file=folder / Path(env_file).expanduser() if env_file else None,
        notify=read_notify(tables["notify"], within(at, "notify")) if "notify" in tables else None,
        webhooks=read_webhooks(tables.get("webhooks", {}), within(at, "webhooks")),
    )


def _ledger(url: str, folder: Path) -> str:
    """The ledger's URL; a file's path starts from the *folder* of the file that names it.

    >>> _ledger("sqlite:///账本.sqlite3", Path("/home/me"))
    'sqlite:////home/me/账本.sqlite3'
    """
    kind, between, path = url.partition(":///")
    if not kind.startswith("sqlite") or not path or path == ":memory:":
        return url
    return f"{kind}{between}{(folder / path).absolute()}"


def _account_entry(table: object, name: str, folder: Path, at: str) -> Entry:
    if not name.isprintable():  # it is shown wherever the account is
        raise ConfigError("account.name-unprintable", location=at)
    if isinstance(table, dict) and "channel" not in table and (slips := alike("channel", table)):
        raise unknown_key(slips[0], ("channel",), f"{at}.{slips[0]}")
    if not isinstance(table, dict) or not isinstance(table.get("channel"), str):
        raise ConfigError("account.no-channel", location=at, account=name)
    return Entry(at=at, table=table, folder=folder)
