"""Webhooks: programs that are told what happened, by ``crosspost serve`` and ``crosspost worker``.

::

    [webhooks.newsroom]
    url = "https://hooks.example/crosspost"
    events = ["publication.sent", "message.unknown"]  # see `WebhookEvent`
    accounts = ["zhongwen"]  # of these alone
    private = true  # the address may be one of this machine or of its own network

The secret that signs comes from ``CROSSPOST_WEBHOOKS_NEWSROOM_SECRET``, the ``.env`` file or the
keyring (``webhooks.newsroom/secret``), as an account's secrets do.
"""

import base64
import binascii
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from .._record import Record
from ..credentials.lookup import AccountCredentials, variable
from ..errors import ConfigError
from ..model.channel_spec import AccountRule, Secret
from ..redaction import remember
from .tables import NoticeLanguage, notice_language, text_value, unknown_key

WebhookEvent = Literal[
    "publication.sent",
    "publication.refused",
    "publication.unknown",
    "publication.later",
    "publication.deleted",
    "message.sending",
    "message.sent",
    "message.edited",
    "message.deleting",
    "message.deleted",
    "message.refused",
    "message.unknown",
    "message.later",
]
"""What may be told: of a publication as a whole, or of each of its messages."""
USUAL: tuple[WebhookEvent, ...] = ("publication.sent", "publication.refused", "publication.unknown")
SECRET = "whsec_"  # noqa: S105 - how one begins
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret (https://www.standardwebhooks.com)."""
_SAID = {"en": "what signs the webhook", "zh": "为 webhook 签名的密钥"}
_RULE = AccountRule(secrets={"secret": Secret(description=_SAID, needed=False)})


class WebhookTarget(Record):
    """A program that is told."""

    name: str
    url: str
    events: tuple[WebhookEvent, ...] = USUAL
    accounts: tuple[str, ...] = ()
    """Of which it is told; every one without any."""
    private: bool = False
    """Whether its address may be one of this machine, or of a network of its own."""
    language: NoticeLanguage = "en"
    """Of reasons and hints."""

    @property
    def credentials_name(self) -> str:
        """What its secret belongs to, where secrets come from."""
        return f"webhooks.{self.name}"


def read_webhooks(tables: object, at: str) -> dict[str, WebhookTarget]:
    """What the tables ``[webhooks.NAME]`` at *at* say, by name.

    Raises:
        ConfigError: one cannot be: which key.

    >>> read_webhooks({"编辑部": {"url": "https://例子.example/hook"}}, "webhooks")["编辑部"].events
    ('publication.sent', 'publication.refused', 'publication.unknown')
    """
    if not isinstance(tables, dict) or not all(isinstance(one, dict) for one in tables.values()):
        raise ConfigError("webhook.not-a-table", location=at)
    known = tuple(key for key in WebhookTarget.__struct_fields__ if key != "name")
    found: dict[str, WebhookTarget] = {}
    for name, table in tables.items():
        here = f"{at}.{name}"
        for key in table:
            if key not in known:
                raise unknown_key(key, known, f"{here}.{key}")
        private = table.get("private", False)
        if not isinstance(private, bool):
            where, value = f"{here}.private", str(private)
            raise ConfigError(
                "value.neither-true-nor-false", location=where, value=value, key="private"
            )
        found[name] = WebhookTarget(
            name=name,
            url=_url(table.get("url", ""), f"{here}.url", private=private),
            events=tuple(_event(one, f"{here}.events") for one in _list(table, "events", here))
            or USUAL,
            accounts=tuple(_list(table, "accounts", here)),
            private=private,
            language=notice_language(table.get("language", "en"), f"{here}.language"),
        )
    return found


def _url(value: object, at: str, *, private: bool) -> str:
    said = text_value(value, at)
    parts = urlsplit(said)
    schemes = {"https", "http"} if private else {"https"}
    if parts.scheme in schemes and parts.hostname and "@" not in parts.netloc:
        return said
    raise ConfigError("webhook.no-address", location=at)


def _list(table: dict[str, object], key: str, at: str) -> list[str]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise ConfigError("value.not-a-list", location=f"{at}.{key}", key=key)
    return [text_value(one, f"{at}.{key}") for one in value]


def _event(said: str, at: str) -> WebhookEvent:
    known = get_args(WebhookEvent)
    if said not in known:
        raise ConfigError("value.unknown", location=at, value=f'"{said}"', choices=list(known))
    return said  # type: ignore[return-value] # it is one of them


def signing_keys(webhook: WebhookTarget, env_file: Path | None) -> list[bytes]:
    """What *webhook* is signed with: one key, or two with a space between while one replaces it.

    Raises:
        ConfigError: there is none, or it is no key of Standard Webhooks.
    """
    name = webhook.credentials_name
    found = AccountCredentials(name, _RULE, env_file).find("secret")
    if not found:
        named = variable(name, "secret")
        at = f"webhooks.{webhook.name}"
        raise ConfigError("webhook.no-secret", location=at, variable=named, entry=f"{name}/secret")
    return [_key(remember(one), variable(name, "secret")) for one in found.split()]


def _key(said: str, at: str) -> bytes:
    coded = said.removeprefix(SECRET)
    try:
        key = base64.b64decode(coded + "=" * (-len(coded) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not said.startswith(SECRET) or not SHORTEST <= len(key) <= LONGEST:
        raise ConfigError("webhook.bad-secret", location=at) from None
    return key
