"""The command line: ``_arguments`` says what there is; this runs it and turns errors into messages.

Start-up is most of what a command costs, so only the module of the command that is meant is
loaded; what no other command needs, that one imports at its top.
"""

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING

from ..errors import ConfigError, CrosspostError, system_reason
from ..translations import speak_to, translate, use_language_everywhere
from ._arguments import COMMANDS, FORMER, parser
from ._output import FAILED, FINE, complain
from ._parser import CONFIG, actions_of

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

__all__ = ["missing_extra", "parser", "run", "unwritable"]

PUBLISH = {
    *("alembic", "atproto", "dotenv", "httpx", "idna", "keyring", "mastodon", "PIL", "portalocker"),
    *("pyperclip", "sqlalchemy", "telegram", "tenacity", "tweepy"),
}
SCHEDULE = {"dbos", "icalendar", "prometheus_client", "psycopg", "tzlocal"}
EXTRAS = {
    "publish": PUBLISH,
    "schedule": PUBLISH | SCHEDULE,
    "card": {"PIL", "bidi", "budoux", "fontTools"},
    "desk": {"portalocker", "starlette", "uvicorn"},
    "postgresql": {"psycopg"},
    "video": {"PIL", "av"},
    "nostr": PUBLISH | {"nostr_sdk"},
    "serve": PUBLISH | SCHEDULE | {"anyio", "sse_starlette", "starlette", "uvicorn"},
    "watch": PUBLISH | {"feedparser"},
    "mcp": PUBLISH | SCHEDULE | {"anyio", "mcp", "mcp_types", "starlette", "uvicorn"},
}
EXTRAS["all"] = set().union(*EXTRAS.values())
"""What ``pip install "crosspost[…]"`` brings, by the names that are imported."""
NEEDS = dict.fromkeys(("schedule", "queue", "worker"), "schedule")
NEEDS |= {"card": "card", "edit": "desk", "mcp": "mcp", "serve": "serve", "watch": "watch"}
"""The extra that a command wants; the others want ``publish``, but for those that need none."""
NEED_NO_EXTRA = {
    *("preview", "check", "count", "channels", "schema", "completion", "draft", "init"),
    *("trust", "untrust", "config", "doctor"),
}
COMMON = {"--lang", "--config"}
"""Options with a value that may stand before the command."""
SERVERS = {"edit", "serve", "mcp"}
"""Commands that others than the person at the terminal ask things of."""


def missing_extra(command: str, module: str) -> str:
    """The extra that brings *module*: that of *command* if it does; nothing where none does.

    >>> missing_extra("queue", "sqlalchemy"), missing_extra("publish", "sqlalchemy")
    ('schedule', 'publish')
    >>> missing_extra("edit", "sqlalchemy"), missing_extra("edit", "没有")
    ('publish', '')
    """
    wanted = NEEDS.get(command, "publish")
    found = (extra for extra in (wanted, *EXTRAS) if module in EXTRAS[extra])
    return next(found, "")


def run(arguments: Sequence[str]) -> int:
    """Run one command: results on standard output as UTF-8, errors as one message each."""
    return copy_context().run(_run, arguments)  # --lang holds for this command alone


def _run(arguments: Sequence[str]) -> int:
    with _patient_output():
        return _told_all(arguments)


class _Patient(io.FileIO):
    """Standard output whose reader may go (``| head``): what follows is for nobody, and no error.

    What the command does goes on, and its exit code is its own.
    """

    def write(self, data: "Buffer", /) -> int:
        try:
            return super().write(data) or 0
        except BrokenPipeError:
            return len(memoryview(data))


@contextmanager
def _patient_output() -> Iterator[None]:
    """Standard output as UTF-8 within: a C locale or a Windows pipe knows no 中文."""
    before = sys.stdout
    if isinstance(before, io.TextIOWrapper):
        before.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            raw = io.BufferedWriter(_Patient(before.fileno(), "wb", closefd=False))
        except OSError:  # a stream in memory
            yield
            return
        lines = before.line_buffering
        sys.stdout = io.TextIOWrapper(raw, "utf-8", "backslashreplace", line_buffering=lines)
    try:
        yield
    finally:
        sys.stdout = before


def _told_all(arguments: Sequence[str]) -> int:
    command = ""
    try:
        language = _language(arguments)
        use_language_everywhere(language)  # threads begin with no context of ours
        command, words = _command(arguments)
        speak_to("program" if command in SERVERS else "terminal")
        code = _done(command, words)
        sys.stdout.flush()
    except (CrosspostError, ModuleNotFoundError) as error:
        speak_to("terminal")
        complain(_told(command, error))
    except KeyboardInterrupt:
        complain(translate("cli", "stopped"))
    except OSError as error:
        if _output_fails():
            return unwritable(error)
        complain(_of_system(error))
    except Exception as error:  # noqa: BLE001 - a mistake of ours
        complain(_bug(error))
    else:
        return code
    finally:
        speak_to("program")
    return FAILED


def _language(arguments: Sequence[str]) -> str:
    """What ``--lang`` says, wherever it stands; nothing where it is not there.

    >>> _language(["preview", "帖子.md", "--lang", "zh"]), _language(["--lang=en", "check"])
    ('zh', 'en')
    """
    for word, following in pairwise([*arguments, ""]):
        if word == "--lang" or word.startswith("--lang="):
            return word.partition("=")[2] or following
    return ""


def _command(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Which command is meant, if any, and the command line with its name of today."""
    first = 0
    while (word := "".join(arguments[first : first + 1])).partition("=")[0] in COMMON:
        first += 1 if "=" in word else 2
    words = [*arguments]
    words[first : first + 1] = [FORMER.get(word, word) for word in words[first : first + 1]]
    meant = words[first] if first < len(words) else ""
    return (meant if meant in COMMANDS else ""), words


def _done(command: str, words: Sequence[str]) -> int:
    if not words or (words[0] == "--lang" and len(words) == 2):  # noqa: PLR2004 - and nothing more
        return _function("settings:welcome")()
    whole = parser([command])
    try:
        if command:
            below = actions_of(whole)[command]
            below.refuse_unknown_options(words)
        options = whole.parse_args(words)
    except SystemExit as said:  # help was printed, or what is wrong
        return int(said.code or FINE)
    with _accounts_from(getattr(options, "config", "")):
        return _function(options.run)(options)


@contextmanager
def _accounts_from(file: str) -> Iterator[None]:
    """Within, accounts are those of *file*, in every thread and every program that is started."""
    before = os.environ.get(CONFIG)
    if file:
        os.environ[CONFIG] = os.path.abspath(os.path.expanduser(file))
    try:
        yield
    finally:
        if file and before is None:
            del os.environ[CONFIG]
        elif file and before is not None:
            os.environ[CONFIG] = before


def _function(named: str) -> Callable[..., int]:
    """``MODULE:FUNCTION``; the module is loaded now."""
    module, _, function = named.partition(":")
    found: Callable[..., int] = getattr(import_module(f".{module}", __name__), function)
    return found


def _told(command: str, error: CrosspostError | ModuleNotFoundError) -> str:
    """What went wrong; where a library of an extra is missing, how to install that."""
    missing = error if isinstance(error, ModuleNotFoundError) else error.__cause__
    if isinstance(missing, ModuleNotFoundError):
        library = (missing.name or "").partition(".")[0]
        if extra := missing_extra(command, library):
            error = ConfigError("install.extra", command=command, library=library, extra=extra)
    return str(error) if isinstance(error, CrosspostError) else _bug(error)


def _bug(error: Exception) -> str:
    from traceback import format_exception  # noqa: PLC0415 - for a mistake of ours alone

    return translate("cli", "bug", traceback="".join(format_exception(error)))


def _output_fails() -> bool:
    """Whether it is standard output that takes no more; what it did not take is still there."""
    try:
        sys.stdout.flush()
    except OSError:
        return True
    return False


def _of_system(error: OSError) -> str:
    """What the system says of a file, or of whatever else it was."""
    reason = system_reason(error)
    where = error.filename or type(error).__name__
    return translate("cli", "system-says", where=where, reason=reason)


def unwritable(error: OSError) -> int:
    """Standard output takes no more; what is still buffered must not fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return FINE  # whoever reads has seen enough
    complain(translate("cli", "standard-output", reason=system_reason(error)))
    return FAILED
