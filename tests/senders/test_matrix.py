"""Every fault on every channel: what becomes of the message it hits, and of the thread after it.

The outcomes are the tables of ``docs/faults.md``; ``pytest --accept`` writes them anew.
"""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from crosspost.adapters import channel
from crosspost.ledger import Ledger, open_ledger
from crosspost.model.receipts import Failure, message_key
from crosspost.publishing import RetryPolicy
from crosspost.registry import channel_names, load_channel
from crosspost.testing.trial import Trial
from tests.senders.matrix import CHANNELS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/faults.md"
CASES = ROOT / "tests/cases/fault-matrix.toml"
FAULTS = {one["name"]: one for one in tomllib.loads(CASES.read_text(encoding="utf-8"))["fault"]}
ONCE, LASTING = "once", "all the time"
"""How often a fault strikes, as the corners of the two tables have it."""
TIMES = {ONCE: 1, LASTING: 99}
PATIENCE = {ONCE: RetryPolicy(), LASTING: RetryPolicy(attempts=3)}
TABLE = re.compile(rf"^\| ({ONCE}|{LASTING}) \|.*\n(?:\|.*\n)+", re.MULTILINE)
NONE = "–"
BESIDE = "| what goes wrong | what becomes of it | shown by |\n| --- | --- | --- |\n"

Cell = tuple[str, str, str]
"""How often, which fault, which channel."""
Says = Callable[[Cell, str], None]
CELLS = [
    (often, fault, channel)
    for often, fault, channel in product(TIMES, FAULTS, CHANNELS)
    if channel in FAULTS[fault].get("only", CHANNELS)
    and FAULTS[fault]["kind"] in (CHANNELS[channel].faults or (FAULTS[fault]["kind"],))
    and (often == ONCE or "lasts" in FAULTS[fault])
]
WAITS = {"timeout", "slow", "drip"}
CLIENTS = {"x", "telegram", "bluesky", "wecom", "smtp", "nostr"}
"""One channel for each way to the wire."""


def _takes_time(cell: Cell) -> bool:
    often, fault, _ = cell
    return often == LASTING or FAULTS[fault]["kind"] in WAITS


def _tried() -> set[Cell]:
    """What CI tries: every fault in every way to the wire, each channel's own code with a third of them.

    What takes time it tries in two of those ways where it strikes once, and in one where it lasts.
    """
    taken = {cell for cell in CELLS if cell[2] in CLIENTS and not _takes_time(cell)}
    for name in CHANNELS:
        taken |= set([cell for cell in CELLS if cell[2] == name and not _takes_time(cell)][::3])
    for row, (often, fault) in enumerate(product(TIMES, FAULTS)):
        cells = [cell for cell in CELLS if cell[:2] == (often, fault) and _takes_time(cell)]
        ways = [cell for cell in cells if cell[2] in CLIENTS] or cells
        for way in (row, row + 1) if often == ONCE else (row,):
            taken |= {ways[way % len(ways)]} if ways else set()
    return taken


def _marks(cell: Cell) -> list[pytest.MarkDecorator]:
    if cell not in TRIED:
        return [pytest.mark.long]
    return [pytest.mark.slow(2)] if _takes_time(cell) else []


TRIED = _tried()
MARKED = [pytest.param(cell, id="-".join(cell), marks=_marks(cell)) for cell in CELLS]


@pytest.fixture
def page(request: pytest.FixtureRequest) -> Says:
    """Compare an outcome with the page; ``pytest --accept`` writes it instead."""

    def says(cell: Cell, word: str) -> None:
        text = PAGE.read_text(encoding="utf-8")
        if request.config.getoption("--accept"):
            text = written(text, {**documented(text), cell: word})
            PAGE.write_text(text, encoding="utf-8", newline="\n")
        assert documented(text).get(cell) == word, "pytest --accept writes it, once you agree"

    return says


@pytest.fixture
def ledger(sqlite: str) -> Iterator[Ledger]:
    """One for each trial: all of them are the same account of the fake."""
    with open_ledger(sqlite) as opened:
        yield opened


@pytest.fixture
def trial(
    cell: Cell, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Trial]:
    """A draft, its channel's fake and an account of its own."""
    waits = FAULTS[cell[1]]["kind"] in WAITS
    monkeypatch.setattr("crosspost.adapters.base.TIMEOUT", 1 if waits else 60)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))  # reading all certificates takes its time
    with CHANNELS[cell[2]].fake() as fake:
        yield Trial(cell[2], CHANNELS[cell[2]], fake, ledger, tmp_path, account="-".join(cell))


@pytest.mark.parametrize("cell", MARKED)
def test_nothing_is_lost_or_doubled(cell: Cell, trial: Trial, page: Says):
    often, fault, _ = cell
    failure = trial.run(PATIENCE[often], FAULTS[fault]["kind"], TIMES[often])
    word = outcome(failure, trial.kinds())
    if failure:
        check_failure(failure, trial)
        failure = trial.run(RetryPolicy())
        if word == "unknown":
            word = "asks you" if failure else "looked up next time"
    if failure:
        check_failure(failure, trial)
        assert trial.calls() == 0, "what may be there is sent again by nobody but a person"
        trial.settle(failure)
        failure = trial.run(RetryPolicy())
    assert failure is None
    assert trial.standing() == trial.wanted(3)
    page(cell, word)


def test_every_channel_that_sends_has_a_fake():
    """But for one whose messages go by another's code and fake: the same module."""
    faked = {load_channel(one.entry or name).adapter for name, one in CHANNELS.items()}
    sending = {load_channel(name).adapter for name in channel_names() if not channel(name).pasted}
    assert sending == faked


def test_the_tables_have_a_row_for_each_fault_and_no_other():
    text = PAGE.read_text(encoding="utf-8")
    assert written(text, documented(text)) == text
    assert set(documented(text)) == set(CELLS)


def test_the_last_table_is_what_the_tests_say_of_themselves(request: pytest.FixtureRequest):
    """Each ``pytest.mark.fault`` is a row."""
    text = PAGE.read_text(encoding="utf-8")
    opening, head, _ = text.partition(BESIDE)
    rows = [f"| {what} | {then} | `{where}` |" for what, then, where in marked_faults()]
    made = opening + head + "\n".join(rows) + "\n"
    if request.config.getoption("--accept"):
        PAGE.write_text(made, encoding="utf-8", newline="\n")
    else:
        assert made == text, "pytest --accept writes it, once you agree"


def marked_faults() -> Iterator[tuple[str, str, str]]:
    """What goes wrong, what becomes of it, and the test that shows it."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        code = path.read_text(encoding="utf-8")
        if "mark.fault(" not in code:
            continue
        for test in ast.parse(code).body:
            if not isinstance(test, ast.FunctionDef):
                continue
            for mark in test.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.fault":
                    what, then = (str(ast.literal_eval(one)) for one in mark.args)
                    yield what, then, f"{path.relative_to(ROOT)}::{test.name}"


def outcome(failure: Failure | None, kinds: list[str]) -> str:
    """What a run came to, in a word or two."""
    if failure:
        return "not sent now" if failure.outcome == "later" else failure.outcome
    how = []
    if "looking" in kinds:
        how.append("looked up")
    if kinds.count("sending") > 1:
        how.append("tried again")
    return f"sent ({', '.join(how)})" if how else "sent"


def check_failure(failure: Failure, trial: Trial) -> None:
    """It is about the message that was hit, says what to do, and nothing came after it."""
    assert failure.index == trial.channel.second
    assert failure.reason
    assert failure.advice
    if failure.outcome == "unknown":
        name = message_key(failure.digest, failure.account, failure.run, failure.index)
        assert f"crosspost resolve {name}" in failure.advice
        assert trial.in_doubt() == [name]
        assert trial.standing() in (trial.wanted(failure.index - 1), trial.wanted(failure.index))
    else:
        assert trial.in_doubt() == []
        assert trial.standing() == trial.wanted(failure.index - 1)


def documented(text: str) -> dict[Cell, str]:
    """What the tables of a page say of each cell."""
    cells: dict[Cell, str] = {}
    by_title = {channel.title: name for name, channel in CHANNELS.items()}
    for table in TABLE.finditer(text):
        (_, *titles), _, *rows = [_cells(line) for line in table[0].splitlines()]
        for fault, *words in rows:
            said = zip(titles, words, strict=True)
            cells |= {
                (table[1], fault, by_title[title]): word
                for title, word in said
                if word != NONE and title in by_title
            }
    return cells


def _cells(line: str) -> list[str]:
    return [one.strip() for one in line.strip("|").split("|")]


def written(text: str, cells: dict[Cell, str]) -> str:
    """A page whose tables say what *cells* do."""

    def table(found: re.Match[str]) -> str:
        rows = [[found[1], *(channel.title for channel in CHANNELS.values())]]
        rows.append(["---"] * len(rows[0]))
        for fault in (one for one in FAULTS if found[1] == ONCE or "lasts" in FAULTS[one]):
            words = (cells.get((found[1], fault, channel), NONE) for channel in CHANNELS)
            rows.append([fault, *words])
        return "".join(f"| {' | '.join(row)} |\n" for row in rows)

    return TABLE.sub(table, text)
