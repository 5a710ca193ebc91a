"""Logs: every record of the process is scrubbed, for SDKs log what they send.

httpx logs each address at level INFO, and Telegram's contain the token; oauthlib and httpcore log
headers at DEBUG. A filter would have to sit on each of their loggers; records are all made in one
place.
"""

import logging
import threading
import traceback

from . import scrub

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
