"""``crosspost preview``: a post as every channel will carry it."""

import argparse
import sys

from . import targets
from .complaints import complain
from .exits import FAILED, FINE, PARTLY

FORMATS = ("terminal", "text", "json")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which post, for whom, in what form."""
    targets.arguments(parser)
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="terminal where the output is one, else text; json is documented in docs/json.md",
    )


def run(options: argparse.Namespace) -> int:
    """Show what could be written down; what could not goes to standard error."""
    from ..preview import show  # noqa: PLC0415

    post = targets.read(options)
    drafts, failed = targets.drafts(post, options)
    if drafts:
        show(post, drafts, options.format or _usual())
        sys.stdout.flush()
    for error in failed:
        complain(str(error))
    if failed:
        return PARTLY if drafts else FAILED
    return FINE


def _usual() -> str:
    return "terminal" if sys.stdout.isatty() else "text"
