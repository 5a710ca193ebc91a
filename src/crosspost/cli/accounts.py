"""``crosspost accounts``: which there are, where their secrets come from, and whether they work."""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator, Sequence

from .._record import json_text
from ..adapters.base import Destination, Identity
from ..configuration import Settings
from ..connecting.keep import identity_of
from ..counting import unit_label
from ..errors import CrosspostError, within
from ..model.channel_spec import Secret
from ._options import checked_account, read_settings
from ._output import code_of, complain, text
from ._table import columns, terminal_room

HEADINGS = ("account", "channel", "secret", "comes-from")


def list_accounts(options: argparse.Namespace) -> int:
    """Every secret of every account a row; what is missing says so."""
    settings = read_settings()
    if options.format == "json":
        return _listed_as_json(settings)
    rows, failed = [tuple(text(f"heading.{name}") for name in HEADINGS)], 0
    for name in settings.accounts:
        try:
            rows += list(_rows(settings.destination(name)))
            checked_account(settings, name)
        except CrosspostError as error:
            failed += 1
            complain(str(error))
    if failed < len(settings.accounts):
        names = max(len(channel.partition(" (")[0]) for _, channel, *_ in rows)
        narrow = ((1, names), (3, 16), (2, 8), (1, 8), (1, 0))  # an address goes, a name stays
        sys.stdout.write(columns(rows, narrow=narrow, room=terminal_room()))
    return code_of(failed, len(settings.accounts))


def _listed_as_json(settings: Settings) -> int:
    """What a program reads, described in ``docs/accounts.md``; never a secret's value."""
    found: list[dict[str, object]] = []
    for name in settings.accounts:
        try:
            destination = checked_account(settings, name)
            secrets = {
                key: destination.credentials.source(key) or None
                for key in destination.account.spec.account.secrets
            }
            channel = destination.account.spec.name
            told = {"channel": channel, "settings": dict(destination.settings), "secrets": secrets}
            found.append({"name": name, **told, "error": None})
        except CrosspostError as error:
            found.append({"name": name, "error": str(error)})
    sys.stdout.write(json_text({"accounts": found}))
    return code_of(sum(one["error"] is not None for one in found), len(found))


def _rows(destination: Destination) -> Iterator[tuple[str, str, str, str]]:
    """The account's secrets with where each comes from, its name and channel in the first row."""
    account, credentials = destination.account, destination.credentials
    rule = account.spec.account
    first, channel = account.name, account.spec.name
    api = destination.settings.get("api")
    if api and api != rule.settings["api"].default:
        channel += f" ({api})"
    shown = 0
    for key, secret in rule.secrets.items():
        source = credentials.source(key)
        if source or (secret.needed and not credentials.source(secret.unless)):
            yield first, channel, key, source or _missing(secret)
            first = channel = ""
            shown += 1
    if not shown:
        yield first, channel, "", text("secret.none-needed")


def _missing(secret: Secret) -> str:
    if secret.unless:
        return text("secret.missing-unless", other=secret.unless)
    return text("secret.missing")


def check(options: argparse.Namespace) -> int:
    """Sign in to each; what is wrong with one stops no other."""
    settings = read_settings()
    wanted = list(dict.fromkeys(options.account)) or list(settings.accounts)
    if options.format == "json":
        return _checked_as_json(settings, wanted)
    failed = 0
    for name in wanted:
        try:
            destination = settings.destination(name)
            identity = identity_of(destination)
            lines = list(_lines(identity))
            _take_note(destination, identity, settings)
        except CrosspostError as error:
            failed += 1
            named = name in error.location + error.message
            complain(str(error) if named else within(name, str(error)))
        else:
            sys.stdout.write("\n  ".join([within(name, lines[0]), *lines[1:]]) + "\n")
            sys.stdout.flush()
    return code_of(failed, len(wanted))


def _checked_as_json(settings: Settings, wanted: Sequence[str]) -> int:
    """What a program reads, described in ``docs/accounts.md``."""
    found: list[dict[str, object]] = []
    for name in wanted:
        try:
            destination = settings.destination(name)
            who = identity_of(destination)
            _take_note(destination, who, settings)
            found.append({"name": name, "identity": who, "error": None})
        except CrosspostError as error:
            found.append({"name": name, "identity": None, "error": str(error)})
    sys.stdout.write(json_text({"accounts": found}))
    return code_of(sum(one["error"] is not None for one in found), len(found))


def _take_note(destination: Destination, identity: Identity, settings: Settings) -> None:
    """Keep in the ledger who the account is, and say so where it is somebody else than before.

    What was approved for them waits for this: a person has looked.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    if not settings.has_ledger():
        return
    try:
        from ..publishing.preflight import take_note  # noqa: PLC0415 - an extra has its libraries
    except ModuleNotFoundError:
        return
    if before := take_note(destination, identity, settings.ledger):
        name, now = destination.account.name, identity.id
        complain(within(name, text("account.somebody-else", was=before, now=now)))


def _lines(identity: Identity) -> Iterator[str]:
    yield f"{identity.name}, {identity.url}" if identity.url else identity.name
    for unit, limit in identity.limits.items():
        yield text("message-holds", limit=f"{limit:,}", unit=unit_label(unit))
    yield from identity.notes
    if identity.ends:
        yield text("token-ends", when=expiry_text(identity.ends))


def expiry_text(moment: dt.datetime) -> str:
    """*moment* in UTC, and how far away it is: a token that ends unseen is a silent channel."""
    left = moment - dt.datetime.now(dt.UTC)
    days, hours = left.days, left.seconds // 3600
    if days < 0:
        away = text("token.ended")
    elif days > 1:
        away = text("token.in-days", count=days)
    else:
        away = text("token.in-hours", count=24 * days + hours)
    return text("token.when", time=f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC", away=away)
