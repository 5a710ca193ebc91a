"""``crosspost approve`` and ``token``: a person says yes to agents; who may ask at all."""

import argparse
import sys

import msgspec

from .. import configuration
from .._record import json_text
from ..errors import CrosspostError
from ..ledger import Ledger, callers, open_ledger
from ..ledger.approvals import AskedDraft, decide, find, waiting
from ..preview import show_drafts
from ._options import usual_form
from ._output import FAILED, FINE, agreed, complain, now, text
from .status import moment


def approve(options: argparse.Namespace) -> int:
    """List what agents asked to send; show one of them and ask, or say no to it."""
    with open_ledger(configuration.read().ledger, now=now) as ledger:
        if options.digest is None:
            return _list(waiting(ledger), options)
        asked = find(ledger, options.digest)
        if options.no:
            decide(ledger, asked.approval, approved=False)
            sys.stdout.write(f"{text('approve.declined', account=asked.draft.account)}\n")
            return FINE
        return _ask(asked, ledger)


def _list(found: list[AskedDraft], options: argparse.Namespace) -> int:
    if options.format == "json":
        told = [msgspec.to_builtins(one) for one in found]
        sys.stdout.write(json_text({"waiting": told}))
        return FINE
    for one in found:
        line = one.draft.messages[0].text.partition("\n")[0]
        where = f"{one.draft.account} ({one.draft.channel})"
        sys.stdout.write(f"{one.approval}\n  {where} · {moment(one.asked)} · {line}\n")
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
    show_drafts([asked.draft], usual_form())
    sys.stdout.write("\n")
    count = len(asked.draft.messages)
    if not agreed(text("approve.ask", account=asked.draft.account, count=count)):
        complain(text("approve.unchanged"))
        return FAILED
    decide(ledger, asked.approval, approved=True)
    sys.stdout.write(f"{text('approve.done', account=asked.draft.account)}\n")
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
