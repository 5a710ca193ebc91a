"""The schema: the ledger's tables, as SQLAlchemy knows them; ``migrations/`` makes them.

Those that one module alone reads and writes stand in it (``approvals``, ``watched``).

Their names begin with ``crosspost_``, so that they can stand in anyone's database.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, Literal, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from .._record import Record, decoded, encoded
from ..model.receipts import Problem, Sent

INSERTS: dict[str, Callable[[sa.Table], Any]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
"""By the name of the dialect: each has the words for ON CONFLICT, and neither the same."""


class Moment(sa.types.TypeDecorator[dt.datetime]):
    """A time in UTC, aware in Python whatever the database keeps."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Keep UTC; SQLite has no time zones."""
        del dialect
        return value and value.astimezone(dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """Say that it is UTC."""
        del dialect
        if value is None:
            return None
        return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)


UNREADABLE: Any = object()
"""What stands in a row for what cannot be read: it is in no other row's way."""


class Millis(sa.types.TypeDecorator[dt.datetime]):
    """A time in whole milliseconds since 1970, which take less room than a `Moment`."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> int | None:
        """Keep the number."""
        del dialect
        return None if value is None else round(value.timestamp() * 1000)

    def process_result_value(self, value: int | None, dialect: Dialect) -> dt.datetime | None:
        """The time in UTC."""
        del dialect
        try:
            return None if value is None else dt.datetime.fromtimestamp(value / 1000, dt.UTC)
        except (ArithmeticError, OSError, TypeError, ValueError):
            return UNREADABLE  # type: ignore[no-any-return]


_Row = TypeVar("_Row", bound=Record)


class AsJson(sa.types.TypeDecorator[Any]):
    """A record as JSON in the database, its keys as they came; equal problems are equal texts.

    Args:
        kind: of the record.
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:  # noqa: ANN401 - a type, or a `dict[...]`
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Write it down."""
        del dialect
        order: Literal["sorted"] | None = "sorted" if self.kind is Problem else None
        return None if value is None else encoded(value, order).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        """Read it."""
        del dialect
        try:
            return None if value is None else decoded(value, self.kind)
        except (msgspec.MsgspecError, TypeError, ValueError):
            is_problem = self.kind is Problem  # which can say it itself
            return Problem.said("ledger.unreadable-problem") if is_problem else UNREADABLE


def record_of(row: sa.Row[Any], kind: type[_Row], **other: object) -> _Row:
    """What *row* has of a record of that *kind*, but for the *other* values."""
    values = row._mapping  # noqa: SLF001 - its public name
    same = {name: values[name] for name in kind.__struct_fields__ if name not in other}
    return kind(**same, **other)


RowNumber = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A number that the database gives: SQLite's own row number, and as small."""
SLOTTED = sa.text("slot IS NOT NULL")

metadata = sa.MetaData()

draft = sa.Table(
    "crosspost_draft",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("run", sa.Integer, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("json", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
"""What is being sent, once for each publication, so that it can be shown without the post."""

message = sa.Table(
    "crosspost_message",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("index", sa.Integer, nullable=False),
    sa.Column("of", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("since", Moment),
    sa.Column("at", Moment, nullable=False),
    sa.Column("sent", AsJson(Sent)),
    sa.Column("problem", AsJson(Problem)),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("replaces", sa.Text, nullable=False, server_default=""),
    sa.Index("crosspost_message_account", "account", "at"),
    sa.Index("crosspost_message_digest", "digest", "account", "run"),
)
"""What became of each message; one row from its first call on."""

bucket = sa.Table(
    "crosspost_bucket",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("empty", sa.Double, nullable=False),
    sa.Column("at", sa.Double),
)
"""When each limit's bucket is empty again, and when that was written, in seconds since 1970."""

account = sa.Table(
    "crosspost_account",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("place", AsJson(dict[str, str]), nullable=False),
)
"""Who each name turned out to be that signed in (see ``accounts``): by what its channel knows it,
what the keys of its messages are made of, how it was configured."""

delivery = sa.Table(
    "crosspost_delivery",
    metadata,
    sa.Column("number", RowNumber, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("due", Millis, nullable=False),
    sa.Column("at", Millis, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("deferrals", sa.Integer, nullable=False),
    sa.Column("gap_applied", sa.Boolean, nullable=False),
    sa.Column("delivered", sa.Integer, nullable=False),
    sa.Column("slot", Millis),
    sa.Column("worker", sa.Text),
    sa.Column("started", Millis),
    sa.Column("ended", Millis),
    sa.Column("problem", AsJson(Problem)),
    sa.Index("crosspost_delivery_state", "state", "at"),
    sa.Index(
        "crosspost_delivery_slot",
        "account",
        "slot",
        unique=True,
        sqlite_where=SLOTTED,
        postgresql_where=SLOTTED,
    ),
)
"""Drafts on their way at a set time (see ``scheduling``); kept
narrow, for a hundred thousand may wait: what is long is in `delivery_content`."""

delivery_content = sa.Table(
    "crosspost_frozen",
    metadata,
    sa.Column("number", RowNumber, primary_key=True, autoincrement=False),
    sa.Column("terms", sa.Text, nullable=False),
    sa.Column("draft", sa.Text, nullable=False),
)
"""What a delivery sends, and how, as it was approved; by the delivery's number."""

picture = sa.Table(
    "crosspost_picture",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
"""The pictures of what waits, by their sha256: a file may be gone when its post is due."""

worker = sa.Table(
    "crosspost_worker",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("process", sa.Integer, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("seen", Moment, nullable=False),
)
"""Who is at work, and when each was last seen."""

paused = sa.Table(
    "crosspost_paused",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("since", Moment, nullable=False),
    sa.Column("problem", AsJson(Problem), nullable=False),
)
"""Accounts to which nothing is sent for now."""

done_task = sa.Table(
    "crosspost_notice",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("at", Moment, nullable=False),
)
"""What one worker has done for all: told a person, made the hourly round."""

token = sa.Table(
    "crosspost_token",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.Column("sends", sa.Boolean, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
"""Who may ask over the network: the SHA-256 of each bearer token, never the token; and whether its
holder's word is a person's yes."""

kept_answer = sa.Table(
    "crosspost_kept_answer",
    metadata,
    sa.Column("caller", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("answer", sa.Text),
    sa.Column("at", Moment, nullable=False),
)
"""What a call with a key of the caller's own was answered; nothing as long as it is under way."""

journal = sa.Table(
    "crosspost_journal",
    metadata,
    sa.Column("number", RowNumber, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("index", sa.Integer, nullable=False),
    sa.Column("of", sa.Integer, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("sent", AsJson(Sent)),
    sa.Column("problem", AsJson(Problem)),
    sa.Index("crosspost_journal_draft", "digest", "number"),
    sa.Index("crosspost_journal_at", "at"),
    sqlite_autoincrement=True,  # a number is never used again
)
"""What happened to each message (see `journal`), for a month."""

prediction = sa.Table(
    "crosspost_prediction",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("json", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
"""What was predicted, as it was first published."""

prediction_draft = sa.Table(
    "crosspost_prediction_draft",
    metadata,
    sa.Column("prediction", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("index", sa.Integer, nullable=False, server_default="1"),
)
"""The drafts that say it (``original``), by their message of that index, or that follow it
(``follow-up``); and those of its post that turned out not to say it (``omitted``)."""

settlement = sa.Table(
    "crosspost_prediction_settlement",
    metadata,
    sa.Column("prediction", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
)
"""How it came out, decision after decision: the last one holds, none is ever changed."""


def insert_new(
    connection: sa.Connection, table: sa.Table, rows: dict[str, Any] | list[dict[str, Any]]
) -> int:
    """Insert *rows*; one whose key is there already is left as it is. How many were new."""
    insert = INSERTS[connection.dialect.name](table).on_conflict_do_nothing()
    done = connection.execute(insert.execution_options(preserve_rowcount=True), rows)
    return done.rowcount


_MINE = account.alias("mine")


def is_account(column: sa.ColumnElement[str], name: object) -> sa.ColumnElement[bool]:
    """Whether *column* is *name*, or another name of the same account."""
    same = sa.select(account.c.name).join(_MINE, account.c.who == _MINE.c.who)
    return (column == name) | column.in_(same.where(_MINE.c.name == name))
