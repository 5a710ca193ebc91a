"""Dispatch: DBOS Transact calls each attempt at a delivery at its time, over crashes.

Nothing but this module knows it, and by its public API alone, but for `_refuse_pickles`. What it is
asked for: to call a function at a time (`Dispatcher.add`), and to say which of the calls nobody is
at any more. What
may be sent, and by whom, is settled by our own rows in the same database (``store``, ``attempt``),
so that another engine could take its place.

Its traps, and how they are met, are told in ``docs/engine.md``.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache, cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

import sqlalchemy as sa

from .._record import Record
from ..errors import ConfigError

if TYPE_CHECKING:
    from dbos import DBOSClient, DBOSConfig, EnqueueOptions

QUEUE = "crosspost"
WORKFLOW = "deliver"
VERSION = "deliver-1"
"""Set by hand; what waits under another version would never be called."""
AT_ONCE = 100
"""Attempts of one worker at the same time, most of them asleep until their exact moment."""
EARLY = 3.0
"""Seconds before its time at which an attempt is called: the engine looks once a second which are
due, and once a second into its queue; the attempt waits for the exact moment."""
LOCK = 0x64626F73
"""Any number: what two processes ask for that make the engine's tables on PostgreSQL."""


class Attempt(Record):
    """One attempt at a delivery."""

    delivery: str
    number: int
    """From 1; a fencing token."""

    @property
    def name(self) -> str:
        """What the engine calls it; the first one as the delivery itself, for most have one.

        >>> [Attempt(delivery="o5y7cwlgww", number=number).name for number in (1, 2)]
        ['o5y7cwlgww', 'o5y7cwlgww.2']
        """
        return self.delivery if self.number == 1 else f"{self.delivery}.{self.number}"

    @classmethod
    def named(cls, name: str) -> "Attempt":
        """The attempt that the engine calls *name*.

        >>> Attempt.named("o5y7cwlgww.2")
        Attempt(delivery='o5y7cwlgww', number=2)
        """
        delivery, _, number = name.partition(".")
        return cls(delivery=delivery, number=int(number or 1))


class Dispatcher:
    """Calls attempts at their time, in this process as soon as it is told to (`start`).

    Args:
        database: the ledger's own; whoever made it closes it.
        worker: who calls, unlike all others that ever did.
    """

    def __init__(self, database: sa.Engine, worker: str = "") -> None:
        logging.getLogger("dbos").addHandler(logging.NullHandler())
        self._worker = worker
        self._database = database
        self._started = False

    @cached_property
    def _client(self) -> "DBOSClient":
        dbos = _dbos()
        client: DBOSClient = dbos.DBOSClient(
            system_database_engine=self._database,
            application_name=QUEUE,
            serializer=dbos.DBOSPortableJSONSerializer(),
            lazy=True,
            retry_connection_errors=False,
        )
        return client

    def prepare(self) -> None:
        """Load the library, and bring its own tables up to date, one process at a time."""
        dbos = _dbos()
        with self._alone():
            dbos.DBOS.migrate(self._database.url.render_as_string(hide_password=False))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """On PostgreSQL no other process prepares meanwhile; SQLite makes all tables at once."""
        if self._database.dialect.name == "sqlite":
            yield
            return
        session = self._database.connect()
        # without a transaction, for indexes are made that wait for the end of each
        with session.execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.select(sa.func.pg_advisory_lock(LOCK)))
            try:
                yield
            finally:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(LOCK)))

    def add(
        self, connection: sa.Connection, attempt: Attempt, account: str, at: dt.datetime
    ) -> None:
        """Have *attempt* called at *at*, as part of the caller's transaction.

        Attempts of the same *account* are called one after the other.
        """
        due = at.timestamp()
        options: EnqueueOptions = {
            "workflow_name": WORKFLOW,
            "queue_name": QUEUE,
            "workflow_id": attempt.name,
            "queue_partition_key": account,
            "priority": max(1, int(due // 60)),  # the earlier, the sooner
        }
        if (wait := due - EARLY - time.time()) > 0:
            options["delay_seconds"] = wait
        self._client.enqueue_in_transaction(connection, options)

    def start(self, call: Callable[[Attempt], str]) -> None:
        """Begin to *call* each attempt whose time has come, in threads, until `stop`.

        What it gives back, a word on how it ended, is kept for a day.
        """
        dbos = _dbos()
        config: DBOSConfig = {
            "name": QUEUE,
            "system_database_engine": self._database,
            "executor_id": self._worker,
            "application_version": VERSION,
            "serializer": dbos.DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
            "use_listen_notify": False,
        }
        dbos.DBOS(config=config)

        @dbos.DBOS.workflow(name=WORKFLOW)  # type: ignore[untyped-decorator]
        def deliver() -> str:
            return call(Attempt.named(dbos.DBOS.workflow_id))

        self._started = True
        with ThreadPoolExecutor(1) as pool:  # whoever calls may have an event loop in this thread
            pool.submit(_listen).result()

    def stop(self, patience: int) -> None:
        """Call no more attempts; those under way have *patience* seconds to end."""
        if self._started:
            _dbos().DBOS.destroy(workflow_completion_timeout_sec=patience, destroy_registry=True)
        self._started = False

    def holders(self, due: Sequence[Attempt]) -> dict[Attempt, str]:
        """Who is at each attempt that was begun, and nobody ("") at those of *due* that wait.

        What is in neither is lost. Asked in this order: what is begun meanwhile is seen as waiting.
        """
        names = [one.name for one in due]
        waiting = self._list(status=["DELAYED", "ENQUEUED"], workflow_ids=names)
        begun = self._list(status=["PENDING"], queue_name=QUEUE)
        return dict.fromkeys(waiting, "") | begun

    def _list(self, **wanted: Any) -> dict[Attempt, str]:  # noqa: ANN401 - the engine's own
        found = self._client.list_workflows(load_input=False, load_output=False, **wanted)
        named = {}
        for one in found:
            with suppress(ValueError):  # a row that none of us has written
                named[Attempt.named(one.workflow_id)] = one.executor_id or ""
        return named

    def forget(self, attempts: Iterable[Attempt]) -> None:
        """Call these no more; whoever is at one has lost the right to it anyway."""
        if names := [one.name for one in attempts]:
            self._client.delete_workflows(names)

    def tidy(self, before: str) -> int:
        """Forget up to a thousand attempts that ended before that time (RFC 3339); how many."""
        ended = self._list(completed_before=before, limit=1000)
        self.forget(ended)
        return len(ended)

    def close(self) -> None:
        """End what it has begun."""
        if "_client" in self.__dict__:
            self._client.destroy()


@cache
def _dbos() -> ModuleType:
    """The library, which takes half a second to import: only what changes something needs it."""
    try:
        import dbos  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ConfigError("install.schedule", library=error.name) from error
    _refuse_pickles()
    return dbos


def _refuse_pickles() -> None:
    """See that no row of the database is run as code: what says that it is pickled is refused.

    The library reads each row by the serialization that the row itself names, whichever it was
    told to use; every way to a pickle goes through this one function of its. Nothing of ours is
    written that way.
    """
    from dbos import _serialization  # noqa: PLC0415 - it has no setting for this

    _serialization.DefaultSerializer.deserialize = _refuse  # type: ignore[assignment, method-assign]


def _refuse(*_: object) -> NoReturn:
    """Read nothing.

    Raises:
        PickledRowError: always.
    """
    raise PickledRowError


class PickledRowError(ValueError):
    """A row says that it is pickled; none of ours is."""


def _listen() -> None:
    dbos = _dbos().DBOS
    dbos.listen_queues([QUEUE])
    dbos.launch()
    dbos.register_queue(
        QUEUE, worker_concurrency=AT_ONCE, partition_concurrency=1, on_conflict="always_update"
    )
