"""Misskey's API: every call is a POST whose body carries the token, as ``i``.

Misskey takes no key that makes a second call harmless. So a doubt is settled by reading our own
notes back: the same text, under the same note, made since the call began by the server's own clock.
A note is kept as it was sent, but for white space at its ends.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from ...credentials import scrub
from ...errors import Rejected, Retryable, SendError, UnknownOutcome
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ..base import Destination, Identity, NoNotes, Upload, gone_is_done
from ..outcomes import BUSY, Noes, Unclear, clock_ahead, is_in_trouble
from ..uploads import UploadNotes
from ..web_api import ApiConnection, WebApi, as_json, json_of, needed, read_json, read_list

NOES = Noes(
    account={
        "AUTHENTICATION_FAILED": "misskey.wrong-token",
        "CREDENTIAL_REQUIRED": "misskey.wrong-token",
        "PERMISSION_DENIED": "misskey.may-not",
        "ROLE_PERMISSION_DENIED": "misskey.may-not",
        "YOUR_ACCOUNT_MOVED": "misskey.suspended",
        "YOUR_ACCOUNT_SUSPENDED": "misskey.suspended",
    },
    message={
        "NO_SUCH_REPLY_TARGET": "misskey.no-note-above",
        "NO_SUCH_FILE": "misskey.no-file",
        "NO_SUCH_NOTE": "change.not-there",
        "NO_FREE_SPACE": "misskey.drive-full",
    },
    other="misskey.refused",
)
PAGE = 100
"""Notes in one answer, at most."""
SLACK = dt.timedelta(seconds=2)
"""The server's clock is known to a second."""


class Misskey(ApiConnection):
    """An account on any server that speaks Misskey's API."""

    def __init__(self, destination: Destination) -> None:
        self._site = destination.settings["api"].rstrip("/")
        self._token = destination.credentials.get("access_token")
        self._me = ""
        self._ahead = dt.timedelta()
        self._api = WebApi(f"{self._site}/api", refusal=refusal)
        self._notes = destination.notes or NoNotes()

    def whoami(self) -> Identity:
        """The account's name, and the limits of its server."""
        me = self._ask("/i")
        server = self._ask("/meta", detail=False)
        self._me, name = needed(me, "id", Retryable), needed(me, "username", Retryable)
        host = urlsplit(self._site).hostname or ""
        return Identity(
            name=f"@{name}@{host}",
            id=f"{self._me}@{host}",
            url=f"{self._site}/@{name}",
            limits=limits(server, me),
        )

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Create the note; its pictures and films are put into the account's drive before."""
        notes = UploadNotes(self._notes, key)
        body: dict[str, Any] = dict(message.payload)
        hidden = bool(body.pop("sensitive", False))  # Misskey has it file by file
        if files := [self._stored(one, notes, hidden=hidden) for one in uploads]:
            body["fileIds"] = files
        if above:
            body["replyId"] = above.sent.id
        try:
            said = read_json(self._post("/notes/create", UnknownOutcome, body), UnknownOutcome)
        except Rejected as error:
            if error.code != "misskey.no-file":
                raise
            for one in uploads:  # somebody has emptied the drive since
                notes.forget(one)
            raise Retryable("misskey.no-file", status=error.values["status"]) from error
        note = said.get("createdNote")
        if not isinstance(note, dict):
            raise UnknownOutcome("web.unreadable")
        return self._sent(note, UnknownOutcome)

    def delete(self, stands: Receipt) -> None:
        """Delete the note; its pictures stay in the account's drive."""
        with gone_is_done():
            self._post("/notes/delete", UnknownOutcome, {"noteId": stands.sent.id})

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """Read our own notes back, as far as *since*."""
        del key
        parent = above.sent.id if above else None
        wanted = str(message.payload["text"]).strip()
        for note in self._own(since):
            said = str(note.get("text") or "").strip()
            if said == wanted and (note.get("replyId") or None) == parent:
                return self._sent(note, Retryable)
        return None

    def _own(self, since: dt.datetime) -> Iterator[dict[str, Any]]:
        """Our notes since then, by the server's clock, the newest first."""
        self._me = self._me or str(self._ask("/i").get("id") or "")
        asked: dict[str, Any] = {"userId": self._me, "withReplies": True, "withRenotes": False}
        while page := self._page({**asked, "limit": PAGE}):
            yield from (one for one in page if _made(one) >= since + self._ahead - SLACK)
            if _made(page[-1]) < since + self._ahead - SLACK or asked.get("untilId") == _id(page):
                return
            asked["untilId"] = _id(page)

    def _page(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self._post("/users/notes", Retryable, asked)
        ahead = clock_ahead(answer.headers)
        self._ahead = self._ahead if ahead is None else ahead
        return read_list(answer, Retryable)

    def _stored(self, upload: Upload, notes: UploadNotes, *, hidden: bool) -> str:
        """*upload* in the drive: a file that no note shows disturbs nobody.

        Without ``force`` the drive gives back the same picture with the alt text it had before.
        """
        if known := notes.known(upload)[0]:
            return known
        form = {"i": self._token, "force": "true", "name": upload.name}
        if upload.alt:
            form["comment"] = upload.alt
        if hidden:
            form["isSensitive"] = "true"
        files = {"file": (upload.name, upload.data, upload.mime)}
        answer = self._api.post("/drive/files/create", Retryable, data=form, files=files)
        name = needed(read_json(answer, Retryable), "id", Retryable)
        if upload.kind != "picture":
            notes.keep(upload, name)
        return name

    def _ask(self, path: str, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        return read_json(self._post(path, Retryable, asked), Retryable)

    def _post(self, path: str, unclear: Unclear, body: dict[str, Any]) -> httpx.Response:
        return self._api.post(path, unclear, **as_json({"i": self._token, **body}))

    def _sent(self, note: dict[str, Any], unclear: Unclear) -> Sent:
        number = needed(note, "id", unclear)
        return Sent(id=number, url=f"{self._site}/notes/{number}")


def limits(server: dict[str, Any], me: dict[str, Any]) -> dict[str, int]:
    """The limits of a *server*, and of *me* on it, by unit of the text and key for pictures.

    >>> limits({"maxNoteTextLength": 5000}, {"policies": {"maxFileSizeMb": 30}})
    {'code points': 5000, 'media.bytes': 30000000, 'media.video.bytes': 30000000}
    """
    size = (me.get("policies") or {}).get("maxFileSizeMb", 0) * 1_000_000
    told = {
        "code points": server.get("maxNoteTextLength"),
        "media.bytes": size,
        "media.video.bytes": size,
    }
    return {name: int(value) for name, value in told.items() if value}


def refusal(response: httpx.Response) -> SendError | None:
    """What an ``error`` in Misskey's answer comes to; the status says it where there is none."""
    if response.status_code == BUSY or is_in_trouble(response.status_code):
        return None
    error = json_of(response).get("error")
    if not (isinstance(error, dict) and "code" in error):
        return None
    code = str(error["code"])
    return NOES.outcome(code, status=scrub(f"{code} {error.get('message') or ''}".strip()))


def _id(page: Sequence[dict[str, Any]]) -> str:
    return str(page[-1].get("id") or "")


def _made(note: dict[str, Any]) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(str(note["createdAt"]))
    except (KeyError, ValueError) as error:
        raise Retryable("web.unreadable") from error
