"""Once: that something is done once, whoever else asks, by a row for each in the database.

A row is claimed before anything is done, for a while: whoever dies meanwhile keeps it from nobody
for long. What is done stays noted for a year.
"""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from ..ledger import Ledger
from ..ledger.tables import notice

SHORTEST = dt.timedelta(minutes=1)
"""Until what failed is tried again; then ever longer: as long as it has been tried already."""
LONGEST = dt.timedelta(days=1)
"""After which it is given up."""
KEPT = dt.timedelta(days=365)
DAILY = ("asked ", "swept ", "tidied ")
"""How the keys of what is done every hour or day begin."""

FIRST, NEXT = "first ", "next "
"""Before a key: when it was tried first, and when it may be tried next."""


def known(ledger: Ledger, keys: list[str]) -> set[str]:
    """Which of *keys* are done."""
    wanted = sa.select(notice.c.key).where(notice.c.key.in_(keys))
    with ledger.reading() as connection:
        return set(connection.scalars(wanted))


def claim(ledger: Ledger, key: str) -> bool:
    """The right to do *key* now, which nobody else has at the same time."""
    now, columns = ledger.now(), notice.c
    with ledger.writing() as connection:
        if connection.scalar(sa.select(columns.key).where(columns.key == key)):
            return False
        if _noted(connection, FIRST + key, now):
            return _noted(connection, NEXT + key, now + SHORTEST)
        wanted = sa.select(columns.at).where(columns.key == FIRST + key)
        tried = now - (connection.scalar(wanted) or now)
        mine = (columns.key == NEXT + key) & (columns.at <= now)
        change = sa.update(notice).where(mine).values(at=now + max(tried, SHORTEST))
        return connection.execute(change).rowcount == 1


def done(ledger: Ledger, key: str) -> None:
    """It is done; never again."""
    with ledger.writing() as connection:
        _noted(connection, key, ledger.now())
        tries = notice.c.key.in_([FIRST + key, NEXT + key])
        connection.execute(sa.delete(notice).where(tries))


def given_up(ledger: Ledger, key: str) -> bool:
    """Whether *key*, which has just failed, has been tried for long enough; then it is done."""
    wanted = sa.select(notice.c.at).where(notice.c.key == FIRST + key)
    with ledger.reading() as connection:
        first = connection.scalar(wanted)
    if first is None or ledger.now() - first < LONGEST:
        return False
    done(ledger, key)
    return True


def only(ledger: Ledger, key: str) -> bool:
    """The same without a second try: whether we are the first to ask for *key*."""
    with ledger.writing() as connection:
        return _noted(connection, key, ledger.now())


def forget(ledger: Ledger) -> int:
    """Forget what was done more than a year ago, and the daily round sooner; how many."""
    columns, now = notice.c, ledger.now()
    daily = sa.or_(*(columns.key.startswith(word) for word in DAILY))
    old = (columns.at < now - KEPT) | (daily & (columns.at < now - LONGEST * 2))
    with ledger.writing() as connection:
        return connection.execute(sa.delete(notice).where(old)).rowcount


def _noted(connection: sa.Connection, key: str, at: dt.datetime) -> bool:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = dialect.insert(notice).values(key=key, at=at).on_conflict_do_nothing()
    return connection.scalar(row.returning(notice.c.key)) is not None
