"""What tests of senders share."""

import pytest


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Nobody waits long for a fake that says nothing."""
    monkeypatch.setattr("crosspost.adapters.base.TIMEOUT", 0.3)
