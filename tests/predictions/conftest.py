"""A ledger in a fresh folder, and a clock that only tests move."""

import datetime as dt
from collections.abc import Iterator

import pytest

from crosspost.ledger import Ledger, open_ledger
from tests.publishing.conftest import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(sqlite: str, clock: Clock) -> Iterator[Ledger]:
    with open_ledger(sqlite, now=clock.now) as opened:
        yield opened


@pytest.fixture
def today(clock: Clock) -> dt.date:
    return clock.now().date()
