"""Where a post's pictures may come from, and their bytes from there.

A post is written by somebody; its author should not choose which files of this machine go out, nor
which servers of this network are asked. So a path stays inside the post's folder, links followed,
and an address leads to the public net (see `public_net`). What else an account's pictures may come
from it says itself: ``pictures_from``, folders and beginnings of addresses.
"""

import os
import stat
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from msgspec import UNSET

from ..errors import ConfigError, Rejected, system_reason
from ..model.draft import Draft, Drawing, Picture
from .public_net import fetched

LARGEST = 50 * 1024 * 1024
"""Bytes that are read at most: no channel takes more for a picture."""
LARGEST_FILM = 512 * 1024 * 1024
"""The same of a video, which is held in memory as a whole."""


def pictures_of(draft: Draft, base: Path, allowed: Sequence[str] = ()) -> dict[str, bytes]:
    """The bytes of every picture of *draft*, by its path or address.

    Args:
        draft: any.
        base: the folder that paths start from.
        allowed: as for `picture_data`.

    Raises:
        Rejected: one is not there, or must not be sent.
        Retryable: the address of one does not answer now.
    """
    every = (one for said in draft.messages for one in said.media or ())
    named = {one.path or one.url: one for one in every}
    return {name: picture_data(one, base, allowed) for name, one in named.items()}


def picture_data(picture: Picture, base: Path, allowed: Sequence[str] = ()) -> bytes:
    """The bytes at the path of *picture*, from the folder *base* on, or at its URL.

    Args:
        picture: what a post shows.
        base: the post's folder, which paths start from and do not leave.
        allowed: folders and beginnings of addresses that it may come from as well.

    Raises:
        Rejected: no such file, nothing there, or somewhere that the account does not allow; or it
            is to be drawn, and what draws is not installed.
        Retryable: its address does not answer now.
    """
    if picture.drawn is not UNSET:
        return _drawn(picture.drawn)
    most = LARGEST_FILM if picture.kind == "video" else LARGEST
    if picture.url:
        return fetched(picture.url, allowed, most).data
    return _read(base, picture.path, allowed, most)


def _drawn(drawing: Drawing) -> bytes:
    try:  # fontTools and more are an extra of their own: only where something is drawn
        drawings = import_module("crosspost.card.drawings")
        return bytes(drawings.drawing_png(drawing))
    except ModuleNotFoundError as error:
        raise Rejected("media.cannot-draw", reason=error.name) from error
    except ConfigError as error:
        raise Rejected("media.cannot-draw", reason=error.message) from error


def _read(base: Path, path: str, allowed: Sequence[str], most: int) -> bytes:
    where = str(base / path)
    real = Path(os.path.realpath(where))
    folders = [str(base), *(one for one in allowed if "://" not in one)]
    if not any(real.is_relative_to(os.path.realpath(folder)) for folder in folders):
        raise Rejected("media.outside", location=where)
    try:
        number = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(number, "rb") as file:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise Rejected("media.no-file", location=where)
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise Rejected("media.cannot-read", location=where, reason=system_reason(error)) from error
    if len(data) > most:
        raise Rejected("media.too-many-bytes", location=where, size=f"{most:,}")
    return data
