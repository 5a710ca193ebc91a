"""What tests of senders share."""

import pytest


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Nobody waits long for a fake that says nothing; one that answers may be on a busy machine."""
    monkeypatch.setattr("crosspost.adapters.base.TIMEOUT", 1.5)
