"""Changing: the rows of one delivery, always fenced; each function is part of a transaction."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from ..draft import Draft
from ..ledger.statements import unless_there
from ..ledger.tables import delivery, frozen, message, picture
from .deliveries import Delivery, Plan, State, Terms
from .engine import Engine
from .entries import Entry
from .rows import millis

Row = sa.Row[Any]
UNTOUCHED = delivery.c.stands == 0
"""Nothing of it stands."""
DOUBTFUL = ("sending", "unknown")


def untouched(one: Delivery) -> sa.ColumnElement[bool]:
    """Nothing of *one* stands, and nobody doubts it: what is held or put off may have a doubt."""
    return UNTOUCHED & ~doubted(one)


def doubted(one: Delivery) -> sa.ColumnElement[bool]:
    """Nobody knows of a message of *one* whether it stands."""
    columns = message.c
    doubts = sa.select(columns.key).where(
        columns.account == one.account,
        columns.digest == one.digest,
        columns.run == one.terms.occurrence,
        columns.state.in_(DOUBTFUL),
    )
    return doubts.exists()


def fence(
    connection: sa.Connection,
    id: str,  # noqa: A002 - what it is
    states: Collection[State],
    *where: sa.ColumnElement[bool],
    **values: Any,  # noqa: ANN401 - of any column
) -> Row | None:
    """Set *values* and take the right to send from whoever has it, if it is in one of *states*.

    Returns:
        The number, account, turn and time of the delivery, or nothing where it was not there.
    """
    columns = delivery.c
    change = (
        sa.update(delivery)
        .where(columns.id == id, columns.state.in_(states), *where)
        .values(turn=columns.turn + 1, **values)
        .returning(columns.number, columns.account, columns.turn, columns.at)
    )
    return connection.execute(change).first()


def again(
    connection: sa.Connection,
    engine: Engine,
    id: str,  # noqa: A002
    states: Collection[State],
    *where: sa.ColumnElement[bool],
    **values: Any,  # noqa: ANN401
) -> Row | None:
    """The same, and have it called at its time with its new turn."""
    blank = {"state": "waiting", "reason": None, "advice": None, "ended": None}
    row = fence(connection, id, states, *where, **{**blank, **values})
    if row:
        entry = Entry(id=id, turn=row.turn, account=row.account, at=row.at / 1000)
        engine.add(connection, [entry])
    return row


def refreeze(
    connection: sa.Connection, number: int, terms: Terms, draft: Draft | None = None
) -> None:
    """Keep other *terms*, and another *draft* where there is one."""
    values = {"terms": _json(terms), **({"draft": _json(draft)} if draft else {})}
    connection.execute(sa.update(frozen).where(frozen.c.number == number).values(values))


def insert(connection: sa.Connection, engine: Engine, plans: Mapping[str, Plan]) -> None:
    """Write new deliveries down, by their ids."""
    made = sa.insert(delivery).returning(delivery.c.number, sort_by_parameter_order=True)
    numbers = connection.scalars(made, [_row(*each) for each in plans.items()]).all()
    kept = [
        {"number": number, "terms": _json(plan.terms), "draft": _json(plan.draft)}
        for number, plan in zip(numbers, plans.values(), strict=True)
    ]
    connection.execute(sa.insert(frozen), kept)
    keep(
        connection, {name: data for plan in plans.values() for name, data in plan.pictures.items()}
    )
    entries = (
        Entry(id=id, turn=1, account=plan.draft.account, at=plan.due.timestamp())
        for id, plan in plans.items()  # noqa: A001 - what it is
    )
    engine.add(connection, entries)


def keep(connection: sa.Connection, pictures: Mapping[str, bytes]) -> None:
    """Keep pictures by their sha256, each once."""
    if pictures:
        rows = [{"digest": name, "data": data} for name, data in pictures.items()]
        connection.execute(unless_there(connection, picture), rows)


def _row(id: str, plan: Plan) -> dict[str, Any]:  # noqa: A002 - what it is
    due = millis(plan.due)
    return {
        "id": id,
        "account": plan.draft.account,
        "due": due,
        "at": due,
        "state": "waiting",
        "turn": 1,
        "tries": 0,
        "spaced": False,
        "stands": 0,
        "slot": None if plan.slot is None else millis(plan.slot),
    }


def _json(record: Draft | Terms) -> str:
    return msgspec.json.encode(record).decode()
