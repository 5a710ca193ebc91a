"""Accounts: ``crosspost.toml``, where a person says which channels they use and how.

::

    env_file = ".env"  # secrets may come from there
    ledger = "postgresql+psycopg://db.example/crosspost"  # else a file in the user's data folder

    [notify]  # whom a worker tells when something needs a person (see notify)
    account = "me"

    [accounts.zhongwen]  # a name of your own: crosspost preview post.md --to zhongwen
    channel = "telegram"  # a channel: see crosspost channels
    chat = "@zhongwen"  # what the channel needs (see docs/accounts.md)
    languages = ["zh"]  # and any key of its layout, changed

The working folder's file wins over the one in the user's configuration folder, account by
account; what reaches further than a draft it says only once it is trusted (see `trust`). Secrets
have no place here.
"""

import tomllib
from pathlib import Path

import msgspec

from .._record import Record, converted
from .._validation import alike, misfit
from ..adapters import channel_of
from ..adapters.base import Destination
from ..credentials.lookup import AccountCredentials, variable
from ..errors import ConfigError, system_reason
from ..files import ledger_file
from ..model.channel_spec import Account, ChannelSpec
from ..model.layout import Changes, Options, changed
from ..model.options import wrong_option
from ..registry import TomlTable, channel_names, load_channel, similar_names, user_config_folder
from ..translations import Phrase, worded
from . import trust
from .tables import Notify, PostingPolicy, address, read_notify, read_policy, text, unknown

FILE = "crosspost.toml"

_POSTING = ("slots", "gap", "if_late", "late_after")
"""Keys that say when an account posts; see `read_policy`."""


class Entry(Record):
    """One account as a file says it."""

    at: str
    """The file and the key."""
    table: TomlTable
    folder: Path = Path()
    """Of the file: where folders that it names start from."""


class Settings(Record):
    """What every ``crosspost.toml`` that was found says."""

    accounts: dict[str, Entry] = {}
    ledger: str | None = None
    """The URL of the ledger's database, where it is not the usual file."""
    env_file: Path | None = None
    """A file of variables that secrets may come from."""
    notify: Notify | None = None
    """Whom a worker tells when something needs a person."""

    def account(self, name: str) -> Account:
        """The account *name*: its channel's entry with its own changes.

        Raises:
            ConfigError: there is no such account or channel, or it says what cannot be: which key.
            ChannelSpecError: its channel's entry cannot be read.
        """
        entry = self._entry(name)
        spec = _spec(entry)
        changes = _changes(entry, spec, name)
        return Account(
            name=name,
            spec=spec,
            layout=changed(spec.layout, changes),
            options=_options(entry, spec, changes),
            pictures_from=_pictures_from(entry),
            fit_media=_fit_media(entry),
            most_messages=_most_messages(entry),
        )

    def destination(self, name: str) -> Destination:
        """The account *name* with all that sending needs; no secret is looked up yet.

        Raises:
            ConfigError: as `account`, or a setting of the channel is missing or wrong.
            ChannelSpecError: its channel's entry cannot be read.
        """
        account = self.account(name)
        same = [other for other in self.accounts if variable(other, "") == variable(name, "")]
        if len(same) > 1:
            raise ConfigError(
                "account.same-variables",
                location=self._entry(name).at,
                accounts=same,
                variables=variable(name, ""),
            )
        rule = account.spec.account
        return Destination(
            account=account,
            settings=_settings(self._entry(name), account.spec),
            credentials=AccountCredentials(name, rule, self.env_file),
        )

    def has_ledger(self) -> bool:
        """Whether there is a ledger to look into; that of a server is taken to be there."""
        kind, _, path = (self.ledger or "").partition(":///")
        if not self.ledger or not kind.startswith("sqlite"):
            return bool(self.ledger) or ledger_file().is_file()
        return Path(path).is_file()

    def posting_policy(self, name: str) -> PostingPolicy:
        """When the account *name* posts, and how close together.

        Raises:
            ConfigError: there is no such account, or it says what cannot be read: which key.
        """
        entry = self._entry(name)
        return read_policy(entry.table, entry.at)

    def _entry(self, name: str) -> Entry:
        if name in self.accounts:
            return self.accounts[name]
        if not self.accounts:
            raise ConfigError("account.none", location=FILE, account=name)
        raise ConfigError(
            "account.unknown", location=FILE, account=name, choices=list(self.accounts)
        )


def read(*, for_drafts: bool = False) -> Settings:
    """The settings of the user's configuration folder and of the working folder.

    Args:
        for_drafts: nothing is wanted of them but how posts are written down: a working folder's
            file that is not trusted says that all the same, and nothing else.

    Raises:
        ConfigError: a file cannot be read: which key, and what is wrong with it; or the working
            folder's is not trusted: what it wants to do.
    """
    own, here = user_config_folder() / FILE, Path(FILE)
    found = _read(_parsed(own, _bytes(own)), own) if own.is_file() else Settings()
    if not here.is_file() or (own.is_file() and here.samefile(own)):
        return found
    data = _bytes(here)
    tables = _parsed(here, data)
    wishes = trust.wishes(tables, found.accounts)
    if wishes and not trust.is_trusted(here, data):
        _read(tables, here)  # a mistake in it first: no wish shows a password
        if not for_drafts:
            raise ConfigError("config.not-trusted", location=str(here), wishes=wishes)
        tables = trust.without_wishes(tables, found.accounts)
    working = _read(tables, here)
    return Settings(
        accounts=found.accounts | working.accounts,
        ledger=working.ledger or found.ledger,
        env_file=working.env_file or found.env_file,
        notify=working.notify or found.notify,
    )


def wishes_of(path: Path) -> list[Phrase]:
    """What the file *path* wants to do that needs trust.

    Raises:
        ConfigError: it cannot be read: which key, and what is wrong with it.
    """
    own = user_config_folder() / FILE
    tables = _parsed(path, _bytes(path))
    _read(tables, path)
    accounts = _parsed(own, _bytes(own)).get("accounts", {}) if own.is_file() else {}
    return trust.wishes(tables, accounts)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(
            "file.cannot-read", location=str(path), reason=system_reason(error)
        ) from error


def _parsed(path: Path, data: bytes) -> TomlTable:
    try:
        return tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError("config.not-toml", location=str(path), reason=str(error)) from error


def _read(tables: TomlTable, path: Path) -> Settings:
    for key in tables:
        if key not in Settings.__struct_fields__:
            raise unknown(key, Settings.__struct_fields__, f"{path}: {key}")
    accounts = tables.get("accounts", {})
    if not isinstance(accounts, dict):
        raise ConfigError("config.accounts-not-a-table", location=f"{path}: accounts")
    env_file = text(tables.get("env_file", ""), f"{path}: env_file")
    return Settings(
        accounts={name: _account_entry(table, name, path) for name, table in accounts.items()},
        ledger=_ledger(text(tables.get("ledger", ""), f"{path}: ledger"), path.parent) or None,
        env_file=path.parent / Path(env_file).expanduser() if env_file else None,
        notify=_notify(tables, path),
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


def _notify(tables: TomlTable, path: Path) -> Notify | None:
    if "notify" not in tables:
        return None
    return read_notify(tables["notify"], f"{path}: notify")


def _account_entry(table: object, name: str, path: Path) -> Entry:
    at = f"{path}: accounts.{name}"
    if not name.isprintable():  # it is shown wherever the account is
        raise ConfigError("account.name-unprintable", location=at)
    if isinstance(table, dict) and "channel" not in table and (slips := alike("channel", table)):
        raise unknown(slips[0], ("channel",), f"{at}.{slips[0]}")
    if not isinstance(table, dict) or not isinstance(table.get("channel"), str):
        raise ConfigError("account.no-channel", location=at, account=name)
    return Entry(at=at, table=table, folder=path.parent)


def _spec(entry: Entry) -> ChannelSpec:
    channel = entry.table["channel"]
    if channel not in (known := channel_names()):
        raise ConfigError(
            "channel.unknown",
            location=f"{entry.at}.channel",
            channel=channel,
            choices=similar_names(channel, known) or known,
        )
    return load_channel(channel)


def _changes(entry: Entry, spec: ChannelSpec, name: str) -> Changes:
    """What the account changes in its channel's layout; every key is known, or it is an error."""
    layout: TomlTable = {}
    own = ("channel", "pictures_from", "fit_media", "most_messages", *_POSTING)
    known = (*own, *Changes.__struct_fields__, *spec.account.settings)
    for key, value in entry.table.items():
        at = f"{entry.at}.{key}"
        if key in spec.account.secrets:
            raise ConfigError("config.secret", location=at, account=name)
        if key not in known:
            raise unknown(key, known, at)
        if key in Changes.__struct_fields__:
            layout[key] = value
    try:
        return converted(layout, Changes)
    except msgspec.ValidationError as error:
        wrong = misfit(error, layout, Changes)
        raise ConfigError(wrong.code, location=f"{entry.at}.{wrong.key}", **wrong.values) from error


def _options(entry: Entry, spec: ChannelSpec, changes: Changes) -> Options:
    """What the account chooses of its channel's own options."""
    if changes.options is msgspec.UNSET:
        return {}
    if wrong := wrong_option(changes.options, spec.options, channel_of(spec).choices):
        at = f"{entry.at}.options.{wrong.name}"
        raise ConfigError(wrong.code, location=at, **wrong.values)
    return changes.options


def _pictures_from(entry: Entry) -> tuple[str, ...]:
    """Folders as whole paths, and beginnings of addresses as they are."""
    at = f"{entry.at}.pictures_from"
    said = entry.table.get("pictures_from", [])
    if not isinstance(said, list):
        raise ConfigError("value.not-a-list", location=at, key="pictures_from")
    return tuple(
        one if "://" in one else str((entry.folder / Path(one).expanduser()).absolute())
        for one in (text(each, at) for each in said)
    )


def _fit_media(entry: Entry) -> bool:
    said = entry.table.get("fit_media", False)
    if not isinstance(said, bool):
        at, value = f"{entry.at}.fit_media", str(said)
        raise ConfigError("value.neither-true-nor-false", location=at, value=value, key="fit_media")
    return said


def _most_messages(entry: Entry) -> int:
    said = entry.table.get("most_messages", 500)
    if not isinstance(said, int) or isinstance(said, bool) or said < 1:
        at = f"{entry.at}.most_messages"
        raise ConfigError("value.no-count", location=at, key="most_messages")
    return said


def _settings(entry: Entry, spec: ChannelSpec) -> dict[str, str]:
    """What the channel asks of its accounts, as the file says it or by default."""
    settings: dict[str, str] = {}
    for key, setting in spec.account.settings.items():
        at = f"{entry.at}.{key}"
        value = entry.table.get(key, setting.default)
        if value is None:
            raise ConfigError(
                "account.setting-missing",
                location=at,
                description=worded(setting.description),
                key=key,
            )
        if isinstance(value, bool) and setting.default in {"true", "false"}:
            value = str(value).lower()
        if isinstance(value, int) and (setting.default or "").isdecimal():
            value = str(value)
        if setting.path:
            value = str((entry.folder / Path(text(value, at)).expanduser()).absolute())
        settings[key] = address(value, at) if key == "api" else text(value, at)
    return settings
