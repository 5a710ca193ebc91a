"""How Alembic reaches the ledger: by the connection it is handed (see ``migrating``)."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"], version_table="crosspost_version"
)
with context.begin_transaction():
    context.run_migrations()
