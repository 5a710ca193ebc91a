"""Notebook: a folder on this machine, a page a message.

A whole channel in two functions: `write` makes the messages, a pure function like every other
adapter's; `connect` gives what sends them. Retry, resume, rates and the ledger are crosspost's.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from msgspec import structs

from crosspost.adapters.base import Connection, Destination, Identity, Upload
from crosspost.compose.outline import Thread, outline
from crosspost.compose.threads import thread_messages
from crosspost.errors import Retryable
from crosspost.markup.plain import flatten
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Json, Message, Written
from crosspost.model.post import Post
from crosspost.model.receipts import Receipt, Sent
from crosspost.text.richtext import Rich


def write(post: Post, account: Account) -> Written:
    """Pages one after another."""
    made = outline(post, account.layout)
    thread = thread_messages(made, account, _page, prepare=flatten)
    return structs.replace(thread, findings=(*made.findings, *thread.findings))


def connect(destination: Destination) -> Connection:
    """Open the folder."""
    return _Notebook(Path(destination.settings["folder"]))


def _page(text: Rich, thread: Thread) -> dict[str, Json]:
    del thread
    return {"text": text.text}


class _Notebook(Connection):
    """One folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def whoami(self) -> Identity:
        """The folder's name."""
        return Identity(name=self._folder.name)

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Write one page; the key names it, so that writing it again changes nothing."""
        del above, uploads
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._path(key).write_text(str(message.payload["text"]), encoding="utf-8")
        except OSError as error:
            found = f"the page cannot be written: {error.strerror}"
            raise Retryable(found) from error
        return Sent(id=key, url=self._path(key).as_uri())

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """A page that is there whole was written."""
        del above, since
        path = self._path(key)
        whole = path.exists() and path.read_text(encoding="utf-8") == message.payload["text"]
        return Sent(id=key, url=path.as_uri()) if whole else None

    def _path(self, key: str) -> Path:
        return self._folder.absolute() / f"{key}.txt"
