"""A feed's file: read, changed and put back in one step, one process at a time.

An entry is known by its post's address, else by a UUID of what it says; so the same post again
changes nothing, and a post of the same address that says something else is brought up to date. The
pictures lie beside the feed, named by what they show.
"""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from msgspec import structs
from portalocker import Lock, LockException

from ... import files
from ...errors import ConfigError, Rejected, Retryable, system_reason
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from .. import base
from ..article.html import with_pictures
from ..article.sites import text_with_pictures
from ..base import Connection, Destination, Identity, Upload
from .formats import FORMS, Feed, FeedEntry, NotOurs, writable

PICTURES = "pictures"
"""The folder beside the feed."""


class FeedFile(Connection):
    """One feed, or one a language."""

    def __init__(self, destination: Destination) -> None:
        said, at = destination.settings, f"accounts.{destination.account.name}"
        if said["format"] not in FORMS:
            raise ConfigError(
                "value.unknown",
                location=f"{at}.format",
                value=said["format"],
                choices=list(FORMS),
            )
        self._form = FORMS[said["format"]]
        if urlsplit(said["address"]).scheme not in {"http", "https"}:
            raise ConfigError("feed.no-address", location=f"{at}.address", address=said["address"])
        if not said["entries"].isdecimal() or int(said["entries"]) < 1:
            raise ConfigError("value.no-count", location=f"{at}.entries", key="entries")
        self._most = int(said["entries"])
        self._file, self._address = said["file"], said["address"]
        self._title, self._author = writable(said["title"]), writable(said["author"])

    def whoami(self) -> Identity:
        """The feed as its file has it; whether that can be written shows with the first entry."""
        if "{language}" not in self._file:
            self._entries(self._path(""))
        return Identity(name=self._title, id=self._address, url=self._address)

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Put the entry into the feed, in place of the one with its id."""
        del key, above
        return self._put(message, uploads, "")

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        """Make the entry say *message*; its id stays, so that no reader shows it as a new one."""
        return self._put(message, uploads, stands.sent.id)

    def delete(self, stands: Receipt) -> None:
        """Take the entry out of the feed; readers who have it keep it. Its pictures stay."""
        language = str(stands.sent.more.get("language") or stands.sent.id.rpartition("#")[2])
        path = self._path(language if "{language}" in self._file else "")
        with _told_of(path), _held(path):
            entries = self._entries(path)
            rest = [one for one in entries if one.id != stands.sent.id]
            if len(rest) < len(entries):
                files.replace_file(path, self._form.write(self._feed(rest, language)))

    def _put(self, message: Message, uploads: Sequence[Upload], name: str) -> Sent:
        """Put the entry into the feed, in place of the one called *name*, if that is said."""
        language = str(message.payload.get("language") or "")
        path = self._path(language)
        with _told_of(path), _held(path):
            entries = self._entries(path)
            names = _names(message, uploads)
            web = self._web_address(language)
            places = {one: urljoin(web, f"{PICTURES}/{name}") for one, name in names.items()}
            made = self._entry(message, language, places)
            made = structs.replace(made, id=name or made.id)
            if name and name not in {one.id for one in entries}:
                raise Rejected("change.not-there")
            before = next((one for one in entries if one.id == made.id), None)
            if before is None or _content(before) != _content(made):
                _keep_pictures(path.parent / PICTURES, message, uploads)
                made = structs.replace(made, published=before.published) if before else made
                others = (one for one in entries if one.id != made.id)
                every = sorted((made, *others), key=lambda one: one.published, reverse=True)
                files.replace_file(path, self._form.write(self._feed(every, language)))
        return self._sent(made)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """The entry, if it says what *message* does."""
        del key, above, since
        language = str(message.payload.get("language") or "")
        made = _unpictured(self._entry(message, language, {}))
        there = map(_unpictured, self._entries(self._path(language)))
        found = (one for one in there if (one.id, _content(one)) == (made.id, _content(made)))
        return next((self._sent(one) for one in found), None)

    def _path(self, language: str) -> Path:
        """The file of a feed in *language*."""
        path = Path(self._file.replace("{language}", language))
        return path / self._form.name if path.is_dir() else path

    def _feed(self, entries: Sequence[FeedEntry], language: str) -> Feed:
        address = self._web_address(language)
        home = "{0.scheme}://{0.netloc}/".format(urlsplit(address))
        return Feed(
            title=self._title,
            address=address,
            home=home,
            author=self._author,
            entries=tuple(entries[: self._most]),
        )

    def _web_address(self, language: str) -> str:
        """Where the feed in *language* is on the web."""
        address = self._address.replace("{language}", language)
        return address + self._form.name if address.endswith("/") else address

    def _entries(self, path: Path) -> tuple[FeedEntry, ...]:
        """What stands in the file; nothing where there is none.

        Raises:
            Rejected: something stands there that we did not write.
        """
        with _told_of(path):
            data = path.read_bytes() if path.exists() else b""
        try:
            return tuple(self._form.read(data)) if data.strip() else ()
        except (NotOurs, KeyError, TypeError, ValueError) as error:
            raise Rejected("feed.not-ours", account_level=True, path=str(path)) from error

    def _entry(self, message: Message, language: str, places: Mapping[str, str]) -> FeedEntry:
        """What *message* is in the feed, as of now, with its pictures at these *places*."""
        payload = message.payload
        said = {key: str(payload.get(key) or "") for key in ("title", "digest", "author")}
        url = str(payload.get("canonical_url") or "")
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        tags = payload.get("tags")
        return FeedEntry(
            id=entry_id(message, self._address, language),
            title=said["title"],
            html=text_with_pictures(message, places),
            published=now,
            updated=now,
            url=url,
            summary=said["digest"],
            author=said["author"] or self._author,
            language=language,
            tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
        )

    def _sent(self, entry: FeedEntry) -> Sent:
        url = entry.url or self._web_address(entry.language)
        return Sent(id=entry.id, url=url, more={"language": entry.language})


def entry_id(message: Message, address: str, language: str) -> str:
    """What names the entry for ever: its post's address, or a UUID of what it says in this feed.

    >>> said = Message(
    ...     index=1,
    ...     of=1,
    ...     text="芯片🎉",
    ...     size=3,
    ...     limit=9,
    ...     unit="code points",
    ...     payload={"title": "芯片", "html": "<p>🎉</p>"},
    ... )
    >>> entry_id(said, "https://example.com/feed.xml", "zh")
    'urn:uuid:b94d495d-a94d-526b-b85b-01168995bd44'
    """
    if url := str(message.payload.get("canonical_url") or ""):
        return url if message.of == 1 else f"{url}#{language}"
    said = json.dumps(message.payload, ensure_ascii=False, sort_keys=True)
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{address} {said}')}"


def _content(entry: FeedEntry) -> FeedEntry:
    """*entry* without its dates: what its readers read."""
    never = dt.datetime.fromtimestamp(0, dt.UTC)
    return structs.replace(entry, published=never, updated=never)


def _unpictured(entry: FeedEntry) -> FeedEntry:
    """*entry* without the addresses of its pictures, which only whoever has them can tell."""
    return structs.replace(entry, html=with_pictures(entry.html, lambda _, alt: f"[{alt}]"))


def _names(message: Message, uploads: Sequence[Upload]) -> dict[str, str]:
    """What the file of each picture is called that lies beside the post; others are on the web."""
    media = message.media or ()
    return {
        one.path: f"{hashlib.sha256(upload.data).hexdigest()[:16]}.{upload.mime.partition('/')[2]}"
        for one, upload in zip(media, uploads, strict=False)
        if one.path
    }


def _keep_pictures(folder: Path, message: Message, uploads: Sequence[Upload]) -> None:
    """Have every picture of *message* in the *folder*; what is there by its name is the same."""
    names = _names(message, uploads)
    media = message.media or ()
    for one, upload in zip(media, uploads, strict=False):
        if one.path and not (path := folder / names[one.path]).exists():
            folder.mkdir(exist_ok=True)
            files.replace_file(path, upload.data)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """The feed is ours for as long; another process waits.

    Raises:
        Retryable: another one has it for too long.
    """
    try:
        with Lock(path.with_name(f".{path.name}.lock"), "a", timeout=base.TIMEOUT):
            yield
    except LockException as error:
        raise Retryable("feed.busy", path=str(path)) from error


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """What the system says of the file: the feed is as it was."""
    try:
        yield
    except (PermissionError, IsADirectoryError, NotADirectoryError) as error:
        reason = system_reason(error)
        raise Rejected(
            "feed.unwritable", account_level=True, path=str(path), reason=reason
        ) from error
    except OSError as error:
        raise Retryable("feed.not-written", path=str(path), reason=system_reason(error)) from error
