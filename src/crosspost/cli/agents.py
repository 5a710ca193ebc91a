"""``crosspost approve`` and ``token``: a person says yes to agents; who may ask at all."""

import argparse
import sys

from .. import configuration
from .._record import json_text, plain
from ..errors import CrosspostError
from ..ledger import Ledger, callers, open_ledger
from ..ledger.approvals import AskedDraft, damaged, decide, decline, find, waiting
from ..preview import show_drafts
from ..publishing.asked_change import AskedChange, changes_lines
from ._options import usual_form
from ._output import FAILED, FINE, agreed, complain, moment, now, text


def approve(options: argparse.Namespace) -> int:
    """List what agents asked to send; show one of them and ask, or say no to it."""
    with open_ledger(configuration.read().ledger, now=now) as ledger:
        if options.digest is None:
            for name, account in damaged(ledger):
                complain(text("approve.damaged", approval=name, account=account))
            return _list(waiting(ledger), options)
        if options.no:
            account = decline(ledger, options.digest)
            sys.stdout.write(f"{text('approve.declined', account=account)}\n")
            return FINE
        return _ask(find(ledger, options.digest), ledger)


def _list(found: list[AskedDraft], options: argparse.Namespace) -> int:
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
    with open_ledger(configuration.read().ledger, now=now) as ledger:
        found = callers.names(ledger)
    for name, at in found:
        sys.stdout.write(f"{name} · {moment(at)}\n")
    if not found:
        sys.stdout.write(f"{text('token.none')}\n")
    return FINE


def add_token(options: argparse.Namespace) -> int:
    """Make a token and print it: once, for only its hash is kept."""
    with open_ledger(configuration.read().ledger, now=now) as ledger:
        made = callers.add(ledger, options.name, sends=options.sends)
    complain(text("token.once", name=options.name))
    sys.stdout.write(f"{made}\n")
    return FINE


def revoke_token(options: argparse.Namespace) -> int:
    """Let the one of that name ask no more."""
    with open_ledger(configuration.read().ledger, now=now) as ledger:
        callers.revoke(ledger, options.name)
    sys.stdout.write(f"{text('token.revoked', name=options.name)}\n")
    return FINE
