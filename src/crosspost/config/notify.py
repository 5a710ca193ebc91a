"""Notify: whom a worker tells when something needs a person; ``[notify]`` of ``crosspost.toml``.

::

    [notify]
    command = ["/usr/local/bin/tell-me"]  # gets the notice as JSON on standard input
    webhook = "https://hooks.example/crosspost"  # gets it by POST; a secret one: see below
    account = "me"  # an account of this file: a message to yourself
    language = "zh"  # of the notice: en or zh

A webhook's address that nobody may know comes from ``CROSSPOST_NOTIFY_WEBHOOK`` or the keyring
instead (``notify/webhook``), as an account's secrets do.
"""

import shlex
from pathlib import Path
from typing import Any, Literal

from .._record import Record
from ..credentials.lookup import AccountCredentials
from ..errors import ConfigError
from ..model.channel_spec import AccountRule, Secret
from .values import address, text, unknown

NoticeLanguage = Literal["en", "zh"]

_WEBHOOK = AccountRule(
    secrets={"webhook": Secret(description="the address that notices go to", needed=False)}
)


class Notify(Record):
    """Whom to tell."""

    command: tuple[str, ...] = ()
    """A program and its arguments; no shell looks at them."""
    webhook: str = ""
    account: str = ""
    language: NoticeLanguage = "en"


def read_notify(table: object, at: str) -> Notify:
    """What the table ``[notify]`` at *at* says.

    Raises:
        ConfigError: it cannot be: which key.

    >>> read_notify({"command": "tell-me '有事 🎉'", "language": "zh"}, at="notify").command
    ('tell-me', '有事 🎉')
    """
    if not isinstance(table, dict):
        raise ConfigError("notify.not-a-table", location=at)
    known = Notify.__struct_fields__
    for key in table:
        if key not in known:
            raise unknown(key, known, f"{at}.{key}")
    webhook = table.get("webhook", "")
    return Notify(
        command=_command(table.get("command", []), f"{at}.command"),
        webhook=address(webhook, f"{at}.webhook") if webhook else "",
        account=text(table.get("account", ""), f"{at}.account"),
        language=_language(table.get("language", "en"), f"{at}.language"),
    )


def webhook(notify: Notify, env_file: Path | None) -> str:
    """Where notices are posted to, or nothing: as the file says, else where secrets come from.

    Raises:
        ConfigError: what is found there is no address that may be told a secret.
    """
    found = AccountCredentials("notify", _WEBHOOK, env_file).find("webhook")
    if not found:
        return notify.webhook
    try:
        return address(found, "webhook")
    except ConfigError as error:  # whose advice would quote it
        raise ConfigError("notify.unsafe-address", location="CROSSPOST_NOTIFY_WEBHOOK") from error


def _command(value: Any, at: str) -> tuple[str, ...]:  # noqa: ANN401 - whatever the file says
    if isinstance(value, str):
        try:
            value = shlex.split(value)
        except ValueError as error:
            raise ConfigError(
                "notify.command-unreadable", location=at, reason=str(error)
            ) from error
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ConfigError("notify.no-command", location=at)
    return tuple(value)


def _language(value: object, at: str) -> NoticeLanguage:
    if value == "en" or value == "zh":  # noqa: PLR1714 - which mypy understands
        return value
    raise ConfigError("notify.language", location=at)
