"""The ledger's tables, as SQLAlchemy knows them; ``migrations/`` makes them.

Their names begin with ``crosspost_``, so that they can stand in anyone's database.
"""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Dialect


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
    sa.Column("sent", sa.Text),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("advice", sa.Text, nullable=False, server_default=""),
    sa.Index("crosspost_message_account", "account", "at"),
    sa.Index("crosspost_message_digest", "digest", "account", "run"),
)
"""What became of each message; one row from its first call on."""

prediction = sa.Table(
    "crosspost_prediction",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("json", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("told_at", Moment),
)
"""What was predicted, as it was first published."""

prediction_draft = sa.Table(
    "crosspost_prediction_draft",
    metadata,
    sa.Column("prediction", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
)
"""The drafts that carried it (``original``) or came after it (``follow-up``)."""

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
