r"""What the tables of ``crosspost.toml`` may say: single values, ``[notify]``, when to post.

``[notify]`` is whom a worker tells when something needs a person.

::

    [notify]
    command = ["/usr/local/bin/tell-me"]  # gets the notice as JSON on standard input
    webhook = "https://hooks.example/crosspost"  # gets it by POST; a secret one: see below
    account = "me"  # an account of this file: a message to yourself
    language = "zh"  # of the notice: en or zh

A webhook's address that nobody may know comes from ``CROSSPOST_NOTIFY_WEBHOOK`` or the keyring
instead (``notify/webhook``), as an account's secrets do.

What an account makes of the entries of a watched feed (see ``watching``).

::

    [accounts.zhongwen]
    channel = "x"
    watch = "now"  # else a person is asked
    watch_text = "# {title}\n\n{summary}"

An account's posting policy is when it posts, how close together, and what becomes of the late.

::

    [accounts.zhongwen]
    channel = "x"
    slots = "weekdays 9:00 and 18:30 Asia/Shanghai"
    gap = "30m"
    if_late = "skip"
    late_after = "15m"
"""

import datetime as dt
import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from .._record import Record
from .._validation import alike
from ..credentials.lookup import AccountCredentials
from ..errors import ConfigError, TimeError, offered
from ..model.channel_spec import AccountRule, Secret
from ..times.durations import duration
from ..times.slots import slots

if TYPE_CHECKING:
    from ..times.slots import Slots

_PASSWORD = re.compile(r"://[^/@:]*:[^@]*@|[?&]password=")
"""A password in the URL of a database or a server."""

_HERE = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/.*)?")
"""A server on this machine, to which nothing travels."""


def text_value(value: object, at: str) -> str:
    """*value* if it is a text or a whole number, as a chat's may be; no error shows it.

    Raises:
        ConfigError: it is neither, or has a password in it.

    >>> text_value("@中文号", at="chat"), text_value(-1001234, at="chat")
    ('@中文号', '-1001234')
    """
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise ConfigError("value.neither-text-nor-number", location=at)
    if _PASSWORD.search(str(value)):
        raise ConfigError("value.password-in-address", location=at)
    return str(value)


def server_address(value: object, at: str) -> str:
    """*value* as the address of a server that secrets may be sent to: encrypted, or right here.

    Raises:
        ConfigError: it is none.

    >>> server_address("https://例子.example/api/", at="api")
    'https://例子.example/api'
    """
    said = text_value(value, at)
    scheme, _, rest = said.rpartition("://")
    host = rest.partition("/")[0]
    if _HERE.fullmatch(said) or (scheme == "https" and host and "@" not in host):
        return said.rstrip("/")
    raise ConfigError("value.unsafe-address", location=at, host=host.rpartition("@")[2] or "…")


def unknown_key(key: str, known: tuple[str, ...], at: str) -> ConfigError:
    """That there is no such *key*, and which is close.

    >>> print(unknown_key("chanel", ("channel", "languages"), at="号"))
    号: unknown key "chanel"
      hint: did you mean channel?
    """
    choices = offered(alike(key, known), known)
    return ConfigError("value.unknown-key", location=at, key=key, choices=choices)


NoticeLanguage = Literal["en", "zh"]

_WEBHOOK = AccountRule(
    secrets={
        "webhook": Secret(
            description={"en": "the address that notices go to", "zh": "接收通知的地址"},
            needed=False,
        )
    }
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
            raise unknown_key(key, known, f"{at}.{key}")
    webhook = table.get("webhook", "")
    return Notify(
        command=_command(table.get("command", []), f"{at}.command"),
        webhook=server_address(webhook, f"{at}.webhook") if webhook else "",
        account=text_value(table.get("account", ""), f"{at}.account"),
        language=notice_language(table.get("language", "en"), f"{at}.language"),
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
        return server_address(found, "webhook")
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


def notice_language(value: object, at: str) -> NoticeLanguage:
    """A language that notices are written in.

    Raises:
        ConfigError: it is none.
    """
    if value == "en" or value == "zh":  # noqa: PLR1714 - which mypy understands
        return value
    raise ConfigError("notify.language", location=at)


IfLate = Literal["send", "skip", "ask"]
"""What becomes of a delivery whose time was missed: the machine was off, the channel away."""


class PostingPolicy(Record):
    """What holds for all that is scheduled for an account."""

    slots: "Slots | None" = None
    """The times of its week that a queue fills."""
    gap: dt.timedelta = dt.timedelta(minutes=5)
    """Between two deliveries at least: closer together, one post buries the other."""
    if_late: IfLate = "send"
    late_after: dt.timedelta = dt.timedelta(minutes=15)
    """From then on a delivery counts as late."""


def read_policy(table: Mapping[str, object], at: str) -> PostingPolicy:
    """The posting policy that an account's *table* says; *at* is where it stands, for errors.

    Raises:
        ConfigError: a value cannot be read: which key, and in which column.

    >>> print(read_policy({"slots": "工作日 9:00 Asia/Shanghai", "gap": "半小时"}, "").gap)
    0:30:00
    """
    readers: dict[str, Callable[[str], Any]] = {
        "slots": slots,
        "gap": duration,
        "if_late": _policy,
        "late_after": duration,
    }
    said: dict[str, Any] = {}
    for key, read in readers.items():
        value = table.get(key)
        if value is None:
            continue
        if not isinstance(value, str):
            raise ConfigError("value.not-a-text", location=f"{at}.{key}", key=key)
        try:
            said[key] = read(value)
        except TimeError as error:
            raise ConfigError(
                error.code, location=(f"{at}.{key}", *error.places), **error.values
            ) from error
    return PostingPolicy(**said)


def _policy(text: str) -> str:
    if text in get_args(IfLate):
        return text
    raise TimeError("value.unknown", value=f'"{text}"', choices=list(get_args(IfLate)))


WatchDoes = Literal["ask", "now", "slot"]
"""What becomes of a new entry: a person is asked, it is sent, or it takes the next free slot."""
WATCH_TEXT = "# {title}\n\n{summary}\n\n{tags}"
FIELD = re.compile(r"\{(\w+)\}")
TAGS = re.compile(r"\s*\{tags\}\s*")
BLOCK_FIELDS = ("summary", "content")
"""Fields of several paragraphs."""
FIELDS = ("title", "summary", "content", "link", "tags", "author", "date", "feed")


class WatchRule(Record):
    """What an account makes of the entries of feeds and folders that are watched."""

    does: WatchDoes = "ask"
    text: str = WATCH_TEXT
    """Markdown, with `FIELDS` of the entry in braces; a file of a folder needs none."""


def read_watch_rule(table: Mapping[str, object], at: str) -> WatchRule:
    """The watch rule that an account's *table* says; *at* is where it stands, for errors.

    Raises:
        ConfigError: a value cannot be: which key.

    >>> read_watch_rule({"watch": "now", "watch_text": "新文章：{title} 🎉"}, "").does
    'now'
    >>> print(read_watch_rule({"watch_text": "见 {summary}"}, "号"))
    Traceback (most recent call last):
    crosspost.errors.ConfigError: 号.watch_text: {summary} stands on a line of its own
      hint: an empty line before and after it
    """
    does, template = table.get("watch", "ask"), table.get("watch_text", WATCH_TEXT)
    if does not in get_args(WatchDoes):
        choices = list(get_args(WatchDoes))
        value = f'"{does}"' if isinstance(does, str) else str(does)
        raise ConfigError("value.unknown", location=f"{at}.watch", value=value, choices=choices)
    if not isinstance(template, str):
        raise ConfigError("value.not-a-text", location=f"{at}.watch_text", key="watch_text")
    for line in template.split("\n"):
        for name in FIELD.findall(line):
            if name not in FIELDS:
                raise ConfigError(
                    "watch.no-field", location=f"{at}.watch_text", field=name, choices=list(FIELDS)
                )
            alone = line.strip() == f"{{{name}}}"
            if name in {*BLOCK_FIELDS, "tags"} and not alone:
                raise ConfigError("watch.not-alone", location=f"{at}.watch_text", field=name)
    return WatchRule(does=cast("WatchDoes", does), text=template)
