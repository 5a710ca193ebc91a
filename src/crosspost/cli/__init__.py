"""The command line: a module a command; this one picks it and turns errors into messages.

Start-up is most of what a command costs, so only the module of the command that is meant is
loaded, and that one imports what it needs when it runs.
"""

import argparse
import io
import os
import sys
from collections.abc import Collection, Sequence
from contextvars import copy_context
from importlib import import_module
from itertools import pairwise
from typing import Protocol, cast

from .. import __version__
from ..errors import CrosspostError
from ..translations import LANGUAGES, translate, use_language_everywhere
from ._output import FAILED, FINE, complain

COMMANDS = {
    "preview": "preview",
    "check": "check",
    "edit": "desk",
    "card": "card",
    "publish": "publish",
    "schedule": "schedule",
    "queue": "queue",
    "worker": "worker",
    "status": "status",
    "resolve": "resolve",
    "predictions": "predictions",
    "count": "count",
    "accounts": "accounts",
    "channels": "channels",
    "schema": "schema",
    "completion": "completion",
}
"""Each command, and the module beside this one that does it."""
FORMER = {"run": "worker", "desk": "edit"}
"""Words that commands had before."""


class Command(Protocol):
    """What a command's module offers; a module satisfies it."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say which options the command takes."""
        ...

    def run(self, options: argparse.Namespace) -> int:
        """Do it; the exit code comes back."""
        ...


def parser(meant: Collection[str] = COMMANDS) -> argparse.ArgumentParser:
    """The command line: every command by name, those that are *meant* with their options."""
    whole = argparse.ArgumentParser(
        prog="crosspost",
        description=translate("cli", "description"),
        epilog=translate("cli", "exit-codes"),
        allow_abbrev=False,
        formatter_class=_Help,
    )
    version = f"crosspost {__version__}"
    whole.add_argument(
        "--version", action="version", version=version, help=translate("cli", "version")
    )
    _add_language(whole)
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        summary = translate("cli", f"command.{name}")
        one = commands.add_parser(
            name,
            help=summary,
            description=translate("cli", "sentence", words=f"{summary[0].upper()}{summary[1:]}"),
            epilog=translate("cli", "exit-codes"),
            allow_abbrev=False,
            formatter_class=_Help,
        )
        if name in meant:
            command = cast("Command", import_module(f".{module}", __name__))
            command.arguments(one)
            _add_language(one)
            one.set_defaults(run=command.run)
    return whole


def _add_language(parser: argparse.ArgumentParser) -> None:
    """``--lang``, which is read before all else: help and errors are in that language, too."""
    words = translate("cli", "language")
    parser.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=words)


def _language(arguments: Sequence[str]) -> str:
    """What ``--lang`` says, wherever it stands; nothing where it is not there.

    >>> _language(["preview", "帖子.md", "--lang", "zh"]), _language(["--lang=en", "check"])
    ('zh', 'en')
    """
    for word, following in pairwise([*arguments, ""]):
        if word == "--lang" or word.startswith("--lang="):
            return word.partition("=")[2] or following
    return ""


class _Help(argparse.HelpFormatter):
    """As wide as the terminal; asked here, for argparse would load shutil at every start."""

    def __init__(self, prog: str) -> None:
        said = os.environ.get("COLUMNS", "")
        try:
            columns = int(said) if said.isdigit() else os.get_terminal_size().columns
        except OSError:
            columns = 80
        super().__init__(prog, width=columns - 2)


def run(arguments: Sequence[str]) -> int:
    """Run one command: results on standard output as UTF-8, errors as one message each."""
    return copy_context().run(_run, arguments)  # --lang holds for this command alone


def _run(arguments: Sequence[str]) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):  # a C locale or a Windows pipe knows no 中文
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _done(arguments)
        sys.stdout.flush()
    except CrosspostError as error:
        complain(str(error))
    except KeyboardInterrupt:
        complain(translate("cli", "stopped"))
    except OSError as error:
        return unwritable(error)
    except Exception:  # noqa: BLE001 - a mistake of ours, whose traceback may quote a secret
        from traceback import format_exc  # noqa: PLC0415

        complain(translate("cli", "bug", traceback=format_exc()))
    else:
        return code
    return FAILED


def _done(arguments: Sequence[str]) -> int:
    language = _language(arguments)
    use_language_everywhere(language)  # threads begin with no context of ours
    first = 2 if arguments[:1] == ["--lang"] else int(arguments[:1] == [f"--lang={language}"])
    command = [FORMER.get(word, word) for word in arguments[first : first + 1]]
    try:
        options = parser(command).parse_args(
            [*arguments[:first], *command, *arguments[first + 1 :]]
        )
    except SystemExit as said:  # argparse has printed help, or what is wrong
        return int(said.code or FINE)
    code: int = options.run(options)
    return code


def unwritable(error: OSError) -> int:
    """Standard output takes no more; what is still buffered must not fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return FINE  # whoever reads has seen enough
    complain(f"standard output: {error.strerror}")
    return FAILED
