"""``crosspost predictions follow-up``: proposed, as drafts to look at and as a file to edit."""

import argparse
import shlex
import sys
from pathlib import Path

from ... import config
from ...errors import CrosspostError, system_reason
from ...ledger import open_ledger
from ...model.draft import Draft
from ...predictions import Proposal, StoredPrediction, find, propose
from ...preview import show
from ...rendering import render
from .._arguments import OUTCOMES
from .._options import usual_form
from .._output import FAILED, FINE, PARTLY, complain, text

ENDINGS = {"markdown": (".md", ".markdown"), "yaml": (".yaml", ".yml")}


def follow_up(options: argparse.Namespace) -> int:
    """Write the file where one is wanted, then show the drafts; nothing is sent."""
    with open_ledger(config.read().ledger) as ledger:
        kept = find(ledger, options.id)
    proposal = propose(kept, options.outcome, zone=None)
    if options.output == "-":
        sys.stdout.write(proposal.text)
        return FINE
    if options.output:
        _write(Path(options.output), proposal)
    drafts, failed = _drafts(kept, proposal)
    if drafts:
        show(proposal.post, drafts, options.format or usual_form())
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
    at, endings = str(path), ENDINGS[proposal.form]
    if path.suffix.lower() not in endings:
        raise CrosspostError(
            "follow-up.ending", location=at, format=proposal.form, ending=endings[0]
        )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(proposal.text)
    except FileExistsError as error:
        raise CrosspostError("file.exists", location=at) from error
    except OSError as error:
        raise CrosspostError(
            "file.cannot-write", location=at, reason=system_reason(error)
        ) from error


def _drafts(kept: StoredPrediction, proposal: Proposal) -> tuple[list[Draft], list[CrosspostError]]:
    """A draft for each account on which the original is."""
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
    publish = shlex.join(["crosspost", "publish", file, *_to(kept)])
    if options.output:
        next_step = text("follow-up.edit-file", file=file, publish=publish)
    else:
        write = shlex.join(["crosspost", "predictions", "follow-up", kept.id, "-o", file])
        next_step = text("follow-up.write-file", write=write, publish=publish)
    sys.stdout.write(f"\n{next_step}\n")
    if kept.outcome == "open":
        which = f"--{options.outcome}" if options.outcome else "|".join(f"--{o}" for o in OUTCOMES)
        sys.stdout.write(f"{text('follow-up.not-settled', id=kept.id, outcome=which)}\n")


def _to(kept: StoredPrediction) -> list[str]:
    return [word for receipt in kept.receipts for word in ("--to", receipt.account)]
