"""``crosspost predictions``: what was predicted, when it falls due, and how it came out.

A follow-up is proposed, as drafts to look at and as a file to edit. ``score`` is a module beside.
"""

import argparse
import datetime as dt
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import structs

from .. import configuration
from .._record import json_text, plain
from ..compose.sections import confidence
from ..errors import CrosspostError, system_reason, within
from ..ledger import open_ledger
from ..model.draft import Draft
from ..model.receipts import Receipt
from ..predictions import Proposal, due, find, propose, published
from ..predictions import settle as settle_prediction
from ..predictions.record import title_line as one_line
from ..predictions.stored import Settlement, StoredPrediction
from ..preview import show as show_drafts
from ..preview.as_text import place
from ..rendering import render
from ..text.languages import pick
from . import _output
from ._arguments import OUTCOMES
from ._options import usual_form
from ._output import FAILED, FINE, PARTLY, complain, moment, text, words
from ._table import columns, terminal_room

HEADINGS = ("id", "due", "confidence", "outcome", "title")


def list_predictions(options: argparse.Namespace) -> int:
    """A row for each, and where it is."""
    with open_ledger(configuration.read().ledger, now=_output.now) as ledger:
        kept = due(ledger, _day(options.due)) if options.due else published(ledger)
    if options.format == "json":
        sys.stdout.write(_document(kept))
    elif kept:
        sys.stdout.write(_table(kept, _day("today")))
    else:
        sys.stdout.write(f"{text('predictions.none-due' if options.due else 'predictions.none')}\n")
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
        raise CrosspostError("value.no-date", location="--due", value=f'"{said}"') from None


def _table(kept: Sequence[StoredPrediction], today: dt.date) -> str:
    """A row for each, and below it where its post is."""
    headings = tuple(text(f"heading.{name}") for name in HEADINGS)
    head, *lines = columns(
        [headings, *(_row(one, today) for one in kept)], narrow=((4, 16),), room=terminal_room()
    ).splitlines()
    shown = [head]
    for line, one in zip(lines, kept, strict=True):
        shown += [line, *(f"  {where}" for where in _places(one.receipts))]
        shown += [f"  {text('withdrawn', where=where)}" for where in _places(one.withdrawn)]
        shown += [f"  {text('followed-up', where=where)}" for where in _places(one.follow_ups)]
    return "\n".join(shown) + "\n"


def _row(one: StoredPrediction, today: dt.date) -> tuple[str, ...]:
    day = one.record.prediction.due
    is_due = one.outcome == "open" and day is not None and day <= today
    outcome = words("outcome", "due" if is_due else one.outcome)
    return one.id, str(day or "–"), _confidence(one), outcome, _titled(one)


def show(options: argparse.Namespace) -> int:
    """Print everything that is known of one."""
    with open_ledger(configuration.read().ledger, now=_output.now) as ledger:
        kept = find(ledger, options.id)
    if options.format == "json":
        sys.stdout.write(_document([kept]))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(kept))
    return FINE


def _lines(one: StoredPrediction) -> Iterator[str]:
    prediction = one.record.prediction
    yield f"{one.id} · {_titled(one)}"
    languages = dict.fromkeys(pick(prediction.text, tag) for tag in one.record.languages)
    for tag in dict.fromkeys((*languages, *prediction.text)):
        if tag:
            yield from (f"  | {line}" for line in prediction.text[tag].markdown.splitlines())
    yield text("prediction.confidence", confidence=_confidence(one))
    yield text("prediction.due", day=str(prediction.due or text("prediction.no-date")))
    for where in _places(one.receipts):
        yield text("prediction.published", where=where)
    for where in _places(one.withdrawn):
        yield text("withdrawn", where=where)
    for where in _places(one.follow_ups):
        yield text("followed-up", where=where)
    for settlement in one.settlements:
        yield text("prediction.settled", how=_settled(settlement))
    if not one.settlements:
        yield text("prediction.not-settled")


def settle(options: argparse.Namespace) -> int:
    """Write the decision down, say what it was before, and what to do next."""
    with open_ledger(configuration.read().ledger, now=_output.now) as ledger:
        before = settle_prediction(ledger, options.id, options.outcome, options.note, options.url)
    became = text(f"became.{options.outcome}", id=before.id)
    sys.stdout.write(f"{within(became, _titled(before))}\n")
    if before.settlements:
        sys.stdout.write(f"  {text('settled-before', how=_settled(before.settlements[-1]))}\n")
    if options.outcome in OUTCOMES:
        sys.stdout.write(f"  {text('tell-readers', id=before.id)}\n")
    return FINE


def _settled(settlement: Settlement) -> str:
    """A decision on one line."""
    note = " ".join(settlement.note.split())
    outcome = words("outcome", settlement.outcome)
    return " · ".join(filter(None, (outcome, moment(settlement.at), note, settlement.url)))


def _titled(one: StoredPrediction) -> str:
    """The title of its post."""
    return one_line(one.record.title, one.record.languages) or text("prediction.no-title")


def _confidence(one: StoredPrediction) -> str:
    """How sure its author was."""
    return confidence(structs.replace(one.record.prediction, due=None)) or "–"


def _document(kept: Iterable[StoredPrediction]) -> str:
    """What a program reads, described in ``docs/predictions.md``."""
    told = [
        {
            "id": one.id,
            "outcome": one.outcome,
            "published": one.published,
            **plain(one.record),
            **{key: getattr(one, key) for key in ("receipts", "withdrawn", "follow_ups")},
            "settlements": one.settlements,
        }
        for one in kept
    ]
    return json_text({"predictions": told})


def _places(receipts: Iterable[Receipt]) -> Iterator[str]:
    for receipt in receipts:
        yield within(receipt.account, f"{place(receipt.sent)} · {moment(receipt.at)}")


ENDINGS = {"markdown": (".md", ".markdown"), "yaml": (".yaml", ".yml")}


def follow_up(options: argparse.Namespace) -> int:
    """Write the file where one is wanted, then show the drafts; nothing is sent."""
    with open_ledger(configuration.read().ledger, now=_output.now) as ledger:
        kept = find(ledger, options.id)
    proposal = propose(kept, options.outcome, zone=None)
    if options.output == "-":
        sys.stdout.write(proposal.text)
        return FINE
    if options.output:
        _write(Path(options.output), proposal)
    drafts, failed = _drafts(kept, proposal)
    if drafts:
        show_drafts(proposal.post, drafts, options.format or usual_form())
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
    settings = configuration.read()
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
