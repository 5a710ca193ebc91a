"""``crosspost completion``: a script that lets a shell complete commands, options and channels."""

import argparse
import sys

from . import parser
from ._output import FINE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which shell."""
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), metavar="{bash,zsh,fish}")


def run(options: argparse.Namespace) -> int:
    """Print it; ``eval "$(crosspost completion bash)"`` in a start-up file switches it on."""
    import shtab  # noqa: PLC0415

    whole = parser()
    _teach(whole)
    sys.stdout.write(shtab.complete(whole, shell=options.shell).rstrip() + "\n")
    return FINE


def _teach(parser: argparse.ArgumentParser) -> None:
    """Say which arguments are files, and which are names: today's channels and accounts."""
    from shtab import FILE  # noqa: PLC0415

    from .. import config, registry  # noqa: PLC0415

    channels, own = registry.channel_names(), tuple(config.read().accounts)
    names = {"channel": channels, "name": channels, "to": own, "account": own}
    for action in parser._actions:  # noqa: SLF001 - argparse shows them in no other way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for one in action.choices.values():
                _teach(one)
        elif action.dest in {"post", "output"}:
            vars(action)["complete"] = FILE  # where shtab looks for it
        elif names.get(action.dest):
            action.choices = names[action.dest]
