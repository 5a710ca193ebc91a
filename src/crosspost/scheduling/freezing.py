"""Freezing: a draft checked, and its pictures read, so that it goes out as it was approved."""

import hashlib
from collections.abc import Collection
from pathlib import Path

from msgspec import UNSET

from ..draft import Draft, Picture
from ..profile import Profile
from ..publishing.checking import check_approval, check_findings, uploads
from ..record import Record
from ..rhythm import Rhythm


class Wish(Record):
    """A draft that somebody wants delivered."""

    draft: Draft
    profile: Profile
    """Of its account."""
    rhythm: Rhythm
    """Of its account."""
    base: Path = Path()
    """The folder that the paths of pictures start from."""
    source: str = ""
    """The file that the post was read from."""


class Ready(Record):
    """A wish that can be fulfilled, and its pictures."""

    wish: Wish
    names: dict[str, str]
    """The path or address of each picture, and the sha256 of its bytes."""
    pictures: dict[str, bytes]
    """The bytes by their sha256."""


def ready(wish: Wish, approved: Collection[str] | None = None) -> Ready:
    """*wish* with its pictures, checked as far as can be done before the time comes.

    Raises:
        Rejected: its channel would not take it, something else was approved, or a picture is not
            there.
        Retryable: the address of a picture does not answer now.
    """
    check_approval(wish.draft, approved)
    check_findings(wish.draft)
    names: dict[str, str] = {}
    kept: dict[str, bytes] = {}
    for picture in _pictures(wish.draft):
        from ..media import source  # noqa: PLC0415 - only where there are pictures

        data = source(picture, wish.base)
        name = hashlib.sha256(data).hexdigest()
        names[picture.path or picture.url] = name
        kept[name] = data

    def bytes_of(picture: Picture) -> bytes:
        return kept[names[picture.path or picture.url]]

    uploads(wish.draft, wish.profile, {}, wish.base, bytes_of)
    return Ready(wish=wish, names=names, pictures=kept)


def _pictures(draft: Draft) -> list[Picture]:
    sent = (message.media for message in draft.messages)
    return [picture for media in sent if media is not UNSET for picture in media]
