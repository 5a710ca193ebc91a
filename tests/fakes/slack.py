"""Slack's Web API on loopback, as its reference describes it.

https://docs.slack.dev/reference/methods: every answer is HTTP 200 but for a call too many. What is
posted under a ``thread_ts`` stands in that message's thread; under one that is not there, Slack
posts into the channel without a word (pymc-labs/daimon, pull request 113).
"""

import re
import time
from collections.abc import Callable
from typing import Any

from crosspost.testing.server import Answer, Fake, Request, main

TOKEN, CHANNEL, BOT = "xoxb-s3cret-of-slack", "C0123456789", "B01"
BODY = {
    "channel",
    "markdown_text",
    "blocks",
    "thread_ts",
    "metadata",
    "unfurl_links",
    "unfurl_media",
}


class SlackFake(Fake):
    """One workspace with one channel, in which the bot is."""

    NAME = "slack"
    may_read = True
    """Whether the bot has the scope for it."""
    shows_metadata = True

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.files: dict[str, bytes] = {}
        self.stored: list[str] = []
        self._made = 0

    def refusal(self, kind: str) -> Answer:
        """An ``error`` behind the 200 that it comes with; another status as it is."""
        status, _, error = kind.partition(" ")
        return _no(error) if status == "200" else super().refusal(kind)

    def answer(self, request: Request) -> Answer:
        if request.path.startswith("/upload/"):
            self.files[request.path.rpartition("/")[2]] = request.body
            return Answer(b"OK")
        calls: dict[str, Callable[[Request], Answer]] = {
            "/auth.test": self._test,
            "/chat.postMessage": self._post,
            "/chat.update": self._update,
            "/chat.delete": self._delete,
            "/conversations.history": self._read,
            "/conversations.replies": self._read,
            "/files.getUploadURLExternal": self._place,
            "/files.completeUploadExternal": self._complete,
        }
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _no("invalid_auth")
        return calls[request.path](request) if request.path in calls else _no("unknown_method")

    def _test(self, request: Request) -> Answer:
        del request
        who = {"user": "crosspost", "user_id": "U01", "team": "编辑部", "team_id": "T01"}
        return _yes(url="https://bianji.slack.com/", bot_id=BOT, **who)

    def _post(self, request: Request) -> Answer:
        body = request.json()
        assert body.keys() <= BODY, body.keys() - BODY
        assert body["metadata"].keys() == {"event_type", "event_payload"}
        if wrong := self._wrong(body):
            return _no(wrong)
        text, *media = (one.get("text") or one["alt_text"] for one in _blocks(body))
        tops = {one["id"] for one in self.posts if one["thread"] is None}
        thread = body.get("thread_ts") if body.get("thread_ts") in tops else None
        under = [one["id"] for one in self.posts if thread in {one["thread"], one["id"]}]
        self._made = max(self._made, len(self.posts)) + 1
        ts = f"{int(time.time())}.{self._made:06}"
        made = {"id": ts, "text": text, "parent": under[-1] if thread else None, "media": media}
        self.posts.append({**made, "thread": thread, "body": body})
        return _yes(channel=CHANNEL, ts=ts, message=self._shown(self.posts[-1]))

    def _update(self, request: Request) -> Answer:
        body = request.json()
        assert body.keys() <= {"channel", "ts", *BODY}, body.keys() - BODY
        found = [one for one in self.posts if one["id"] == body["ts"]]
        if wrong := self._wrong(body) or ("" if found else "message_not_found"):
            return _no(wrong)
        text, *media = (one.get("text") or one["alt_text"] for one in _blocks(body))
        found[0] |= {"text": text, "media": media}
        return _yes(channel=CHANNEL, ts=body["ts"], text=text)

    def _delete(self, request: Request) -> Answer:
        body = request.json()
        found = [one for one in self.posts if one["id"] == body["ts"]]
        if body["channel"] != CHANNEL or not found:
            return _no("message_not_found" if body["channel"] == CHANNEL else "channel_not_found")
        self.posts.remove(found[0])
        return _yes(channel=CHANNEL, ts=body["ts"])

    def _wrong(self, body: dict[str, Any]) -> str:
        """The error that *body* earns."""
        if body["channel"] != CHANNEL:
            return "channel_not_found"
        if "markdown_text" in body and "blocks" in body:
            return "markdown_text_conflict"
        [text, *pictures] = _blocks(body)
        assert "<!" not in text["text"], "everybody is called"
        assert "<@" not in text["text"], "somebody is called"
        files = {one["slack_file"]["id"] for one in pictures}
        return (
            ("no_text" if not text["text"].strip() else "")
            or ("msg_too_long" if len(text["text"]) > 12_000 else "")
            or ("invalid_blocks" if files - {*self.stored} else "")
        )

    def _read(self, request: Request) -> Answer:
        if not self.may_read:
            return _no("missing_scope")
        root = request.query.get("ts")
        found = [one for one in reversed(self.posts) if one["thread"] is None]
        if root:
            known = (one["thread"] or one["id"] for one in self.posts if one["id"] == root)
            start = next(known, "")
            if not start:
                return _no("thread_not_found")
            found = [one for one in self.posts if start in {one["thread"], one["id"]}]
        since = float(request.query.get("oldest", 0))
        shown = [self._shown(one) for one in found if float(one["id"]) >= since]
        return _yes(messages=shown, has_more=False)

    def _shown(self, post: dict[str, Any]) -> dict[str, Any]:
        message = {"type": "message", "bot_id": BOT, "ts": post["id"], "text": post["text"]}
        if post["thread"] or any(one["thread"] == post["id"] for one in self.posts):
            message["thread_ts"] = post["thread"] or post["id"]
        return message | ({"metadata": post["body"]["metadata"]} if self.shows_metadata else {})

    def _place(self, request: Request) -> Answer:
        assert int(request.query["length"]) > 0
        name = f"F{len(self.files) + len(self.stored) + 1}"
        return _yes(upload_url=f"{self.url}/upload/{name}", file_id=name)

    def _complete(self, request: Request) -> Answer:
        files = request.json()["files"]
        if any(one["id"] not in self.files for one in files):
            return _no("file_not_found")
        self.stored += [one["id"] for one in files]
        return _yes(files=files)


HOOK = "T01/B01/s3cret-of-slack-s-webhook"
NOES = {"no_service": 404, "channel_is_archived": 410, "action_prohibited": 403}
"""Statuses of a webhook's errors; the others are 400:
https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors."""


class SlackWebhookFake(Fake):
    """One webhook, which takes mrkdwn and says ``ok``, and no more."""

    NAME = "slack-webhook"

    def refusal(self, kind: str) -> Answer:
        """An error as plain text behind its status; a status alone as it is."""
        error = kind.partition(" ")[2]
        return _plain_no(error) if error else super().refusal(kind)

    def answer(self, request: Request) -> Answer:
        if request.path != f"/services/{HOOK}":
            return _plain_no("no_service")
        body = request.json()
        if body.keys() - {"text", "unfurl_links", "unfurl_media"}:  # blocks of Markdown, say
            return Answer(b"", 500)
        text = body["text"]
        if not text.strip():
            return _plain_no("no_text")
        assert len(text) <= 4000, "it would be split"
        shown = re.sub(r"<(https?://[^|>]*)\|([^<>]*)>", r"\2 \1", text)
        assert not re.search("<[@!#]", shown), "somebody is called"
        assert "<" not in shown, "a sign is not escaped"
        made = {"id": str(len(self.posts) + 1), "text": text, "parent": None, "media": []}
        self.posts.append({**made, "body": body})
        return Answer(b"ok")


def _plain_no(error: str) -> Answer:
    return Answer(error.encode(), NOES.get(error, 400))


def _blocks(body: dict[str, Any]) -> list[dict[str, Any]]:
    return body.get("blocks") or [{"type": "markdown", "text": body["markdown_text"]}]


def _yes(**said: Any) -> Answer:
    return Answer({"ok": True, **said})


def _no(error: str) -> Answer:
    return Answer({"ok": False, "error": error})


if __name__ == "__main__":
    main(SlackFake)
