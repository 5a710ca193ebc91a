"""Takes every known secret out of a text, in whatever form a library wrote it down.

SDKs put tokens into addresses (Telegram's), headers and error messages. What leaves the process,
to a terminal, a log or the ledger, passes through `scrub` first; so does the text of every error
of ours, which is why this stands below everything else. Log records are scrubbed where all of them
are made: httpx logs each address at level INFO, and Telegram's contain the token; oauthlib and
httpcore log headers at DEBUG.
"""

import logging
import threading
import traceback
from base64 import b64encode, urlsafe_b64encode
from json import dumps
from urllib.parse import parse_qsl, quote, quote_plus

STARS = "***"
LEAST = 4
"""Shorter ones (in code points) are left alone: they would take half of every text away."""

_forms: dict[str, None] = {}
"""What to look for: the secrets found so far, each as it stands and as it is quoted."""


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


def scrub(text: str) -> str:
    """*text* with three stars for each secret in it.

    >>> token = remember("123456:密码-ABC")
    >>> scrub("GET /bot123456:密码-ABC/getMe")
    'GET /bot***/getMe'
    >>> scrub("GET /bot123456%3A%E5%AF%86%E7%A0%81-ABC/getMe")
    'GET /bot***/getMe'
    """
    for form in sorted(_forms.copy(), key=len, reverse=True):  # one may stand inside another
        text = text.replace(form, STARS)
    return text


def _keys(secret: str) -> list[str]:
    """What is secret about an address, such as a robot's webhook: the values in its query.

    >>> _keys("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6&debug=1")
    ['693a91f6']
    >>> _keys("密码?")
    []
    """
    _, address, query = secret.partition("?")
    values = [value for _, value in parse_qsl(query)] if address else []
    return [value for value in values if len(value) >= LEAST]


def quoted(secret: str) -> list[str]:
    """*secret* plain, in an address, in a form, in Python or JSON source, and in base64."""
    raw = secret.encode()
    return [
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote(secret, safe=":@"),
        quote_plus(secret),
        repr(secret)[1:-1],
        ascii(secret)[1:-1],
        dumps(secret)[1:-1],
        dumps(secret, ensure_ascii=False)[1:-1],
        b64encode(raw).decode(),
        urlsafe_b64encode(raw).decode().rstrip("="),
    ]


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
    clean = scrub(message)
    if clean != message:
        record.msg, record.args = clean, ()
    if record.exc_info and record.exc_info[1]:
        shown = "".join(traceback.format_exception(record.exc_info[1])).rstrip("\n")
        if (clean := scrub(shown)) != shown:
            record.exc_text, record.exc_info = clean, None
    return record
