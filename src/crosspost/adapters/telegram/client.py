"""Telegram by python-telegram-bot: https://core.telegram.org/bots/api#sendmessage.

A bot has no key that would make a second call harmless, and cannot read what it wrote: a doubt
stays one until a person looks (https://github.com/tdlib/telegram-bot-api/issues/482). What its
errors mean: https://core.telegram.org/bots/api#making-requests.
"""

import asyncio
import contextlib
import datetime as dt
import functools
import logging
import warnings
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, NoReturn

import httpx
from telegram import (
    Bot,
    Chat,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram import Message as Posted
from telegram import MessageEntity as Entity
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from ...credentials import scrub
from ...errors import (
    ConfigError,
    Rejected,
    Retryable,
    SendError,
    UnknownOutcome,
    Unverifiable,
    read_from,
)
from ...model.draft import Json, Message
from ...model.receipts import Receipt, Sent
from ...translations import translate
from .. import base
from ..base import Connection, Destination, Identity, Upload
from ..outcomes import Unclear, no_answer

# Where nobody listens, logging itself would print what the library reports, tracebacks and all.
logging.getLogger("telegram").addHandler(logging.NullHandler())

BUSY = "Too Many Requests"
NO = (BadRequest, Conflict, Forbidden)
OTHER_NO = tuple(HTTPStatus(code).phrase for code in (402, 405, 406, 410, 411, 413, 414, 415, 422))
"""How other refusals begin; python-telegram-bot has no class for them and hides the status."""
BY_WORDS = {
    "blocked by the user": "telegram.blocked",
    "chat not found": "telegram.chat-not-found",
    "chat_write_forbidden": "telegram.not-a-member",
    "have no rights": "telegram.not-a-member",
    "kicked": "telegram.not-a-member",
    "message is not modified": "telegram.not-modified",
    "message thread not found": "telegram.topic-not-found",
    "message to be replied not found": "telegram.reply-target-deleted",
    "message to delete not found": "change.not-there",
    "message to edit not found": "change.not-there",
    "need administrator rights": "telegram.not-a-member",
    "not a member": "telegram.not-a-member",
    "not enough rights": "telegram.not-a-member",
    "payment required": "telegram.unpaid",
    "too long": "telegram.too-long",
    "user is deactivated": "telegram.deactivated",
}
"""Which refusal it is, by what Telegram says."""
ACCOUNT = frozenset(
    {
        "telegram.blocked",
        "telegram.chat-not-found",
        "telegram.deactivated",
        "telegram.not-a-member",
        "telegram.unpaid",
    }
)
"""These say no to the bot in this chat, whatever is sent."""


EDITABLE = ("text", "entities", "link_preview_options")
"""Of a message's arguments; whether it was silent, say, is over."""
UNREADABLE = (TelegramError, ArithmeticError, AttributeError, KeyError, TypeError, ValueError)
"""What the library raises, its own slips over an answer among it."""


class BotTransport(HTTPXRequest):
    """The way to the Bot API, which remembers whether the last answer was "too many requests"."""

    busy = False

    async def do_request(self, *args: Any, **kinds: Any) -> tuple[int, bytes]:  # noqa: ANN401 - as its base
        """Make one request."""
        status, answer = await super().do_request(*args, **kinds)
        self.busy = status == HTTPStatus.TOO_MANY_REQUESTS
        return status, answer


@contextlib.contextmanager
def calls(at: str, secret: str, wire: BotTransport, *, unclear: Unclear) -> Iterator[None]:
    """Calls within, their exceptions ours.

    Args:
        at: the account.
        secret: where its token comes from, for whoever has to change it.
        wire: what they go by.
        unclear: what a call without a clear end comes to.
    """
    wire.busy = False
    try:
        yield
    except RetryAfter as error:
        raise Retryable(
            "web.too-many-calls", after=_seconds(error), location=at, status=error.message
        ) from error
    except UNREADABLE as error:
        if wire.busy:  # whatever the library makes of how long to wait
            said = HTTPStatus.TOO_MANY_REQUESTS.phrase
            raise Retryable("web.too-many-calls", location=at, status=said) from error
        raise _told(error, at, secret, unclear) from error


def _told(error: Exception, at: str, secret: str, unclear: Unclear) -> SendError:
    """What the library's own exception means."""
    match error:
        case ChatMigrated():
            chat = str(error.new_chat_id)
            return Rejected("telegram.migrated", location=at, account_level=True, chat=chat)
        case InvalidToken():
            source = read_from(secret)
            return Rejected("telegram.wrong-token", location=at, account_level=True, source=source)
        case TelegramError():
            return _outcome(error, at, unclear)
        case _:
            return unclear("web.unreadable", location=at)


def _outcome(error: TelegramError, at: str, unclear: Unclear) -> SendError:
    said = scrub(error.message)
    if said.startswith(BUSY):
        return Retryable("web.too-many-calls", location=at, status=said)
    if isinstance(error, NO) or said.startswith(OTHER_NO):
        code = next((code for words, code in BY_WORDS.items() if words in said.lower()), "")
        account_level = isinstance(error, Forbidden) or code in ACCOUNT
        code = code or "telegram.refused"
        return Rejected(code, location=at, account_level=account_level, said=said)
    if isinstance(error.__cause__, httpx.HTTPError):
        return no_answer(error.__cause__, unclear, at)
    return unclear("web.in-trouble", location=at, status=said)


def _seconds(error: RetryAfter) -> float:
    """How long to wait; a timedelta where the environment asks the library for one."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, dt.timedelta) else float(after)


class Telegram(Connection):
    """One chat that a bot writes to.

    Raises:
        ConfigError: there is no token, or the topic is no number.
    """

    def __init__(self, destination: Destination) -> None:
        # Reading how long to wait warns of another type to come; nobody can do anything about it.
        warnings.filterwarnings("ignore", message=".*retry_after", category=PTBDeprecationWarning)
        settings = destination.settings
        self.at = destination.account.name
        self.chat = chat_of(settings["chat"])
        self.topic = _number(settings.get("topic", ""), f"accounts.{self.at}.topic")
        wait = base.TIMEOUT
        self._wire = BotTransport(
            connect_timeout=wait, read_timeout=wait, write_timeout=wait, pool_timeout=wait
        )
        secret = destination.credentials.source("token")
        self.calls = functools.partial(calls, self.at, secret, self._wire)
        self._bot = Bot(
            destination.credentials.get("token"),
            base_url=f"{settings['api'].rstrip('/')}/bot",
            request=self._wire,
            get_updates_request=self._wire,
        )
        self._loop = asyncio.Runner()

    def whoami(self) -> Identity:
        """The chat, the bot, and whether it may write there; see `Connection.whoami`."""
        with self.calls(unclear=Retryable):
            return self._loop.run(self._identity())

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Write one message, in answer to the one *above*; see `Connection.send`."""
        del key
        place: dict[str, Any] = {"chat_id": self.chat}
        if self.topic:
            place["message_thread_id"] = self.topic
        if above:
            place["reply_parameters"] = ReplyParameters(int(above.sent.id))
        arguments = _arguments(message)
        if "caption" in arguments and not uploads:
            raise Rejected("telegram.no-picture", location=self.at)
        with self.calls(unclear=UnknownOutcome):
            posted = self._loop.run(self._posted(arguments, place, uploads))
            return _sent(posted)

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        """Change the words of what *stands*: the text, or the caption of a picture that stays."""
        arguments = _arguments(message)
        place = {"chat_id": stands.sent.more.get("chat", self.chat)}
        place["message_id"] = int(stands.sent.id)
        try:
            with self.calls(unclear=UnknownOutcome):
                self._loop.run(self._changed(arguments, place, captioned=bool(uploads)))
        except Rejected as error:
            if error.code != "telegram.not-modified":
                raise
        return stands.sent

    def delete(self, stands: Receipt) -> None:
        """Delete what *stands*; of a group, every picture."""
        group = stands.sent.more.get("group")
        chat = str(stands.sent.more.get("chat", self.chat))
        for number in group if isinstance(group, list) else [stands.sent.id]:
            with base.gone_is_done(), self.calls(unclear=UnknownOutcome):
                self._loop.run(self._bot.delete_message(chat, int(str(number))))

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> NoReturn:
        """Say that nobody can: a bot does not see its own messages again.

        Raises:
            Unverifiable: always.
        """
        del key, above, since
        raise Unverifiable(
            "telegram.cannot-look", location=self.at, index=message.index, chat=self.chat
        )

    def close(self) -> None:
        """Let go of the network."""
        self._loop.run(self._wire.shutdown())
        self._loop.close()

    async def _identity(self) -> Identity:
        bot = await self._bot.get_me()
        chat = await self._bot.get_chat(self.chat)
        if chat.type == Chat.CHANNEL:
            member = await self._bot.get_chat_member(chat.id, bot.id)
            if not _may_post(member):
                raise Rejected(
                    "telegram.may-not-post",
                    location=self.at,
                    bot=f"@{bot.username}",
                    chat=chat.title,
                )
        name = f"@{chat.username}" if chat.username else _title(chat)
        return Identity(
            name=name,
            id=f"{chat.id} {self.topic}".strip() if self.topic else str(chat.id),
            url=chat.link or "",
            notes=(translate("channels", "telegram.note", bot=f"@{bot.username}"),),
            caller=f"@{bot.username}",
        )

    async def _changed(
        self, arguments: dict[str, Any], place: dict[str, Any], *, captioned: bool
    ) -> None:
        if "rich_message" in arguments:
            page = {"rich_message": arguments["rich_message"]}
            # the API takes names in any case; in this one the library has no method of its own
            await self._bot.do_api_request("editmessagetext", {**place, **page})
            return
        if not captioned:
            kept = {key: arguments[key] for key in EDITABLE if key in arguments}
            await self._bot.edit_message_text(**place, **kept)
            return
        above = arguments.get("show_caption_above_media")
        words = _caption(arguments)
        await self._bot.edit_message_caption(**place, **words, show_caption_above_media=above)

    async def _posted(
        self, arguments: dict[str, Any], place: dict[str, Any], uploads: Sequence[Upload]
    ) -> Sequence[Posted]:
        """Text alone, a picture with its caption, or a group whose first picture has it."""
        if "rich_message" in arguments:  # the library has no method for it
            call = {**place, **arguments}
            said = await self._bot.do_api_request("sendRichMessage", call, return_type=Posted)
            return [said]
        if not uploads:
            return [await self._bot.send_message(**place, **arguments)]
        arguments.pop("link_preview_options", None)
        caption = _caption(arguments)
        first, *others = uploads
        if not others:
            send: Any = {
                "picture": self._bot.send_photo,
                "animation": self._bot.send_animation,
                "video": self._bot.send_video,
            }[first.kind]
            said = {NAMES[first.kind]: first.data, "filename": first.name, **_shape(first)}
            return [await send(**place, **arguments, **said, **caption)]
        hidden = {"has_spoiler": True} if arguments.pop("has_spoiler", False) else {}
        group = [
            _in_group(one, **hidden, **({} if at else caption)) for at, one in enumerate(uploads)
        ]
        return await self._bot.send_media_group(**place, **arguments, media=group)


NAMES = {"picture": "photo", "animation": "animation", "video": "video"}
"""What Telegram calls them."""


def _shape(upload: Upload) -> dict[str, Any]:
    """How large and how long *upload* is, where it moves: clients lay it out before it is there."""
    if upload.kind == "picture":
        return {}
    shape = {"width": upload.width, "height": upload.height, "duration": round(upload.seconds)}
    return shape | ({"supports_streaming": True} if upload.kind == "video" else {})


def _in_group(upload: Upload, **more: Any) -> InputMediaPhoto | InputMediaVideo:  # noqa: ANN401 - its arguments
    kind = InputMediaVideo if upload.kind == "video" else InputMediaPhoto
    return kind(upload.data, filename=upload.name, **_shape(upload), **more)


def _arguments(message: Message) -> dict[str, Any]:
    """The payload, with the objects that python-telegram-bot has for some of its values."""
    arguments: dict[str, Any] = dict(message.payload)
    for key in ("entities", "caption_entities"):
        if key in arguments:
            arguments[key] = [Entity(**one) for one in arguments[key]]
    if preview := arguments.get("link_preview_options"):
        arguments["link_preview_options"] = LinkPreviewOptions(**preview)
    return arguments


def _caption(arguments: dict[str, Any]) -> dict[str, Any]:
    """What *arguments* say under a picture, taken out of them."""
    text = arguments.pop("text", None)  # of a channel that puts pictures under messages
    marks = arguments.pop("entities", None)
    return {
        "caption": arguments.pop("caption", text),
        "caption_entities": arguments.pop("caption_entities", marks),
    }


def _sent(posted: Sequence[Posted]) -> Sent:
    """Where it stands; a group of pictures is as many messages, the first of which is answered."""
    first = posted[0]
    group: dict[str, Json] = {"group": [one.message_id for one in posted]} if posted[1:] else {}
    more: dict[str, Json] = {"chat": first.chat.id, **group}
    return Sent(id=str(first.message_id), url=first.link or "", more=more)


def _may_post(member: ChatMember) -> bool:
    """Tell whether a member of a channel may write into it; its owner may."""
    may = isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)
    return may or member.status == ChatMember.OWNER


def chat_of(said: str) -> str:
    """A chat as the Bot API names it: its number, or its name behind an ``@``.

    >>> [chat_of(one) for one in ("kuajie", "https://t.me/kuajie/", "@跨界", "-1001234567890")]
    ['@kuajie', '@kuajie', '@跨界', '-1001234567890']
    """
    name = said.strip().rstrip("/").removeprefix("https://").removeprefix("t.me/")
    return name if name.startswith("@") or name.lstrip("-").isdecimal() else f"@{name}"


def _title(chat: ChatFullInfo) -> str:
    return chat.title or chat.full_name or str(chat.id)


def _number(text: str, at: str) -> int | None:
    """*text* as a number, nothing if it is empty."""
    if not text:
        return None
    if not text.isdecimal():
        raise ConfigError("telegram.no-topic", location=at, topic=text)
    return int(text)
