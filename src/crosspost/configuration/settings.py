"""Settings: what ``crosspost.toml`` says, and each account of it.

An account's channel, its layout, and what its channel asks of it are read when it is asked for: one
that is wrong holds back no other.
"""

from pathlib import Path

import msgspec

from .._record import Record
from .._validation import alike, fitted
from ..adapters import channel_of
from ..adapters.base import Destination
from ..credentials.lookup import AccountCredentials, variable
from ..errors import ConfigError, offered
from ..files import ledger_file
from ..model.channel_spec import Account, ChannelSpec
from ..model.layout import Changes, Options, changed
from ..model.options import wrong_option
from ..redaction import Hidden
from ..registry import TomlTable, channel_names, likely_channel, load_channel, similar_names
from ..translations import worded
from .tables import (
    Notify,
    PostingPolicy,
    WatchRule,
    read_policy,
    read_watch_rule,
    server_address,
    text_value,
    unknown_key,
)
from .webhooks import WebhookTarget

FILE = "crosspost.toml"
_POSTING = ("slots", "gap", "if_late", "late_after")
"""Keys that say when an account posts; see `read_policy`."""
_WATCHING = ("watch", "watch_text")
"""Keys that say what becomes of a feed's entries; see `read_watch_rule`."""


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
    webhooks: dict[str, WebhookTarget] = {}
    """Programs that are told what happened, by name."""
    secrets: dict[str, dict[str, Hidden]] = {}
    """By account and key, what a program gave; a file never says any."""

    def account(self, name: str) -> Account:
        """The account *name*: its channel's entry with its own changes.

        Raises:
            ConfigError: there is no such account or channel, or it says what cannot be: which key.
            ChannelSpecError: its channel's entry cannot be read.
        """
        return _account(name, self._entry(name))

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
            settings=_channel_settings(self._entry(name), account.spec),
            credentials=AccountCredentials(name, rule, self.env_file, self.secrets.get(name, {})),
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

    def watch_rule(self, name: str) -> WatchRule:
        """What the account *name* makes of a feed's entries (``crosspost watch``).

        Raises:
            ConfigError: there is no such account, or it says what cannot be: which key.
        """
        entry = self._entry(name)
        return read_watch_rule(entry.table, entry.at)

    def _entry(self, name: str) -> Entry:
        if name in self.accounts:
            return self.accounts[name]
        if not self.accounts:
            raise ConfigError("account.none", location=FILE, account=name)
        choices = offered(self._meant(name), self.accounts)
        raise ConfigError("account.unknown", location=FILE, account=name, choices=choices)

    def _meant(self, name: str) -> list[str]:
        """The accounts that *name* may stand for: a slip, or what people call their channel."""
        channels = similar_names(name, channel_names())
        there = [one for one, entry in self.accounts.items() if entry.table["channel"] in channels]
        return alike(name, self.accounts, most=3) or there


def _account(name: str, entry: Entry) -> Account:
    """The account *name* as *entry* says it: its channel's entry with its own changes.

    Raises:
        ConfigError: there is no such channel, or it says what cannot be: which key.
        ChannelSpecError: its channel's entry cannot be read.
    """
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


def _spec(entry: Entry) -> ChannelSpec:
    channel = entry.table["channel"]
    if channel not in (known := channel_names()):
        raise ConfigError(
            "channel.unknown",
            location=f"{entry.at}.channel",
            channel=channel,
            choices=likely_channel(channel, known),
        )
    return load_channel(channel)


def _changes(entry: Entry, spec: ChannelSpec, name: str) -> Changes:
    """What the account changes in its channel's layout; every key is known, or it is an error."""
    layout: TomlTable = {}
    own = ("channel", "pictures_from", "fit_media", "most_messages", *_POSTING, *_WATCHING)
    known = (*own, *Changes.__struct_fields__, *spec.account.settings)
    for key, value in entry.table.items():
        at = f"{entry.at}.{key}"
        if key in spec.account.secrets:
            raise ConfigError("config.secret", location=at, account=name)
        if key not in known:
            raise unknown_key(key, known, at)
        if key in Changes.__struct_fields__:
            layout[key] = value
    return fitted(layout, Changes, ConfigError, f"{entry.at}.")


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
        for one in (text_value(each, at) for each in said)
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


def _channel_settings(entry: Entry, spec: ChannelSpec) -> dict[str, str]:
    """What the channel asks of its accounts, as *entry* says it or by default.

    Raises:
        ConfigError: one is missing or wrong: which key.
    """
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
            value = str((entry.folder / Path(text_value(value, at)).expanduser()).absolute())
        settings[key] = server_address(value, at) if key == "api" else text_value(value, at)
    return settings
