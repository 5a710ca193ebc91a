"""What a service logs, on standard error: as people read it, or a JSON object a line.

Secrets are taken out where log records are made (`redaction.scrub_logs`).
"""

import datetime as dt
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from .errors import within
from .redaction import presentable, scrub_logs

LogFormat = Literal["text", "json"]
KEPT = ("account", "delivery", "state", "messages", "url", "reason")
"""What a record may say beside its message, by ``extra``."""


class JsonLines(logging.Formatter):
    """One object a line, with ``time`` (UTC, RFC 3339), ``level``, ``logger`` and ``message``.

    >>> record = logging.LogRecord("crosspost", logging.WARNING, "", 1, "%s 停了", ("工号",), None)
    >>> told = json.loads(JsonLines().format(record))
    >>> told["level"], told["logger"], told["message"]
    ('warning', 'crosspost', '工号 停了')
    """

    def format(self, record: logging.LogRecord) -> str:
        """*record* as JSON."""
        made = dt.datetime.fromtimestamp(record.created, dt.UTC)
        told: dict[str, object] = {
            "time": made.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": presentable(record.getMessage()),
        }
        told |= {key: vars(record)[key] for key in KEPT if key in vars(record)}
        if record.exc_info:
            told["traceback"] = presentable(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False, default=str)


def log_line(message: str, form: LogFormat = "text") -> str:
    """*message* of the command itself, as its log is written.

    >>> log_line("开始"), json.loads(log_line("开始", "json"))["message"]
    ('crosspost: 开始', '开始')
    """
    if form == "text":
        return within("crosspost", message)
    of = {"name": "crosspost", "levelno": logging.INFO, "levelname": "INFO", "msg": message}
    return JsonLines().format(logging.makeLogRecord(of))


@contextmanager
def logged(form: LogFormat = "text", *, verbose: bool = False) -> Iterator[None]:
    """What the logger ``crosspost`` is told goes to standard error within.

    Args:
        form: how each record is written.
        verbose: everything, and not only what is wrong.
    """
    scrub_logs()
    handler = logging.StreamHandler(sys.stderr)
    text = logging.Formatter(within("crosspost", "%(message)s"))
    handler.setFormatter(JsonLines() if form == "json" else text)
    logger = logging.getLogger("crosspost")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING)
    try:
        yield
    finally:
        logger.removeHandler(handler)
