"""What went wrong is kept as data: a code and values, told in the reader's language."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = {
    "crosspost_message": ("key", ("reason", "advice")),
    "crosspost_delivery": ("number", ("reason", "advice")),
    "crosspost_paused": ("account", ("reason",)),
}
"""What a row goes by, and the sentences that it had."""


def upgrade() -> None:
    """Sentences become problems that say just them; a pause has that of what it put on hold."""
    connection = op.get_bind()
    on_hold: dict[tuple[str, str], str] = {}
    for name, (key, sentences) in TABLES.items():
        op.add_column(name, sa.Column("problem", sa.Text))
        table = sa.table(name, *map(sa.column, {key, "account", "problem", *sentences}))
        here, account = table.c[key], table.c.account.label("whose")
        said = sa.select(here, account, *(table.c[each] for each in sentences))
        for row in connection.execute(said.where(table.c.reason.is_not(None))).mappings().all():
            same = _problem(row["reason"], row.get("advice", ""))
            if name == "crosspost_delivery":
                on_hold[row["whose"], row["reason"]] = same
            if name == "crosspost_paused":
                same = on_hold.get((row["whose"], row["reason"]), same)
            if row["reason"] or name == "crosspost_paused":
                change = sa.update(table).where(here == row[key])
                connection.execute(change.values(problem=same))
        for each in sentences:
            op.drop_column(name, each)
    with op.batch_alter_table("crosspost_paused") as paused:
        paused.alter_column("problem", existing_type=sa.Text, nullable=False)


def _problem(reason: str, advice: str | None) -> str:
    problem = {"code": reason, **({"values": {"hint": advice}} if advice else {})}
    return json.dumps(problem, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
