"""``crosspost accounts``: which there are, where their secrets come from, and whether they work."""

import argparse
import datetime as dt
import getpass
import sys
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from ..credentials import keyrings
from ..errors import ConfigError, CrosspostError
from ._output import FAILED, FINE, PARTLY, columns, complain

if TYPE_CHECKING:
    from ..adapters.base import Destination, Identity
    from ..config import Settings
    from ..model.channel_spec import Secret

HEADINGS = ("account", "channel", "secret", "comes from")


def arguments(parser: argparse.ArgumentParser) -> None:
    """List them, or check some, or store the secrets of one."""
    parser.set_defaults(do=_list, account=[])
    actions = parser.add_subparsers(metavar="ACTION")
    check = actions.add_parser(
        "check",
        help="sign in, and say who we are and what we may do there",
        description="Sign in, and say who we are and what we may do there.",
        formatter_class=parser.formatter_class,
    )
    check.add_argument("account", nargs="*", metavar="NAME", help="these; all without any")
    check.set_defaults(do=_check)
    login = actions.add_parser(
        "login",
        help="ask for the secrets of an account and store them in the system's keyring",
        description="Ask for the secrets of an account and store them in the system's keyring. "
        "Nothing that is typed is shown; from a pipe, each secret is a line. "
        "An empty line leaves one as it is.",
        formatter_class=parser.formatter_class,
    )
    login.add_argument("account", metavar="NAME", help="an account of crosspost.toml")
    login.set_defaults(do=_login)


def run(options: argparse.Namespace) -> int:
    """Do what is asked, with the accounts of ``crosspost.toml``."""
    from .. import config  # noqa: PLC0415

    settings = config.read()
    if not settings.accounts:
        found = "no accounts yet"
        instead = '[accounts.NAME] and under it channel = "x" (see docs/accounts.md)'
        raise ConfigError(found, location=config.FILE, hint=instead)
    code: int = options.do(settings, options)
    return code


def _list(settings: "Settings", _options: argparse.Namespace) -> int:
    """Every secret of every account a row; what is missing says so."""
    rows, failed = [HEADINGS], 0
    for name in settings.accounts:
        try:
            rows += list(_rows(settings.destination(name)))
            settings.rhythm(name)
        except CrosspostError as error:
            failed += 1
            complain(str(error))
    if failed < len(settings.accounts):
        sys.stdout.write(columns(rows))
    return _code(failed, settings.accounts)


def _rows(destination: "Destination") -> Iterator[tuple[str, str, str, str]]:
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
        yield first, channel, "", "needs none"


def _missing(secret: "Secret") -> str:
    return f"missing, unless {secret.unless} is set" if secret.unless else "missing"


def _check(settings: "Settings", options: argparse.Namespace) -> int:
    """Sign in to each; what is wrong with one stops no other."""
    wanted = list(dict.fromkeys(options.account)) or list(settings.accounts)
    failed = 0
    for name in wanted:
        try:
            said = _introduced(settings.destination(name))
        except CrosspostError as error:
            failed += 1
            named = name in error.location + error.message
            complain(str(error) if named else f"{name}: {error}")
        else:
            sys.stdout.write("\n  ".join([f"{name}: {said[0]}", *said[1:]]) + "\n")
            sys.stdout.flush()
    return _code(failed, wanted)


def _code(failed: int, wanted: Collection[str]) -> int:
    if not failed:
        return FINE
    return FAILED if failed == len(wanted) else PARTLY


def _introduced(destination: "Destination") -> list[str]:
    """Who the account is there and what it may do, as lines."""
    from ..adapters import channel_of  # noqa: PLC0415

    connection = channel_of(destination.account.spec).connect(destination)
    try:
        return list(_lines(connection.whoami()))
    finally:
        connection.close()


def _lines(identity: "Identity") -> Iterator[str]:
    yield f"{identity.name}, {identity.url}" if identity.url else identity.name
    for unit, limit in identity.limits.items():
        yield f"a message holds {limit:,} {unit}"
    yield from identity.notes
    if identity.ends:
        yield f"its token ends {when(identity.ends)}"


def when(moment: dt.datetime) -> str:
    """*moment* in UTC, and how far away it is: a token that ends unseen is a silent channel."""
    left = moment - dt.datetime.now(dt.UTC)
    days, hours = left.days, left.seconds // 3600
    away = f"in {days} days" if days > 1 else f"in {24 * days + hours} hours"
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC ({away if days >= 0 else 'it has'})"


def _login(settings: "Settings", options: argparse.Namespace) -> int:
    """Ask for each secret and store what is given."""
    name, keyring = options.account, keyrings.needed()
    destination = settings.destination(name)
    credentials, stored = destination.credentials, 0
    for key, secret in destination.account.spec.account.secrets.items():
        spared = secret.unless and credentials.source(secret.unless)
        if spared and not credentials.source(key):
            continue
        if given := _asked(f"{key} ({secret.description}): "):
            stored += 1
            credentials.keep(key, given)
            sys.stdout.write(f"{name}: {key} is in {keyring}\n")
            if not (source := credentials.source(key)).startswith("keyring"):
                complain(f"{name}: but {source} is used for {key}, as long as it is set")
    if not stored:
        complain(f"{name}: no secret was given, none is stored")
    return FINE if stored else FAILED


def _asked(prompt: str) -> str:
    """A line that is typed unseen, or the next one of a pipe; empty where there is none."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()

    try:
        return getpass.getpass(prompt).strip()
    except EOFError:
        return ""
