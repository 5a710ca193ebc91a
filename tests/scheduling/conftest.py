"""A fresh world for each test, on both databases."""

from collections.abc import Iterator

import pytest

from crosspost.ledger import open_ledger
from tests.scheduling.world import Clock, World


@pytest.fixture
def world(url: str) -> Iterator[World]:
    clock = Clock()
    with open_ledger(url, now=clock.now) as ledger:
        yield World(ledger, clock)
