"""What becomes of an edit and of a deletion that goes wrong, on every channel that has them.

The outcomes are the tables of ``docs/faults.md``; ``pytest --accept`` writes them anew.
"""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from crosspost.ledger import Ledger, open_ledger
from crosspost.model.receipts import Failure
from crosspost.publishing import RetryPolicy
from crosspost.registry import load_channel
from crosspost.testing.trial import Trial
from tests.senders.matrix import CHANNELS
from tests.senders.test_matrix import CLIENTS, FAULTS, PAGE

VERBS = {"an edit": "edit", "a deletion": "delete"}
"""What is done, as the corners of the two tables have it."""
TRIED = (
    "no answer in time",
    "the answer gets lost",
    "HTTP 403, forbidden",
    "HTTP 429, too many requests",
    "HTTP 500, internal error",
)
TABLE = re.compile(rf"^\| ({'|'.join(VERBS)}) \|.*\n(?:\|.*\n)+", re.MULTILINE)
NONE = "–"
Cell = tuple[str, str, str]
"""What is done, on which channel, and what goes wrong."""
ROWS = {
    corner: [
        name for name, one in CHANNELS.items() if getattr(load_channel(one.entry or name), verb)
    ]
    for corner, verb in VERBS.items()
}
CELLS = [
    (corner, name, fault)
    for corner in VERBS
    for name, fault in product(ROWS[corner], TRIED)
    if FAULTS[fault]["kind"] in (CHANNELS[name].faults or (FAULTS[fault]["kind"],))
]


@pytest.fixture
def ledger(sqlite: str) -> Iterator[Ledger]:
    with open_ledger(sqlite) as opened:
        yield opened


def _marks(cell: Cell) -> list[pytest.MarkDecorator]:
    """CI tries all of it in every way to the wire, and each channel's own code with half of it."""
    corner, name, fault = cell
    slow = FAULTS[fault]["kind"] == "timeout"
    if name in CLIENTS:
        return [pytest.mark.slow(2)] if slow else []
    taken = (ROWS[corner].index(name) + TRIED.index(fault)) % 2 == 0 and not slow
    return [] if taken else [pytest.mark.long]


MARKED = [pytest.param(cell, id="-".join(cell), marks=_marks(cell)) for cell in CELLS]


@pytest.mark.parametrize("cell", MARKED)
def test_what_stands_is_changed_once_and_for_all(
    cell: Cell,
    ledger: Ledger,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
):
    corner, name, fault = cell
    kind = FAULTS[fault]["kind"]
    monkeypatch.setattr("crosspost.adapters.base.TIMEOUT", 0.5 if kind == "timeout" else 60)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))  # reading all certificates takes its time
    with CHANNELS[name].fake() as fake:
        trial = Trial(name, CHANNELS[name], fake, ledger, tmp_path, account="-".join(cell))
        assert trial.run(RetryPolicy()) is None
        do = trial.update if VERBS[corner] == "edit" else trial.delete
        failure = do(RetryPolicy(), kind)
        word = outcome(failure, trial)
        if failure:
            failure = do(RetryPolicy())
        if failure and failure.outcome == "unknown":
            trial.settle(failure)
            failure = do(RetryPolicy())
        assert failure is None
        assert trial.in_doubt() == []
        wanted = trial.wanted(len(trial.draft.messages)) if VERBS[corner] == "edit" else []
        assert trial.standing() == wanted
    text = PAGE.read_text(encoding="utf-8")
    if request.config.getoption("--accept"):
        text = written({**documented(text), cell: word}, text)
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    assert documented(text).get(cell) == word, "pytest --accept writes it, once you agree"


def test_the_tables_have_a_row_for_each_channel_and_no_other():
    text = PAGE.read_text(encoding="utf-8")
    assert written(documented(text), text) == text
    assert set(documented(text)) == set(CELLS)


def outcome(failure: Failure | None, trial: Trial) -> str:
    """What a run came to, in a word or two."""
    if failure:
        return {"later": "not now", "unknown": "in doubt"}.get(failure.outcome, failure.outcome)
    waits = (one.problem for one in trial.events if one.kind == "waiting")
    again = any(why and why.code != "send.rate" for why in waits)  # that is no second call
    return "done (made again)" if again else "done"


def documented(text: str) -> dict[Cell, str]:
    """What the tables of a page say of each cell."""
    names = {channel.title: name for name, channel in CHANNELS.items()}
    cells: dict[Cell, str] = {}
    for table in TABLE.finditer(text):
        (_, *faults), _, *rows = [
            [one.strip() for one in line.strip("|").split("|")] for line in table[0].splitlines()
        ]
        for title, *words in rows:
            said = zip(faults, words, strict=True)
            cells |= {(table[1], names[title], fault): w for fault, w in said if w != NONE}
    return cells


def written(cells: dict[Cell, str], text: str) -> str:
    """A page whose tables say what *cells* do."""

    def table(found: re.Match[str]) -> str:
        rows = [[found[1], *TRIED], ["---"] * (len(TRIED) + 1)]
        for name in ROWS[found[1]]:
            words = (cells.get((found[1], name, fault), NONE) for fault in TRIED)
            rows.append([CHANNELS[name].title, *words])
        return "".join(f"| {' | '.join(row)} |\n" for row in rows)

    return TABLE.sub(table, text)
