"""What every command says: its exit code, complaints, questions, texts in the user's language."""

import argparse
import datetime as dt
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from ..errors import within
from ..logs import LogFormat, log_line
from ..redaction import harmless, presentable
from ..translations import texts, translate

FINE = 0
FAILED = 1
"""Failed, or the post is invalid; standard error says why."""
PARTLY = 3
"""Some channels done, some not; standard error names those. 2 is `_parser.USAGE`."""


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def text(key: str, /, **values: object) -> str:
    """The text *key* of ``translations/cli.toml``, in the user's language.

    >>> text("paused", account="中文号", count=1)
    '中文号 is paused: 1 delivery waits until: crosspost queue resume 中文号'
    """
    shown = {name: harmless(one) if isinstance(one, str) else one for name, one in values.items()}
    return translate("cli", key, **shown)


def words(kind: str, word: str) -> str:
    """A word that programs know, such as a state, as people read it; else as it is.

    >>> words("state", "on-hold"), words("state", "別的")
    ('on hold', '別的')
    """
    key = f"{kind}.{word}"
    return text(key) if key in texts("cli")["en"] else word


def now() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)


def moment(at: dt.datetime) -> str:
    """A time to the minute, in UTC.

    >>> moment(dt.datetime(2026, 11, 23, 8, 5, tzinfo=dt.timezone(dt.timedelta(hours=8))))
    '2026-11-23 00:05 UTC'
    """
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


def weekday(day: dt.date) -> str:
    """The day of the week, short, in the user's language.

    >>> weekday(dt.date(2026, 11, 27))
    'Fri'
    """
    return text(f"weekday.{_DAYS[day.weekday()]}")


TITLE = 40
"""Characters of a text that say which one it is."""


def some_of(text: str) -> str:
    """As much of *text* as says which one it is.

    >>> some_of("芯片" * 30)[-3:]
    '芯片…'
    """
    return text if len(text) <= TITLE else f"{text[:TITLE]}…"


def complain(message: str) -> None:
    """Say what went wrong, apart from the results, and without any secret."""
    sys.stderr.write(presentable(f"{within('crosspost', message)}\n"))


def asks(options: argparse.Namespace) -> bool:
    """Whether there is a person to ask, and ``--yes`` was not said."""
    return not options.yes and sys.stdin.isatty()


def agreed(question: str) -> bool:
    """Ask; anything but a yes is a no."""
    sys.stdout.flush()
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes", "是", "好"}


def code_of(failed: int, wanted: int) -> int:
    """The exit code where so many of those that were wanted failed."""
    if not failed:
        return FINE
    return FAILED if failed == wanted else PARTLY


AGAIN = 0.3
"""Seconds after which a Ctrl-C that ended nothing comes again."""


@contextmanager
def insistent() -> Iterator[None]:
    """Ctrl-C is heard within, though Python may lose one, and whoever pressed it would wait.

    What it raises in a callback (of a weak reference, which each import has) ends nothing; and if
    it comes between Python's last look and the call that reads a line, it wakes nobody.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() != threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM)

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, AGAIN, AGAIN)
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGALRM) is signal.default_int_handler:
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in zip((signal.SIGINT, signal.SIGALRM), before, strict=True):
            signal.signal(number, handler)


STOPS = ("SIGINT", "SIGTERM", "SIGHUP")


@contextmanager
def stopping(halt: threading.Event, form: LogFormat = "text") -> Iterator[None]:
    """Signals to end within: the first sets *halt*, for an end in order; the next ends at once.

    A call under way is finished, or given up at its deadline, and written down either way.
    """
    at_once = f"{log_line(text('worker.killed'), form)}\n".encode()

    def stop(number: int, _: FrameType | None) -> None:
        if halt.is_set():
            os.write(sys.stderr.fileno(), at_once)
            os._exit(FAILED)
        halt.set()
        said = text("worker.stopping", signal=signal.Signals(number).name)
        os.write(sys.stderr.fileno(), f"{log_line(said, form)}\n".encode())

    there = [getattr(signal, name) for name in STOPS if hasattr(signal, name)]
    before = {one: signal.signal(one, stop) for one in there}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
