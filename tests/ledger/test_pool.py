"""Threads share SQLite's one connection: in turn, and for as long as each is at work."""

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from crosspost.ledger import Ledger, LedgerError, open_ledger

ENOUGH = 30
COUNT = sa.text("SELECT count(*) FROM crosspost_notice")
ADD = sa.text("INSERT INTO crosspost_notice VALUES (:key, '2026-11-28 08:00:00')")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(f"sqlite:///{tmp_path}/账本.sqlite3") as opened:
        yield opened


def add(ledger: Ledger, key: str) -> None:
    with ledger.writing() as connection:
        connection.execute(ADD, {"key": key})


def count(ledger: Ledger) -> int:
    with ledger.reading() as connection:
        return connection.scalar(COUNT) or 0


def test_what_many_threads_write_is_all_there(ledger: Ledger):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: add(ledger, f"第{number}条"), range(200)))
    assert count(ledger) == 200


def test_a_thread_at_work_keeps_the_connection_between_its_transactions(ledger: Ledger):
    with ThreadPoolExecutor(1) as pool:
        with ledger.gate:
            add(ledger, "甲")
            other = pool.submit(count, ledger)
            add(ledger, "乙")
            assert not other.done()
        assert other.result(ENOUGH) == 2


def test_others_have_it_while_a_thread_waits_outside(ledger: Ledger):
    with ThreadPoolExecutor(1) as pool, ledger.gate:
        add(ledger, "甲")
        with ledger.gate.outside():
            assert pool.submit(count, ledger).result(ENOUGH) == 1


def test_nobody_comes_between_in_the_middle_of_a_transaction(ledger: Ledger):
    """To wait outside while a transaction is open would put another thread's words into it."""
    with ThreadPoolExecutor(1) as pool:
        with ledger.gate, ledger.writing() as connection:
            connection.execute(ADD, {"key": "甲"})
            with ledger.gate.outside():
                other = pool.submit(count, ledger)
                threading.Event().wait(0.05)
                assert not other.done()
        assert other.result(ENOUGH) == 1


def test_a_transaction_within_another_one_is_a_mistake_that_is_told(ledger: Ledger):
    with (
        ledger.writing(),
        pytest.raises(LedgerError, match="within a transaction"),
        ledger.writing(),
    ):
        pass
    add(ledger, "甲")
    assert count(ledger) == 1


def test_a_connection_that_nobody_gave_back_comes_back(ledger: Ledger):
    def lose() -> None:
        ledger.engine.connect().execute(ADD, {"key": "甲"})

    thread = threading.Thread(target=lose)
    thread.start()
    thread.join(ENOUGH)
    gc.collect()
    assert count(ledger) == 0


def test_a_database_that_cannot_be_opened_keeps_nobody_waiting(tmp_path: Path):
    path = tmp_path / "账本.sqlite3"
    with open_ledger(f"sqlite:///{path}") as ledger:
        ledger.close()
        path.rename(tmp_path / "moved")
        path.mkdir()
        for _ in range(2):
            with pytest.raises(LedgerError, match="unable to open"):
                count(ledger)
        path.rmdir()
        (tmp_path / "moved").rename(path)
        assert count(ledger) == 0


def test_closing_waits_for_whoever_is_at_it(ledger: Ledger):
    with ThreadPoolExecutor(1) as pool:
        with ledger.writing() as connection:
            closed = pool.submit(ledger.close)
            threading.Event().wait(0.05)
            connection.execute(ADD, {"key": "甲"})
        closed.result(ENOUGH)
    assert count(ledger) == 1
