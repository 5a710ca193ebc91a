"""What several commands make of their options: a post, its drafts, times."""

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import UNSET, structs

from .. import config, readers, registry
from ..errors import ConfigError, CrosspostError, TimeError
from ..model.draft import allowing_unreviewed
from ..model.post import Override, Post
from ..preview import with_approval, with_picture_findings
from ..rendering import render
from ..times import duration, moment, slots, time_in_zone, zone
from . import _output
from ._output import text

if TYPE_CHECKING:
    from ..config import Settings
    from ..model.channel_spec import Account
    from ..model.draft import Draft
    from ..model.receipts import Receipt
    from ..scheduling import DeliveryTerms

Wanted = list[tuple[Callable[[str], "Account"], str]]
"""Names, each with what looks it up: what is wrong with one must not stop the others."""


def read_post(options: argparse.Namespace) -> Post:
    """The post that is meant."""
    return readers.read(options.post, format=options.form)


def read_settings() -> "Settings":
    """What ``crosspost.toml`` says, with one account at least.

    Raises:
        ConfigError: there is none.
    """
    settings = config.read()
    if not settings.accounts:
        raise ConfigError("config.no-accounts", location=config.FILE)
    return settings


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

    Without ``--channel`` and ``--to``: every account of ``crosspost.toml``, or every channel
    where there is none.

    Args:
        post: what to write down.
        options: which accounts, and in which languages.
        source: the post's file, beside which its pictures are.
        only_to_look: no ledger is opened, whatever the post says, and of a ``crosspost.toml`` that
            is not trusted only the layouts hold.
    """
    made: list[Draft] = []
    failed: list[CrosspostError] = []
    above = _followed(post) if post.meta.follows and not only_to_look else {}
    for look_up, name in _wanted(options):
        try:
            account = look_up(name)
            own = _said_in(options.language, post, account)
            draft = render(own, account, above.get(account.name, UNSET))
            draft = _not_looked_up(draft) if only_to_look else draft
            draft = allowing_unreviewed(draft) if allows_unreviewed(options) else draft
            made.append(with_picture_findings(draft, folder(source), account.pictures_from))
        except CrosspostError as error:
            failed.append(error)
    return tuple(made), tuple(failed)


def allows_unreviewed(options: argparse.Namespace) -> bool:
    """Whether the command takes ``--allow-unreviewed``, and it was said."""
    return bool(getattr(options, "allow_unreviewed", False))


def approvable(
    drafts: Iterable["Draft"], source: str, *, fetch: bool = False
) -> "tuple[tuple[Draft, ...], list[CrosspostError]]":
    """*drafts* to be shown, each with what ``--approved`` takes for a yes to it; what went wrong.

    Args:
        drafts: of accounts; those of channels alone go nowhere.
        source: the post's file, beside which its pictures are.
        fetch: whether the network may be asked for pictures at an address.
    """
    settings = config.read(for_drafts=True)
    shown: list[Draft] = []
    failed: list[CrosspostError] = []
    for draft in drafts:
        try:
            there = settings.destination(draft.account)
        except CrosspostError:  # a channel alone, or what publishing would refuse
            shown.append(draft)
            continue
        more = there.account.pictures_from
        try:
            shown.append(with_approval(draft, there.place, folder(source), more, fetch=fetch))
        except CrosspostError as error:
            error.inside(draft.account)
            failed.append(error)
            shown.append(draft)
    return tuple(shown), failed


def with_full_rates(drafts: "tuple[Draft, ...]") -> "tuple[Draft, ...]":
    """*drafts* of accounts, which say when their channel's rate is full; only a ledger knows.

    Where there is none, none is made, and nothing is opened.
    """
    settings = config.read(for_drafts=True)
    if not drafts or not settings.has_ledger():
        return drafts
    try:
        from ..publishing.preflight import with_full_rates as told  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:  # whoever made the ledger had it
        return drafts
    return told(drafts, settings, _output.now)


def look_up(name: str) -> "Account":
    """The account *name* of ``crosspost.toml``, or else the channel of that name."""
    settings = config.read(for_drafts=True)
    if name in settings.accounts or name not in registry.channel_names():
        return settings.account(name)
    return registry.default_account(name)


def _followed(post: Post) -> "Mapping[str, Receipt]":
    """By account, where the post stands that *post* follows; the ledger knows."""
    from ..predictions.record import look_up_reply_targets  # noqa: PLC0415 - only a follow-up asks

    return look_up_reply_targets(post, config.read().ledger, _output.now)


def _not_looked_up(draft: "Draft") -> "Draft":
    """*draft*, which says that nobody asked where the post stands that it follows."""
    asked = (
        structs.replace(found, values={**found.values, "reason": "not-looked-up"})
        if found.code == "post.no-reply-target"
        else found
        for found in draft.findings
    )
    return structs.replace(draft, findings=tuple(asked))


def _wanted(options: argparse.Namespace) -> Wanted:
    channels = list(options.channel)
    named: list[str] = list(options.to)
    if channels and not named:
        return [(registry.default_account, name) for name in channels]
    settings = config.read(for_drafts=True)
    if not channels and not named:
        named = list(settings.accounts)
        channels = [] if named else list(registry.channel_names())
    return [
        *((registry.default_account, name) for name in channels),
        *((settings.account, name) for name in named),
    ]


def _said_in(languages: list[str], post: Post, account: "Account") -> Post:
    """*post*, wanting *languages* on *account*: the command line wins over settings and post."""
    if not languages:
        return post
    wanted = post.channels.get(account.name, Override())
    wanted = structs.replace(wanted, languages=tuple(languages))
    return structs.replace(post, channels={**post.channels, account.name: wanted})


def usual_form() -> str:
    """The form of a preview that suits standard output."""
    return "terminal" if sys.stdout.isatty() else "text"


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
    time = time_in_zone(at, ZoneInfo(terms.zone))
    return text("told", time=time, away=away(at, now))


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
        length = text(f"length.{name}", count=count)
        if size > 60 and (more := rest // UNITS[place + 1][0]):  # noqa: PLR2004 - seconds tell nobody anything
            length += " " + text(f"length.{UNITS[place + 1][1]}", count=more)
        return text("away.in" if at > now else "away.ago", length=length)
    return text("away.now")
