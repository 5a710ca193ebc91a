"""``crosspost predictions``: what was foretold, when it falls due, and how it came out."""

import argparse
import datetime as dt
import sys
from typing import TYPE_CHECKING

from .._output import FINE

if TYPE_CHECKING:
    from ...ledger import Ledger
    from ...predictions import Outcome

OUTCOMES = {
    "true": "it came true",
    "false": "it did not",
    "partly": "it partly did: counts as a half",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """List them, or do something with one of them."""
    parser.set_defaults(do=_list, ID=None)
    parser.add_argument(
        "--due",
        nargs="?",
        const="today",
        metavar="DATE",
        help="only those that nobody has settled and that fall due by then; without a date: today",
    )
    _format(parser)
    actions = parser.add_subparsers(metavar="ACTION")
    _show_arguments(_action(actions, "show", "show all that is known of one", parser))
    _settle_arguments(_action(actions, "settle", "say how it came out", parser))
    follow = "propose a follow-up that replies to the original; nothing is sent"
    _follow_arguments(_action(actions, "follow-up", follow, parser))
    _score_arguments(
        _action(actions, "score", "show how often you were right, and knew it", parser)
    )


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    says: str,
    parser: argparse.ArgumentParser,
) -> argparse.ArgumentParser:
    return actions.add_parser(
        name,
        help=says,
        description=f"{says[0].upper()}{says[1:]}.",
        allow_abbrev=False,
        formatter_class=parser.formatter_class,
    )


def _format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="which prediction; its first signs are enough")


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    _which(parser)
    _format(parser)
    parser.set_defaults(do=_show)


def _settle_arguments(parser: argparse.ArgumentParser) -> None:
    _which(parser)
    outcome = _outcome(parser, required=True)
    void = "it does not count: nobody can say, or it is there twice"
    outcome.add_argument("--annul", dest="outcome", action="store_const", const="void", help=void)
    again = "it is not settled after all"
    outcome.add_argument("--reopen", dest="outcome", action="store_const", const="open", help=again)
    parser.add_argument("--note", default="", metavar="TEXT", help="why; a follow-up says it")
    parser.add_argument(
        "--url", default="", metavar="URL", help="where that stands; a follow-up names it"
    )
    parser.set_defaults(do=_settle)


def _follow_arguments(parser: argparse.ArgumentParser) -> None:
    _which(parser)
    _outcome(parser, required=False)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write it to a new file to edit; - for the file alone",
    )
    parser.add_argument("--format", choices=("terminal", "text", "json"))
    parser.set_defaults(do=_follow)


def _score_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o", "--output", metavar="FILE.svg", help="write the calibration plot to this file"
    )
    parser.add_argument(
        "--language", default="en", metavar="TAG", help="of the words in the plot: en, zh"
    )
    parser.add_argument(
        "--stars",
        metavar="P,P,P,P,P",
        help="how likely 1 to 5 stars are, in percent (55,65,75,85,95)",
    )
    _format(parser)
    parser.set_defaults(do=_score)


def _outcome(
    parser: argparse.ArgumentParser, *, required: bool
) -> "argparse._MutuallyExclusiveGroup":
    group = parser.add_mutually_exclusive_group(required=required)
    for outcome, says in OUTCOMES.items():
        group.add_argument(
            f"--{outcome}", dest="outcome", action="store_const", const=outcome, help=says
        )
    return group


def run(options: argparse.Namespace) -> int:
    """Do what is asked, with the ledger that ``crosspost.toml`` names."""
    from ... import config  # noqa: PLC0415
    from ...ledger import open_ledger  # noqa: PLC0415

    with open_ledger(config.read().ledger) as ledger:
        code: int = options.do(ledger, options)
    return code


def _list(ledger: "Ledger", options: argparse.Namespace) -> int:
    """A row for each, and where it stands."""
    from ...predictions import due, published  # noqa: PLC0415
    from .list import document, table  # noqa: PLC0415

    kept = due(ledger, _day(options.due)) if options.due else published(ledger)
    if options.format == "json":
        sys.stdout.write(document(kept))
    elif kept:
        sys.stdout.write(table(kept, _day("today")))
    else:
        sys.stdout.write("nothing is due\n" if options.due else "no prediction was published yet\n")
    return FINE


def _day(said: str) -> dt.date:
    """The date that *said* is; today in the system's own zone.

    Raises:
        CrosspostError: it is none.
    """
    if said == "today":
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        from ...errors import CrosspostError  # noqa: PLC0415

        found = f'"{said}" is no date'
        raise CrosspostError(found, location="--due", hint="2027-12-31") from None


def _show(ledger: "Ledger", options: argparse.Namespace) -> int:
    from ...predictions import find  # noqa: PLC0415
    from .list import document, whole  # noqa: PLC0415

    kept = find(ledger, options.id)
    sys.stdout.write(document([kept]) if options.format == "json" else whole(kept))
    return FINE


def _settle(ledger: "Ledger", options: argparse.Namespace) -> int:
    """Write the decision down, say what it was before, and what to do next."""
    from ...predictions import settle  # noqa: PLC0415
    from .list import BECAME, settled, titled  # noqa: PLC0415

    outcome: Outcome = options.outcome
    before = settle(ledger, options.id, outcome, options.note, options.url)
    sys.stdout.write(f"{before.id} {BECAME[outcome]}: {titled(before)}\n")
    if before.settlements:
        sys.stdout.write(f"  before: {settled(before.settlements[-1])}\n")
    if outcome in OUTCOMES:
        sys.stdout.write(f"  tell your readers: crosspost predictions follow-up {before.id}\n")
    return FINE


def _follow(ledger: "Ledger", options: argparse.Namespace) -> int:
    from .follow_up import follow_up  # noqa: PLC0415

    return follow_up(ledger, options)


def _score(ledger: "Ledger", options: argparse.Namespace) -> int:
    from .score import show_score  # noqa: PLC0415

    return show_score(ledger, options)
