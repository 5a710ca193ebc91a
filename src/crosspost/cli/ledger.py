"""What the ledger holds, and what a person decides there.

``crosspost status`` and ``resolve``: what is published, refused, or to be confirmed. ``approve``
and ``token``: a yes to what agents ask for, and who may ask. ``ledger``: where it is, and a copy.
"""

import argparse
import sys
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from .. import configuration
from .._record import json_text, plain
from ..errors import CrosspostError, within
from ..ledger import Ledger, MessageRow, callers, open_ledger, upkeep
from ..ledger.approvals import AskedDraft, damaged, decide, decline, find, waiting
from ..ledger.rows import doubt, sent_as
from ..model.draft import Draft
from ..preview import show_drafts
from ..publishing.asked_change import AskedChange, changes_lines
from ..registry import load_channel
from . import _options, _output
from ._lines import message_lines
from ._options import usual_form
from ._output import FAILED, FINE, agreed, complain, moment, text


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
        sys.stdout.write("\n".join(message_lines(group, draft)) + "\n")


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
        shown = [*message_lines([row], draft), *(f"    | {line}" for line in said.splitlines())]
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


def approve(options: argparse.Namespace) -> int:
    """List what agents asked to send; show one of them and ask, or say no to it."""
    with open_ledger(configuration.read().ledger, now=_output.now) as ledger:
        if options.digest is None:
            for name, account in damaged(ledger):
                complain(text("approve.damaged", approval=name, account=account))
            return _asked(waiting(ledger), options)
        if options.no:
            account = decline(ledger, options.digest)
            sys.stdout.write(f"{text('approve.declined', account=account)}\n")
            return FINE
        return _ask(find(ledger, options.digest), ledger)


def _asked(found: list[AskedDraft], options: argparse.Namespace) -> int:
    if options.format == "json":
        sys.stdout.write(json_text({"waiting": plain(found)}))
        return FINE
    for one in found:
        line = one.draft.messages[0].text.partition("\n")[0]
        where = f"{one.draft.account} ({one.draft.channel})"
        change = AskedChange.of(one)
        what = [text(f"approve.{change.verb}s", publication=change.publication)] if change else []
        facts = " · ".join((where, moment(one.asked), *what, line))
        sys.stdout.write(f"{one.approval}\n  {facts}\n")
    if not found:
        sys.stdout.write(f"{text('approve.nothing')}\n")
    return FINE


def _ask(asked: AskedDraft, ledger: Ledger) -> int:
    """Show it whole and ask; only somebody at a terminal can say yes.

    Raises:
        CrosspostError: nobody is there.
    """
    if not sys.stdin.isatty():
        raise CrosspostError("approve.no-terminal", location=asked.draft.account)
    change, account = AskedChange.of(asked), asked.draft.account
    question, count = "approve.ask", len(asked.draft.messages)
    if change is None:
        show_drafts([asked.draft], usual_form())
    else:
        sys.stdout.writelines(f"{line}\n" for line in changes_lines(change))
        question, count = f"approve.ask-{change.verb}", len(change.to_do)
    sys.stdout.write("\n")
    if not agreed(text(question, account=account, count=count)):
        complain(text("approve.unchanged"))
        return FAILED
    decide(ledger, asked.approval, approved=True)
    done = "approve.done-change" if change else "approve.done"
    sys.stdout.write(f"{text(done, account=account)}\n")
    return FINE


def list_tokens(_: argparse.Namespace) -> int:
    """Print who may ask over the network; no token is shown, for none is kept."""
    with open_ledger(configuration.read().ledger, now=_output.now) as ledger:
        found = callers.names(ledger)
    for name, at in found:
        sys.stdout.write(f"{name} · {moment(at)}\n")
    if not found:
        sys.stdout.write(f"{text('token.none')}\n")
    return FINE


def add_token(options: argparse.Namespace) -> int:
    """Make a token and print it: once, for only its hash is kept."""
    with open_ledger(configuration.read().ledger, now=_output.now) as ledger:
        made = callers.add(ledger, options.name, sends=options.sends)
    complain(text("token.once", name=options.name))
    sys.stdout.write(f"{made}\n")
    return FINE


def revoke_token(options: argparse.Namespace) -> int:
    """Let the one of that name ask no more."""
    with open_ledger(configuration.read().ledger, now=_output.now) as ledger:
        callers.revoke(ledger, options.name)
    sys.stdout.write(f"{text('token.revoked', name=options.name)}\n")
    return FINE


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
