"""The engine: DBOS Transact, which carries deliveries over crashes.

Nothing but this and its rooms (`enqueuing`, `serializing`) knows it.

What it is asked for: to call a function at a time (`Engine.add`), once in the whole world as long
as its process lives, to keep what each step of it gave, and to say what a dead process has left
behind. What may be sent, and by whom, is settled by the rows of ``scheduling.store`` in the same
database, so that another engine could take its place.

Its traps, and how they are met, are told in ``docs/engine.md``.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..errors import ConfigError
from .enqueuing import TABLE, copy, schema_of
from .entries import Entry, named, parts

if TYPE_CHECKING:
    from dbos import DBOSClient, DBOSConfig, EnqueueOptions

QUEUE = "crosspost"
WORKFLOW = "deliver"
VERSION = "deliver-1"
"""Of the order of steps in a turn; what waits under another version would never be called."""
AT_ONCE = 200
"""Turns of one worker at the same time, most of them asleep until their exact moment."""
SLOW, FAST = 3.0, 0.5
"""Seconds between two looks into the queue, each of which takes a turn of every account, up to
`AT_ONCE`. Looking is most of what a worker at rest costs. The engine comes down from one to the
other by a tenth at each look, within half a minute."""
FEW = 20
"""Turns that are enqueued one by one; more of them are copies."""
LOCK = 0x64626F73
"""Any number: what two processes ask for that make the engine's tables on PostgreSQL."""

Kept = dict[str, Any]
"""Plain JSON."""
Step = Callable[[int, Callable[[], Kept]], Kept]
"""Calls what it is given and keeps what that gave; after a crash it gives that again instead."""
Deliver = Callable[[str, int, Step], str]
"""One turn of a delivery: its id, its turn, and how to take a step; a word on how it ended."""


class Engine:
    """Calls turns at their time, in this process as soon as it is told to (`work`).

    Args:
        database: the ledger's own; whoever made it closes it.
        worker: who calls, unlike all others that ever did.
    """

    def __init__(self, database: sa.Engine, worker: str = "") -> None:
        logging.getLogger("dbos").addHandler(logging.NullHandler())
        self._worker = worker
        self._database = database
        self._working = False
        self._every = SLOW

    @cached_property
    def _client(self) -> "DBOSClient":
        from .serializing import Plain  # noqa: PLC0415 - as _dbos

        client: DBOSClient = _dbos().DBOSClient(
            system_database_engine=self._database,
            application_name=QUEUE,
            serializer=Plain(),
            lazy=True,
            retry_connection_errors=False,
        )
        return client

    def prepare(self) -> None:
        """Load the library, and make its own tables where there are none, one process at a time."""
        dbos = _dbos()
        with self._alone() as there:
            if not there:
                dbos.DBOS.migrate(self._database.url.render_as_string(hide_password=False))

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Whether the engine's tables are there; on PostgreSQL no other process asks meanwhile."""
        if self._database.dialect.name == "sqlite":  # which makes them all at once
            yield sa.inspect(self._database).has_table(TABLE)
            return
        session = self._database.connect()
        # without a transaction, for indexes are made that wait for the end of each
        with session.execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.select(sa.func.pg_advisory_lock(LOCK)))
            try:
                yield sa.inspect(connection).has_table(TABLE, schema_of(connection.dialect))
            finally:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(LOCK)))

    def add(self, connection: sa.Connection, entries: Iterable[Entry]) -> None:
        """Have turns called, as part of the caller's transaction."""
        now = time.time()
        soon: list[Entry] = []
        later: list[Entry] = []
        for entry in entries:
            (later if entry.call > now else soon).append(entry)
        for some in (soon, later):  # the engine has rows of two kinds
            self._enqueue(connection, some[:FEW], now)
            if rest := some[FEW:]:
                copy(connection, some[0], rest, now)

    def _enqueue(self, connection: sa.Connection, entries: Iterable[Entry], now: float) -> None:
        for entry in entries:
            options: EnqueueOptions = {
                "workflow_name": WORKFLOW,
                "queue_name": QUEUE,
                "workflow_id": entry.name,
                "queue_partition_key": entry.account,
                "priority": entry.priority,
            }
            if entry.call > now:
                options["delay_seconds"] = entry.call - now
            self._client.enqueue_in_transaction(connection, options)

    def work(self, deliver: Deliver) -> None:
        """Begin to call *deliver* for each turn whose time has come, in threads, until `stop`."""
        from dbos import DBOS  # noqa: PLC0415 - as _dbos

        from .serializing import Plain  # noqa: PLC0415

        config: DBOSConfig = {
            "name": QUEUE,
            "system_database_engine": self._database,
            "executor_id": self._worker,
            "application_version": VERSION,
            "serializer": Plain(),
            "log_level": "WARNING",
            "notification_listener_polling_interval_sec": 1.0,  # what `stop` waits for
            "use_listen_notify": False,
        }
        DBOS(config=config)
        self._register(deliver)
        self._working = True
        with ThreadPoolExecutor(1) as pool:  # whoever calls may have an event loop in this thread
            pool.submit(_listen, self._every).result()

    def _register(self, deliver: Deliver) -> None:
        """Tell the library what a turn is, and what a step."""
        from dbos import DBOS  # noqa: PLC0415 - as _dbos

        taken: dict[str, Callable[[], Kept]] = {}

        @DBOS.step(name="message")
        def message(name: str, index: int) -> Kept:
            del index
            return taken[name]()

        @DBOS.workflow(name=WORKFLOW)
        def turn() -> str:
            name = DBOS.workflow_id or ""

            def step(index: int, call: Callable[[], Kept]) -> Kept:
                taken[name] = call
                return message(name, index)

            try:
                return deliver(*parts(name), step)
            finally:
                taken.pop(name, None)

    def look(self, *, often: bool) -> None:
        """Have all workers look into the queue often, or seldom; to be said again now and then."""
        before, self._every = self._every, FAST if often else SLOW
        if self._working and (often or self._every != before):  # another worker may have eased it
            queue = _dbos().DBOS.retrieve_queue(QUEUE)
            if queue is not None:
                queue.set_polling_interval_sec(self._every)

    def left_by(self, worker: str) -> list[tuple[str, int]]:
        """The turns, by delivery and number, that a dead *worker* had begun and not ended."""
        found = self._client.list_workflows(
            status="PENDING", executor_id=worker, load_input=False, load_output=False
        )
        return [parts(one.workflow_id) for one in found]

    def forget(self, turns: Iterable[tuple[str, int]]) -> None:
        """Call these turns no more; whoever is at one has lost the right to it anyway."""
        names = [named(*turn) for turn in turns]
        if names:
            self._client.delete_workflows(names)

    def unknown(
        self, turns: Sequence[tuple[str, int]], workers: Collection[str]
    ) -> list[tuple[str, int]]:
        """Those of *turns* that neither wait to be called nor are taken by one of *workers*."""
        if not turns:
            return []
        found = self._client.list_workflows(
            workflow_ids=[named(*turn) for turn in turns],
            status=["DELAYED", "ENQUEUED", "PENDING"],
            load_input=False,
            load_output=False,
        )
        known = {
            parts(one.workflow_id)
            for one in found
            if one.status != "PENDING" or one.executor_id in workers
        }
        return [turn for turn in turns if turn not in known]

    def tidy(self, before: str) -> int:
        """Forget up to a thousand turns that ended before that time (RFC 3339); how many."""
        found = self._client.list_workflows(
            completed_before=before, limit=1000, load_input=False, load_output=False
        )
        self.forget(parts(one.workflow_id) for one in found)
        return len(found)

    def stop(self, patience: int) -> None:
        """Call no more turns; those under way have *patience* seconds to end."""
        if self._working:
            _dbos().DBOS.destroy(workflow_completion_timeout_sec=patience, destroy_registry=True)
        self._working = False

    def close(self) -> None:
        """End what it has begun."""
        if "_client" in self.__dict__:
            self._client.destroy()


def _dbos() -> ModuleType:
    """The library, which takes half a second to import: only what changes something needs it."""
    try:
        import dbos  # noqa: PLC0415
    except ModuleNotFoundError as error:
        found = f"scheduling needs {error.name}, which is not here"
        raise ConfigError(found, hint='pip install "crosspost[schedule]"') from error
    return dbos


def _listen(every: float) -> None:
    dbos = _dbos().DBOS
    dbos.listen_queues([QUEUE])
    dbos.launch()
    dbos.register_queue(
        QUEUE,
        worker_concurrency=AT_ONCE,
        partition_concurrency=1,
        polling_interval_sec=every,
        on_conflict="always_update",
    )
