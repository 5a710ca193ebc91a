"""Telegram by python-telegram-bot: https://core.telegram.org/bots/api#sendmessage.

A bot has no key that would make a second call harmless, and cannot read what it wrote: a doubt
stays one until a person looks (https://github.com/tdlib/telegram-bot-api/issues/482).
"""

import asyncio
import datetime as dt
import functools
import logging
import warnings
from collections.abc import Sequence
from typing import Any, NoReturn

from telegram import (
    Bot,
    Chat,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram import Message as Posted
from telegram import MessageEntity as Entity
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from ...errors import ConfigError, Rejected, Retryable, UnknownOutcome, Unverifiable
from ...model.draft import Json, Message
from ...model.receipts import Receipt, Sent
from .. import base
from ..base import Connection, Destination, Identity, Upload
from .errors import calls

# Where nobody listens, logging itself would print what the library reports, tracebacks and all.
logging.getLogger("telegram").addHandler(logging.NullHandler())


def connect(destination: Destination) -> Connection:
    """Prepare the bot; nothing is asked before the first call.

    Raises:
        ConfigError: there is no token, or the topic is no number.
    """
    # Reading how long to wait warns of another type to come; people cannot do anything about it.
    warnings.filterwarnings("ignore", message=".*retry_after", category=PTBDeprecationWarning)
    return Telegram(destination)


class Telegram:
    """One chat that a bot writes to."""

    def __init__(self, destination: Destination) -> None:
        settings = destination.settings
        self.at = destination.account.name
        self.calls = functools.partial(calls, self.at, destination.credentials.source("token"))
        self.chat = settings["chat"]
        self.topic = _number(settings.get("topic", ""), f"accounts.{self.at}.topic")
        wait = base.TIMEOUT
        self._wire = HTTPXRequest(
            connect_timeout=wait, read_timeout=wait, write_timeout=wait, pool_timeout=wait
        )
        self._bot = Bot(
            destination.credentials.get("token"),
            base_url=f"{settings['api'].rstrip('/')}/bot",
            request=self._wire,
            get_updates_request=self._wire,
        )
        self._loop = asyncio.Runner()

    def whoami(self) -> Identity:
        """The chat, the bot, and whether it may write there; see `Connection.whoami`."""
        with self.calls(doubt=Retryable):
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
            found = "the message is a caption, and its picture is missing"
            raise Rejected(found, location=self.at)
        with self.calls(doubt=UnknownOutcome):
            posted = self._loop.run(self._posted(arguments, place, uploads))
            return _sent(posted)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> NoReturn:
        """Say that nobody can: a bot does not see its own messages again.

        Raises:
            Unverifiable: always.
        """
        del key, above, since
        found = f"a bot cannot read back whether message {message.index} is in {self.chat}"
        raise Unverifiable(found, location=self.at, hint="look there, then run: crosspost resolve")

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
                found = f"@{bot.username} may not post in {chat.title}"
                advice = "make it an administrator of the channel who may post messages"
                raise Rejected(found, location=self.at, hint=advice)
        name = f"@{chat.username}" if chat.username else _title(chat)
        return Identity(
            name=name,
            url=chat.link or "",
            notes=(f"by @{bot.username}",),
            caller=f"@{bot.username}",
        )

    async def _posted(
        self, arguments: dict[str, Any], place: dict[str, Any], uploads: Sequence[Upload]
    ) -> Sequence[Posted]:
        """Text alone, a picture with its caption, or a group whose first picture has it."""
        if not uploads:
            return [await self._bot.send_message(**place, **arguments)]
        arguments.pop("link_preview_options", None)
        text = arguments.pop("text", None)  # of a channel that puts pictures under messages
        marks = arguments.pop("entities", None)
        caption: dict[str, Any] = {
            "caption": arguments.pop("caption", text),
            "caption_entities": arguments.pop("caption_entities", marks),
        }
        first, *others = uploads
        if not others:
            arguments |= {"photo": first.data, "filename": first.name, **caption}
            return [await self._bot.send_photo(**place, **arguments)]
        group = [
            InputMediaPhoto(first.data, filename=first.name, **caption),
            *(InputMediaPhoto(one.data, filename=one.name) for one in others),
        ]
        return await self._bot.send_media_group(**place, **arguments, media=group)


def _arguments(message: Message) -> dict[str, Any]:
    """The payload, with the objects that python-telegram-bot has for some of its values."""
    arguments: dict[str, Any] = dict(message.payload)
    for key in ("entities", "caption_entities"):
        if key in arguments:
            arguments[key] = [Entity(**one) for one in arguments[key]]
    if preview := arguments.get("link_preview_options"):
        arguments["link_preview_options"] = LinkPreviewOptions(**preview)
    return arguments


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


def _title(chat: ChatFullInfo) -> str:
    return chat.title or chat.full_name or str(chat.id)


def _number(text: str, at: str) -> int | None:
    """*text* as a number, nothing if it is empty."""
    if not text:
        return None
    if not text.isdecimal():
        found = f'"{text}" is no topic'
        raise ConfigError(found, location=at, hint="its number: the second one in t.me/c/…/…")
    return int(text)
