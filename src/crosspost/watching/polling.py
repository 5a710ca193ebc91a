"""Where entries come from: a feed on the web, or a folder of posts."""

import datetime as dt
import hashlib
import os
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from .. import __version__
from .._record import Record
from ..adapters.guard import within_deadline
from ..adapters.outcomes import read_wait
from ..errors import CrosspostError, Rejected, bounded_wait, system_reason
from ..images.public_net import checked_request
from ..ledger.watched import WatchedFeed
from ..readers.text_files import MOST, files_below
from .feeds import SourceEntry, read_feed

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 10 * 1024 * 1024
"""Bytes of a feed, unpacked; a podcast of ten years has three million."""
PATIENCE = 20.0
"""Seconds to wait for a connection, and for the next bytes."""
WHOLE = 60.0
"""Seconds that a feed may take in all, however little comes at a time."""
WORK = 60.0
"""Seconds that reading it may take, however deep it is."""
MOST_HOPS = 5
SETTLED = 1.0
"""Seconds since its last change after which a file is no longer being written."""
UNCHANGED, TOO_MANY, GONE, UNAVAILABLE = 304, 429, 410, 503
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5"


class PolledSource(Record):
    """What a source has now."""

    entries: tuple[SourceEntry, ...] = ()
    """The oldest first."""
    unchanged: bool = False
    """Nothing is new since the last time: the server says so, and sends nothing."""
    etag: str = ""
    modified: str = ""
    complaints: tuple[CrosspostError, ...] = ()
    """What of it could not be read."""


class NotNow(CrosspostError):  # noqa: N818 - nothing is wrong: it asks to be left alone
    """A server wants to be asked later.

    Args:
        after: seconds to wait.
    """

    def __init__(self, *, location: str, after: float, status: str) -> None:
        super().__init__("watch.not-now", location=location, status=status, seconds=round(after))
        self.after = after


def is_address(source: str) -> bool:
    """Whether *source* is the address of a feed; else it is a folder.

    >>> is_address("https://例子.example/feed.xml"), is_address("帖子 🎉")
    (True, False)
    """
    return source.startswith(("http://", "https://"))


def named(source: str) -> str:
    """What the ledger calls *source*: the address as it is typed, or the whole path."""
    return source if is_address(source) else os.path.realpath(source)


def look(
    source: str, known: WatchedFeed | None, *, allow_private: bool, now: dt.datetime
) -> PolledSource:
    """The entries of *source*.

    Args:
        source: an address or a folder.
        known: what was kept of it the last time, to ask only for what is new since.
        allow_private: whether an address may lead to this machine or its network.
        now: the time, in UTC.

    Raises:
        NotNow: its server wants to be asked later.
        CrosspostError: it cannot be read.
    """
    if not is_address(source):
        return _folder(source)
    ask = partial(_followed, source, known, allow_private=allow_private, now=now)
    try:
        answer, body = within_deadline(ask, WHOLE)
    except TimeoutError as error:
        raise CrosspostError("watch.too-slow", location=source, seconds=round(WHOLE)) from error
    if answer.status_code == UNCHANGED:
        return PolledSource(unchanged=True)
    read = partial(read_feed, body, dict(answer.headers), str(answer.url), source)
    try:
        entries, complaints = within_deadline(read, WORK)
    except TimeoutError as error:
        raise CrosspostError("watch.too-much", location=source, seconds=round(WORK)) from error
    return PolledSource(
        entries=entries,
        etag=answer.headers.get("etag", ""),
        modified=answer.headers.get("last-modified", ""),
        complaints=complaints,
    )


def _followed(
    address: str, known: WatchedFeed | None, *, allow_private: bool, now: dt.datetime
) -> tuple[httpx.Response, bytes]:
    """The answer of *address* or of where that leads; each hop is looked at before it is asked."""
    try:
        with httpx.Client(timeout=PATIENCE) as client:
            at = httpx.URL(address)
            for _ in range(MOST_HOPS):
                if at.scheme not in {"http", "https"} or not at.host:
                    raise CrosspostError("watch.no-address", location=address)
                allowed = (str(at),) if allow_private else ()
                request = checked_request(at, address, allowed)
                headers = {**_headers(known), **request.pop("headers", {})}
                with client.stream("GET", **request, headers=headers) as answer:
                    if answer.has_redirect_location:
                        at = at.join(answer.headers["location"])
                        continue
                    body = _body(answer, address, now)
                    answer.request.url = at  # by its name, whatever address it was asked at
                    return answer, body
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise CrosspostError("watch.no-address", location=address) from error
    except (httpx.HTTPError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise CrosspostError("watch.cannot-fetch", location=address, reason=reason) from error
    except Rejected as error:
        raise CrosspostError("watch.private-address", location=address, **error.values) from error
    raise CrosspostError("watch.cannot-fetch", location=address, reason=f"> {MOST_HOPS} redirects")


def _headers(known: WatchedFeed | None) -> "Mapping[str, str]":
    headers = {
        "user-agent": f"crosspost/{__version__}",
        "accept": ACCEPT,
        "accept-encoding": "gzip",
    }
    if known and known.etag:
        headers["if-none-match"] = known.etag
    if known and known.modified:
        headers["if-modified-since"] = known.modified
    return headers


def _body(answer: httpx.Response, address: str, now: dt.datetime) -> bytes:
    """What *answer* holds; nothing where nothing changed."""
    code = answer.status_code
    if code == UNCHANGED:
        return b""
    status = f"{code} {answer.reason_phrase}"
    wait = read_wait(answer.headers.get("retry-after", ""), now)
    if code == TOO_MANY or (code == UNAVAILABLE and wait):
        raise NotNow(location=address, after=bounded_wait(wait or 0) or 0, status=status)
    if code == GONE:
        raise CrosspostError("watch.gone", location=address)
    if not answer.is_success:
        raise CrosspostError("watch.cannot-fetch", location=address, reason=status)
    data = bytearray()
    for chunk in answer.iter_bytes():
        data += chunk
        if len(data) > LARGEST:
            raise CrosspostError("watch.too-large", location=address, limit=f"{LARGEST:,}")
    return bytes(data)


def _folder(folder: str) -> PolledSource:
    """Each post below *folder*; one that is still being written is waited for, a second at most."""
    if not Path(folder).is_dir():
        raise CrosspostError("watch.no-folder", location=folder)
    paths = list(files_below(folder))
    if any(_age(path) < SETTLED for path in paths):
        time.sleep(SETTLED)
    entries: list[SourceEntry] = []
    complaints: list[CrosspostError] = []
    for path in _by_age(path for path in paths if _age(path) >= SETTLED):
        if not _is_below(path, folder):
            complaints.append(CrosspostError("watch.no-file-of-folder", location=path))
            continue
        try:
            with Path(path).open("rb") as file:
                data = file.read(MOST + 1)  # of a larger one nobody makes a post, either
        except OSError as error:
            reason = system_reason(error)
            complaints.append(CrosspostError("file.unreadable", location=path, reason=reason))
            continue
        name = Path(os.path.relpath(path, folder)).as_posix()
        digest = hashlib.sha256(data).hexdigest()
        entries.append(SourceEntry(id=name, fingerprint=digest, title=name, file=path))
    return PolledSource(entries=tuple(entries), complaints=tuple(complaints))


def _is_below(path: str, folder: str) -> bool:
    """Whether *path* is a file of *folder*'s own: no pipe, and no link to one elsewhere.

    Who fills the folder may be another than who watches it, and what is found is published.
    """
    own = os.path.realpath(path)
    return Path(own).is_file() and Path(own).is_relative_to(os.path.realpath(folder))


def _age(path: str) -> float:
    """Seconds since *path* was changed; one from the future, as a clock has it, is not new."""
    try:
        passed = time.time() - Path(path).stat().st_mtime
    except OSError:  # gone meanwhile
        return 0
    return passed if passed >= 0 else SETTLED


def _by_age(paths: Iterable[str]) -> list[str]:
    def changed(path: str) -> tuple[float, str]:
        try:
            return Path(path).stat().st_mtime, path
        except OSError:
            return 0, path

    return sorted(paths, key=changed)
