"""Tokens that end: renewed by one thread of one process at a time, and kept where others find them.

A token belongs to the secrets that it was granted for, not to an account: two accounts of
``crosspost.toml`` may share them. X makes that matter: its refresh tokens serve once, and one that
is used twice ends the whole sign-in (https://github.com/trypostit/trypost/issues/126). Whoever
gives another refresh token begins anew.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from platformdirs import user_data_path
from portalocker import AlreadyLocked, Lock, LockException

from .. import files
from .._record import Record, decoded
from ..errors import ConfigError, Retryable, system_reason
from ..redaction import Hidden
from . import lookup

SPARE = dt.timedelta(minutes=5)
"""How long before its end a token counts as ended; from then on WeChat gives the next one."""
PATIENCE = 60
"""Seconds to wait for whoever is renewing the same token."""


class Token(Record):
    """What a channel gave for the account's secrets."""

    value: Hidden
    ends: dt.datetime
    """In UTC."""
    renewal: Hidden | None = None
    """What the next one is asked for with, where that changes each time: X's refresh token."""


def fresh(
    granted_for: tuple[str, ...], renew: Callable[[Token | None], Token], *, refused: str = ""
) -> Token:
    """A token that holds for a while: the kept one, or what *renew* makes of it.

    Args:
        granted_for: the account's secrets that stand behind it.
        renew: asks the channel for a token, given the last one.
        refused: the token that the channel has just refused; if it is still the kept one, it is
            renewed, and if someone else has renewed it since, theirs is given.

    Raises:
        Retryable: someone else has been renewing it for a minute.
        ConfigError: the keyring is there but does not answer.
    """
    digest = hashlib.sha256("\0".join(granted_for).encode()).hexdigest()[:32]
    with _alone(digest):
        kept = _kept(digest)
        ended = kept and kept.ends - SPARE <= dt.datetime.now(dt.UTC)
        if kept is None or ended or kept.value.reveal() == refused:
            kept = renew(kept)
            _keep(digest, kept)
        return kept


class _Stored(Record):
    """A `Token` as JSON."""

    value: str
    ends: dt.datetime
    renewal: str = ""

    def __repr__(self) -> str:
        return "_Stored()"


def _kept(digest: str) -> Token | None:
    """What was kept last: in the keyring, or in a file where there was none."""
    texts = (lookup.find_in_keyring(f"token/{digest}"), files.read_private(_path(digest)))
    stored = [one for text in texts if text and (one := _read(text))]
    if not stored:
        return None
    last = max(stored, key=lambda one: one.ends)
    renewal = Hidden(last.renewal) if last.renewal else None
    return Token(value=Hidden(last.value), ends=last.ends, renewal=renewal)


def _read(text: str) -> _Stored | None:
    try:
        return decoded(text, _Stored)
    except msgspec.DecodeError:  # someone else's doing; the secrets can still bring a new one
        return None


def _keep(digest: str, token: Token) -> None:
    """In the keyring or, so that it is never lost, in a file that only its owner can read."""
    stored = _Stored(
        value=token.value.reveal(),
        ends=token.ends,
        renewal=token.renewal.reveal() if token.renewal else "",
    )
    text = msgspec.json.encode(stored).decode()
    try:
        lookup.keep_in_keyring(f"token/{digest}", text)
    except ConfigError:
        files.write_private(_path(digest), text)


@contextmanager
def _alone(digest: str) -> Iterator[None]:
    """While nobody else, in this process or another, renews the same token."""
    path = _path(digest).with_suffix(".lock")
    files.make_private_folder(path.parent)
    lock = Lock(path, timeout=PATIENCE)
    try:
        lock.acquire()
    except AlreadyLocked as error:
        raise Retryable("credentials.being-renewed", seconds=int(PATIENCE)) from error
    except (OSError, LockException) as error:
        raise ConfigError(
            "file.cannot-lock",
            location=str(path),
            reason=system_reason(error),
        ) from error
    files.mend(path, files.OWNER)
    try:
        yield
    finally:
        lock.release()


def _path(digest: str) -> Path:
    return user_data_path("crosspost") / "tokens" / f"{digest}.json"
