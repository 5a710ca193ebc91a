"""A ledger in a fresh folder, and a clock that only tests move."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crosspost.ledger import Ledger, open_ledger
from tests.publishing.conftest import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    with open_ledger(f"sqlite:///{tmp_path}/账本.sqlite3", now=clock.now) as opened:
        yield opened


@pytest.fixture
def today(clock: Clock) -> dt.date:
    return clock.now().date()
