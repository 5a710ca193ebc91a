"""Matrix's client-server API with the token of one session, in one room.

A message goes under a transaction ID that is made of its key: a server takes each ID of a session
once, and answers a second call with the event that it has. A session is for ever one device, so
nobody is signed in here. A server forgets IDs, and another session does not have them: so the event
says its key as well, by which it is found in the room.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...credentials import scrub
from ...errors import Rejected, Retryable, SendError, UnknownOutcome
from ...model.draft import Json, Message
from ...model.receipts import Receipt, Sent
from ..base import Destination, Identity, NoNotes, Upload, gone_is_done, hashed, not_there
from ..outcomes import Noes, Unclear, clock_ahead, is_in_trouble
from ..uploads import UploadNotes
from ..web_api import ApiConnection, WebApi, as_json, json_of, needed, read_json

V3, MEDIA = "/_matrix/client/v3", "/_matrix/client/v1/media"
KEY = "io.github.crosspost.key"
NOES = Noes(
    account={
        "M_BAD_ALIAS": "matrix.no-room",
        "M_FORBIDDEN": "matrix.may-not",
        "M_MISSING_TOKEN": "matrix.wrong-token",
        "M_NOT_FOUND": "matrix.no-room",
        "M_UNKNOWN_TOKEN": "matrix.wrong-token",
        "M_USER_DEACTIVATED": "matrix.suspended",
        "M_USER_LOCKED": "matrix.suspended",
        "M_USER_SUSPENDED": "matrix.suspended",
    },
    message={"M_TOO_LARGE": "matrix.too-long"},
    later={"M_LIMIT_EXCEEDED": "web.too-many-calls"},
    other="matrix.refused",
)
FALLBACK = 2000
"""Bytes of an edit's text for readers whose app shows no edits; an event holds 65,536 in all."""
PAGE = 100
SLACK = dt.timedelta(seconds=2)
"""The server's clock is known to a second."""


class Matrix(ApiConnection):
    """One session in one room."""

    def __init__(self, destination: Destination) -> None:
        self._named = destination.settings["room"].strip()
        self._room = self._me = ""
        self._ahead = dt.timedelta()
        token = destination.credentials.get("access_token")
        headers = {"authorization": f"Bearer {token}"}
        address = destination.settings["api"].rstrip("/")
        self._api = WebApi(address, headers=headers, refusal=refusal)
        self._notes = destination.notes or NoNotes()

    def whoami(self) -> Identity:
        """The user, that it is in the room, and the server's limit of a picture."""
        self._enter()
        room = f"https://matrix.to/#/{self._room}"
        return Identity(
            name=f"{self._me} → {self._named}",
            id=f"{self._me} {self._room}",
            url=room,
            limits=self._limits(),
            caller=self._me,
        )

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Send the pictures and films and then the text, in the thread of the message *above*."""
        self._enter()
        notes = UploadNotes(self._notes, key)
        mark, root = hashed(key), self._root(above) if above else ""
        related = {"m.relates_to": _relation(root, above.sent.id)} if above else {}
        shown: list[str] = []
        for at, upload in enumerate(uploads, 1):
            own = {KEY: f"{mark}-{at}"}
            content = _shown(upload, self._stored(upload, notes)) | related | own
            shown.append(self._put(f"{mark}-{at}", content, Retryable))
        event = self._put(mark, {**message.payload, **related, KEY: mark}, UnknownOutcome)
        return self._sent(event, root, shown)

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        """Replace what *stands*: readers see that it was edited. Its pictures stay.

        https://spec.matrix.org/v1.18/client-server-api/#event-replacements.
        """
        del uploads
        self._enter()
        with not_there("matrix.no-room"):
            there = self._ask(f"/rooms/{_part(self._room)}/event/{_part(stands.sent.id)}")
        if not there.get("content"):  # it was redacted: nothing replaces that
            raise Rejected("change.not-there")
        new, body = dict(message.payload), str(message.payload["body"])
        if len(body.encode()) > FALLBACK:  # where readers see no edits; the whole is in the other
            body = body.encode()[:FALLBACK].decode("utf-8", "ignore") + "…"
        content: dict[str, Any] = {
            "msgtype": new["msgtype"],
            "body": f"* {body}",
            "m.mentions": {},
            "m.new_content": new,
            "m.relates_to": {"rel_type": "m.replace", "event_id": stands.sent.id},
        }
        self._put(uuid.uuid4().hex, content, UnknownOutcome)
        return stands.sent

    def delete(self, stands: Receipt) -> None:
        """Redact what *stands*, its pictures first; what is redacted already stays so."""
        self._enter()
        pictures = cast("list[str]", stands.sent.more.get("pictures") or [])
        for event in (*pictures, stands.sent.id):
            where = f"{V3}/rooms/{_part(self._room)}/redact/{_part(event)}/{uuid.uuid4().hex}"
            with gone_is_done(), not_there("matrix.no-room"):
                self._api.change("PUT", where, UnknownOutcome, **as_json({}))

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """Read the room back as far as *since*, and look for the transaction or the key."""
        del message
        mark = hashed(key)
        self._enter()
        root = self._root(above) if above else ""
        ours: dict[str, str] = {}
        for event in self._events(since):
            transaction = (event.get("unsigned") or {}).get("transaction_id")
            said = (event.get("content") or {}).get(KEY)
            if event.get("sender") == self._me:
                ours |= {str(one): str(event["event_id"]) for one in (transaction, said) if one}
        if mark not in ours:
            return None
        shown = [ours[f"{mark}-{at}"] for at in range(1, len(ours)) if f"{mark}-{at}" in ours]
        return self._sent(ours[mark], root, shown)

    def _enter(self) -> None:
        """Learn who we are and which room it is; it is joined, and not encrypted."""
        if self._room and self._me:
            return
        me = self._ask("/account/whoami").get("user_id")
        room = self._named
        if room.startswith("#"):
            room = str(self._ask(f"/directory/room/{_part(room)}").get("room_id") or "")
        joined = self._ask("/joined_rooms").get("joined_rooms")
        if not (me and room and isinstance(joined, list)):
            raise Retryable("web.unreadable")
        if room not in joined:
            raise Rejected("matrix.not-in-room", account_level=True, room=self._named)
        if self._is_encrypted(room):
            raise Rejected("matrix.encrypted", account_level=True, room=self._named)
        self._me, self._room = str(me), room

    def _is_encrypted(self, room: str) -> bool:
        try:
            self._ask(f"/rooms/{_part(room)}/state/m.room.encryption/")
        except Rejected as error:
            if error.code == "matrix.no-room":  # M_NOT_FOUND: no such state
                return False
            raise
        return True

    def _limits(self) -> dict[str, int]:
        try:
            said = read_json(self._api.get(f"{MEDIA}/config"), Retryable).get("m.upload.size")
        except Rejected:  # an older server
            return {}
        if not (isinstance(said, int) and said > 0):
            return {}
        return dict.fromkeys(("media.bytes", "media.video.bytes"), said)

    def _events(self, since: dt.datetime) -> Iterator[dict[str, Any]]:
        """What was said in the room since then by the server's clock, the newest first."""
        asked: dict[str, Any] = {"dir": "b", "limit": PAGE}
        while True:
            answer = self._api.get(f"{V3}/rooms/{_part(self._room)}/messages", params=asked)
            ahead = clock_ahead(answer.headers)
            self._ahead = self._ahead if ahead is None else ahead
            page = read_json(answer, Retryable)
            chunk = page.get("chunk") or []
            yield from chunk
            earliest = (since + self._ahead - SLACK).timestamp() * 1000
            old = any(one.get("origin_server_ts", 0) < earliest for one in chunk)
            if old or not page.get("end"):
                return
            asked["from"] = page["end"]

    def _root(self, above: Receipt) -> str:
        """The event that the thread of *above* hangs under."""
        if "thread" in above.sent.more:
            return str(above.sent.more["thread"] or above.sent.id)
        event = self._ask(f"/rooms/{_part(self._room)}/event/{_part(above.sent.id)}")
        relation = (event.get("content") or {}).get("m.relates_to") or {}
        threaded = relation.get("rel_type") == "m.thread" and relation.get("event_id")
        return str(threaded or above.sent.id)

    def _stored(self, upload: Upload, notes: UploadNotes) -> str:
        """The address of *upload* on the server; what no event shows disturbs nobody."""
        if known := notes.known(upload)[0]:
            return known
        answer = self._api.post(
            "/_matrix/media/v3/upload",
            Retryable,
            content=upload.data,
            headers={"content-type": upload.mime},
            params={"filename": upload.name},
        )
        address = needed(read_json(answer, Retryable), "content_uri", Retryable)
        if upload.kind != "picture":
            notes.keep(upload, address)
        return address

    def _put(self, transaction: str, content: dict[str, Any], unclear: Unclear) -> str:
        path = f"{V3}/rooms/{_part(self._room)}/send/m.room.message/{transaction}"
        answer = self._api.change("PUT", path, unclear, **as_json(content))
        return needed(read_json(answer, unclear), "event_id", unclear)

    def _ask(self, path: str) -> dict[str, Any]:
        return read_json(self._api.get(V3 + path), Retryable)

    def _sent(self, event: str, root: str, shown: Sequence[str]) -> Sent:
        via = self._me.partition(":")[2]
        url = f"https://matrix.to/#/{self._room}/{event}?via={via}"
        pictures: dict[str, Json] = {"pictures": list(shown)} if shown else {}
        return Sent(id=event, url=url, more={"thread": root, **pictures})


def refusal(response: httpx.Response) -> SendError | None:
    """What an ``errcode`` in Matrix's answer comes to; the status says it where there is none."""
    if is_in_trouble(response.status_code):
        return None
    said = json_of(response)
    if "errcode" not in said:
        return None
    code, wait = str(said["errcode"]), said.get("retry_after_ms")
    after = wait / 1000 if isinstance(wait, int | float) else None
    status = scrub(f"{code} {said.get('error') or ''}".strip())
    return NOES.outcome(code, after=after, status=status)


def _shown(upload: Upload, address: str) -> dict[str, Any]:
    """The content of the event that shows *upload*, which is at *address*.

    >>> film = Upload(
    ...     name="浪.mp4", mime="video/mp4", data=b"", width=9, height=9, kind="video", seconds=1.5
    ... )
    >>> made = _shown(film, "mxc://example.org/🌊")
    >>> made["msgtype"], made["body"], made["info"]["duration"]
    ('m.video', '浪.mp4', 1500)
    """
    info = {
        "mimetype": upload.mime,
        "w": upload.width,
        "h": upload.height,
        "size": len(upload.data),
        **({"duration": round(upload.seconds * 1000)} if upload.kind == "video" else {}),
    }
    return {
        "msgtype": "m.video" if upload.kind == "video" else "m.image",
        "body": upload.alt or upload.name,
        "url": address,
        "info": info,
        "m.mentions": {},
    }


def _relation(root: str, parent: str) -> dict[str, Any]:
    """A place in the thread under *root*; readers without threads see an answer to *parent*."""
    return {
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": parent},
    }


def _part(name: str) -> str:
    return quote(name, safe="")
