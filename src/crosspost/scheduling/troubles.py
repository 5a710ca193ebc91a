"""Troubles: what needs a person, as the database tells it.

It is looked up there rather than handed on from where it happened, so that a crash in between
keeps it from nobody.
"""

import datetime as dt
import shlex
from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

import msgspec
import sqlalchemy as sa

from ..ledger.tables import delivery, paused
from ..notify import Language
from ..record import Record
from .notice import Notice, about
from .rows import millis, moment
from .store import Schedule
from .turn import GIVE_UP
from .wording import FRAME, Kind

WEEK = dt.timedelta(days=7)
"""What ended longer ago is no news."""
STUCK = dt.timedelta(hours=1)
"""How late a delivery that is tried again and again may be before somebody is told."""


class Case(Record):
    """Something that needs a person."""

    key: str
    make: Callable[[Language], Notice]
    """Reads the rest, once it is clear that it has not been told."""


Source = Callable[[Schedule], Iterator[Case]]


def ended(schedule: Schedule) -> Iterator[Case]:
    """Deliveries that were refused, that nobody knows of, that were not sent, that ask."""
    columns = delivery.c
    week = millis(schedule.ledger.now() - WEEK)
    wanted = sa.select(columns.id, columns.turn, columns.state).where(
        sa.or_(
            columns.state == "late",
            columns.state.in_(["refused", "unknown", "skipped"]) & (columns.ended > week),
        )
    )
    with schedule.ledger.reading() as connection:
        rows = connection.execute(wanted).all()
    for row in rows:
        key = f"{row.state} {row.id} {row.turn}"
        yield Case(key=key, make=partial(_ended, schedule, key, row.id, row.state))


def _ended(schedule: Schedule, key: str, id: str, kind: Kind, _: Language) -> Notice:  # noqa: A002
    commands = {
        "late": (f"crosspost queue retry {id}", f"crosspost queue cancel {id}"),
        "refused": (f"crosspost queue show {id}", f"crosspost queue retry {id}"),
    }.get(kind, (f"crosspost queue retry {id}",))
    made = about(schedule.get(id), key, kind, commands)
    return msgspec.structs.replace(made, advice="") if kind == "late" else made


def pauses(schedule: Schedule) -> Iterator[Case]:
    """Accounts that are paused by their own trouble: a delivery is held for the very reason."""
    columns = delivery.c
    same = (columns.account == paused.c.account) & (columns.reason == paused.c.reason)
    wanted = (
        sa.select(paused.c.account, paused.c.since, sa.func.min(columns.id).label("id"))
        .join(delivery, same & (columns.state == "held"))
        .group_by(paused.c.account, paused.c.since)
    )
    with schedule.ledger.reading() as connection:
        rows = connection.execute(wanted).all()
    for row in rows:
        key = f"paused {row.account} {row.since:%Y-%m-%dT%H:%M:%S}"
        yield Case(key=key, make=partial(_paused, schedule, key, row.id))


def _paused(schedule: Schedule, key: str, id: str, _: Language) -> Notice:  # noqa: A002
    one = schedule.get(id)
    name = shlex.quote(one.account)
    commands = (f"crosspost accounts check {name}", f"crosspost queue resume {name}")
    return about(one, key, "paused", commands)


def stuck(schedule: Schedule) -> Iterator[Case]:
    """Accounts whose channel has not taken something for an hour: a quota gone, a server down."""
    columns, now = delivery.c, schedule.ledger.now()
    wanted = (
        sa.select(columns.account, sa.func.min(columns.due).label("due"))
        .where(
            columns.state.in_(["waiting", "sending"]),
            columns.tries > 0,
            columns.due < millis(now - STUCK),
            columns.at < millis(now + GIVE_UP),  # by the index: all that waits for long is not read
        )
        .group_by(columns.account)
    )
    with schedule.ledger.reading() as connection:
        rows = connection.execute(wanted).all()
    for row in rows:
        key = f"stuck {row.account} {moment(row.due):%Y-%m-%d}"
        yield Case(key=key, make=partial(_stuck, schedule, key, row.account, row.due))


def _stuck(schedule: Schedule, key: str, account: str, due: int, language: Language) -> Notice:
    columns = delivery.c
    why = sa.select(columns.reason).where(columns.account == account, columns.due == due)
    with schedule.ledger.reading() as connection:
        reason = cast("str | None", connection.scalar(why)) or ""
    since = f"{moment(due):%Y-%m-%d %H:%M} UTC"
    name = shlex.quote(account)
    return Notice(
        key=key,
        kind="stuck",
        account=account,
        reason=FRAME[language]["since"].format(since=since, reason=reason),
        commands=(f"crosspost queue --to {name}", f"crosspost accounts check {name}"),
    )


SOURCES: tuple[Source, ...] = (ended, pauses, stuck)
"""Where troubles are looked for, one after the other; another kind is another function here."""
