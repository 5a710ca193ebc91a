"""The clipboard, for people on every channel that nothing else can send to.

Of an article the text is copied as its editor takes it: Markdown, or HTML as rich text. What has a
title of its own is copied without it. The pictures are put into a folder, in their order.
"""

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

from platformdirs import user_pictures_path

from ...files import replace_file
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ...registry import home_relative
from ...translations import translate
from ..base import Connection, Destination, Identity, Upload, hashed

PATIENCE = 20
"""Seconds that a clipboard may take."""
CLEAR = "\r\x1b[2K"
_POWERSHELL = (
    "[Console]::InputEncoding = [Text.Encoding]::UTF8;"
    " Set-Clipboard -AsHtml -Value ([Console]::In.ReadToEnd())"
)


def clipboard(destination: Destination) -> "Clipboard":
    """The clipboard of whoever sits here, for the account of *destination*."""
    import pyperclip  # noqa: PLC0415 - whoever only writes does without

    return Clipboard(destination, pyperclip)


class Clipboard(Connection):
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
        by = "clipboard" if message.of == 1 and self._copied(message) else "printed"
        heading = "clipboard.copied" if by == "clipboard" else "clipboard.printed"
        lines = [translate("channels", heading, account=self._name, channel=self._channel)]
        lines += [*_beside(message), _text(message), *_pictures(uploads, self._name, key)]
        over = CLEAR if sys.stderr.isatty() else ""  # a terminal shows what is being done there
        sys.stderr.write(over + "\n".join(lines) + "\n")  # standard output is for the receipts
        todo = translate("channels", "clipboard.todo", channel=self._channel)
        return Sent(id=key, more={"todo": todo, "by": by})

    def find(self, message: Message, key: str, above: Receipt | None, since: dt.datetime) -> None:
        """Nothing has left this computer: copying once more doubles nothing."""
        del message, key, above, since

    def _copied(self, message: Message) -> bool:
        """Copy what is pasted: an article's rich text or Markdown, else the text."""
        html = message.payload.get("html")
        if html:
            return copy_html(str(html))
        try:
            self._board.copy(_text(message))
        except (self._board.PyperclipException, OSError):
            return False
        return True


def _text(message: Message) -> str:
    """What is pasted into the field for the text: Markdown, or words without their title."""
    payload = message.payload
    words = payload.get("text") if "title" in payload else ""
    return str(payload.get("markdown") or words or message.text)


def _pictures(uploads: Sequence[Upload], account: str, key: str) -> Iterator[str]:
    """Where the pictures lie from now on; their names where no folder can be made."""
    if not uploads:
        return
    name = re.sub(r"[^\w-]+", "-", account) + "-" + hashed(key)[:8]
    folder = user_pictures_path() / "crosspost" / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for at, one in enumerate(uploads, 1):
            replace_file(folder / f"{at:02}-{Path(one.name).name}", one.data)
    except OSError:
        yield from (translate("channels", "clipboard.with", picture=one.name) for one in uploads)
    else:
        where = home_relative(str(folder))
        yield translate("channels", "clipboard.pictures", folder=where, count=len(uploads))


def _beside(message: Message) -> Iterator[str]:
    """What an article has beside its text, each in a field of the editor."""
    for field in ("title", "digest", "tags"):
        said = message.payload.get(field)
        if said:
            words = list(map(str, said)) if isinstance(said, list) else str(said)
            yield translate("channels", f"clipboard.{field}", said=words)


def copy_html(html: str) -> bool:
    """Put *html* on the clipboard as rich text.

    Returns:
        Whether this system has a way to; without one, the page has a button that does.
    """
    for command, given in _ways(html):
        if not shutil.which(command[0]):
            continue
        try:
            subprocess.run(  # noqa: S603 - one of ours, and the text is its input
                command,
                input=given.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=True,
                timeout=PATIENCE,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        return True
    return False


def _ways(html: str) -> Iterator[tuple[list[str], str]]:
    """What each system calls for it, and what the call reads."""
    if sys.platform == "darwin":
        data = html.encode().hex().upper()
        yield ["osascript", "-"], f"set the clipboard to «data HTML{data}»"
    elif sys.platform == "win32":
        yield ["powershell", "-NoProfile", "-Command", _POWERSHELL], html
    if "WAYLAND_DISPLAY" in os.environ:
        yield ["wl-copy", "--type", "text/html"], html
    if "DISPLAY" in os.environ:
        yield ["xclip", "-selection", "clipboard", "-t", "text/html"], html
