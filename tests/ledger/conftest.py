"""A fresh ledger for each test, on both databases."""

from collections.abc import Iterator

import pytest

from crosspost.ledger import Ledger, open_ledger


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """A fresh ledger."""
    with open_ledger(url) as opened:
        yield opened
