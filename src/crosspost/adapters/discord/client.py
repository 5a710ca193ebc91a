"""Discord's webhook: it says which message it made, and shows that one, but lists none.

So a message whose answer was lost cannot be found again. What a no means is in its JSON:
https://docs.discord.com/developers/topics/opcodes-and-status-codes#json.
"""

from collections.abc import Sequence
from typing import Any

import httpx

from ...errors import Retryable, SendError, UnknownOutcome
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ..base import CannotLook, Destination, Identity, Upload, gone_is_done
from ..chat_robot import end_of_address
from ..outcomes import BUSY, Noes, is_in_trouble
from ..web_api import ApiConnection, WebApi, as_json, json_of, needed, read_json

SUPPRESS_EMBEDS = 1 << 2
NOT_AS_WANTED = 50035
NOES = Noes(
    account={
        10003: "discord.no-thread",
        10015: "discord.no-webhook",
        50027: "discord.no-webhook",
        160005: "discord.no-thread",
        220001: "discord.forum",
    },
    message={
        10008: "change.not-there",
        40005: "discord.too-large",
        NOT_AS_WANTED: "discord.not-as-wanted",
        50045: "discord.too-large",
        200000: "discord.filtered",
        240000: "discord.filtered",
    },
)


class Webhook(CannotLook, ApiConnection):
    """One webhook of one channel."""

    cannot_look = "discord.cannot-look"
    """A webhook shows a message whose number one knows, and lists none."""

    def __init__(self, destination: Destination) -> None:
        self._thread = destination.settings["thread"]
        self._guild = ""
        self._api = WebApi(
            f"{destination.settings['api']}/webhooks",
            secret_path=end_of_address(destination.credentials.get("webhook"), "/webhooks/"),
            refusal=refusal,
        )

    def whoami(self) -> Identity:
        """The webhook's name, as readers see it, and its number."""
        me = read_json(self._api.get(""), Retryable)
        self._guild = str(me.get("guild_id") or "")
        number = needed(me, "id", Retryable)
        return Identity(name=str(me.get("name") or number), id=f"{number} {self._thread}".strip())

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Post *message* and wait for the message that it became."""
        del key, above
        asked = {"wait": "true", **self._place()}
        content = _content(body_of(message, uploads), uploads)
        answer = self._api.post("", UnknownOutcome, params=asked, **content)
        made = read_json(answer, UnknownOutcome)
        number, place = (needed(made, name, UnknownOutcome) for name in ("id", "channel_id"))
        where = f"{self._guild}/{place}/{number}"
        return Sent(id=number, url=f"https://discord.com/channels/{where}" if self._guild else "")

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        """Make what *stands* say *message*, with its pictures and no other."""
        body = {"flags": 0, "attachments": [], **body_of(message, uploads)}
        where, content = f"/messages/{stands.sent.id}", _content(body, uploads)
        answer = self._api.change("PATCH", where, UnknownOutcome, params=self._place(), **content)
        read_json(answer, UnknownOutcome)
        return stands.sent

    def delete(self, stands: Receipt) -> None:
        """Take away what *stands*."""
        where = f"/messages/{stands.sent.id}"
        with gone_is_done():
            self._api.change("DELETE", where, UnknownOutcome, params=self._place())

    def _place(self) -> dict[str, str]:
        return {"thread_id": self._thread} if self._thread else {}


def _content(body: dict[str, Any], uploads: Sequence[Upload]) -> dict[str, Any]:
    """What httpx takes for a call with *body* and its pictures."""
    content: dict[str, Any] = as_json(body)
    if not uploads:
        return content
    files = [(f"files[{at}]", (one.name, one.data, one.mime)) for at, one in enumerate(uploads)]
    return {"files": [("payload_json", (None, content["content"], "application/json")), *files]}


def body_of(message: Message, uploads: Sequence[Upload]) -> dict[str, Any]:
    """The call's body: the payload, its previews as a flag, and what is said of each picture.

    >>> sent = Message(
    ...     index=1,
    ...     of=1,
    ...     text="芯片🎉",
    ...     size=3,
    ...     limit=2000,
    ...     unit="code points",
    ...     payload={"content": "芯片🎉", "link_previews": False},
    ... )
    >>> body_of(sent, ())
    {'content': '芯片🎉', 'flags': 4}
    """
    body: dict[str, Any] = dict(message.payload)
    if not body.pop("link_previews", True):
        body["flags"] = SUPPRESS_EMBEDS
    hidden = {"is_spoiler": True} if body.pop("spoiler", False) else {}
    if uploads:
        body["attachments"] = [
            {"id": str(at), "filename": one.name, **hidden}
            | ({"description": one.alt} if one.alt else {})
            for at, one in enumerate(uploads)
        ]
    return body


def refusal(response: httpx.Response) -> SendError | None:
    """What Discord's no means; None where its status says that.

    >>> said = {"code": 10015, "message": "Unknown Webhook 🎉"}
    >>> refusal(httpx.Response(404, json=said)).message
    'the webhook is not there (10015: Unknown Webhook 🎉)'
    """
    if response.status_code == BUSY or is_in_trouble(response.status_code):
        return None
    said = json_of(response)
    code, words = said.get("code"), str(said.get("message", ""))
    if code == NOT_AS_WANTED:  # it says where in an object of its own
        words = "; ".join(dict.fromkeys(_messages(said.get("errors")))) or words
    return NOES.outcome(code, errcode=str(code), said=words) if isinstance(code, int) else None


def _messages(errors: object) -> list[str]:
    """Each ``message`` in the tree of *errors*."""
    if isinstance(errors, list):
        return [said for each in errors for said in _messages(each)]
    if not isinstance(errors, dict):
        return []
    own = [errors["message"]] if isinstance(errors.get("message"), str) else []
    return [*own, *(said for each in errors.values() for said in _messages(each))]
