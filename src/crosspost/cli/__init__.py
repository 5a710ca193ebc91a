"""The command line: a module a command; this one picks it and turns errors into messages.

Start-up is most of what a command costs, so each module imports what it needs when it runs: the
parser alone brings in argparse and nothing of ours that reads, counts or writes.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import Protocol

from .. import __version__
from ..errors import CrosspostError
from . import channels, check, completion, count, preview, schema
from .complaints import complain
from .exits import FAILED, FINE, MEANING


class Command(Protocol):
    """What a command's module offers; a module satisfies it."""

    SUMMARY: str
    """One line for ``crosspost --help``."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say which options the command takes."""
        ...

    def run(self, options: argparse.Namespace) -> int:
        """Do it; the exit code comes back."""
        ...


COMMANDS: dict[str, Command] = {
    "preview": preview,
    "check": check,
    "count": count,
    "channels": channels,
    "schema": schema,
    "completion": completion,
}


def parser() -> argparse.ArgumentParser:
    """The whole command line; shell completion is made from it too."""
    whole = argparse.ArgumentParser(
        prog="crosspost",
        description="One structured post; every channel gets the version it deserves.",
        epilog=MEANING,
        allow_abbrev=False,
    )
    version = f"crosspost {__version__}"
    whole.add_argument("--version", action="version", version=version, help="print the version")
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        one = commands.add_parser(
            name,
            help=command.SUMMARY,
            description=f"{command.SUMMARY[0].upper()}{command.SUMMARY[1:]}.",
            epilog=MEANING,
            allow_abbrev=False,
        )
        command.arguments(one)
        one.set_defaults(run=command.run)
    return whole


def run(arguments: Sequence[str]) -> int:
    """Run one command: results on standard output as UTF-8, errors as one message each."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a C locale or a Windows pipe knows no 中文
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = parser().parse_args(arguments)
        code: int = options.run(options)
        sys.stdout.flush()
    except CrosspostError as error:
        complain(str(error))
    except KeyboardInterrupt:
        complain("stopped")
    except OSError as error:
        return unwritable(error)
    else:
        return code
    return FAILED


def unwritable(error: OSError) -> int:
    """Standard output takes no more; what is still buffered must not fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return FINE  # whoever reads has seen enough
    complain(f"standard output: {error.strerror}")
    return FAILED
