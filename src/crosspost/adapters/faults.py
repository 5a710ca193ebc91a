"""Faults: what a channel's own code raises by mistake, as an error of that channel alone.

Whoever wrote the code has to be told where it failed; whoever publishes, that the rest goes on, and
what became of the message.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import TYPE_CHECKING

from ..errors import ChannelError, CrosspostError, UnknownOutcome, Unverifiable
from ..model.channel_spec import ChannelSpec
from ..registry import home_relative
from .base import Connection, Identity, MessageNotes, TwoCallConnection, Upload

if TYPE_CHECKING:
    from ..model.draft import Message
    from ..model.receipts import Receipt, Sent


class GuardedConnection:
    """A channel's connection whose mistakes say where they were made, and what is known by then.

    Args:
        connection: what the channel's ``connect`` gave.
        spec: whose it is.
        module: the channel's code.
    """

    def __init__(self, connection: Connection, spec: ChannelSpec, module: ModuleType) -> None:
        self._connection, self._spec, self._module = connection, spec, module

    def whoami(self) -> Identity:
        """As the channel's; a mistake in it is a `ChannelError`."""
        with faults_of(self._spec, self._module):
            return self._connection.whoami()

    def send(
        self, message: "Message", key: str, above: "Receipt | None", uploads: Sequence[Upload]
    ) -> "Sent":
        """As the channel's; after a mistake in it nobody knows whether the message was taken."""
        with faults_of(self._spec, self._module, UnknownOutcome):
            return self._connection.send(message, key, above, uploads)

    def find(
        self, message: "Message", key: str, above: "Receipt | None", since: dt.datetime
    ) -> "Sent | None":
        """As the channel's; a mistake in it answers nothing."""
        with faults_of(self._spec, self._module, Unverifiable):
            return self._connection.find(message, key, above, since)

    def close(self) -> None:
        """As the channel's; what was done stays done, whatever goes wrong here."""
        with faults_of(self._spec, self._module):
            self._connection.close()


class GuardedTwoCallConnection(GuardedConnection):
    """The same of a connection that keeps notes between two calls."""

    _connection: TwoCallConnection

    def keep_notes_in(self, notes: MessageNotes) -> None:
        """As the channel's."""
        with faults_of(self._spec, self._module):
            self._connection.keep_notes_in(notes)


def guarded(connection: Connection, spec: ChannelSpec, module: ModuleType) -> Connection:
    """*connection* of the channel *spec*, whose mistakes are told as that channel's."""
    two = isinstance(connection, TwoCallConnection)
    return (GuardedTwoCallConnection if two else GuardedConnection)(connection, spec, module)


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
