"""Telegram on loopback: calls are checked by the Bot API's own specification (see `bot_api`).

Lengths are counted in code points and entities in UTF-16 units, as the server's own code does
(tdlib/td: MessageContent.cpp, MessageEntity.cpp); TDLib itself judges drafts in ``tests/adapters``.
"""

import json
import re
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import partial
from typing import Any

from crosspost.testing.server import Answer, Fake, Request, main

from .bot_api import WrongError, check

TOKEN = "123456:AAH-crosspost-fake-bot"  # noqa: S105 - it opens nothing
TEXT, CAPTION, ENTITIES = 4096, 1024, 100
CHANNEL = {"id": -1001234567890, "type": "channel", "title": "跨界", "username": "kuajie"}
GROUP = {"id": -1009876543210, "type": "supergroup", "title": "讨论组", "is_forum": True}
TOPIC = "7"
BOT = {"id": 1, "is_bot": True, "first_name": "跨界", "username": "kuajie_bot"}
FULL = {
    "accent_color_id": 1,
    "max_reaction_count": 11,
    "accepted_gift_types": {
        "unlimited_gifts": True,
        "limited_gifts": True,
        "unique_gifts": True,
        "premium_subscription": True,
        "gifts_from_channels": True,
    },
}
RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
SAYS = {
    "400": "Bad Request: chat not found",
    "400 migrated": "Bad Request: group chat was upgraded to a supergroup chat",
    "401": "Unauthorized",
    "402": "Payment Required",
    "403": "Forbidden: bot is not a member of the channel chat",
    "409": "Conflict: terminated by other getUpdates request",
    "413": "Request Entity Too Large",
    "429": "Too Many Requests: retry after 7",
    "500": "Internal Server Error",
    "502": "Bad Gateway",
    "503": "Service Unavailable",
}
MORE = {"429": {"retry_after": 7}, "400 migrated": {"migrate_to_chat_id": -100777}}
NO_GROUP = "expected 2 to 10 items in the group"
NO_TOPIC = "message thread not found"
NO_PARENT = "message to be replied not found"
NO_CHAT = "chat not found"
NO_PICTURE = "IMAGE_PROCESS_FAILED"
NO_TEXT = "there is no text in the message to edit"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
)
NOT_THERE = {
    "edit": "message to edit not found",
    "delete": "message to delete not found",
}
EMPTY = "message text is empty"
OUTSIDE = "entity is out of the text"
INSIDE_A_CHARACTER = "entity begins in a middle of a UTF-16 symbol"
TOO_LONG = {"text": "message is too long", "caption": "message caption is too long"}
RICH = 32_768
RICH_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "table", "tr", "th", "td"),
    *(
        "details",
        "summary",
        "blockquote",
        "hr",
        "br",
        "pre",
        "code",
        "a",
        "strong",
        "em",
        "s",
        "sup",
    ),
}
"""Of the tags that https://core.telegram.org/bots/api#rich-message-formatting-options names."""
MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF")


class TelegramFake(Fake):
    """A bot that may write to a channel and to a group with topics."""

    NAME = "telegram"

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.may_post = True
        self._made = 0

    def answer(self, request: Request) -> Answer:
        _, who, method = request.path.split("/")
        if who != f"bot{TOKEN}":
            return self.refusal("401")
        methods: dict[str, Callable[[dict[str, str], dict[str, bytes]], Any]] = {
            "getMe": self._me,
            "getChat": self._chat,
            "getChatMember": self._member,
            "sendMessage": self._message,
            "sendPhoto": self._photo,
            "sendMediaGroup": self._group,
            "sendRichMessage": self._rich,
            "editMessageText": partial(self._edit, "text", "entities", TEXT),
            "editMessageCaption": partial(self._edit, "caption", "caption_entities", CAPTION),
            "deleteMessage": self._delete,
            "sendVideo": self._film("video"),
            "sendAnimation": self._film("animation"),
        }
        fields, files = request.form()
        method = next((one for one in methods if one.lower() == method.lower()), method)
        try:
            check(method, fields, files)
            result = methods[method](fields, files)
        except WrongError as error:
            return self.refusal("400", f"Bad Request: {error}")
        return Answer({"ok": True, "result": result})

    def refusal(self, kind: str, said: str = "") -> Answer:
        status = int(kind[:3])
        problem = {"ok": False, "error_code": status, "description": said or SAYS[kind]}
        return Answer({**problem, **({"parameters": MORE[kind]} if kind in MORE else {})}, status)

    def _me(self, fields: dict[str, str], files: dict[str, bytes]) -> Any:
        del fields, files
        return BOT

    def _chat(self, fields: dict[str, str], files: dict[str, bytes]) -> Any:
        del files
        return {**chat(fields["chat_id"]), **FULL}

    def _member(self, fields: dict[str, str], files: dict[str, bytes]) -> Any:
        del files
        chat(fields["chat_id"])
        rights = {**dict.fromkeys(RIGHTS, False), "can_post_messages": self.may_post}
        return {"status": "administrator", "user": BOT, **rights}

    def _message(self, fields: dict[str, str], files: dict[str, bytes]) -> Any:
        del files
        preview = json.loads(fields.get("link_preview_options", "null"))
        body = content(fields, "text", "entities", TEXT)
        return self._keep(fields, {**body, "link_preview_options": preview})

    def _photo(self, fields: dict[str, str], files: dict[str, bytes]) -> Any:
        body = content(fields, "caption", "caption_entities", CAPTION)
        return self._keep(fields, body, [picture(fields.get("photo", "photo"), files)])

    def _film(self, name: str) -> Callable[[dict[str, str], dict[str, bytes]], Any]:
        def send(fields: dict[str, str], files: dict[str, bytes]) -> Any:
            body = content(fields, "caption", "caption_entities", CAPTION)
            return self._keep(fields, body, [film(fields.get(name, name), files, fields)])

        return send

    def _group(self, fields: dict[str, str], files: dict[str, bytes]) -> Any:
        media = json.loads(fields["media"])
        if not 2 <= len(media) <= 10:
            raise WrongError(NO_GROUP)
        pictures = [
            film(one["media"], files, one)
            if one["type"] == "video"
            else picture(one["media"], files)
            for one in media
        ]
        bodies = [content(one, "caption", "caption_entities", CAPTION) for one in media]
        return [
            self._keep(fields, {**body, "media_group_id": "1"}, [sent])
            for body, sent in zip(bodies, pictures, strict=True)
        ]

    def _rich(self, fields: dict[str, str], files: dict[str, bytes]) -> Any:
        del files
        return self._keep(fields, {"text": _words(fields)})

    def _edit(
        self, name: str, marks: str, most: int, fields: dict[str, str], files: dict[str, bytes]
    ) -> Any:
        del files
        post = self._meant(fields, NOT_THERE["edit"])
        rich = "rich_message" in fields
        body = {"text": _words(fields)} if rich else content(fields, name, marks, most)
        if bool(post["media"]) != (name == "caption"):
            raise WrongError(NO_TEXT)
        said = {"text": body.get(name) or "", "entities": body.get(marks) or []}
        if said.items() <= post.items():
            raise WrongError(NOT_MODIFIED)
        post |= said
        where = chat(fields["chat_id"])
        number = int(post["id"])
        return {"message_id": number, "date": int(time.time()), "chat": where, name: post["text"]}

    def _delete(self, fields: dict[str, str], files: dict[str, bytes]) -> bool:
        del files
        self.posts.remove(self._meant(fields, NOT_THERE["delete"]))
        return True

    def _meant(self, fields: dict[str, str], missing: str) -> dict[str, Any]:
        chat(fields["chat_id"])
        for post in self.posts:
            if post["id"] == fields["message_id"]:
                return post
        raise WrongError(missing)

    def _keep(
        self,
        fields: dict[str, str],
        body: dict[str, Any],
        media: list[dict[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """Let a message stand; the answer shows it as the server does."""
        where, parent = chat(fields["chat_id"]), reply(fields)
        topic = fields.get("message_thread_id")
        if topic and (where is not GROUP or topic != TOPIC):
            raise WrongError(NO_TOPIC)
        if parent and parent not in {post["id"] for post in self.posts}:
            raise WrongError(NO_PARENT)
        self._made = number = max(self._made, len(self.posts)) + 1
        said = {key: value for key, value in body.items() if value}
        text = body.get("text") or body.get("caption") or ""
        marks = body.get("entities") or body.get("caption_entities") or []
        post = {"id": str(number), "text": text, "parent": parent, "media": media or []}
        place = {"chat": where["id"], "topic": topic, "entities": marks}
        self.posts.append({**post, **place, "preview": body.get("link_preview_options")})
        message = {"message_id": number, "date": int(time.time()), "chat": where, **said}
        if topic:
            message |= {"message_thread_id": int(topic), "is_topic_message": True}
        if media:
            photo = {"file_id": "A", "file_unique_id": "A", "width": 1, "height": 1}
            message["photo"] = [photo]
        return message


def chat(name: str) -> dict[str, Any]:
    for one in (CHANNEL, GROUP):
        if name in {str(one["id"]), f"@{one.get('username')}"}:
            return one
    raise WrongError(NO_CHAT)


def reply(fields: dict[str, str]) -> str | None:
    """The id of the message that this one answers."""
    parameters = json.loads(fields.get("reply_parameters", "null"))
    return str(parameters["message_id"]) if parameters else None


def film(name: str, files: dict[str, bytes], fields: dict[str, Any]) -> dict[str, Any]:
    data = files.get(name.removeprefix("attach://"), b"")
    if not (data[4:8] == b"ftyp" or data.startswith(b"GIF8")) or len(data) > 50_000_000:
        raise WrongError(NO_PICTURE)
    shape = {key: int(fields[key]) for key in ("width", "height", "duration")}
    return {"bytes": len(data), **shape, "spoiler": str(fields.get("has_spoiler")).lower()}


def picture(name: str, files: dict[str, bytes]) -> dict[str, Any]:
    data = files.get(name.removeprefix("attach://"), b"")
    if not data.startswith(MAGIC) or len(data) > 10_000_000:
        raise WrongError(NO_PICTURE)
    return {"bytes": len(data)}


def content(fields: dict[str, Any], name: str, marks: str, most: int) -> dict[str, Any]:
    """A text and its entities, if they are inside the limits; what is over 100 gets lost."""
    text = fields.get(name) or ""
    if name == "text" and not text.strip():
        raise WrongError(EMPTY)
    if len(text) > most:
        raise WrongError(TOO_LONG[name])
    given = fields.get(marks) or []
    entities = json.loads(given) if isinstance(given, str) else given
    units = text.encode("utf-16-le")
    for one in entities:
        end = one["offset"] + one["length"]
        if one["length"] < 1 or end * 2 > len(units):
            raise WrongError(OUTSIDE)
        if any(b"\xdc" <= units[at * 2 + 1 : at * 2 + 2] <= b"\xdf" for at in _edges(one, units)):
            raise WrongError(INSIDE_A_CHARACTER)
    return {name: text, marks: entities[:ENTITIES]}


def _edges(entity: dict[str, Any], units: bytes) -> list[int]:
    ends = (entity["offset"], entity["offset"] + entity["length"])
    return [at for at in ends if at * 2 < len(units)]


def _words(fields: dict[str, str]) -> str:
    """The words of a page of tags that are known and closed; nothing may be detected in it."""
    said = json.loads(fields["rich_message"])
    assert said["skip_entity_detection"] is True
    page = said["html"]
    if not page.strip():
        raise WrongError(EMPTY)
    if len(page) > RICH or len(re.findall(r"<(?:h\d|p|[uo]l|li|tr|table|pre)\b", page)) > 500:
        raise WrongError(TOO_LONG["text"])
    whole = page.replace("<hr>", "<hr/>").replace("<br>", "<br/>")
    ET.fromstring(f"<html>{whole}</html>")  # noqa: S314 - a page of our own
    if unknown := {*re.findall(r"</?([a-z0-9]+)", page)} - RICH_TAGS:
        wrong = f"unsupported tag {unknown}"
        raise WrongError(wrong)
    return re.sub(r"<[^>]*>", "", page).replace("\n", "\n\n")  # blocks stand apart


if __name__ == "__main__":
    main(TelegramFake)
