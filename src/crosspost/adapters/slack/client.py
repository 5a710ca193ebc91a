"""Slack's Web API with a bot's token: errors come as HTTP 200, with ``ok`` and ``error`` inside.

Slack takes no key that makes a second call harmless. So each message carries one in its metadata
(https://docs.slack.dev/messaging/message-metadata), by which it is found again in the channel's
history. That takes the scope ``channels:history`` (``groups:history`` in a private channel);
without it a doubt is a person's.

An incoming webhook is the small form: it takes a text, says ``ok``, and shows nothing again:
https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import httpx

from ...errors import Rejected, Retryable, SendError, UnknownOutcome, Unverifiable
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from .. import base
from ..base import Connection, Destination, Identity, Upload, hashed
from ..chat_robot import ChatRobot, end_of_address, host_of
from ..outcomes import Noes, Unclear
from ..web_api import WebApi, as_json, needed, read_json

NOES = Noes(
    account={
        "account_inactive": "slack.wrong-token",
        "channel_not_found": "slack.no-channel",
        "invalid_auth": "slack.wrong-token",
        "is_archived": "slack.no-channel",
        "missing_scope": "slack.may-not",
        "no_permission": "slack.may-not",
        "not_authed": "slack.wrong-token",
        "not_in_channel": "slack.not-in-channel",
        "restricted_action": "slack.may-not",
        "token_expired": "slack.wrong-token",
        "token_revoked": "slack.wrong-token",
    },
    message={
        "cant_delete_message": "slack.cannot-change",
        "cant_update_message": "slack.cannot-change",
        "edit_window_closed": "slack.cannot-change",
        "message_not_found": "change.not-there",
        "msg_blocks_too_long": "slack.too-long",
        "msg_too_long": "slack.too-long",
    },
    later=dict.fromkeys(
        ("ratelimited", "rate_limited", "message_limit_exceeded"), "slack.too-many-calls"
    ),
    other="slack.refused",
)
TROUBLE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Some of what was asked may be done."""
EVENT = "crosspost_message"
PAGE = 200
SLACK = dt.timedelta(seconds=5)
"""How far Slack's clock may be behind ours."""

WEBHOOK_NOES = Noes(
    account={
        "action_prohibited": "slack.webhook-may-not",
        "channel_is_archived": "slack.no-webhook",
        "channel_not_found": "slack.no-webhook",
        "invalid_token": "slack.no-webhook",
        "no_active_hooks": "slack.no-webhook",
        "no_service": "slack.no-webhook",
        "no_service_id": "slack.no-webhook",
        "no_team": "slack.no-webhook",
        "posting_to_general_channel_denied": "slack.webhook-may-not",
        "team_disabled": "slack.no-webhook",
        "user_not_found": "slack.no-webhook",
    },
    message={
        "invalid_payload": "slack.refused",
        "msg_too_long": "slack.too-long",
        "no_text": "slack.refused",
    },
)
"""What a webhook's body says beside its status."""


def connect(destination: Destination) -> Connection:
    """Prepare the bot, or the webhook of an entry that has one; nothing is asked yet."""
    if "webhook" in destination.account.spec.account.secrets:
        return webhook(destination)
    return Slack(destination)


def webhook(destination: Destination) -> Connection:
    """The incoming webhook of *destination*."""
    address = destination.credentials.get("webhook")
    end, host = end_of_address(address, "/services/"), host_of(destination, address)
    hook = f"{host.rstrip('/')}/services"
    api = WebApi(hook, secret_path=end, refusal=webhook_refusal)

    def say(message: Message) -> None:
        answer = api.post("", UnknownOutcome, **as_json(message.payload))
        if answer.content.strip() != b"ok":
            raise UnknownOutcome("web.unreadable")

    return ChatRobot(destination, end, api, say)


def webhook_refusal(response: httpx.Response) -> SendError | None:
    """What a webhook's no means; None where its status says that.

    >>> said = httpx.Response(410, content=b"channel_is_archived")
    >>> print(webhook_refusal(said))
    the webhook is not there, or its channel is not (channel_is_archived)
      hint: Incoming Webhooks of the application at api.slack.com
    >>> webhook_refusal(httpx.Response(500, content="出错了🎉".encode()))
    """
    code = response.content.decode("utf-8", "replace").strip()
    return WEBHOOK_NOES.outcome(code, errcode=code)


class Slack(Connection):
    """One bot in one channel."""

    def __init__(self, destination: Destination) -> None:
        self._channel = destination.settings["chat"]
        self._site = self._bot = ""
        token = destination.credentials.get("token")
        headers = {"authorization": f"Bearer {token}"}
        self._api = WebApi(destination.settings["api"], headers=headers)
        self._files = WebApi(destination.settings["api"])

    def whoami(self) -> Identity:
        """The bot and its workspace; that it is in the channel shows with the first message."""
        me = self._ask("auth.test")
        team, user = needed(me, "team_id", Retryable), needed(me, "user_id", Retryable)
        self._site, self._bot = str(me.get("url") or ""), str(me.get("bot_id") or "")
        name, caller = f"{me.get('user') or user} @ {me.get('team') or team}", f"{team} {user}"
        return Identity(name=name, id=f"{caller} {self._channel}", url=self._site, caller=caller)

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Post *message*, in the thread of the one *above*; its pictures are stored before."""
        body: dict[str, Any] = {"channel": self._channel, **message.payload}
        body["metadata"] = {"event_type": EVENT, "event_payload": {"key": hashed(key)}}
        if above:
            body["thread_ts"] = self._root(above)
        if uploads:
            body |= _blocks(body.pop("markdown_text"), [self._stored(one) for one in uploads])
        said = self._call("chat.postMessage", UnknownOutcome, body)
        ts, channel = (needed(said, name, UnknownOutcome) for name in ("ts", "channel"))
        return self._sent(ts, channel, body.get("thread_ts"))

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        """Make what *stands* say *message*; its pictures are stored anew."""
        body: dict[str, Any] = {**message.payload, **self._of(stands)}
        if uploads:
            body |= _blocks(body.pop("markdown_text"), [self._stored(one) for one in uploads])
        self._call("chat.update", UnknownOutcome, body)
        return stands.sent

    def delete(self, stands: Receipt) -> None:
        """Delete what *stands*."""
        with base.gone_is_done():
            self._call("chat.delete", UnknownOutcome, self._of(stands))

    def _of(self, stands: Receipt) -> dict[str, Any]:
        return {"channel": stands.sent.more.get("channel", self._channel), "ts": stands.sent.id}

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """Read the channel, or the thread, back as far as *since*, and look for the key."""
        del message
        root = self._root(above) if above else None
        unmarked = False
        for one in self._history(root, since):
            metadata = one.get("metadata") or {}
            if metadata.get("event_payload", {}).get("key") == hashed(key):
                return self._sent(one["ts"], self._channel, root)
            ours = one.get("bot_id") and self._bot in {"", one["bot_id"]}
            unmarked |= bool(ours and not metadata)
        if unmarked:  # metadata is not shown to everybody: one of these may be it
            raise Unverifiable("slack.cannot-look")
        return None

    def close(self) -> None:
        """Let go of the network."""
        self._api.close()
        self._files.close()

    def _history(self, root: str | None, since: dt.datetime) -> Iterator[dict[str, Any]]:
        """What stands in the channel, or in the thread under *root*, since then."""
        asked: dict[str, Any] = {
            "channel": self._channel,
            "oldest": f"{(since - SLACK).timestamp():.6f}",
            "include_all_metadata": "true",
            "limit": PAGE,
        }
        method = "conversations.replies" if root else "conversations.history"
        if root:
            asked["ts"] = root
        while True:
            page = self._ask(method, asked)
            yield from page.get("messages") or []
            following = (page.get("response_metadata") or {}).get("next_cursor")
            if not following:
                return
            asked["cursor"] = following

    def _root(self, above: Receipt) -> str:
        """The message that the thread of *above* hangs under."""
        known = above.sent.more.get("thread")
        if known:
            return str(known)
        if "channel" in above.sent.more:
            return above.sent.id
        asked = {"channel": self._channel, "ts": above.sent.id, "limit": 1}
        try:
            found = self._ask("conversations.replies", asked).get("messages") or [{}]
        except Rejected:  # it may not read: most often it is the first of its thread
            return above.sent.id
        return str(found[0].get("thread_ts") or above.sent.id)

    def _sent(self, ts: str, channel: str, root: str | None) -> Sent:
        address = f"{self._site}archives/{channel}/p{ts.replace('.', '')}" if self._site else ""
        if address and root:
            address += f"?thread_ts={root}&cid={channel}"
        return Sent(
            id=ts, url=address, more={"channel": channel, **({"thread": root} if root else {})}
        )

    def _stored(self, upload: Upload) -> dict[str, Any]:
        """*upload* as a block; a picture that no message shows disturbs nobody."""
        asked = {"filename": upload.name, "length": len(upload.data)}
        place = self._ask(
            "files.getUploadURLExternal", asked | ({"alt_txt": upload.alt} if upload.alt else {})
        )
        self._files.post(str(place.get("upload_url")), Retryable, content=upload.data)
        files = [{"id": place.get("file_id"), "title": upload.name}]
        self._call("files.completeUploadExternal", Retryable, {"files": files})
        alt = upload.alt or upload.name
        return {"type": "image", "slack_file": {"id": place.get("file_id")}, "alt_text": alt}

    def _ask(self, method: str, asked: dict[str, Any] | None = None) -> dict[str, Any]:
        return _checked(
            read_json(self._api.get(f"/{method}", params=asked or {}), Retryable), Retryable
        )

    def _call(self, method: str, unclear: Unclear, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._api.post(f"/{method}", unclear, **as_json(body))
        return _checked(read_json(answer, unclear), unclear)


def _checked(answer: dict[str, Any], unclear: Unclear) -> dict[str, Any]:
    """*answer*, where it is a yes."""
    if answer.get("ok") is True:
        return answer
    code = answer.get("error")
    if not isinstance(code, str):
        raise unclear("web.unreadable")
    if code in TROUBLE:
        raise unclear("web.in-trouble", status=code)
    raise NOES.outcome(code, errcode=code) or unclear("web.unreadable")


def _blocks(text: str, pictures: list[dict[str, Any]]) -> dict[str, Any]:
    """*text* with *pictures* under it: a message with blocks takes no ``markdown_text``."""
    return {"blocks": [{"type": "markdown", "text": text}, *pictures]}
