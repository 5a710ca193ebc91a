"""``crosspost status``, ``resolve`` and ``ledger``: what is published, refused, unconfirmed.

And where that is written down, and a copy of it.
"""

import argparse
import sys
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from .. import configuration
from .._record import json_text
from ..errors import CrosspostError, within
from ..ledger import Ledger, MessageRow, open_ledger, upkeep
from ..ledger.rows import doubt, sent_as
from ..model.draft import Draft
from ..registry import load_channel
from . import _options, _output
from ._messages import lines
from ._output import FAILED, FINE, complain, text


def status(options: argparse.Namespace) -> int:
    """Print every publication with its messages."""
    drafts, failed = _drafts(options)
    with open_ledger(configuration.read().ledger, now=_output.now) as ledger:
        rows = [row for row in ledger.rows() if _meant(row, drafts, options)]
        if options.format == "json":  # described in docs/publishing.md
            sys.stdout.write(json_text({"messages": [row.as_json() for row in rows]}))
        else:
            _print(rows, ledger)
    begun = {(row.digest, row.account) for row in rows}
    unsent = [draft for draft in drafts or () if (draft.digest, draft.account) not in begun]
    if options.format == "text":
        for draft in unsent:
            sys.stdout.write(f"{draft.account} · {text('status.nothing-yet')} · {draft.digest}\n")
        if not rows and not unsent and not failed:
            sys.stdout.write(f"{text('status.nothing-ever')}\n")
    sys.stdout.flush()
    for error in failed:
        complain(str(error))
    return FAILED if failed else FINE


def _drafts(
    options: argparse.Namespace,
) -> tuple[tuple[Draft, ...] | None, tuple[CrosspostError, ...]]:
    """What the post would be sent as, by which the ledger knows it; nothing without a post."""
    if options.post is None:
        return None, ()
    return _options.drafts(_options.read_post(options), options, options.post)


def _meant(row: MessageRow, drafts: tuple[Draft, ...] | None, options: argparse.Namespace) -> bool:
    if drafts is not None:
        return any((row.digest, row.account) == (one.digest, one.account) for one in drafts)
    return not options.to or row.account in options.to


def _print(rows: list[MessageRow], ledger: Ledger) -> None:
    """The latest publication last, as a terminal shows it best."""
    groups = [list(group) for _, group in groupby(rows, key=attrgetter("publication"))]
    for group in sorted(groups, key=lambda group: max(row.at for row in group)):
        draft = ledger.draft(*group[0].publication)
        sys.stdout.write("\n".join(lines(group, draft)) + "\n")


def resolve(options: argparse.Namespace) -> int:
    """Write down what a person has seen; without that, list what is to be confirmed."""
    with open_ledger(configuration.read().ledger, now=_output.now) as ledger:
        unconfirmed = ledger.in_doubt()
        several = not unconfirmed or len(unconfirmed) > 1
        if options.key is None and (several or not _decided(options)):
            return _listed(unconfirmed, ledger, options)
        row = doubt(unconfirmed, options.key)
        if not _decided(options):
            return _listed([row], ledger, options)
        rule = load_channel(row.channel).receipt
        ledger.resolve(row.key, None if options.not_sent else sent_as(row, options.sent, rule))
        after = ledger.row(row.key) or row
        ended = ledger.ended_deliveries(row)
    if options.format == "json":
        sys.stdout.write(json_text({"messages": [after.as_json()]}))
        return FINE
    key = "resolve.not-sent" if options.not_sent else "resolve.sent"
    sys.stdout.write(f"{within(row.account, text(key, index=row.index, count=row.of))}\n")
    for delivery in ended:
        sys.stdout.write(f"  {text('hint', hint=text('resolve.retry', id=delivery))}\n")
    return FINE


def _decided(options: argparse.Namespace) -> bool:
    return options.sent is not None or options.not_sent


def _listed(unconfirmed: list[MessageRow], ledger: Ledger, options: argparse.Namespace) -> int:
    """Each with its text, for a person to look it up; a decision about several is none."""
    if options.format == "json":
        every = [row.as_json() | {"text": _said(row, ledger)} for row in unconfirmed]
        sys.stdout.write(json_text({"messages": every}))
    for row in unconfirmed if options.format == "text" else ():
        draft = ledger.draft(*row.publication)
        said = _said(row, ledger)
        shown = [*lines([row], draft), *(f"    | {line}" for line in said.splitlines())]
        sys.stdout.write("\n".join(shown) + "\n")
    if not unconfirmed and options.format == "text":
        sys.stdout.write(f"{text('resolve.nothing')}\n")
    elif _decided(options):
        raise CrosspostError("resolve.several", count=len(unconfirmed))
    return FAILED if _decided(options) else FINE


def _said(row: MessageRow, ledger: Ledger) -> str:
    """The words of the message."""
    draft = ledger.draft(*row.publication)
    return draft.messages[row.index - 1].text if draft else ""


def show_ledger(_: argparse.Namespace) -> int:
    """Say where the ledger is."""
    found = upkeep.health(configuration.read().ledger)
    said = found.place if found.version else text("doctor.none", path=found.place)
    sys.stdout.write(f"{said}\n")
    return FINE


def back_up(options: argparse.Namespace) -> int:
    """Copy the ledger as it is at this moment."""
    size = upkeep.back_up(configuration.read().ledger, Path(options.file))
    sys.stdout.write(f"{text('ledger.copied', file=options.file, size=f'{size:,}')}\n")
    return FINE
