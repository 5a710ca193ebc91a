"""Threads sent piece after piece, as publishing does, but without a ledger."""

import datetime as dt

from crosspost.adapters.base import Connection, Upload
from crosspost.model.draft import Draft, Json, Message
from crosspost.model.receipts import Receipt, Sent, message_key

PNG = Upload(
    name="图.png", mime="image/png", data=b"\x89PNG\r\n\x1a\n-", width=9, height=9, alt="一条街"
)


def message(text: str, **payload: Json) -> Message:
    """A message of its own, under the name of none."""
    shown = {"text": text, **payload} if "caption" not in payload else payload
    return Message(index=1, of=1, text=text, size=1, limit=280, unit="any", payload=shown)


def receipt(sent: Sent, index: int = 1, channel: str = "x") -> Receipt:
    now = dt.datetime.now(dt.UTC)
    name = {"channel": channel, "account": "中文号", "digest": "sha256:00"}
    return Receipt(**name, index=index, run=1, sent=sent, at=now)


def send_all(connection: Connection, draft: Draft) -> list[Sent]:
    """Each message of *draft* under the one before; a picture goes with those that have one."""
    above: Receipt | None = None
    sent: list[Sent] = []
    for one in draft.messages:
        named = message_key(draft.digest, "中文号", 1, one.index)
        uploads = [PNG] * len(one.media or ())
        sent.append(connection.send(one, named, above, uploads))
        above = receipt(sent[-1], one.index, draft.channel)
    return sent
