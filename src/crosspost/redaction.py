"""Takes every known secret out of a text, in whatever form a library wrote it down.

SDKs put tokens into addresses (Telegram's), headers and error messages. What leaves the process,
to a terminal, a log or the ledger, passes through `presentable` first, which takes out the secrets
and writes out what would move a terminal's cursor or turn a text round; so does the text of every
error of ours, which is why this stands below everything else. Log records are scrubbed where all of
them are made: httpx logs each address at level INFO, and Telegram's contain the token; oauthlib and
httpcore log headers at DEBUG.
"""

import logging
import re
import threading
import traceback
from base64 import b64encode
from functools import lru_cache
from html import escape
from json import dumps
from urllib.parse import parse_qsl, quote, quote_plus

STARS = "***"
LEAST = 4
"""Shorter ones (in code points) are left alone: they would take half of every text away."""
TOKEN_LEAST = 16
"""Shorter ends of an address are names: ``send``, ``incoming``."""
BASE64_LEAST = 6
"""Shorter ones are not looked for inside base64, where three letters stand for less than that."""

_forms: dict[str, None] = {}
"""What to look for: the secrets found so far, each as it stands and as it is quoted."""

ACTING = (
    *range(9),
    *range(0x0B, 0x20),
    *range(0x7F, 0xA0),
    0x061C,
    *range(0x200E, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
    *range(0xFFF9, 0xFFFC),
)
"""Characters that do something to a terminal or to the order of others, instead of standing there:
controls but for tab and line end, and those of lines and of bidirectional text (UAX #9); and halves
of a pair (surrogates), which no file and no database takes."""
_WRITTEN_OUT = {code: ascii(chr(code))[1:-1] for code in ACTING}


def remember(secret: str) -> str:
    """Know *secret* from now on, and give it back; from the first one on, logs are scrubbed.

    To be called for each secret that comes into the process otherwise than through `Credentials`:
    the token of a session, say.
    """
    if len(secret) >= LEAST and secret not in _forms:
        scrub_logs()
        for part in (secret, *_keys(secret)):
            _forms.update(dict.fromkeys(quoted(part)))
    return secret


class Hidden:
    """Holds a secret; neither its repr, a format string nor a traceback's locals show it.

    >>> token = Hidden("密码-9f3a")
    >>> print(token, f"{token}", [token])
    *** *** [***]
    >>> token.reveal()
    '密码-9f3a'
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = remember(value)

    def __repr__(self) -> str:
        return STARS

    def reveal(self) -> str:
        """The secret, for the one call that needs it."""
        return self._value


def scrub(text: str) -> str:
    """*text* with three stars for each secret in it, whatever its case.

    >>> token = remember("123456:密码-ABC")
    >>> scrub("GET /bot123456:密码-abc/getMe")
    'GET /bot***/getMe'
    >>> scrub("GET /bot123456%3a%E5%AF%86%E7%A0%81-ABC/getMe")
    'GET /bot***/getMe'
    """
    return _pattern(tuple(_forms)).sub(STARS, text) if _forms else text


@lru_cache(maxsize=1)
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(forms, key=len, reverse=True)  # one may stand inside another
    return re.compile("|".join(map(re.escape, longest)), re.IGNORECASE)


def harmless(text: str) -> str:
    r"""*text* from outside, in which no character does anything: each that would is written out.

    >>> harmless("图\x1b]0;你被黑了\a.md"), harmless("cod\u202egpj.exe")
    ('图\\x1b]0;你被黑了\\x07.md', 'cod\\u202egpj.exe')
    """
    return text.translate(_WRITTEN_OUT)


def presentable(text: str) -> str:
    """*text* as it may be shown, logged and kept: without secrets, and harmless."""
    return harmless(scrub(text))


def unforeseen(error: BaseException) -> str:
    """A mistake of ours, or a library's, as it may be shown: its kind and what it says.

    >>> unforeseen(ValueError("没有这样的值 🎉"))
    'ValueError: 没有这样的值 🎉'
    """
    return presentable(f"{type(error).__name__}: {error}")


def _keys(secret: str) -> list[str]:
    """What is secret about an address, such as a robot's: the values in its query, a token's end.

    >>> _keys("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6&debug=1")
    ['693a91f6']
    >>> _keys("https://discord.com/api/webhooks/1234/dG9rZW4tb2YtYS13ZWJob29r")
    ['dG9rZW4tb2YtYS13ZWJob29r']
    >>> _keys("密码?")
    []
    """
    path, address, query = secret.partition("?")
    values = [value for _, value in parse_qsl(query)] if address else []
    _, slash, last = path.rstrip("/").rpartition("/")
    token = [last] if slash and len(last) >= TOKEN_LEAST else []
    return token + [value for value in values if len(value) >= LEAST]


def quoted(secret: str) -> list[str]:
    """*secret* plain, in addresses, forms, HTML, Python or JSON source, hexadecimal and base64.

    Of base64 what is sure wherever it stands in a longer text: between a user's name and a colon,
    say, as ``Authorization: Basic`` has it.
    """
    raw = secret.encode()
    twice = quote(quote(secret, safe=""), safe="")
    plain = [
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote(secret, safe=":@"),
        quote_plus(secret),
        twice,
        "".join(f"%{byte:02X}" for byte in raw),
        "".join(f"\\u{ord(c):04x}" if ord(c) < 1 << 16 else c for c in secret),
        escape(secret),
        repr(secret)[1:-1],
        ascii(secret)[1:-1],
        dumps(secret)[1:-1],
        dumps(secret, ensure_ascii=False)[1:-1],
        raw.hex(),
    ]
    packed = [
        b64encode(b"\0" * before + raw).decode()[
            (8 * before + 5) // 6 : (before + len(raw)) * 8 // 6
        ]
        for before in range(3)
        if len(raw) >= BASE64_LEAST
    ]
    return [*plain, *packed, *(one.replace("+", "-").replace("/", "_") for one in packed)]


_once = threading.Lock()


def scrub_logs() -> None:
    """Scrub each log record as it is made, from now on; doing it again changes nothing."""
    with _once:
        make = logging.getLogRecordFactory()
        if getattr(make, "scrubs", False):
            return

        def scrubbed(*args: object, **named: object) -> logging.LogRecord:
            return _clean(make(*args, **named))

        scrubbed.scrubs = True  # type: ignore[attr-defined] # so that we know our own
        logging.setLogRecordFactory(scrubbed)


def _clean(record: logging.LogRecord) -> logging.LogRecord:
    """*record* without secrets in its message or in the traceback that handlers print.

    One without any stays as it is, arguments and all: handlers group by them.
    """
    try:
        message = record.getMessage()
    except (KeyError, TypeError, ValueError):  # whoever logs made a slip; logging reports it,
        record.args = ()  # and the arguments with it: without them it is only the message
        message = str(record.msg)
    clean = presentable(message).replace("\n", "\n  ")  # no line that begins as one of the log's
    if clean != message:
        record.msg, record.args = clean, ()
    if record.exc_info and record.exc_info[1]:
        shown = "".join(traceback.format_exception(record.exc_info[1])).rstrip("\n")
        if (clean := presentable(shown)) != shown:
            record.exc_text, record.exc_info = clean, None
    return record
