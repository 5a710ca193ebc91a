"""``crosspost queue show``: one delivery, whole."""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...times import duration_text
from .. import _output
from .._ledger_text import lines
from .._options import told
from .._output import FINE, show_drafts
from .listing import entry, state_in_words, written

if TYPE_CHECKING:
    from ...config import Settings
    from ...scheduling import Delivery, Schedule


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which one."""
    parser.add_argument("id", metavar="ID", help="or its beginning")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(schedule: "Schedule", settings: "Settings", options: argparse.Namespace) -> int:
    """Print its terms, every message that was begun, and the draft as a preview shows it."""
    del settings
    one = schedule.get(options.id.lower())
    draft = schedule.draft(one.id)
    rows = schedule.ledger.rows(one.digest, one.account, one.terms.occurrence)
    if options.format == "json":
        sys.stdout.write(
            written(entry(one) | {"sent": [row.as_json() for row in rows], "draft": draft})
        )
        return FINE
    sys.stdout.writelines(f"{line}\n" for line in _lines(one))
    if rows:
        sys.stdout.write("\n".join(["", *lines(rows, draft)]) + "\n")
    sys.stdout.write("\n")
    show_drafts([draft])
    return FINE


def _lines(one: "Delivery") -> Iterator[str]:
    now, terms = _output.now(), one.terms
    yield f"{one.id} · {one.account} ({one.channel}) · {state_in_words(one, now)}"
    yield f"  due: {told(one.due, terms, now)}"
    if one.at != one.due and one.state in {"waiting", "sending"}:
        yield f"  tried next: {told(one.at, terms, now)}"
    if one.advice:
        yield f"  hint: {one.advice}"
    if terms.not_after:
        yield f"  not after: {told(terms.not_after, terms, now)}"
    then = {"send": "sent all the same", "skip": "not sent", "ask": "left to you"}
    after = duration_text(_length(terms.overdue_after))
    yield f"  when overdue: {then[terms.when_overdue]}, from {after} on"
    if terms.gap:
        yield f"  gap: {duration_text(_length(terms.gap))}"
    if one.slot:
        yield "  fills a slot of the account"
    if terms.occurrence > 1:
        yield f"  publication: {terms.occurrence}"
    if terms.pictures:
        yield f"  pictures: {', '.join(terms.pictures)}, as they were"
    if terms.source:
        yield f"  from: {terms.source}"


def _length(seconds: int) -> dt.timedelta:
    return dt.timedelta(seconds=seconds)
