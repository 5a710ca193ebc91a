"""Options that several commands share: which post, for which accounts, and which times."""

import argparse
import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from msgspec import UNSET, structs

from .. import readers
from ..errors import ConfigError, CrosspostError, TimeError
from ..model.post import Override
from ..times import duration, moment, time_in_zone, zone

if TYPE_CHECKING:
    from ..config import Settings
    from ..model.channel_spec import Account
    from ..model.draft import Draft
    from ..model.post import Post
    from ..model.receipts import Receipt
    from ..scheduling import DeliveryTerms

Wanted = list[tuple[Callable[[str], "Account"], str]]
"""Names, each with what looks it up: what is wrong with one must not stop the others."""


def add_target_arguments(parser: argparse.ArgumentParser) -> None:
    """Which post and for whom: the same for every command that renders."""
    add_post_arguments(parser)
    parser.add_argument(
        "--channel",
        action="append",
        default=[],
        metavar="NAME",
        help="a channel (see: crosspost channels); repeatable",
    )
    add_account_arguments(parser)


def add_post_arguments(
    parser: argparse.ArgumentParser, nargs: Literal["?", "+"] | None = None
) -> None:
    """Which post; with *nargs* ``?`` perhaps none, with ``+`` perhaps several."""
    which = "a file, or - for standard input"
    parser.add_argument("post", metavar="POST", nargs=nargs, help=which)
    parser.add_argument(
        "--from",
        dest="form",
        choices=("text", "markdown", "yaml", "toml", "json"),
        help="what POST is written in, where its name's ending does not say",
    )


def add_account_arguments(parser: argparse.ArgumentParser) -> None:
    """For whom, and in which languages."""
    parser.add_argument(
        "--to",
        action="append",
        default=[],
        metavar="ACCOUNT",
        help="an account of crosspost.toml; repeatable",
    )
    parser.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="TAG",
        help="say it in this language, such as zh; repeatable",
    )


def read_post(options: argparse.Namespace) -> "Post":
    """The post that is meant."""
    return readers.read(options.post, format=options.form)


def read_settings() -> "Settings":
    """What ``crosspost.toml`` says, with one account at least.

    Raises:
        ConfigError: there is none.
    """
    from .. import config  # noqa: PLC0415 - only where settings matter

    said = config.read()
    if said.accounts:
        return said
    found = "no accounts yet"
    instead = '[accounts.NAME] and under it channel = "x" (see docs/accounts.md)'
    raise ConfigError(found, location=config.FILE, hint=instead)


def drafts(
    post: "Post", options: argparse.Namespace
) -> tuple[tuple["Draft", ...], tuple[CrosspostError, ...]]:
    """A draft for each account that is meant, and an error for each that cannot have one.

    Without ``--channel`` and ``--to``: every account of ``crosspost.toml``, or every channel
    where there is none.
    """
    from ..rendering import render  # noqa: PLC0415

    made: list[Draft] = []
    failed: list[CrosspostError] = []
    above = _followed(post) if post.meta.follows else {}
    for look_up, name in _wanted(options):
        try:
            account = look_up(name)
            own = _said_in(options.language, post, account)
            made.append(render(own, account, above.get(account.name, UNSET)))
        except CrosspostError as error:
            failed.append(error)
    return tuple(made), tuple(failed)


def _followed(post: "Post") -> "Mapping[str, Receipt]":
    """By account, where the post stands that *post* follows; the ledger knows."""
    from .. import config  # noqa: PLC0415 - only a follow-up asks
    from ..ledger import open_ledger  # noqa: PLC0415
    from ..predictions import originals  # noqa: PLC0415

    with open_ledger(config.read().ledger) as ledger:
        return originals(post, ledger)


def _wanted(options: argparse.Namespace) -> Wanted:
    from .. import registry  # noqa: PLC0415

    channels = list(options.channel)
    named: list[str] = list(options.to)
    if channels and not named:
        return [(registry.default_account, name) for name in channels]
    from .. import config  # noqa: PLC0415 - only where settings matter

    read_settings = config.read()
    if not channels and not named:
        named = list(read_settings.accounts)
        channels = [] if named else list(registry.channel_names())
    return [
        *((registry.default_account, name) for name in channels),
        *((read_settings.account, name) for name in named),
    ]


def _said_in(languages: list[str], post: "Post", account: "Account") -> "Post":
    """*post*, wanting *languages* on *account*: the command line wins over settings and post."""
    if not languages:
        return post

    wanted = post.channels.get(account.name, Override())
    wanted = structs.replace(wanted, languages=tuple(languages))
    return structs.replace(post, channels={**post.channels, account.name: wanted})


def read_time(option: str, text: str, tz: str | None, now: dt.datetime) -> dt.datetime:
    """The moment that *option* names, in the zone *tz* or in this machine's.

    Raises:
        TimeError: as `timing.moment`, with the option's name.
    """
    try:
        where = zone(tz)
    except TimeError as error:
        error.inside("--tz")
        raise
    try:
        return moment(text, now=now, zone=where)
    except TimeError as error:
        error.inside(option)
        raise


def read_duration(option: str, text: str) -> dt.timedelta:
    """How long *option* says.

    Raises:
        TimeError: as `timing.duration`, with the option's name.
    """
    try:
        return duration(text)
    except TimeError as error:
        error.inside(option)
        raise


def told(at: dt.datetime, terms: "DeliveryTerms", now: dt.datetime) -> str:
    """A moment in its author's zone and in UTC, and how far away it is.

    >>> from crosspost.scheduling import DeliveryTerms
    >>> nine = dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)
    >>> told(nine, DeliveryTerms(zone="Asia/Shanghai"), nine - dt.timedelta(hours=26))
    'Fri 2026-11-27 09:00 Asia/Shanghai (UTC+08:00) = 01:00 UTC, in 1 d 2 h'
    """
    return f"{time_in_zone(at, ZoneInfo(terms.zone))}, {away(at, now)}"


UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def away(at: dt.datetime, now: dt.datetime) -> str:
    """How far *at* is from *now*, in its two largest units.

    >>> now = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)
    >>> away(now + dt.timedelta(hours=3), now), away(now - dt.timedelta(minutes=5.5), now)
    ('in 3 h', '5 min ago')
    """
    seconds = round(abs(at - now).total_seconds())
    for place, (size, name) in enumerate(UNITS):
        count, rest = divmod(seconds, size)
        if not count:
            continue
        read_duration = f"{count} {name}"
        if size > 60 and (more := rest // UNITS[place + 1][0]):  # noqa: PLR2004 - seconds tell nobody anything
            read_duration += f" {more} {UNITS[place + 1][1]}"
        return f"in {read_duration}" if at > now else f"{read_duration} ago"
    return "now"
