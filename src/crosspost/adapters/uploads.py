"""Uploads: pictures that are stored before a message shows them, and films on their way.

A service takes films in parts, or has to work on them. What it has already of a message's films is
kept in the few words that the ledger has for the message, so that the next try goes on from there,
be it another process's.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from ..errors import Retryable
from ..model.draft import Message
from . import base
from .base import MessageNotes, Upload

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 10.0
"""Seconds between two questions whether a film is ready."""

_Ready = TypeVar("_Ready")
Stored = TypeVar("Stored")


class PictureStore(Generic[Stored]):
    """What became of each picture: a second attempt must not fill the site's library.

    Args:
        store: uploads one.
    """

    def __init__(self, store: Callable[[Upload], Stored]) -> None:
        self._store = store
        self._stored: dict[str, Stored] = {}

    def stored(self, message: Message, uploads: Sequence[Upload]) -> dict[str, Stored]:
        """What became of each picture of *message*, by its path or address in the post."""
        return {
            picture.path or picture.url: self.once(upload)
            for picture, upload in zip(message.media or (), uploads, strict=False)
        }

    def once(self, upload: Upload) -> Stored:
        """What became of *upload*, which is stored now unless it was before."""
        name = hashlib.sha256(upload.data).hexdigest() + upload.alt
        if name not in self._stored:
            self._stored[name] = self._store(upload)
        return self._stored[name]


class UploadNotes:
    """What a service has of one message's films.

    Args:
        notes: where that is kept.
        key: the message's.
    """

    def __init__(self, notes: MessageNotes, key: str) -> None:
        self._notes, self._key = notes, key

    def known(self, upload: Upload) -> tuple[str, int]:
        """What the service calls *upload*, and how many parts of it it has; empty at first."""
        said, _, parts = self._all().get(_name(upload), "").rpartition("/")
        return said, int(parts or 0)

    def keep(self, upload: Upload, said: str, parts: int = 0) -> None:
        """Keep what the service calls *upload*, and how many parts of it it has."""
        self._write(self._all() | {_name(upload): f"{said}/{parts}"})

    def forget(self, upload: Upload) -> None:
        """The service has nothing of *upload* any longer."""
        self._write({name: said for name, said in self._all().items() if name != _name(upload)})

    def _all(self) -> dict[str, str]:
        pairs = (one.partition("=") for one in self._notes.note(self._key).split())
        return {name: said for name, mark, said in pairs if mark}

    def _write(self, every: dict[str, str]) -> None:
        self._notes.keep_note(self._key, " ".join(f"{name}={said}" for name, said in every.items()))


def _name(upload: Upload) -> str:
    return hashlib.sha256(upload.data).hexdigest()[:12]


def until_ready(look: Callable[[], _Ready | None], upload: Upload, at: str) -> _Ready:
    """What *look* gives once the service has worked on *upload*.

    Args:
        look: asks; None as long as it works.
        upload: a film.
        at: the account.

    Raises:
        Retryable: that takes longer than `base.PROCESSING`, of a picture `base.TIMEOUT`; nothing is
            sent yet.
    """
    most = base.TIMEOUT if upload.kind == "picture" else base.PROCESSING
    ready = asked_for(look, most)
    if ready is None:
        raise Retryable("media.still-processing", location=at, file=upload.name)
    return ready


def asked_for(look: Callable[[], _Ready | None], seconds: float) -> _Ready | None:
    """What *look* gives, asked again and again; None after so many *seconds* of nothing."""
    begun, waited, pause = time.monotonic(), 0.0, FIRST_PAUSE
    while (ready := look()) is None:
        if max(waited, time.monotonic() - begun) + pause > seconds:
            return None
        time.sleep(pause)
        waited += pause
        pause = min(pause * 1.5, LONGEST_PAUSE)
    return ready
