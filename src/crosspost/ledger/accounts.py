"""Accounts: who each name in ``crosspost.toml`` turned out to be, so that who is known stays known.

At each sign-in the channel says who an account is (`adapters.base.Identity.id`). Names of the same
one are one account: what was published under one of them is not published again under another. A
name that leads to somebody else from now on begins with nothing; what was sent under it before is
kept under a name that nobody has.

The keys of messages, by which the channel knows them, too, are made of the account's first name
(its label), which nobody else gets.
"""

from collections.abc import Mapping
from itertools import count

import msgspec
import sqlalchemy as sa

from . import schema

COLUMNS = schema.account.c
NAMED = (schema.draft, schema.message, schema.prediction_draft)
"""What goes by the name of an account."""
_MINE = schema.account.alias("mine")
_sorted_json = msgspec.json.Encoder(order="sorted").encode


def is_account(column: sa.ColumnElement[str], name: object) -> sa.ColumnElement[bool]:
    """Whether *column* is *name*, or another name of the same account."""
    same = sa.select(COLUMNS.name).join(_MINE, COLUMNS.who == _MINE.c.who)
    return (column == name) | column.in_(same.where(_MINE.c.name == name))


def names(connection: sa.Connection, name: str) -> list[str]:
    """Every name of the account *name*."""
    known = connection.scalars(sa.select(COLUMNS.name).where(is_account(COLUMNS.name, name)))
    return sorted({name, *known})


def label(connection: sa.Connection, name: str) -> str:
    """What the keys of messages to *name* are made of."""
    known = connection.scalar(sa.select(COLUMNS.label).where(COLUMNS.name == name))
    return known or name


def remembered(connection: sa.Connection, name: str) -> tuple[dict[str, str], str]:
    """How the account *name* was configured when it signed in last, and who it was then."""
    row = connection.execute(sa.select(schema.account).where(COLUMNS.name == name)).first()
    return (msgspec.json.decode(row.place, type=dict[str, str]), row.who) if row else ({}, "")


def recognise(connection: sa.Connection, name: str, who: str, place: Mapping[str, str]) -> None:
    """Take note that the account *name*, configured as *place*, is *who*.

    What stands under a name that nobody has signed in by yet is taken to be theirs who do so first.

    Args:
        connection: a transaction that writes.
        name: as ``crosspost.toml`` has it.
        who: unlike anybody else's.
        place: its channel, and what the file says of it.
    """
    row = connection.execute(sa.select(schema.account).where(COLUMNS.name == name)).first()
    values = {"who": who, "place": _sorted_json(place).decode()}
    if row is not None and row.who == who:
        connection.execute(sa.update(schema.account).where(COLUMNS.name == name).values(values))
        return
    if row is not None:
        _set_aside(connection, name)
    own = connection.scalar(sa.select(COLUMNS.label).where(COLUMNS.who == who).limit(1))
    taken = set(connection.scalars(sa.select(COLUMNS.label)))
    new = own or _unused(name, taken)
    connection.execute(sa.insert(schema.account).values(name=name, label=new, **values))


def _set_aside(connection: sa.Connection, name: str) -> None:
    """Keep what was sent under *name* under a name that nobody has."""
    taken = {name, *connection.scalars(sa.select(COLUMNS.name))}
    away = _unused(name, taken)
    for table in (*NAMED, schema.account):
        here = table.c.name if table is schema.account else table.c.account
        connection.execute(sa.update(table).where(here == name).values({here.name: away}))


def _unused(name: str, taken: set[str]) -> str:
    """*name*, or the first of *name~2*, *name~3* … that is not *taken*."""
    return next(
        one
        for number in count(1)
        if (one := name if number == 1 else f"{name}~{number}") not in taken
    )
