"""Discord's webhooks on loopback: bodies are checked by Discord's own OpenAPI document, where it lies.

What that does not say is written here: https://docs.discord.com/developers/resources/webhook, and
for errors https://docs.discord.com/developers/topics/opcodes-and-status-codes.
"""

import functools
import json
from pathlib import Path
from typing import Any

import jsonschema

from crosspost.testing.server import Answer, Fake, Request, main

DOCUMENT = Path(__file__).parents[2] / "../shared/conformance/discord/openapi.json"
WEBHOOK, TOKEN = "1990000000000000001", "dG9rZW4tb2YtYS13ZWJob29r_s3cret"
GUILD, CHANNEL, THREAD = "41771983423143937", "1990000000000000002", "1990000000000000003"
FIRST = 1_990_000_000_000_000_100
LARGEST = 10 * 1024 * 1024
SAYS: dict[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10008: (404, "Unknown Message"),
    10015: (404, "Unknown Webhook"),
    40005: (413, "Request entity too large"),
    50006: (400, "Cannot send an empty message"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    160005: (403, "Thread is locked"),
    200000: (400, "Message was blocked by automatic moderation"),
    220001: (400, "Webhooks posted to forum channels must have a thread_name or thread_id"),
    240000: (400, "Message blocked by harmful links filter"),
}


class DiscordFake(Fake):
    """One webhook of one channel, which has one thread."""

    NAME = "discord"

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self._made = -1

    def refusal(self, kind: str) -> Answer:
        """Of a JSON code, or of a status that names none."""
        if kind.isdigit() and int(kind) in SAYS:
            return _no(int(kind))
        if kind.startswith("429"):
            body = {"message": "You are being rate limited.", "retry_after": 1.5, "global": False}
            return Answer(body, 429, {"retry-after": "2", "x-ratelimit-scope": "user"})
        return Answer({"message": f"fault: {kind}", "code": 0}, int(kind[:3]))

    def answer(self, request: Request) -> Answer:
        if request.path.split("/")[:3] != ["", "webhooks", WEBHOOK]:
            return _no(10015)
        if request.path.split("/")[3] != TOKEN:
            return _no(50027)
        about = request.path.split("/")[4:]
        if about:
            return self._about(request, about)
        if request.method == "POST":
            return self._execute(request)
        me = {"id": WEBHOOK, "type": 1, "name": "船长钩子 🪝", "avatar": None}
        return Answer({**me, "channel_id": CHANNEL, "guild_id": GUILD, "token": TOKEN})

    def _about(self, request: Request, about: list[str]) -> Answer:
        """What is asked of one message."""
        known = [one for one in self.posts if about == ["messages", one["id"]]]
        if not known or request.query.get("thread_id") != known[0]["thread"]:
            return _no(10008)
        if request.method == "PATCH":
            return self._change(request, known[0])
        if request.method == "DELETE":
            self.posts.remove(known[0])
            return Answer(b"", 204)
        return Answer(_message(known[0]))

    def _change(self, request: Request, post: dict[str, Any]) -> Answer:
        body, files = _read(request)
        if wrong := _invalid(body, files, "IncomingWebhookUpdateRequestPartial"):
            return _no(50035, "content", wrong)
        post |= {"text": body["content"].strip(), "media": _media(body, files), "body": body}
        return Answer(_message(post))

    def _execute(self, request: Request) -> Answer:
        if request.query.get("wait") != "true":
            return _no(50035, "wait", "an answer without a message tells nobody what was lost")
        thread = request.query.get("thread_id")
        if thread not in {None, THREAD}:
            return _no(10003)
        body, files = _read(request)
        if wrong := _invalid(body, files):
            return _no(50035, "content", wrong)
        if not body.get("content", "").strip() and not files:
            return _no(50006)
        if any(len(one) > LARGEST for one in files.values()):
            return _no(40005)
        self._made += 1
        made = {"id": str(FIRST + self._made), "text": body["content"].strip(), "parent": None}
        media = _media(body, files)
        self.posts.append({**made, "media": media, "body": body, "thread": thread})
        return Answer(_message(self.posts[-1]))


def _read(request: Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    if not request.headers["content-type"].startswith("multipart/"):
        return request.json(), {}
    fields, files = request.form()
    return json.loads(fields["payload_json"]), files


def _media(body: dict[str, Any], files: dict[str, bytes]) -> list[str]:
    """The description of each file."""
    described = {one["id"]: one.get("description", "") for one in body.get("attachments", [])}
    return [described.get(name.strip("files[]"), "") for name in files]


def _message(post: dict[str, Any]) -> dict[str, Any]:
    channel = post["thread"] or CHANNEL
    return {"id": post["id"], "channel_id": channel, "content": post["text"], "type": 0}


@functools.cache
def _checker(name: str) -> jsonschema.Draft202012Validator | None:
    if not DOCUMENT.exists():
        return None
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return jsonschema.Draft202012Validator(schema)


def _invalid(
    body: dict[str, Any], files: dict[str, bytes], name: str = "IncomingWebhookRequestPartial"
) -> str:
    """What Discord has against *body*: by its document, where that is here, and by its pages."""
    checker = _checker(name)
    wrong = [] if checker is None else [one.message for one in checker.iter_errors(body)]
    if len(body.get("content", "")) > 2000:
        wrong.append("Must be 2000 or fewer in length.")
    if strange := body.keys() - {"content", "allowed_mentions", "flags", "attachments"}:
        wrong.append(f"nobody knows {sorted(strange)}")
    if body.get("allowed_mentions") != {"parse": []}:
        wrong.append("somebody may be called")
    wanted = {f"files[{one['id']}]" for one in body.get("attachments", [])}
    if wanted != files.keys():
        wrong.append(f"{sorted(wanted)} are described, {sorted(files)} are there")
    return "; ".join(wrong)


def _no(code: int, field: str = "", why: str = "") -> Answer:
    status, message = SAYS[code]
    body: dict[str, Any] = {"message": message, "code": code}
    if field:
        body["errors"] = {field: {"_errors": [{"code": "INVALID", "message": why}]}}
    return Answer(body, status)


if __name__ == "__main__":
    main(DiscordFake)
