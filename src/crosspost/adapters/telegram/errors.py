"""Telegram's errors as our outcomes: https://core.telegram.org/bots/api#making-requests."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from http import HTTPStatus

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from ...credentials import scrub
from ...errors import Rejected, Retryable, SendError, UnknownOutcome
from ...unsent import surely_unsent

BUSY = "Too Many Requests"
NO = (BadRequest, Conflict, Forbidden)
OTHER_NO = tuple(HTTPStatus(code).phrase for code in (402, 405, 406, 410, 411, 413, 414, 415, 422))
"""How other refusals begin; python-telegram-bot has no class for them and hides the status."""
TOKEN = "a new token, from @BotFather"  # noqa: S105 - it says where to get one
MEMBER = "add the bot to the chat; in a channel, as an administrator who may post messages"
ADVICE = {
    "blocked by the user": "the reader has to unblock the bot",
    "chat_write_forbidden": MEMBER,
    "chat not found": "the chat's @name or number in crosspost.toml; " + MEMBER,
    "have no rights": MEMBER,
    "kicked": MEMBER,
    "message thread not found": "the topic's number in crosspost.toml",
    "message to be replied not found": "the message above was deleted: publish it with --republish",
    "need administrator rights": MEMBER,
    "not a member": MEMBER,
    "not enough rights": MEMBER,
    "too long": "crosspost check says which message",
}
"""What to do, by what Telegram says."""
ACCOUNT = (
    "blocked by the user",
    "chat not found",
    "chat_write_forbidden",
    "have no rights",
    "kicked",
    "need administrator rights",
    "not a member",
    "not enough rights",
    "payment required",
    "user is deactivated",
)
"""What says no to the bot in this chat, whatever is sent."""


@contextlib.contextmanager
def calls(at: str, secret: str, *, doubt: type[Retryable | UnknownOutcome]) -> Iterator[None]:
    """Calls within, their exceptions ours; *doubt* is what one without a clear end comes to.

    Args:
        at: the account.
        secret: where its token comes from, for whoever has to change it.
        doubt: ``UnknownOutcome`` where something may stand now, ``Retryable`` where nothing can.
    """
    try:
        yield
    except RetryAfter as error:
        found = "Telegram takes no more messages for now"
        raise Retryable(found, after=_seconds(error), location=at) from error
    except ChatMigrated as error:
        found = "the group became a supergroup, which has another number"
        advice = f'chat = "{error.new_chat_id}"'
        raise Rejected(found, location=at, hint=advice, account_level=True) from error
    except InvalidToken as error:
        found = "Telegram does not know the bot's token"
        advice = f"{TOKEN} (now from: {secret})" if secret else TOKEN
        raise Rejected(found, location=at, hint=advice, account_level=True) from error
    except TelegramError as error:
        raise _outcome(error, at, doubt) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        found = "Telegram's answer makes no sense"
        raise doubt(found, location=at) from error


def _outcome(error: TelegramError, at: str, doubt: type[Retryable | UnknownOutcome]) -> SendError:
    said = scrub(error.message)
    if surely_unsent(error.__cause__):
        return Retryable("no connection to Telegram", location=at)
    if said.startswith(BUSY):
        return Retryable(f"Telegram takes no more messages for now: {said}", location=at)
    if isinstance(error, NO) or said.startswith(OTHER_NO):
        advice = next((do for words, do in ADVICE.items() if words in said.lower()), "")
        whole = isinstance(error, Forbidden) or any(words in said.lower() for words in ACCOUNT)
        return Rejected(f"Telegram refused: {said}", location=at, hint=advice, account_level=whole)
    if isinstance(error.__cause__, httpx.HTTPError):
        how = type(error.__cause__).__name__
        return doubt(f"the call to Telegram broke before an answer came ({how})", location=at)
    return doubt(f"Telegram answered: {said}", location=at)


def _seconds(error: RetryAfter) -> float:
    """How long to wait; a timedelta where the environment asks the library for one."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, dt.timedelta) else float(after)
