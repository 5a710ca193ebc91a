"""Tasks: what is done once by all workers, over crashes; a row is the lock, and expires.

A crash only delays a task. What failed is tried again, ever more rarely, for a day.
"""

import datetime as dt

import sqlalchemy as sa

from .schema import done_task, insert_new
from .store import Ledger

SHORTEST = dt.timedelta(minutes=1)
"""Until what failed is tried again; then ever longer: as long as it has been tried already."""
LONGEST = dt.timedelta(days=1)
"""After which it is given up."""
KEPT = dt.timedelta(days=365)
DAILY = ("asked ", "swept ", "tidied ")
"""How the keys of what is done every hour or day begin."""
FIRST, NEXT = "first ", "next "
"""Before a key: when it was tried first, and when it may be tried next."""


def done_keys(ledger: Ledger, keys: list[str]) -> set[str]:
    """Which of *keys* are done."""
    wanted = sa.select(done_task.c.key).where(done_task.c.key.in_(keys))
    with ledger.reading() as connection:
        return set(connection.scalars(wanted))


def claim_task(ledger: Ledger, key: str) -> bool:
    """The right to do *key* now, which nobody else has at the same time."""
    now, columns = ledger.now(), done_task.c
    with ledger.writing() as connection:
        if connection.scalar(sa.select(columns.key).where(columns.key == key)):
            return False
        if insert_new(connection, done_task, {"key": FIRST + key, "at": now}):
            return bool(
                insert_new(connection, done_task, {"key": NEXT + key, "at": now + SHORTEST})
            )
        wanted = sa.select(columns.at).where(columns.key == FIRST + key)
        tried = now - (connection.scalar(wanted) or now)
        ahead = columns.at > now + LONGEST  # as a clock would have it that was wrong
        mine = (columns.key == NEXT + key) & ((columns.at <= now) | ahead)
        change = sa.update(done_task).where(mine).values(at=now + max(tried, SHORTEST))
        return connection.execute(change).rowcount == 1


def mark_done(ledger: Ledger, key: str) -> None:
    """It is done; never again."""
    with ledger.writing() as connection:
        insert_new(connection, done_task, {"key": key, "at": ledger.now()})
        tries = done_task.c.key.in_([FIRST + key, NEXT + key])
        connection.execute(sa.delete(done_task).where(tries))


def give_up(ledger: Ledger, key: str) -> bool:
    """Whether *key*, which has just failed, has been tried for long enough; then it is done."""
    wanted = sa.select(done_task.c.at).where(done_task.c.key == FIRST + key)
    with ledger.reading() as connection:
        first = connection.scalar(wanted)
    if first is None or ledger.now() - first < LONGEST:
        return False
    mark_done(ledger, key)
    return True


def run_once(ledger: Ledger, key: str) -> bool:
    """The same without a second try: whether we are the first to ask for *key*."""
    with ledger.writing() as connection:
        return bool(insert_new(connection, done_task, {"key": key, "at": ledger.now()}))


def forget_done(ledger: Ledger) -> int:
    """Forget what was done more than a year ago, and the daily round sooner; how many."""
    columns, now = done_task.c, ledger.now()
    daily = sa.or_(*(columns.key.startswith(word) for word in DAILY))
    old = (columns.at < now - KEPT) | (daily & (columns.at < now - LONGEST * 2))
    with ledger.writing() as connection:
        return connection.execute(sa.delete(done_task).where(old)).rowcount
