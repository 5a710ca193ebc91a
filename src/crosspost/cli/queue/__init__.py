"""``crosspost queue``: what is scheduled, and what a person may do with it while workers run.

An action is a module beside this one, with `arguments` and `run` as a command has them.
"""

import argparse
from importlib import import_module

from .. import _output
from . import listing

ACTIONS = {
    "show": "show one delivery: its terms, what was sent of it, and what it sends",
    "cancel": "see that deliveries are not sent",
    "move": "send a delivery at another time",
    "edit": "send another text, under the same id and at the same time",
    "retry": "try a delivery now; what was sent of it is not sent again",
    "pause": "send nothing more to an account for now",
    "resume": "go on with an account that was paused",
}
"""Each action and what it does."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """List what is scheduled, or change some of it."""
    parser.set_defaults(do=listing.run, read_only=True)
    listing.arguments(parser)
    actions = parser.add_subparsers(metavar="ACTION")
    for name, summary in ACTIONS.items():
        one = actions.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            allow_abbrev=False,
            formatter_class=parser.formatter_class,
        )
        action = import_module(f".{name}", __name__)
        one.set_defaults(do=action.run, read_only=name == "show")
        action.arguments(one)


def run(options: argparse.Namespace) -> int:
    """Do what is asked, in the ledger that ``crosspost.toml`` names."""
    from ... import config  # noqa: PLC0415
    from ...scheduling import open_schedule  # noqa: PLC0415

    settings = config.read()
    with open_schedule(settings.ledger, now=_output.now, read_only=options.read_only) as schedule:
        code: int = options.do(schedule, settings, options)
        return code
