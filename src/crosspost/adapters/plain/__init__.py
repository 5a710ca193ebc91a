"""Plain: a channel without code: its entry says how it is written, people paste it.

The clipboard is their help, and that of people on every other channel that nothing can send to.
"""

import datetime as dt
import sys
from collections.abc import Sequence
from types import ModuleType

from ...compose.plain_text import write_plain as write
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ...translations import translate
from ..base import Destination, Identity, Upload

__all__ = ["Clipboard", "clipboard", "write"]


def clipboard(destination: Destination) -> "Clipboard":
    """The clipboard of whoever sits here, for the account of *destination*."""
    import pyperclip  # noqa: PLC0415 - whoever only writes does without

    return Clipboard(destination, pyperclip)


class Clipboard:
    """A person with a clipboard, or with a screen to copy from."""

    def __init__(self, destination: Destination, board: ModuleType) -> None:
        self._board = board
        self._name = destination.account.name
        self._channel = destination.account.spec.title

    def whoami(self) -> Identity:
        """Whoever pastes it."""
        note = translate("channels", "clipboard.note", channel=self._channel)
        return Identity(name=self._name, notes=(note,))

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Copy *message*; print it where there is no clipboard, or several would follow."""
        del above
        text = message.text
        by = "clipboard" if message.of == 1 and self._copied(text) else "printed"
        heading = "clipboard.copied" if by == "clipboard" else "clipboard.printed"
        lines = [translate("channels", heading, account=self._name, channel=self._channel), text]
        lines += [translate("channels", "clipboard.with", picture=one.name) for one in uploads]
        sys.stderr.write("\n".join(lines) + "\n")  # standard output is for the receipts
        todo = translate("channels", "clipboard.todo", channel=self._channel)
        return Sent(id=key, more={"todo": todo, "by": by})

    def find(self, message: Message, key: str, above: Receipt | None, since: dt.datetime) -> None:
        """Nothing has left this computer: copying once more doubles nothing."""
        del message, key, above, since

    def close(self) -> None:
        """There is nothing to let go of."""

    def _copied(self, text: str) -> bool:
        try:
            self._board.copy(text)
        except (self._board.PyperclipException, OSError):
            return False
        return True
