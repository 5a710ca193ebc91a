"""Followed: a follow-up proposed, as drafts to look at and as a file to edit."""

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ... import config
from ...errors import CrosspostError
from ...ledger import Ledger
from ...predictions import Proposal, StoredPrediction, find, propose
from ...preview import show
from ...rendering import render
from .._output import FAILED, FINE, PARTLY, complain
from . import OUTCOMES

if TYPE_CHECKING:
    from ...model.draft import Draft


def follow_up(ledger: Ledger, options: argparse.Namespace) -> int:
    """Write the file where one is wanted, then show the drafts; nothing is sent."""
    kept = find(ledger, options.id)
    proposal = propose(kept, options.outcome, zone=None)
    if options.output == "-":
        sys.stdout.write(proposal.text)
        return FINE
    if options.output:
        _write(Path(options.output), proposal)
    drafts, failed = _drafts(kept, proposal)
    if drafts:
        usual = "terminal" if sys.stdout.isatty() else "text"
        show(proposal.post, drafts, options.format or usual)
        sys.stdout.flush()
    for error in failed:
        complain(str(error))
    if options.format != "json":
        _say_what_next(kept, options)
    return FINE if not failed else PARTLY if drafts else FAILED


def _write(path: Path, proposal: Proposal) -> None:
    """Write a file that is not there yet, so that nobody's words are written over.

    Raises:
        CrosspostError: it is there, cannot be written, or its name says another format.
    """
    endings = {"markdown": (".md", ".markdown"), "yaml": (".yaml", ".yml")}[proposal.form]
    if path.suffix.lower() not in endings:
        found = f"the follow-up is written in {proposal.form}"
        raise CrosspostError(found, location=str(path), hint=f"a name that ends in {endings[0]}")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(proposal.text)
    except FileExistsError as error:
        found = "there already, and not written over"
        raise CrosspostError(found, location=str(path), hint="another name") from error
    except OSError as error:
        found = f"cannot be written: {error.strerror}"
        raise CrosspostError(found, location=str(path), hint="a file that you may write") from error


def _drafts(
    kept: StoredPrediction, proposal: Proposal
) -> "tuple[list[Draft], list[CrosspostError]]":
    """A draft for each account on which the original stands."""
    settings = config.read()
    made: list[Draft] = []
    failed: list[CrosspostError] = []
    for receipt in kept.receipts:
        try:
            account = settings.account(receipt.account)
            made.append(render(proposal.post, account, receipt))
        except CrosspostError as error:
            failed.append(error)
    return made, failed


def _say_what_next(kept: StoredPrediction, options: argparse.Namespace) -> None:
    """Nothing goes out by itself: how it does."""
    file = options.output or f"follow-up-{kept.id}.md"
    sent = shlex.join(["crosspost", "publish", file, *_to(kept)])
    if not options.output:
        again = shlex.join(["crosspost", "predictions", "follow-up", kept.id, "-o", file])
        sys.stdout.write(f"\nnothing was sent; to edit it: {again}\nthen: {sent}\n")
    else:
        sys.stdout.write(f"\nnothing was sent; say it in your own words in {file}, then: {sent}\n")
    if kept.outcome == "open":
        which = (
            f"--{options.outcome}" if options.outcome else " or ".join(f"--{o}" for o in OUTCOMES)
        )
        sys.stdout.write(f"not settled yet: crosspost predictions settle {kept.id} {which}\n")


def _to(kept: StoredPrediction) -> list[str]:
    return [word for receipt in kept.receipts for word in ("--to", receipt.account)]
