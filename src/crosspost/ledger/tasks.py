"""Tasks: what is done once by all workers, over crashes; a row is the lock, and expires.

A crash only delays a task. What failed is tried again, ever more rarely, for a day. `Rounds` looks
for what is to be told, now and then, in a thread of its own, and tells it once.
"""

import datetime as dt
import logging
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection

import sqlalchemy as sa

from ..errors import CrosspostError
from . import journal, schema
from .journal import EntryKind, JournalEntry
from .schema import done_task, insert_new
from .store import Ledger

SHORTEST = dt.timedelta(minutes=1)
"""Until what failed is tried again; then ever longer: as long as it has been tried already."""
LONGEST = dt.timedelta(days=1)
"""After which it is given up."""
KEPT = dt.timedelta(days=365)
BEGAN = "since "
"""Before a key: when what it names began; never forgotten."""
DAILY = ("asked ", "swept ", "tidied ")
"""How the keys of what is done every hour or day begin."""
FIRST, NEXT = "first ", "next "
"""Before a key: when it was tried first, and when it may be tried next."""

logger = logging.getLogger("crosspost")


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


def hasten(ledger: Ledger, beginning: str) -> None:
    """Let what failed, and has a key that begins so, be tried again now."""
    failed = done_task.c.key.startswith(NEXT + beginning, autoescape=True)
    with ledger.writing() as connection:
        connection.execute(sa.update(done_task).where(failed).values(at=ledger.now()))


def give_up(ledger: Ledger, key: str, after: dt.timedelta = LONGEST) -> bool:
    """Whether *key*, which has just failed, has been tried for so long; then it is done."""
    wanted = sa.select(done_task.c.at).where(done_task.c.key == FIRST + key)
    with ledger.reading() as connection:
        first = connection.scalar(wanted)
    if first is None or ledger.now() - first < after:
        return False
    mark_done(ledger, key)
    return True


def untold(  # noqa: PLR0913 - each is said by name
    ledger: Ledger,
    beginning: str,
    kinds: Collection[tuple[EntryKind, bool]],
    *,
    since: dt.datetime,
    after: int = 0,
    accounts: Collection[str] = (),
    resting: bool = False,
    limit: int,
) -> list[JournalEntry]:
    """Entries of the journal for which no task is done, the first one first.

    Args:
        ledger: where they are.
        beginning: of the keys of the tasks; the entry's number is the rest.
        kinds: those wanted, and whether they are of publications as a whole.
        since: older ones do not count.
        after: nor do those up to this number.
        accounts: of these alone; of every one without any.
        resting: also those that failed and wait for their next try.
        limit: at most so many.
    """
    entry, task = journal.JOURNAL, done_task.c
    wholes = {whole: [kind for kind, each in kinds if each == whole] for whole in (True, False)}
    wanted = sa.or_(
        (entry.index == 0) & entry.kind.in_(wholes[True]),
        (entry.index > 0) & entry.kind.in_(wholes[False]),
    )
    name = sa.literal(beginning).concat(sa.cast(entry.number, sa.Text))
    here = [wanted, entry.at >= since, entry.number > after, ~sa.exists().where(task.key == name)]
    here += [entry.account.in_(accounts)] if accounts else []
    if not resting:
        next_try = sa.literal(NEXT).concat(name)
        here.append(~sa.exists().where(task.key == next_try, task.at > ledger.now()))
    return journal.read(ledger, sa.select(schema.journal).where(*here), limit)


def run_once(ledger: Ledger, key: str) -> bool:
    """Whether nobody has asked for *key* before; it is ours then, and never tried a second time."""
    with ledger.writing() as connection:
        return bool(insert_new(connection, done_task, {"key": key, "at": ledger.now()}))


def begun(ledger: Ledger, name: str) -> dt.datetime:
    """When somebody asked first for what is called *name*: now, if nobody has."""
    key = BEGAN + name
    wanted = sa.select(done_task.c.at).where(done_task.c.key == key)
    with ledger.reading() as connection:
        at: dt.datetime | None = connection.scalar(wanted)
    if at is not None:
        return at
    run_once(ledger, key)
    with ledger.reading() as connection:
        first: dt.datetime = connection.execute(wanted).scalar_one()
        return first


def forget_done(ledger: Ledger) -> int:
    """Forget what was done more than a year ago, and the daily round sooner; how many."""
    columns, now = done_task.c, ledger.now()
    daily = sa.or_(*(columns.key.startswith(word) for word in DAILY))
    old = (columns.at < now - KEPT) | (daily & (columns.at < now - LONGEST * 2))
    old &= ~columns.key.startswith(BEGAN)
    with ledger.writing() as connection:
        return connection.execute(sa.delete(done_task).where(old)).rowcount


class NotDelivered(CrosspostError):  # noqa: N818 - nothing is wrong with the program
    """What was to be told did not reach anybody."""


class Rounds(ABC):
    """Looks every so many seconds, and at once when something has happened.

    Args:
        name: of the thread, and of what goes wrong in it.
        every: seconds between two looks, where nobody calls for one.
        ledger: knows what was told.
    """

    def __init__(self, name: str, every: float, ledger: Ledger) -> None:
        self.outcomes: Counter[tuple[str, bool]] = Counter()
        """How often each way was gone, and whether it worked."""
        self._name, self._every, self._ledger = name, every, ledger
        self._call = threading.Event()
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def look(self) -> None:
        """Tell what has not been told."""

    def start(self) -> None:
        """Look, and go on looking."""
        self._thread.start()

    def wake(self) -> None:
        """Look now: something has happened."""
        self._call.set()

    def stop(self, patience: float) -> None:
        """Look once more, and end; *patience* is how many seconds that may take."""
        self._halt.set()
        self._call.set()
        self._thread.join(patience)

    def _run(self) -> None:
        while True:
            last = self._halt.is_set()
            self._call.clear()
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                logger.warning("%s: %s", self._name, error)
            if last:
                return
            self._call.wait(self._every)

    def tell_once(
        self,
        key: str,
        way: str,
        tell: Callable[[], object],
        *,
        what: str,
        patience: dt.timedelta = LONGEST,
    ) -> bool | None:
        """Tell what is named *key*, unless somebody has or is at it; whether it worked.

        What fails is tried again, ever more rarely, until it is given up.

        Args:
            key: what it is, and to whom.
            way: by which it is told.
            tell: tells it.
            what: what that is, for the log.
            patience: how long it is tried.
        """
        if not claim_task(self._ledger, key):
            return None
        worked = False
        try:
            tell()
            worked = True
        except Exception as error:
            if not isinstance(error, NotDelivered):
                logger.exception("%s failed", what)
            more = "given up" if give_up(self._ledger, key, patience) else "it is tried again"
            logger.error("%s failed: %s; %s", what, error, more)  # noqa: TRY400
        else:
            mark_done(self._ledger, key)
        self.outcomes[way, worked] += 1
        return worked
