"""Predictions as a table, as everything known of one, and as JSON."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ..._record import plain
from ...compose.sections import confidence
from ...ledger.predictions import Outcome, Settlement, StoredPrediction
from ...model.receipts import Receipt
from ...predictions.record import titled as one_line
from ...text.languages import pick
from .._ledger_text import moment, place
from .._output import columns

HEADINGS = ("id", "due", "confidence", "outcome", "title")
BECAME: dict[Outcome, str] = {
    "true": "came true",
    "false": "did not come true",
    "partly": "came partly true",
    "void": "does not count",
    "open": "is open again",
}


def table(kept: Sequence[StoredPrediction], today: dt.date) -> str:
    """A row for each, and below it where its post stands."""
    rows = [HEADINGS, *(_row(one, today) for one in kept)]
    head, *lines = columns(rows).splitlines()
    shown = [head]
    for line, one in zip(lines, kept, strict=True):
        shown += [line, *(f"  {where}" for where in _places(one.receipts))]
        shown += [f"  followed up: {where}" for where in _places(one.follow_ups)]
    return "\n".join(shown) + "\n"


def _row(one: StoredPrediction, today: dt.date) -> tuple[str, ...]:
    day = one.record.prediction.due
    due = one.outcome == "open" and day is not None and day <= today
    outcome = "due" if due else one.outcome
    return one.id, str(day or "–"), sure(one), outcome, titled(one)


def whole(one: StoredPrediction) -> str:
    """Everything that is known of it."""
    return "\n".join(_lines(one)) + "\n"


def _lines(one: StoredPrediction) -> Iterator[str]:
    prediction = one.record.prediction
    yield f"{one.id} · {titled(one)}"
    languages = dict.fromkeys(pick(prediction.text, tag) for tag in one.record.languages)
    for tag in dict.fromkeys((*languages, *prediction.text)):
        if tag:
            yield from (f"  | {line}" for line in prediction.text[tag].markdown.splitlines())
    yield f"confidence: {sure(one)}"
    yield f"due: {prediction.due or 'no date'}"
    for where in _places(one.receipts):
        yield f"stands: {where}"
    for where in _places(one.follow_ups):
        yield f"followed up: {where}"
    for settlement in one.settlements:
        yield f"settled: {settled(settlement)}"
    if not one.settlements:
        yield "settled: not yet"


def settled(settlement: Settlement) -> str:
    """A decision on one line."""
    note = " ".join(settlement.note.split())
    said = (settlement.outcome, moment(settlement.at), note, settlement.url)
    return " · ".join(filter(None, said))


def titled(one: StoredPrediction) -> str:
    """The title of its post."""
    return one_line(one.record.title, one.record.languages) or "(no title)"


def sure(one: StoredPrediction) -> str:
    """How sure its author was."""
    return confidence(msgspec.structs.replace(one.record.prediction, due=None)) or "–"


def document(kept: Iterable[StoredPrediction]) -> str:
    """What a program reads, described in ``docs/predictions.md``."""
    told = [
        {
            "id": one.id,
            "outcome": one.outcome,
            "published": one.published,
            **plain(one.record),
            **{key: getattr(one, key) for key in ("receipts", "follow_ups", "settlements")},
        }
        for one in kept
    ]
    return msgspec.json.format(msgspec.json.encode({"predictions": told}), indent=2).decode() + "\n"


def _places(receipts: Iterable[Receipt]) -> Iterator[str]:
    for receipt in receipts:
        yield f"{receipt.account}: {place(receipt.sent)} · {moment(receipt.at)}"
