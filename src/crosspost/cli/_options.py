"""What several commands make of their options: a post, its drafts, times."""

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .. import configuration, readers, registry
from ..errors import ConfigError, CrosspostError, TimeError
from ..model.post import Post
from ..service import drafts as selected
from ..times import duration, moment, slots, time_in_zone, zone
from ._output import text

if TYPE_CHECKING:
    from ..adapters.base import Destination
    from ..configuration import Settings
    from ..model.channel_spec import Account
    from ..model.draft import Draft
    from ..scheduling import DeliveryTerms


def read_post(options: argparse.Namespace) -> Post:
    """The post that is meant."""
    return readers.read(options.post, format=options.form)


def read_settings() -> "Settings":
    """What ``crosspost.toml`` says, with one account at least.

    Raises:
        ConfigError: there is none.
    """
    settings = configuration.read()
    if not settings.accounts:
        raise ConfigError("config.no-accounts", location=configuration.FILE)
    return settings


def checked_account(settings: "Settings", name: str) -> "Destination":
    """The account *name*, with all that ``crosspost.toml`` says of it read.

    Raises:
        ConfigError: something of that cannot be: which key.
        ChannelSpecError: its channel's entry cannot be read.
    """
    destination = settings.destination(name)
    settings.posting_policy(name)
    settings.watch_rule(name)
    return destination


def wrong_with(settings: "Settings", name: str) -> str:
    """What is wrong with what the file says of the account *name*; nothing where it is fine."""
    try:
        checked_account(settings, name)
    except CrosspostError as error:
        return str(error)
    return ""


def folder(source: str) -> Path:
    """Where paths in the post *source* start from.

    >>> folder("帖子/一.md"), folder("-")
    (PosixPath('帖子'), PosixPath('.'))
    """
    return Path() if source == "-" else Path(source).parent


def drafts(
    post: Post, options: argparse.Namespace, source: str, *, only_to_look: bool = False
) -> tuple[tuple["Draft", ...], tuple[CrosspostError, ...]]:
    """A draft for each account that is meant, and an error for each that cannot have one.

    Args:
        post: what to write down.
        options: which accounts, and in which languages.
        source: the post's file, beside which its pictures are.
        only_to_look: as `service.drafts.drafts`.
    """
    return selected.drafts(post, selection(options), folder(source), only_to_look=only_to_look)


def selection(options: argparse.Namespace) -> selected.Selection:
    """For whom, and in which languages, as the options say."""
    return selected.Selection(
        channels=tuple(options.channel),
        accounts=tuple(options.to),
        languages=tuple(options.language),
        allow_unreviewed=bool(getattr(options, "allow_unreviewed", False)),
        fit_media=bool(getattr(options, "fit_media", False)),
    )


def look_up(name: str) -> "Account":
    """The account *name* of ``crosspost.toml``, or else the channel of that name."""
    settings = configuration.read(for_drafts=True)
    if name in settings.accounts or name not in registry.channel_names():
        return settings.account(name)
    return registry.default_account(name)


def usual_form() -> str:
    """The form of a preview that suits standard output."""
    return "terminal" if sys.stdout.isatty() else "text"


def read_time(option: str, text: str, tz: str | None, now: dt.datetime) -> dt.datetime:
    """The moment that *option* names, in the zone *tz* or in this machine's.

    Raises:
        TimeError: as `times.moment`, with the option's name.
    """
    try:
        where = zone(tz)
    except TimeError as error:
        error.inside("--tz")
        raise
    try:
        return moment(text, now=now, zone=where)
    except TimeError as error:
        if _every_week(text, where):
            raise TimeError("time.every-week", location=option, text=text) from error
        error.inside(option)
        raise


def _every_week(text: str, where: ZoneInfo) -> bool:
    """Whether *text* says when to post each week, which is an account's to say."""
    try:
        return bool(slots(text, zone=where))
    except TimeError:
        return False


def read_duration(option: str, text: str) -> dt.timedelta:
    """How long *option* says.

    Raises:
        TimeError: as `times.duration`, with the option's name.
    """
    try:
        return duration(text)
    except TimeError as error:
        error.inside(option)
        raise


def zoned_moment(at: dt.datetime, terms: "DeliveryTerms", now: dt.datetime) -> str:
    """A moment in its author's zone and in UTC, and how far away it is.

    >>> from crosspost.scheduling import DeliveryTerms
    >>> nine = dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)
    >>> zoned_moment(nine, DeliveryTerms(zone="Asia/Shanghai"), nine - dt.timedelta(hours=26))
    'Fri 2026-11-27 09:00 Asia/Shanghai (UTC+08:00) = 01:00 UTC, in 1 d 2 h'
    """
    time = time_in_zone(at, ZoneInfo(terms.zone))
    return text("told", time=time, away=time_away(at, now))


UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def time_away(at: dt.datetime, now: dt.datetime) -> str:
    """How far *at* is from *now*, in its two largest units.

    >>> now = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)
    >>> time_away(now + dt.timedelta(hours=3), now), time_away(now - dt.timedelta(minutes=5.5), now)
    ('in 3 h', '5 min ago')
    """
    seconds = round(abs(at - now).total_seconds())
    for place, (size, name) in enumerate(UNITS):
        count, rest = divmod(seconds, size)
        if not count:
            continue
        length = text(f"length.{name}", count=count)
        if size > 60 and (more := rest // UNITS[place + 1][0]):  # noqa: PLR2004 - seconds tell nobody anything
            length += " " + text(f"length.{UNITS[place + 1][1]}", count=more)
        return text("away.in" if at > now else "away.ago", length=length)
    return text("away.now")
