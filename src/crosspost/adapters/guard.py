"""What stands around a channel's code: its mistakes are its own, and its calls end.

What it raises by mistake is an error of that channel alone: whoever wrote the code is told where it
failed; whoever publishes, that the rest goes on, and what became of the message. So is a call that
does not end (`within_deadline`).
"""

import contextvars
import ctypes
import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import structs

from ..errors import ChannelError, CrosspostError, Retryable, UnknownOutcome, Unverifiable
from ..model.channel_spec import ChannelSpec
from ..redaction import harmless, presentable
from ..registry import home_relative
from . import base
from .base import Connection, Identity, Upload

if TYPE_CHECKING:
    from ..model.draft import Message
    from ..model.receipts import Receipt, Sent

AS_A_WHOLE = 4
"""So many times `base.TIMEOUT` a message's call may take in all: a server that drips a byte now and
then keeps to every other limit."""
SLOWEST = 50_000
"""Bytes of its pictures that go out in a second at least; they have as much more time."""

_Answer = TypeVar("_Answer")


def _harmless(sent: "Sent") -> "Sent":
    """*sent* as it may be shown and kept: its server may say anything."""
    return structs.replace(sent, id=harmless(sent.id), url=presentable(sent.url))


class TooLong(SystemExit):
    """A call has had its time; raised inside it, where no SDK takes it for an error of its own."""


def within_deadline(call: Callable[[], _Answer], seconds: float) -> _Answer:
    """What *call* gives, if it does so within so many *seconds*; else it is broken off.

    It runs in a thread of its own, in which `TooLong` is raised when its time is over: at the next
    byte that it reads, or when its own timeout ends. So its socket is closed by then, and nothing
    of it arrives later.

    Raises:
        TimeoutError: it took too long.
    """
    answer: Future[_Answer] = Future()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            answer.set_result(context.run(call))
        except BaseException as error:  # noqa: BLE001 - whoever waits raises it
            if not answer.done():
                answer.set_exception(error)

    thread = threading.Thread(target=run, name=threading.current_thread().name, daemon=True)
    thread.start()
    if wait([answer], seconds).not_done:
        raised = ctypes.py_object(TooLong)
        for _ in range(2):  # Python drops what is raised while it collects garbage
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), raised)
            if wait([answer], base.TIMEOUT).done:
                break
        if not answer.done() or isinstance(answer.exception(), TooLong):
            raise TimeoutError
    return answer.result()


class GuardedConnection:
    """A channel's connection whose mistakes say where they were made, and what is known by then.

    Args:
        connection: what the channel's ``connect`` gave.
        spec: whose it is.
        module: the channel's code.
    """

    def __init__(self, connection: Connection, spec: ChannelSpec, module: ModuleType) -> None:
        self._connection, self._spec, self._module = connection, spec, module
        self._broken_off = False

    def whoami(self) -> Identity:
        """As the channel's; a mistake in it is a `ChannelError`."""
        with faults_of(self._spec, self._module):
            who = self._ended(self._connection.whoami, Retryable)
        return structs.replace(
            who,
            name=presentable(who.name),
            url=presentable(who.url),
            notes=tuple(map(presentable, who.notes)),
        )

    def send(
        self, message: "Message", key: str, above: "Receipt | None", uploads: Sequence[Upload]
    ) -> "Sent":
        """As the channel's; after a mistake in it nobody knows whether the message was taken."""
        call = partial(self._connection.send, message, key, above, uploads)
        with faults_of(self._spec, self._module, UnknownOutcome):
            return _harmless(self._ended(call, UnknownOutcome, uploads))

    def find(
        self, message: "Message", key: str, above: "Receipt | None", since: dt.datetime
    ) -> "Sent | None":
        """As the channel's; a mistake in it answers nothing."""
        with faults_of(self._spec, self._module, Unverifiable):
            call = partial(self._connection.find, message, key, above, since)
            found = self._ended(call, Retryable)
            return _harmless(found) if found else None

    def edit(self, message: "Message", stands: "Receipt", uploads: Sequence[Upload]) -> "Sent":
        """As the channel's; after a mistake in it nobody knows what the message says."""
        call = partial(self._own("edit"), message, stands, uploads)
        with faults_of(self._spec, self._module, UnknownOutcome):
            return _harmless(self._ended(call, UnknownOutcome, uploads))

    def delete(self, stands: "Receipt") -> None:
        """As the channel's; after a mistake in it nobody knows whether it stands."""
        with faults_of(self._spec, self._module, UnknownOutcome):
            self._ended(partial(self._own("delete"), stands), UnknownOutcome)

    def close(self) -> None:
        """As the channel's; what was done stays done, whatever goes wrong here."""
        if self._broken_off:  # its state is anything by then
            with suppress(Exception):
                within_deadline(self._connection.close, base.TIMEOUT)
            return
        with faults_of(self._spec, self._module):
            self._connection.close()

    def _own(self, name: str) -> Callable[..., Any]:
        """The channel's method *name*, or what stands in for it where a class inherits nothing."""
        return getattr(self._connection, name, None) or partial(
            getattr(Connection, name), self._connection
        )

    def _ended(
        self,
        call: Callable[[], _Answer],
        unclear: type[Retryable | UnknownOutcome],
        uploads: Sequence[Upload] = (),
    ) -> _Answer:
        """What *call* gives within its deadline; *unclear* is what it comes to beyond that."""
        seconds = AS_A_WHOLE * base.TIMEOUT + sum(len(one.data) for one in uploads) / SLOWEST
        seconds += base.PROCESSING if any(one.kind != "picture" for one in uploads) else 0
        try:
            return within_deadline(call, seconds)
        except TimeoutError as error:
            self._broken_off = True
            raise unclear("web.too-slow", seconds=round(seconds)) from error


@contextmanager
def faults_of(
    spec: ChannelSpec,
    module: ModuleType | None = None,
    kind: type[ChannelError | UnknownOutcome | Unverifiable] = ChannelError,
) -> Iterator[None]:
    """Code of the channel *spec* within; what it raises by mistake becomes a *kind*."""
    try:
        yield
    except CrosspostError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {error}".removesuffix(": ")
        adapter = home_relative(spec.adapter)
        raise kind(
            "channel.code-failed",
            location=_place(error, module),
            channel=spec.title,
            error=said,
            adapter=adapter,
        ) from error


def _place(error: Exception, module: ModuleType | None) -> str:
    """The last line of the channel's own code on the way to *error*: ``~/notebook.py:12``."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{home_relative(error.filename)}:{error.lineno}"
    frames = [one for one in extract_tb(error.__traceback__) if not one.filename.startswith("<")]
    home = Path(getattr(module, "__file__", None) or "-").parent
    own = [one for one in frames if Path(one.filename).is_relative_to(home)] or frames
    return f"{home_relative(own[-1].filename)}:{own[-1].lineno}"
