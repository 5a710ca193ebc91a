"""The command line: a module a command; this one picks it and turns errors into messages.

Start-up is most of what a command costs, so only the module of the command that is meant is
loaded, and that one imports what it needs when it runs.
"""

import argparse
import io
import os
import sys
from collections.abc import Collection, Sequence
from importlib import import_module
from typing import Protocol, cast

from .. import __version__
from ..errors import CrosspostError
from ..translations import LANGUAGES, known_language, use_language_everywhere
from ._output import FAILED, FINE, MEANING, complain

COMMANDS = {
    "preview": "show what each channel will receive of a post",
    "check": "print what the channels cannot carry, and nothing else",
    "desk": "write a post in the browser, beside what each channel will receive",
    "card": "draw a picture of a post: its title, its prediction with the stars, its question",
    "publish": "send a post to your accounts, each message once",
    "schedule": "send a post later, exactly as it is previewed now",
    "queue": "list what is scheduled, or cancel, move, edit, retry or pause it",
    "run": "send what was scheduled when its time has come, until it is stopped",
    "status": "show what stands, what was refused, and what nobody knows",
    "resolve": "say whether a message is there, where its channel cannot tell",
    "predictions": "list what you predicted, settle it, follow it up, and see your score",
    "count": "count a text as the channels do, and say what it weighs",
    "accounts": "list your accounts, sign in to check them, or store their secrets",
    "channels": "list the channels of the book, or show one with its sources",
    "schema": "print the JSON Schema of a post, or of what preview --format json prints",
    "completion": "print a completion script for your shell",
}
"""Each command, a module beside this one, and what it does."""
MODULES = {"run": "worker"}
"""Modules whose command has another name: `run` is the function below."""


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
        description="One structured post; every channel gets the version it deserves.",
        epilog=MEANING,
        allow_abbrev=False,
        formatter_class=_Help,
    )
    version = f"crosspost {__version__}"
    whole.add_argument("--version", action="version", version=version, help="print the version")
    whole.add_argument(
        "--lang",
        type=_known,
        metavar="TAG",
        help="speak this language, en or zh; by itself what LC_MESSAGES and LANG say",
    )
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        one = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=MEANING,
            allow_abbrev=False,
            formatter_class=_Help,
        )
        if name in meant:
            command = cast("Command", import_module(f".{MODULES.get(name, name)}", __name__))
            command.arguments(one)
            one.set_defaults(run=command.run)
    return whole


def _known(tag: str) -> str:
    if found := known_language(tag):
        return found
    raise argparse.ArgumentTypeError(", ".join(LANGUAGES))


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
    if isinstance(sys.stdout, io.TextIOWrapper):  # a C locale or a Windows pipe knows no 中文
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _done(arguments)
        sys.stdout.flush()
    except CrosspostError as error:
        complain(str(error))
    except KeyboardInterrupt:
        complain("stopped")
    except OSError as error:
        return unwritable(error)
    except Exception:  # noqa: BLE001 - a mistake of ours, whose traceback may quote a secret
        from traceback import format_exc  # noqa: PLC0415

        complain(f"a mistake in crosspost itself, please report it:\n{format_exc()}")
    else:
        return code
    return FAILED


def _done(arguments: Sequence[str]) -> int:
    try:
        meant = [word for word in arguments if word in COMMANDS][:1]
        options = parser(meant).parse_args(arguments)
    except SystemExit as said:  # argparse has printed help, or what is wrong
        return int(said.code or FINE)
    use_language_everywhere(options.lang or "")
    code: int = options.run(options)
    return code


def unwritable(error: OSError) -> int:
    """Standard output takes no more; what is still buffered must not fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return FINE  # whoever reads has seen enough
    complain(f"standard output: {error.strerror}")
    return FAILED
