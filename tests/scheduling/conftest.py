"""A fresh world for each test."""

from collections.abc import Iterator

import pytest

from crosspost.ledger import open_ledger
from tests.scheduling.world import Clock, World


@pytest.fixture
def world(either: str) -> Iterator[World]:
    clock = Clock()
    with open_ledger(either, now=clock.now) as ledger:
        yield World(ledger, clock)
