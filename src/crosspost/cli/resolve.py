"""``crosspost resolve``: a person says whether a message is there, where nobody else can."""

import argparse
import sys
from typing import TYPE_CHECKING

from ..errors import CrosspostError
from ..model.receipts import Sent
from ._ledger_text import lines
from ._output import FAILED, FINE

if TYPE_CHECKING:
    from ..ledger import Ledger, Row
    from ..model.receipts import Sent


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which message, and what a person has seen."""
    parser.add_argument("key", nargs="?", metavar="KEY", help="the message; see crosspost status")
    seen = parser.add_mutually_exclusive_group()
    seen.add_argument(
        "--sent",
        nargs="?",
        const="",
        metavar="URL",
        help="it is there, at this address; without one where the channel gives none",
    )
    seen.add_argument("--not-sent", action="store_true", help="it is not there: send it next time")


def run(options: argparse.Namespace) -> int:
    """Write the decision down; without one, list what is to be decided."""
    from .. import config  # noqa: PLC0415
    from ..ledger import open_ledger  # noqa: PLC0415

    with open_ledger(config.read().ledger) as ledger:
        doubts = ledger.in_doubt()
        if options.key is None and (not doubts or len(doubts) > 1 or not _decided(options)):
            return _listed(doubts, ledger, options)
        row = _meant(options.key, doubts)
        if not _decided(options):
            return _listed([row], ledger, options)
        ledger.resolve(row.key, None if options.not_sent else _sent(row, options.sent))
    became = "not there: the next publish sends it" if options.not_sent else "there"
    sys.stdout.write(f"{row.account}: message {row.index}/{row.of} is {became}\n")
    return FINE


def _decided(options: argparse.Namespace) -> bool:
    return options.sent is not None or options.not_sent


def _listed(doubts: "list[Row]", ledger: "Ledger", options: argparse.Namespace) -> int:
    """Each doubt with its text, for a person to look it up; a decision about several is none."""
    for row in doubts:
        draft = ledger.draft(row.digest, row.account, row.run)
        text = draft.messages[row.index - 1].text if draft else ""
        shown = [*lines([row], draft), *(f"    | {line}" for line in text.splitlines())]
        sys.stdout.write("\n".join(shown) + "\n")
    if not doubts:
        sys.stdout.write("no doubts\n")
    elif _decided(options):
        found = f"there are {len(doubts)} doubts"
        raise CrosspostError(found, hint="the KEY of one of them after resolve")
    return FAILED if _decided(options) else FINE


def _meant(key: str | None, doubts: "list[Row]") -> "Row":
    for row in doubts:
        if key in {None, row.key}:
            return row
    found = f'no doubt about "{key}"'
    known = ", ".join(row.key for row in doubts) or "nothing: there are no doubts"
    raise CrosspostError(found, hint=known)


def _sent(row: "Row", said: str) -> "Sent":
    """What the channel would have answered, from the address or id that a person has copied.

    Raises:
        CrosspostError: the rest of the thread answers to it, and no id is in what they say.
    """
    from ..registry import load_channel  # noqa: PLC0415

    rule = load_channel(row.channel).receipt
    name = rule.read(said) if rule else ""
    if rule and not name and row.index < row.of:
        found = "the rest of the thread answers to this message, so its address is needed"
        raise CrosspostError(found, location="--sent", hint="its address, as your browser shows it")
    return Sent(id=name or row.key, url=said if "://" in said[:8] else "")
